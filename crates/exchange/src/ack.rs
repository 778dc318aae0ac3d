use comity_audit::Hash;
use comity_model::{PartyId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::error::refused;
use crate::{Chain, ExchangeError, PartyCard, Signed, SigningKey};

const KIND: &str = "acknowledgement";

/// How far a sequence has come at the one who takes it: the answer to envelopes, over HTTPS or in
/// a file that is carried back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ack {
    /// The version of this form: 1.
    pub v: u32,
    /// Who took them.
    #[serde(with = "crate::wire::text")]
    pub by: PartyId,
    /// Whose they are.
    #[serde(with = "crate::wire::text")]
    pub of: PartyId,
    /// The number of the last one that was taken.
    pub have: u64,
    /// Its hash.
    pub last: Hash,
    /// When.
    #[serde(with = "crate::wire::text")]
    pub at: Timestamp,
    /// Why the next one was not taken, if one came.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stopped: Option<Stopped>,
}

/// Why an envelope was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stopped {
    /// A stable code.
    pub code: String,
    /// In words.
    pub why: String,
}

impl Ack {
    /// Signs how far the sequence of a partner has come here.
    ///
    /// # Errors
    /// If the cryptographic library refuses.
    pub fn sign(
        (by, of): (&PartyId, &PartyId),
        taken: &Chain,
        stopped: Option<Stopped>,
        key: &SigningKey,
        now: Timestamp,
    ) -> Result<Signed, ExchangeError> {
        let (by, of) = (by.clone(), of.clone());
        let ack = Ack { v: 1, by, of, have: taken.seq, last: taken.last, at: now, stopped };
        let mut signed = Signed::new(KIND, &ack)?;
        signed.sign(KIND, &ack.by, key)?;
        Ok(signed)
    }

    /// Reads one of a partner for this party.
    ///
    /// # Errors
    /// If it is not signed by the partner, or about another party's envelopes.
    pub fn open(signed: &Signed, by: &PartyCard, own: &PartyId) -> Result<Ack, ExchangeError> {
        let ack: Ack = signed.unverified(KIND)?;
        if ack.v != 1 {
            return Err(refused(KIND, format!("version {} of its form is not known", ack.v)));
        }
        signed.verify_any(KIND, by)?;
        if ack.by != by.party || ack.of != *own {
            let why = format!("it says what `{}` has of `{}`", ack.by, ack.of);
            return Err(refused(KIND, why));
        }
        Ok(ack)
    }
}
