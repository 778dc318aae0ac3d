use comity_audit::Hash;
use comity_model::{CaseReference, LegalBasis, PartyId, Purpose, Timestamp};
use serde::{Deserialize, Serialize};

/// The signed part of an envelope.
///
/// It says nothing about anybody: what does is in the body, which can be erased while this and its
/// place in the sequence go on proving that it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// The version of this form: 1.
    pub v: u32,
    /// What kind of message it is.
    pub kind: Kind,
    /// Who sends it.
    #[serde(with = "crate::wire::text")]
    pub from: PartyId,
    /// For whom it is.
    #[serde(with = "crate::wire::text")]
    pub to: PartyId,
    /// Where it stands.
    pub place: Place,
    /// When it was made.
    #[serde(with = "crate::wire::text")]
    pub made: Timestamp,
    /// From this moment on nobody acts on it any more; none for what stays true.
    #[serde(with = "crate::wire::maybe", skip_serializing_if = "Option::is_none", default)]
    pub expires: Option<Timestamp>,
    /// Why.
    #[serde(with = "crate::wire::maybe", skip_serializing_if = "Option::is_none", default)]
    pub purpose: Option<Purpose>,
    /// Under which law.
    #[serde(with = "crate::wire::maybe", skip_serializing_if = "Option::is_none", default)]
    pub legal_basis: Option<LegalBasis>,
    /// The matter that it belongs to.
    #[serde(with = "crate::wire::maybe", skip_serializing_if = "Option::is_none", default)]
    pub case: Option<CaseReference>,
    /// The agreement under which it is sent.
    pub agreement: Hash,
    /// The SHA-256 of the body's bytes.
    pub body: Hash,
    /// The envelope that it answers.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub answers: Option<Hash>,
}

/// What kind of message an envelope holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Records given, changed or taken back.
    Share,
    /// What became of what was given, changed or taken back.
    Receipt,
    /// The next card of the sender.
    Card,
    /// The sender exchanges nothing until it says so; or goes on; or ends the link.
    Standing,
    /// Whether something is held.
    Question,
    /// Hit, no hit, or why there is no answer.
    Answer,
    /// More about a hit, or a request for it.
    Case,
    /// A threat level, or an area and a time that others keep clear of.
    Notice,
}

impl Kind {
    /// The name in tables and logs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Share => "share",
            Kind::Receipt => "receipt",
            Kind::Card => "card",
            Kind::Standing => "standing",
            Kind::Question => "question",
            Kind::Answer => "answer",
            Kind::Case => "case",
            Kind::Notice => "notice",
        }
    }
}

/// Where an envelope stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// In the sequence of all that its sender sends to its recipient.
    InSequence {
        /// Its number, from 1 on.
        seq: u64,
        /// The envelope before it; zeros before the first.
        prev: Hash,
    },
    /// By itself: a question or its answer, which nobody takes up later. The number is one that
    /// nobody can guess, so that two questions never are the same.
    Alone {
        /// The number: 16 bytes or more, in hex.
        nonce: Hash,
    },
}
