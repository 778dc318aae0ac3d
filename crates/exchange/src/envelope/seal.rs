use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use comity_audit::Hash;
use comity_model::{CaseReference, LegalBasis, PartyId, Purpose, Timestamp};
use comity_policy::Released;
use serde::{Deserialize, Serialize};

use super::letter::{Opened, WHAT};
use super::{Header, Kind, Place};
use crate::canonical::{from_canonical, to_canonical};
use crate::error::malformed;
use crate::limits::{BODY_BYTES_MAX, HEADER_BYTES_MAX};
use crate::signed::{Protected, input};
use crate::{ExchangeError, PartyCard, SigningKey};

/// A signed message from one party to another: flattened JWS (RFC 7515, section 7.2.2) over the
/// header, with the body beside it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    protected: String,
    payload: String,
    signature: String,
    /// The very text whose hash is in the header; none once it was erased.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    body: Option<String>,
}

/// What its sender says of an envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What kind of message it is.
    pub kind: Kind,
    /// Who sends it.
    pub from: PartyId,
    /// For whom it is.
    pub to: PartyId,
    /// Where it stands.
    pub place: Place,
    /// When it was made.
    pub made: Timestamp,
    /// Until when somebody may act on it.
    pub expires: Option<Timestamp>,
    /// Why.
    pub purpose: Option<Purpose>,
    /// Under which law.
    pub legal_basis: Option<LegalBasis>,
    /// The matter that it belongs to.
    pub case: Option<CaseReference>,
    /// The agreement under which it is sent.
    pub agreement: Hash,
    /// The envelope that it answers.
    pub answers: Option<Hash>,
}

impl Envelope {
    /// Seals what the policy has released.
    ///
    /// # Errors
    /// If the body has no canonical form or is too large, or the cryptographic library refuses.
    pub fn seal(
        draft: Draft,
        body: &Released<impl Serialize>,
        key: &SigningKey,
    ) -> Result<Envelope, ExchangeError> {
        let body = to_canonical(body.as_ref())?;
        if body.len() > BODY_BYTES_MAX {
            let limit = BODY_BYTES_MAX;
            return Err(ExchangeError::TooMuch { what: "body", limit, unit: "bytes" });
        }
        let header = Header {
            v: 1,
            kind: draft.kind,
            from: draft.from,
            to: draft.to,
            place: draft.place,
            made: draft.made,
            expires: draft.expires,
            purpose: draft.purpose,
            legal_basis: draft.legal_basis,
            case: draft.case,
            agreement: draft.agreement,
            body: Hash::of(body.as_bytes()),
            answers: draft.answers,
        };
        let protected = Protected::of(WHAT, &header.from, &key.public());
        let protected = URL_SAFE_NO_PAD.encode(to_canonical(&protected)?);
        let payload = URL_SAFE_NO_PAD.encode(to_canonical(&header)?);
        let signature = key.sign(input(&protected, &payload).as_bytes())?;
        let signature = URL_SAFE_NO_PAD.encode(signature);
        Ok(Envelope { protected, payload, signature, body: Some(body) })
    }

    /// Reads one line of JSON.
    ///
    /// # Errors
    /// If it is not an envelope, or too large.
    pub fn parse(text: &str) -> Result<Envelope, ExchangeError> {
        let envelope: Envelope =
            serde_json::from_str(text).map_err(|_| malformed(WHAT, "it is not one line of it"))?;
        if envelope.payload.len() > HEADER_BYTES_MAX {
            let limit = HEADER_BYTES_MAX;
            return Err(ExchangeError::TooMuch { what: "header", limit, unit: "bytes" });
        }
        if envelope.body.as_ref().is_some_and(|body| body.len() > BODY_BYTES_MAX) {
            let limit = BODY_BYTES_MAX;
            return Err(ExchangeError::TooMuch { what: "body", limit, unit: "bytes" });
        }
        Ok(envelope)
    }

    /// Whom it claims to be from: whose card to verify it with, and nothing more.
    ///
    /// # Errors
    /// If its header cannot be read.
    pub fn claimed_sender(&self) -> Result<PartyId, ExchangeError> {
        Ok(self.header()?.0.from)
    }

    /// Verifies that it is from the party of this card, for this one, in time, and whole. Whether
    /// it is the next in its sequence, a chain says.
    ///
    /// # Errors
    /// If any of this does not hold.
    pub fn open(
        self,
        sender: &PartyCard,
        to: &PartyId,
        now: Timestamp,
    ) -> Result<Opened, ExchangeError> {
        let (header, hash) = self.header()?;
        self.verify(&header, sender)?;
        Opened::new(header, hash, self.body, to, now)
    }

    /// The envelope without its body, and the body: each is kept by itself, since one is erased
    /// and the other stays.
    #[must_use]
    pub fn into_parts(mut self) -> (Envelope, Option<String>) {
        let body = self.body.take();
        (self, body)
    }

    /// The envelope with the body that it was kept apart from.
    #[must_use]
    pub fn with_body(mut self, body: Option<String>) -> Envelope {
        self.body = body;
        self
    }

    /// How far a chain has come with it.
    ///
    /// # Errors
    /// If its header cannot be read.
    pub fn hash(&self) -> Result<Hash, ExchangeError> {
        Ok(self.header()?.1)
    }

    fn header(&self) -> Result<(Header, Hash), ExchangeError> {
        let bytes = URL_SAFE_NO_PAD.decode(&self.payload);
        let bytes = bytes.map_err(|_| malformed(WHAT, "its header is not base64url"))?;
        Ok((from_canonical(WHAT, &bytes)?, Hash::of(&bytes)))
    }

    fn verify(&self, header: &Header, sender: &PartyCard) -> Result<(), ExchangeError> {
        let by = header.from.to_string();
        let protected = Protected::read(WHAT, &self.protected)?;
        if header.from != sender.party {
            return Err(ExchangeError::NotSigned { what: WHAT, by: sender.party.to_string() });
        }
        let key = sender.keys_at(header.made).find(|key| protected.is_by(&sender.party, key));
        let Some(key) = key else {
            return Err(ExchangeError::NotSigned { what: WHAT, by });
        };
        let signed = input(&self.protected, &self.payload);
        let fits = URL_SAFE_NO_PAD
            .decode(&self.signature)
            .is_ok_and(|signature| key.fits(signed.as_bytes(), &signature));
        if fits { Ok(()) } else { Err(ExchangeError::BadSignature { what: WHAT, by }) }
    }
}

/// One line.
impl std::fmt::Display for Envelope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Strings alone always have a form.
        f.write_str(&serde_json::to_string(self).unwrap_or_default())
    }
}
