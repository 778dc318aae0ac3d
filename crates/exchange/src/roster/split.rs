use comity_audit::Hash;
use comity_model::PartyId;
use serde::{Deserialize, Serialize};

use super::Roster;
use super::list::KIND;
use super::quorum::{Weighed, weigh};
use crate::error::{malformed, refused};
use crate::limits::DOCUMENT_BYTES_MAX;
use crate::{ExchangeError, Signed};

const WHAT: &str = "proof of a split roster";

/// Two valid rosters with the same number: proof, for whoever holds the one before, that members
/// signed both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RosterSplit {
    /// The roster that both follow; none if both are first ones.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub before: Option<Signed>,
    /// The one that was here.
    pub one: Signed,
    /// The one that came.
    pub other: Signed,
}

/// What a proof of a split shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoubleSigned {
    /// The number of the two rosters.
    pub serial: u64,
    /// The hash of the roster that both follow: the proof is worth what this one is.
    pub before: Option<Hash>,
    /// The hashes of the two.
    pub rosters: [Hash; 2],
    /// Who signed both.
    pub by: Vec<PartyId>,
}

impl RosterSplit {
    /// Reads one line of JSON.
    ///
    /// # Errors
    /// If it is not such a proof, or too large.
    pub fn parse(text: &str) -> Result<RosterSplit, ExchangeError> {
        let limit = 6 * DOCUMENT_BYTES_MAX;
        if text.len() > limit {
            return Err(ExchangeError::TooMuch { what: WHAT, limit, unit: "bytes" });
        }
        serde_json::from_str(text.trim()).map_err(|_| malformed(WHAT, "it is not one line of it"))
    }

    /// Verifies it without any state.
    ///
    /// # Errors
    /// If one of the two is not valid, or they do not contradict each other.
    pub fn verify(&self) -> Result<DoubleSigned, ExchangeError> {
        let before = self.before.as_ref().map(Roster::read).transpose()?;
        let before_hash = self.before.as_ref().map(|before| before.hash(KIND)).transpose()?;
        let [one, other] = [&self.one, &self.other].map(|signed| {
            let roster = Roster::read(signed)?;
            if roster.follows != before_hash {
                return Err(refused(WHAT, "one of the two does not follow the roster before"));
            }
            let weighed = weigh(signed, &roster, before.as_ref())?;
            if !weighed.is_whole() {
                return Err(refused(WHAT, "not enough members signed one of the two"));
            }
            Ok((roster.serial, signed.hash(KIND)?, weighed))
        });
        let ((serial, one_hash, one), (again, other_hash, other)) = (one?, other?);
        if serial != again || one_hash == other_hash {
            return Err(refused(WHAT, "the two do not contradict each other"));
        }
        let by = both(&one, &other);
        if by.is_empty() {
            return Err(refused(WHAT, "nobody signed both"));
        }
        let rosters = [one_hash, other_hash];
        Ok(DoubleSigned { serial, before: before_hash, rosters, by })
    }
}

fn both(one: &Weighed, other: &Weighed) -> Vec<PartyId> {
    let mut parties: Vec<_> = one.by.intersection(&other.by).map(|(by, _)| by.clone()).collect();
    parties.dedup();
    parties
}

/// As it is handed around: one line of JSON.
impl std::fmt::Display for RosterSplit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Strings alone always have a form.
        f.write_str(&serde_json::to_string(self).unwrap_or_default())
    }
}
