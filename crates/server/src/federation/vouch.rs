//! Whether a certificate is that of a partner's node.
//!
//! Invariant: a certificate that names a party is compared with that party's authorities and with
//! no other's, so no partner can speak as another.

use std::sync::Arc;

use comity_model::{PartyId, Timestamp};
use tokio_rustls::rustls::pki_types::{CertificateDer, UnixTime};
use webpki::{EndEntityCert, Error as PkiError, KeyUsage};

use super::partners::{Anchor, Table};
use super::refusal::{Refusal, shortened};
use super::tls;

/// Before the id of the party in the alternative name (a URI) of its nodes' certificates.
pub(super) const PARTY_URI: &str = "comity:party:";

/// What the other node does.
#[derive(Debug, Clone, Copy)]
pub(super) enum Side {
    /// It asks.
    Caller,
    /// It answers.
    Answerer,
}

/// Whose node it is, and which authority says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Vouched {
    pub(super) party: PartyId,
    pub(super) authority: Arc<[u8]>,
}

/// Finds the partner whose node has a certificate.
pub(super) fn vouch(
    table: &Table,
    certificate: &CertificateDer<'_>,
    side: Side,
    now: UnixTime,
) -> Result<Vouched, Refusal> {
    let read = EndEntityCert::try_from(certificate);
    let read = read.map_err(|err| Refusal::Unreadable(err.to_string()))?;
    let party = named(&read)?;
    let known = table.get(&party).ok_or_else(|| Refusal::Stranger(party.clone()))?;
    if !known.is_active() {
        return Err(Refusal::Suspended(party));
    }
    let mut reason = Refusal::OtherAuthority(party.clone());
    for anchor in known.anchors.iter() {
        match verify(&read, anchor, side, now) {
            Ok(()) => return Ok(Vouched { party, authority: anchor.der.clone() }),
            Err(err) => reason = refusal(&party, err),
        }
    }
    Err(reason)
}

/// Whether an authority signed it, for this and for now. The authority signs nodes itself: nothing
/// may stand in between.
pub(super) fn verify(
    certificate: &EndEntityCert<'_>,
    anchor: &Anchor,
    side: Side,
    now: UnixTime,
) -> Result<(), PkiError> {
    let usage = match side {
        Side::Caller => KeyUsage::client_auth(),
        Side::Answerer => KeyUsage::server_auth(),
    };
    let anchors = std::slice::from_ref(&anchor.trusted);
    let algorithms = tls::algorithms().all;
    certificate.verify_for_usage(algorithms, anchors, &[], now, usage, None, None).map(|_| ())
}

/// The one party that a certificate names.
fn named(certificate: &EndEntityCert<'_>) -> Result<PartyId, Refusal> {
    let mut names = certificate.valid_uri_names().filter_map(|uri| uri.strip_prefix(PARTY_URI));
    match (names.next(), names.next()) {
        (Some(name), None) => PartyId::new(name).map_err(|_| Refusal::Nameless),
        _ => Err(Refusal::Nameless),
    }
}

fn refusal(party: &PartyId, error: PkiError) -> Refusal {
    let party = party.clone();
    match error {
        PkiError::UnknownIssuer | PkiError::InvalidSignatureForPublicKey => {
            Refusal::OtherAuthority(party)
        }
        PkiError::CertExpired { not_after, .. } => {
            Refusal::Expired { party, until: timestamp(not_after) }
        }
        PkiError::CertNotValidYet { not_before, .. } => {
            Refusal::Early { party, from: timestamp(not_before) }
        }
        other => Refusal::Unfit { party, reason: shortened(&other) },
    }
}

fn timestamp(time: UnixTime) -> Timestamp {
    Timestamp(i64::try_from(time.as_secs()).unwrap_or(i64::MAX))
}
