use comity_api::FaultKind;
use comity_model::PartyId;
use thiserror::Error;

use super::refusal::Refusal;

/// What can go wrong between this node and a partner's.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FederationError {
    /// The file of the party's own authority cannot be used.
    #[error("`{path}` does not hold the authority of `{party}`: {reason}")]
    Authority {
        /// The file.
        path: String,
        /// The party.
        party: PartyId,
        /// What is wrong with it.
        reason: String,
    },
    /// Somebody else could have read the key of the party's own authority.
    #[error("`{path}` may be read by other users of this machine")]
    Exposed {
        /// The file.
        path: String,
    },
    /// No certificate could be made.
    #[error("no certificate can be made: {0}")]
    Certificate(String),
    /// The certificate of a partner's authority cannot be used.
    #[error("the authority of `{party}` cannot be used: {reason}")]
    PartnerAuthority {
        /// The partner.
        party: PartyId,
        /// What is wrong with it.
        reason: String,
    },
    /// The address of a partner cannot be used.
    #[error("the address of `{party}` cannot be used: {reason}")]
    Address {
        /// The partner.
        party: PartyId,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// There are as many partners as there may be.
    #[error("there are {0} partners, and no more are possible")]
    TooManyPartners(usize),
    /// There is no such partner.
    #[error("`{0}` is no partner")]
    NoPartner(PartyId),
    /// The partner is suspended.
    #[error("`{0}` is suspended")]
    Suspended(PartyId),
    /// The partner has no address.
    #[error("`{0}` has no address: only files reach it")]
    NoAddress(PartyId),
    /// The connections to a partner cannot be set up.
    #[error("connections to `{party}` cannot be set up: {reason}")]
    Setup {
        /// The partner.
        party: PartyId,
        /// Why not.
        reason: String,
    },
    /// Whoever answers at the partner's address is not the partner.
    #[error("whoever answers at the address of `{party}` is not trusted: {reason}")]
    Untrusted {
        /// The partner.
        party: PartyId,
        /// Why not.
        reason: Refusal,
    },
    /// The partner does not let this node in.
    #[error("`{party}` does not let this node in: {reason}")]
    TurnedAway {
        /// The partner.
        party: PartyId,
        /// What its node said.
        reason: String,
    },
    /// The partner cannot be reached.
    #[error("`{party}` cannot be reached: {reason}")]
    Unreachable {
        /// The partner.
        party: PartyId,
        /// Why.
        reason: String,
    },
    /// The partner did not answer in time.
    #[error("`{party}` did not answer within {seconds} s")]
    TooSlow {
        /// The partner.
        party: PartyId,
        /// How long was waited.
        seconds: f64,
    },
    /// The answer is too large.
    #[error("`{party}` answered with more than {bytes_max} bytes")]
    TooLarge {
        /// The partner.
        party: PartyId,
        /// The limit.
        bytes_max: usize,
    },
    /// The answer broke off.
    #[error("the answer of `{party}` broke off: {reason}")]
    Broken {
        /// The partner.
        party: PartyId,
        /// Why.
        reason: String,
    },
}

impl FederationError {
    /// A stable code for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            FederationError::Authority { .. } => "authority",
            FederationError::Exposed { .. } => "authority-exposed",
            FederationError::Certificate(_) => "certificate",
            FederationError::PartnerAuthority { .. } => "partner-authority",
            FederationError::Address { .. } => "partner-address",
            FederationError::TooManyPartners(_) => "too-many-partners",
            FederationError::NoPartner(_) => "no-such-partner",
            FederationError::Suspended(_) => "partner-suspended",
            FederationError::NoAddress(_) => "partner-without-address",
            FederationError::Setup { .. } => "partner-setup",
            FederationError::Untrusted { .. } => "partner-not-trusted",
            FederationError::TurnedAway { .. } => "partner-turns-away",
            FederationError::Unreachable { .. } => "partner-not-reached",
            FederationError::TooSlow { .. } => "partner-slow",
            FederationError::TooLarge { .. } => "partner-answer-too-large",
            FederationError::Broken { .. } => "partner-broken-off",
        }
    }

    /// Whether another try may help, without anybody's doing.
    pub(crate) fn may_pass(&self) -> bool {
        matches!(
            self,
            FederationError::Unreachable { .. }
                | FederationError::TooSlow { .. }
                | FederationError::Broken { .. }
        )
    }

    /// What kind of fault it is, and what to do about it.
    pub(crate) fn kind(&self) -> (FaultKind, Option<&'static str>) {
        match self {
            FederationError::Exposed { .. } => {
                (FaultKind::Unavailable, Some("`chmod 600` it, or make a new authority"))
            }
            FederationError::PartnerAuthority { .. } | FederationError::Address { .. } => {
                (FaultKind::Invalid, Some("ask the partner for a new card"))
            }
            FederationError::TooManyPartners(_) => (FaultKind::Conflict, None),
            FederationError::NoPartner(_) => (FaultKind::NotFound, None),
            FederationError::Suspended(_) | FederationError::NoAddress(_) => {
                (FaultKind::Conflict, None)
            }
            FederationError::Untrusted { .. } => (
                FaultKind::Unavailable,
                Some("compare the partner's card with its people: address, and authority"),
            ),
            FederationError::TurnedAway { .. } => (
                FaultKind::Unavailable,
                Some("the partner's log says why; your card, or a clock, may be out of date"),
            ),
            FederationError::Unreachable { .. } | FederationError::Broken { .. } => {
                (FaultKind::Unavailable, None)
            }
            FederationError::TooSlow { .. } => (FaultKind::Timeout, None),
            FederationError::Authority { .. }
            | FederationError::Certificate(_)
            | FederationError::Setup { .. }
            | FederationError::TooLarge { .. } => (FaultKind::Internal, None),
        }
    }
}
