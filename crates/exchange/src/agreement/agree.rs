use std::collections::BTreeSet;

use comity_audit::Hash;
use comity_model::{PartyId, Timestamp};
use serde::{Deserialize, Serialize};

use super::Terms;
use crate::error::{malformed, refused};
use crate::{ExchangeError, PartyCard, Signed, SigningKey};

pub(super) const KIND: &str = "agreement";

/// What two parties may exchange: for each of them, what it gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// The version of this form: 1.
    pub v: u32,
    /// What both call it.
    pub name: String,
    /// The two parties, sorted.
    #[serde(with = "crate::wire::texts")]
    pub between: BTreeSet<PartyId>,
    /// Which agreement of the two this is; each one takes the place of the one before.
    pub serial: u64,
    /// From when on it is in force.
    #[serde(with = "crate::wire::text")]
    pub begins: Timestamp,
    /// From this moment on it is no longer in force.
    #[serde(with = "crate::wire::text")]
    pub expires: Timestamp,
    /// What each party gives the other.
    pub gives: Vec<Terms>,
}

impl Agreement {
    /// Writes it down with the first of the two signatures.
    ///
    /// # Errors
    /// If it is not valid.
    pub fn propose(&self, party: &PartyId, key: &SigningKey) -> Result<Signed, ExchangeError> {
        self.check()?;
        let mut signed = Signed::new(KIND, self)?;
        signed.sign(KIND, party, key)?;
        Ok(signed)
    }

    /// Adds the second signature.
    ///
    /// # Errors
    /// If the cryptographic library refuses.
    pub fn consent(
        signed: &mut Signed,
        party: &PartyId,
        key: &SigningKey,
    ) -> Result<(), ExchangeError> {
        signed.sign(KIND, party, key)
    }

    /// Reads one that these parties signed. It is agreed once both have.
    ///
    /// # Errors
    /// If it is not valid, or one of them did not sign it.
    pub fn open(signed: &Signed, by: &[&PartyCard]) -> Result<Agreement, ExchangeError> {
        let agreement: Agreement = signed.unverified(KIND)?;
        agreement.check()?;
        for card in by {
            if !agreement.between.contains(&card.party) {
                return Err(refused(KIND, format!("it is not one of `{}`", card.party)));
            }
            signed.verify_any(KIND, card)?;
        }
        Ok(agreement)
    }

    /// What a party gives.
    #[must_use]
    pub fn given_by(&self, party: &PartyId) -> Option<&Terms> {
        self.gives.iter().find(|terms| terms.by == *party)
    }

    /// Whether it is in force.
    #[must_use]
    pub fn is_in_force(&self, now: Timestamp) -> bool {
        self.begins <= now && now < self.expires
    }

    /// The name by which envelopes refer to it.
    ///
    /// # Errors
    /// If it has no canonical form.
    pub fn hash(&self) -> Result<Hash, ExchangeError> {
        Signed::new(KIND, self)?.hash(KIND)
    }

    /// What the policy of one party hears of it when it gives to the other.
    #[must_use]
    pub fn for_giving(&self, giver: &PartyId) -> Option<comity_policy::Agreement> {
        let terms = self.given_by(giver)?;
        let partner = self.between.iter().find(|party| *party != giver)?;
        Some(comity_policy::Agreement {
            partner: partner.clone(),
            purposes: terms.purposes.clone(),
            tlp_max: terms.light,
            expires: self.expires,
        })
    }

    fn check(&self) -> Result<(), ExchangeError> {
        if self.v != 1 {
            return Err(refused(KIND, format!("version {} of agreements is not known", self.v)));
        }
        if self.name.trim().is_empty() || self.name.chars().any(char::is_control) {
            return Err(malformed(KIND, "its name is empty or has control characters"));
        }
        if self.between.len() != 2 {
            return Err(malformed(KIND, "it is not between two parties"));
        }
        if self.begins >= self.expires {
            return Err(malformed(KIND, "it ends before it begins"));
        }
        let givers: BTreeSet<_> = self.gives.iter().map(|terms| &terms.by).collect();
        let parties: BTreeSet<_> = self.between.iter().collect();
        if givers != parties || self.gives.len() != 2 {
            return Err(malformed(KIND, "it does not say once what each of the two gives"));
        }
        if !self.gives.is_sorted_by(|left, right| left.by < right.by) {
            return Err(malformed(KIND, "what the two give does not stand in their order"));
        }
        self.gives.iter().try_for_each(Terms::check)
    }
}
