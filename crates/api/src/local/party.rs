use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::v1::Example;

/// A question or order about this party and its partners.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "party", content = "with", rename_all = "snake_case", deny_unknown_fields)]
pub enum PartyCall {
    /// Makes this party's keys and card, or another card.
    Init(PartyOrder),
    /// This party's card.
    Show,
    /// Writes an invitation.
    Invite {
        /// Whom.
        to: String,
        /// What is proposed.
        agreement: Box<AgreementDraft>,
    },
    /// Takes an invitation or the answer to one.
    Accept {
        /// What the file says.
        text: String,
        /// The fingerprint that the other party told over another way; without one nothing is
        /// kept, and what the file says is shown.
        fingerprint: Option<String>,
    },
    /// All partners.
    Partners,
    /// The last checkpoint of this party's log that a partner cosigned.
    Cosigned {
        /// The partner.
        party: String,
    },
    /// Suspends a link, lets it go on, decides about one that is frozen, or ends it.
    Link {
        /// With whom.
        party: String,
        /// `suspend`, `resume`, `resolve` or `end`.
        event: String,
        /// Why.
        reason: String,
    },
    /// Shares a dataset with a partner.
    Share(ShareOrder),
    /// Ends a share: what the partner holds of it is taken back.
    Unshare {
        /// Its number.
        number: u64,
        /// Why.
        reason: String,
    },
    /// All orders to share.
    Shares,
    /// Recalls a record from everybody who holds it.
    Recall {
        /// The record, as `DATASET/ID`.
        record: String,
        /// Why.
        reason: String,
    },
    /// Who still owes a receipt for what was taken back.
    Owed {
        /// Those that came, too.
        all: bool,
    },
    /// Asks partners whether they hold something.
    Ask(AskOrder),
    /// About notices and threat levels.
    Notice(NoticeCall),
    /// Writes what waits for a partner, to be carried to it.
    Bundle {
        /// For whom.
        to: String,
    },
    /// Takes what was carried here.
    Take {
        /// What the file says.
        text: String,
    },
}

/// The answer to a [`PartyCall`], each to its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "party", content = "with", rename_all = "snake_case")]
pub enum PartyReply {
    /// To `Init` and `Show`.
    Party(PartyInfo),
    /// To `Invite`, `Bundle` and `Cosigned`: what the file says.
    Written(String),
    /// To `Accept`.
    Invited(Invited),
    /// To `Partners`, by party.
    Partners(Vec<PartnerInfo>),
    /// To `Link`.
    Partner(PartnerInfo),
    /// To `Share` and `Unshare`.
    Share(ShareInfo),
    /// To `Shares`, by number.
    Shares(Vec<ShareInfo>),
    /// To `Recall`: who held it.
    Recalled(Vec<String>),
    /// To `Owed`, those that are due first before the others.
    Owed(Vec<OwedInfo>),
    /// To `Ask`, by party.
    Asked(Vec<PartnerAnswer>),
    /// To `Notice`: what holds now.
    Notices(NoticesInfo),
    /// To `Take`: an acknowledgement, to be carried back.
    Taken(String),
}

/// How this party shows itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartyOrder {
    /// What people call it.
    pub name: String,
    /// Under whose law it stands: ISO 3166-1, two letters.
    pub jurisdiction: String,
    /// Where its node answers partners: `https://host:port`.
    pub address: Option<String>,
}

/// A party, as its card says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyInfo {
    /// Its id.
    pub party: String,
    /// What people call it.
    pub name: String,
    /// Under whose law it stands.
    pub jurisdiction: String,
    /// Where its node answers partners.
    pub address: Option<String>,
    /// Which of its cards this is.
    pub serial: u64,
    /// The number that people compare.
    pub fingerprint: String,
}

/// An agreement, as somebody proposes it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgreementDraft {
    /// What both call it.
    pub name: String,
    /// From when on it is in force; from now on, if that is left out.
    #[serde(default)]
    pub begins: Option<String>,
    /// When it ends.
    pub expires: String,
    /// What each party gives the other; one that is left out gives nothing.
    #[serde(default)]
    pub gives: BTreeMap<String, TermsDraft>,
}

/// What one party gives.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermsDraft {
    /// For which purposes.
    #[serde(default)]
    pub purposes: Vec<String>,
    /// Which kinds of records.
    #[serde(default)]
    pub schemata: Vec<String>,
    /// The highest traffic light; `TLP:GREEN` if that is left out.
    #[serde(default)]
    pub light: Option<String>,
    /// Whether it may be passed on: `never` (the default), `with-consent` or `as-marked`.
    #[serde(default)]
    pub onward: Option<String>,
    /// Within how many hours a recall is answered; 24 if that is left out.
    #[serde(default)]
    pub receipt_hours: Option<u32>,
    /// Whether and how the other may ask.
    #[serde(default)]
    pub asking: Option<AskingDraft>,
}

/// How a party may ask.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskingDraft {
    /// Which properties a question may state.
    pub fields: Vec<String>,
    /// How many questions in a day.
    pub questions_per_day: u32,
    /// Within how many hours a person decides whether more is told; 48 if that is left out.
    #[serde(default)]
    pub release_hours: Option<u32>,
}

/// What one of the two files that make a link says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invited {
    /// Whose file it is, and the fingerprint that has to be compared.
    pub party: PartyInfo,
    /// The agreement in plain words.
    pub agreement: String,
    /// The file to send back, if it was an invitation.
    pub answer: Option<String>,
    /// Whether the link is made.
    pub is_linked: bool,
}

/// A partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerInfo {
    /// The party.
    pub party: String,
    /// Its card, once it is known.
    pub card: Option<PartyInfo>,
    /// How the link stands, in words.
    pub state: String,
    /// Whether data crosses it.
    pub is_open: bool,
    /// Why it stands so.
    pub reason: String,
    /// Since when, in UTC.
    pub since: String,
    /// The agreement in plain words.
    pub agreement: Option<String>,
    /// How many envelopes wait for it.
    pub waiting: u64,
    /// How many envelopes were taken from it.
    pub taken: u64,
    /// When it last took something, in UTC.
    pub told_at: Option<String>,
    /// When something of it last came, in UTC.
    pub heard_at: Option<String>,
    /// Why it could not be reached the last time.
    pub failed: Option<String>,
}

/// An order to share.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShareOrder {
    /// With whom.
    pub party: String,
    /// Which dataset.
    pub dataset: String,
    /// In what part its persons stand in the matter, such as `listed` or `suspect`.
    pub standing: String,
    /// Whether it rests on facts or on assessments: `fact` or `assessment`.
    pub grounds: String,
}

/// An order to share, as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareInfo {
    /// Its number.
    pub number: u64,
    /// With whom.
    pub party: String,
    /// Which dataset.
    pub dataset: String,
    /// Why.
    pub purpose: String,
    /// Who ordered it.
    pub ordered_by: String,
    /// When, in UTC.
    pub ordered_at: String,
    /// Why it ended, if it did.
    pub ended: Option<String>,
    /// The version of the dataset that all of was looked at.
    pub version: Option<String>,
}

/// A record that was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwedInfo {
    /// Who held it.
    pub party: String,
    /// The record, as `DATASET/ID`.
    pub record: String,
    /// Why it was taken back.
    pub reason: String,
    /// When, in UTC.
    pub ordered_at: String,
    /// By when the receipt is due, in UTC.
    pub due: String,
    /// Whether it is past that.
    pub is_overdue: bool,
    /// When the receipt came, in UTC.
    pub answered_at: Option<String>,
    /// How it ended: `done` or `refused`.
    pub outcome: Option<String>,
    /// What was said, if it was refused.
    pub why: Option<String>,
}

/// A question to partners.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskOrder {
    /// Whom; all partners if that is left out.
    #[serde(default)]
    pub partners: Vec<String>,
    /// What is asked about.
    pub query: Example,
}

/// What a partner answered, or why it did not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerAnswer {
    /// The partner.
    pub party: String,
    /// `hit`, `no-hit` or `not-answered`.
    pub answer: String,
    /// Why it was not answered: a stable code.
    pub code: Option<String>,
    /// Why it was not answered, in words.
    pub why: Option<String>,
    /// What the answer is called if more is asked about it.
    pub reference: Option<String>,
    /// The place in the partner's log of the leaf that accounts for the answer, which was proven.
    pub leaf: Option<u64>,
}

/// A question or order about notices and threat levels. A draft has the shape of the protocol.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "notice", content = "with", rename_all = "snake_case", deny_unknown_fields)]
pub enum NoticeCall {
    /// What holds now.
    List,
    /// Announces an area and a time to all partners.
    Publish {
        /// What is announced.
        draft: serde_json::Value,
    },
    /// Announces something else in its place.
    Update {
        /// Which notice, such as `freedonia/7`.
        id: String,
        /// What is announced.
        draft: serde_json::Value,
    },
    /// Takes a notice back.
    Cancel {
        /// Which one.
        id: String,
        /// Why.
        reason: String,
    },
    /// Says to whoever announced a notice that people here have read it.
    Acknowledge {
        /// Which one.
        id: String,
    },
    /// Publishes how great this party holds the threat to be.
    Level {
        /// What is published.
        draft: serde_json::Value,
    },
    /// Says to the other party that an overlap was seen, and with a note that it is settled.
    Settle {
        /// Which of the overlaps.
        number: usize,
        /// How.
        note: Option<String>,
    },
}

/// Notices, threat levels and overlaps that hold now.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticesInfo {
    /// The notices.
    pub notices: Vec<NoticeInfo>,
    /// The levels, in words.
    pub levels: Vec<String>,
    /// Where notices of two parties overlap, in words.
    pub overlaps: Vec<String>,
}

/// A notice that holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeInfo {
    /// Its id.
    pub id: String,
    /// Who announced it.
    pub by: String,
    /// What kind it is.
    pub kind: String,
    /// Where.
    pub area: String,
    /// From when on, in UTC.
    pub begins: String,
    /// Until when, in UTC.
    pub ends: String,
    /// What is announced.
    pub text: String,
    /// Whom to ask.
    pub contact: String,
    /// Who was told and has not said that it was read.
    pub unacknowledged: Vec<String>,
    /// The same as a CAP 1.2 alert.
    pub cap: String,
}
