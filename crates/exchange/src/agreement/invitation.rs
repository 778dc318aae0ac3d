use comity_audit::Hash;
use comity_model::{PartyId, Timestamp};
use serde::{Deserialize, Serialize};

use super::Agreement;
use crate::error::refused;
use crate::limits::INVITATION_SECONDS;
use crate::{ExchangeError, PartyCard, Signed, SigningKey};

const INVITATION: &str = "invitation";
const ACCEPTANCE: &str = "acceptance";

/// The first of the two files that make a link: who invites, and what it proposes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invitation {
    /// The version of this form: 1.
    pub v: u32,
    /// Whom it invites.
    #[serde(with = "crate::wire::text")]
    pub to: PartyId,
    /// When it was made; it holds for thirty days.
    #[serde(with = "crate::wire::text")]
    pub made: Timestamp,
    /// The inviting party's card.
    pub card: Signed,
    /// The proposed agreement, signed by the inviting party.
    pub agreement: Signed,
}

/// The second file: who accepts, and the agreement with both signatures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// The version of this form: 1.
    pub v: u32,
    /// Which invitation it accepts.
    pub invitation: Hash,
    /// When it was made.
    #[serde(with = "crate::wire::text")]
    pub made: Timestamp,
    /// The accepting party's card.
    pub card: Signed,
    /// The agreement, signed by both.
    pub agreement: Signed,
}

impl Invitation {
    /// Invites a party.
    ///
    /// # Errors
    /// If the agreement is not one between the two, or something is not valid.
    pub fn sign(
        to: &PartyId,
        card: &Signed,
        agreement: &Agreement,
        key: &SigningKey,
        now: Timestamp,
    ) -> Result<Signed, ExchangeError> {
        let by = PartyCard::open(card)?;
        let between = [by.party.clone(), to.clone()].into();
        if agreement.between != between {
            let why = format!("the agreement is not one between `{}` and `{to}`", by.party);
            return Err(refused(INVITATION, why));
        }
        let agreement = agreement.propose(&by.party, key)?;
        let invitation =
            Invitation { v: 1, to: to.clone(), made: now, card: card.clone(), agreement };
        let mut signed = Signed::new(INVITATION, &invitation)?;
        signed.sign(INVITATION, &by.party, key)?;
        Ok(signed)
    }

    /// Reads one that is for this party, with the inviting party's card and the agreement.
    ///
    /// Whose card it is, a fingerprint has to say.
    ///
    /// # Errors
    /// If it is for another party, out of time, not valid, or not signed by its card's key.
    pub fn open(
        signed: &Signed,
        to: &PartyId,
        now: Timestamp,
    ) -> Result<(Invitation, PartyCard, Agreement), ExchangeError> {
        let invitation: Invitation = signed.unverified(INVITATION)?;
        known(INVITATION, invitation.v)?;
        let card = PartyCard::open(&invitation.card)?;
        verify_newest(INVITATION, signed, &card)?;
        if invitation.to != *to {
            return Err(refused(INVITATION, format!("it is for `{}`", invitation.to)));
        }
        if card.party == *to {
            return Err(refused(INVITATION, "a party cannot invite itself"));
        }
        in_time(INVITATION, invitation.made, now)?;
        let agreement = Agreement::open(&invitation.agreement, &[&card])?;
        if !agreement.between.contains(to) {
            return Err(refused(INVITATION, "its agreement is not with this party"));
        }
        Ok((invitation, card, agreement))
    }

    /// The name by which an acceptance refers to it.
    ///
    /// # Errors
    /// If the payload cannot be read.
    pub fn hash(signed: &Signed) -> Result<Hash, ExchangeError> {
        signed.hash(INVITATION)
    }

    /// Accepts it: signs the agreement and answers with this party's own card.
    ///
    /// # Errors
    /// As [`Invitation::open`].
    pub fn accept(
        signed: &Signed,
        card: &Signed,
        key: &SigningKey,
        now: Timestamp,
    ) -> Result<Signed, ExchangeError> {
        let own = PartyCard::open(card)?;
        let (invitation, ..) = Invitation::open(signed, &own.party, now)?;
        let mut agreement = invitation.agreement;
        Agreement::consent(&mut agreement, &own.party, key)?;
        let invitation = Invitation::hash(signed)?;
        let acceptance = Acceptance { v: 1, invitation, made: now, card: card.clone(), agreement };
        let mut signed = Signed::new(ACCEPTANCE, &acceptance)?;
        signed.sign(ACCEPTANCE, &own.party, key)?;
        Ok(signed)
    }
}

impl Acceptance {
    /// Reads the answer to an invitation of this party: the accepting party's card, and the
    /// agreement that both signed.
    ///
    /// # Errors
    /// If it answers another invitation, comes from another party than was invited, is out of
    /// time, or changes what was proposed.
    pub fn open(
        signed: &Signed,
        invited: &Signed,
        now: Timestamp,
    ) -> Result<(Acceptance, PartyCard, Agreement), ExchangeError> {
        let acceptance: Acceptance = signed.unverified(ACCEPTANCE)?;
        known(ACCEPTANCE, acceptance.v)?;
        let card = PartyCard::open(&acceptance.card)?;
        verify_newest(ACCEPTANCE, signed, &card)?;
        if acceptance.invitation != Invitation::hash(invited)? {
            return Err(refused(ACCEPTANCE, "it answers another invitation"));
        }
        let invitation: Invitation = invited.unverified(INVITATION)?;
        if card.party != invitation.to {
            let why = format!("`{}` was invited, and `{}` accepts", invitation.to, card.party);
            return Err(refused(ACCEPTANCE, why));
        }
        in_time(ACCEPTANCE, invitation.made, now)?;
        let own = PartyCard::open(&invitation.card)?;
        let agreement = Agreement::open(&acceptance.agreement, &[&own, &card])?;
        if acceptance.agreement.hash(ACCEPTANCE)? != invitation.agreement.hash(ACCEPTANCE)? {
            return Err(refused(ACCEPTANCE, "its agreement is not the one that was proposed"));
        }
        Ok((acceptance, card, agreement))
    }
}

fn known(what: &'static str, v: u32) -> Result<(), ExchangeError> {
    if v == 1 {
        Ok(())
    } else {
        Err(refused(what, format!("version {v} of its form is not known")))
    }
}

fn verify_newest(
    what: &'static str,
    signed: &Signed,
    card: &PartyCard,
) -> Result<(), ExchangeError> {
    let key = card.keys.first().map(|key| &key.key);
    let unsigned = || ExchangeError::NotSigned { what, by: card.party.to_string() };
    signed.verify(what, &card.party, key.ok_or_else(unsigned)?)
}

fn in_time(what: &'static str, made: Timestamp, now: Timestamp) -> Result<(), ExchangeError> {
    use crate::limits::CLOCK_SKEW_SECONDS_MAX;
    if made.0 > now.0.saturating_add(CLOCK_SKEW_SECONDS_MAX) {
        return Err(refused(what, "it was made in the future: one of the clocks is wrong"));
    }
    if now.0 >= made.0.saturating_add(INVITATION_SECONDS) {
        return Err(refused(what, "its thirty days are over"));
    }
    Ok(())
}
