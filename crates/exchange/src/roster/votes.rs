//! What this node's own party signs: one roster for each number, so that it never helps a split.

use comity_audit::Hash;
use comity_model::{PartyId, Timestamp};
use serde::{Deserialize, Serialize};

use super::list::KIND;
use super::state::person_reason;
use super::{Roster, RosterState};
use crate::error::refused;
use crate::{ExchangeError, Signed, SigningKey};

/// What was signed last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Vote {
    serial: u64,
    hash: Hash,
    /// Why a person signed it in place of another one with the same number.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    instead: Option<String>,
}

impl RosterState {
    /// Signs a roster that is to follow the one that stands, for a party of either, with one of its
    /// keys: one that changes its key signs with the old and the new one.
    ///
    /// A second roster with the same number is refused: who signs both makes a split possible, and
    /// can be shown to have done so. Only a person who knows that the first one never became valid
    /// may sign another `instead`, and says why.
    ///
    /// # Errors
    /// If there is a split, it does not follow what stands, it has expired, neither roster knows
    /// the key, or another one was signed.
    pub fn consent(
        &mut self,
        signed: &mut Signed,
        (party, key): (&PartyId, &SigningKey),
        instead: Option<&str>,
        now: Timestamp,
    ) -> Result<(), ExchangeError> {
        if self.split.is_some() {
            return Err(refused(
                KIND,
                "there are two valid ones, and a person has to decide first",
            ));
        }
        let roster = Roster::read(signed)?;
        let hash = signed.hash(KIND)?;
        let last = self.last()?;
        if roster.follows != Some(last.hash) {
            return Err(refused(KIND, "it does not follow the one that stands here"));
        }
        if roster.serial != last.roster.serial.saturating_add(1) {
            return Err(refused(KIND, "its number is not the next one"));
        }
        if roster.expires <= now {
            return Err(refused(KIND, "it has expired"));
        }
        let public = key.public();
        let is_member = |roster: &Roster| roster.keys().any(|named| named == (party, &public));
        if !is_member(&roster) && !is_member(&last.roster) {
            return Err(refused(KIND, format!("it does not name this key of `{party}`")));
        }
        let instead = instead.map(person_reason).transpose()?;
        let is_other = |vote: &&Vote| vote.serial == roster.serial && vote.hash != hash;
        if let Some(vote) = self.vote.as_ref().filter(is_other)
            && instead.is_none()
        {
            let (serial, first) = (vote.serial, vote.hash);
            let why = format!("another number {serial} was signed here before: `{first}`");
            return Err(refused(KIND, why));
        }
        signed.sign(KIND, party, key)?;
        self.vote = Some(Vote { serial: roster.serial, hash, instead });
        Ok(())
    }
}
