use std::io;

use comity_model::{PartyId, Timestamp};
use thiserror::Error;
use tokio_rustls::rustls::{CertificateError, Error as TlsError, OtherError, PeerIncompatible};

use crate::limits::LINK_REASON_CHARS_MAX;

/// Why a connection with another node does not come about, or ends.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Refusal {
    /// No certificate at all.
    #[error("it showed no certificate")]
    NoCertificate,
    /// A certificate that cannot be read as one.
    #[error("its certificate cannot be read: {0}")]
    Unreadable(String),
    /// A certificate that names no party, or several.
    #[error("its certificate does not name exactly one party")]
    Nameless,
    /// Nobody knows the party.
    #[error("`{0}` is no partner")]
    Stranger(PartyId),
    /// The partner is suspended.
    #[error("`{0}` is suspended")]
    Suspended(PartyId),
    /// The partner's authority did not sign the certificate.
    #[error("its certificate is not signed by the authority of `{0}`")]
    OtherAuthority(PartyId),
    /// The certificate is over.
    #[error("its certificate, of `{party}`, was good until {until}")]
    Expired {
        /// Whose it says that it is.
        party: PartyId,
        /// Its end.
        until: Timestamp,
    },
    /// The certificate does not hold yet.
    #[error("its certificate, of `{party}`, is good from {from} only")]
    Early {
        /// Whose it says that it is.
        party: PartyId,
        /// Its beginning.
        from: Timestamp,
    },
    /// The certificate is not made for this.
    #[error("its certificate, of `{party}`, cannot be used here: {reason}")]
    Unfit {
        /// Whose it says that it is.
        party: PartyId,
        /// Why not.
        reason: String,
    },
    /// Another partner answers than was asked.
    #[error("its certificate is that of `{found}`, not of `{expected}`")]
    OtherParty {
        /// Who was asked.
        expected: PartyId,
        /// Whose the certificate says that it is.
        found: PartyId,
    },
    /// It does not speak TLS 1.3.
    #[error("it does not speak TLS 1.3")]
    OldTls,
    /// It does not do the key exchange that lasts.
    #[error("it does not offer the key exchange X25519MLKEM768")]
    NoHybrid,
    /// The handshake took too long.
    #[error("its handshake was not done in time")]
    Slow,
    /// The partner has as many connections as it may have.
    #[error("`{0}` has too many connections")]
    TooMany(PartyId),
    /// All partners together have as many connections as they may have.
    #[error("there are too many connections")]
    Full,
    /// The handshake broke off.
    #[error("its handshake broke off: {0}")]
    BrokenOff(String),
}

impl Refusal {
    /// A stable code for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::NoCertificate => "no-certificate",
            Refusal::Unreadable(_) => "certificate-unreadable",
            Refusal::Nameless => "certificate-nameless",
            Refusal::Stranger(_) => "no-partner",
            Refusal::Suspended(_) => "suspended",
            Refusal::OtherAuthority(_) => "other-authority",
            Refusal::Expired { .. } => "certificate-expired",
            Refusal::Early { .. } => "certificate-early",
            Refusal::Unfit { .. } => "certificate-unfit",
            Refusal::OtherParty { .. } => "other-party",
            Refusal::OldTls => "old-tls",
            Refusal::NoHybrid => "no-hybrid",
            Refusal::Slow => "handshake-slow",
            Refusal::TooMany(_) => "too-many-connections",
            Refusal::Full => "full",
            Refusal::BrokenOff(_) => "handshake-broken-off",
        }
    }

    /// Which party it is about, as far as somebody said so.
    #[must_use]
    pub fn party(&self) -> Option<&PartyId> {
        match self {
            Refusal::Stranger(party)
            | Refusal::Suspended(party)
            | Refusal::OtherAuthority(party)
            | Refusal::TooMany(party)
            | Refusal::Expired { party, .. }
            | Refusal::Early { party, .. }
            | Refusal::Unfit { party, .. }
            | Refusal::OtherParty { found: party, .. } => Some(party),
            _ => None,
        }
    }

    /// As TLS takes it. The other side learns the same whatever the reason is, so that nobody can
    /// find out who is a partner.
    pub(super) fn into_tls(self) -> TlsError {
        let other = OtherError(std::sync::Arc::new(self));
        TlsError::InvalidCertificate(CertificateError::Other(other))
    }

    /// Why a handshake failed.
    pub(super) fn of_handshake(error: &io::Error) -> Refusal {
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<TlsError>());
        inner.map_or_else(|| Refusal::broken_off(&error), Refusal::of_tls)
    }

    /// Why TLS failed.
    pub(super) fn of_tls(error: &TlsError) -> Refusal {
        match error {
            TlsError::NoCertificatesPresented => Refusal::NoCertificate,
            TlsError::InvalidCertificate(CertificateError::Other(OtherError(ours))) => {
                let ours = ours.downcast_ref::<Refusal>().cloned();
                ours.unwrap_or_else(|| Refusal::broken_off(&error))
            }
            TlsError::PeerIncompatible(PeerIncompatible::NoKxGroupsInCommon) => Refusal::NoHybrid,
            TlsError::PeerIncompatible(
                PeerIncompatible::SupportedVersionsExtensionRequired
                | PeerIncompatible::Tls12NotOffered
                | PeerIncompatible::Tls12NotOfferedOrEnabled
                | PeerIncompatible::ServerDoesNotSupportTls12Or13
                | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig,
            ) => Refusal::OldTls,
            _ => Refusal::broken_off(&error),
        }
    }

    fn broken_off(error: &dyn std::fmt::Display) -> Refusal {
        Refusal::BrokenOff(shortened(error))
    }
}

/// What another program said, as far as it may be told.
pub(super) fn shortened(text: &dyn std::fmt::Display) -> String {
    text.to_string().chars().filter(|c| !c.is_control()).take(LINK_REASON_CHARS_MAX).collect()
}
