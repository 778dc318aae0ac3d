//! Why a partner was not reached, or did not answer.

use std::error::Error as StdError;
use std::io;

use comity_model::PartyId;
use tokio_rustls::rustls::{AlertDescription, CertificateError, Error as TlsError};

use super::FederationError;
use super::refusal::{Refusal, shortened};

/// How the text of a TLS alert begins.
const ALERT: &str = "received fatal alert: ";
const NOT_TAKEN: &str = "it does not take this node's certificate";

/// What a failed request means.
pub(super) fn of(partner: &PartyId, error: reqwest::Error) -> FederationError {
    let error = error.without_url();
    let party = partner.clone();
    match tls_cause(&error) {
        Some(TlsError::AlertReceived(alert)) => {
            return FederationError::TurnedAway { party, reason: said(*alert) };
        }
        Some(cause @ TlsError::InvalidCertificate(CertificateError::Other(_))) => {
            return FederationError::Untrusted { party, reason: Refusal::of_tls(cause) };
        }
        Some(cause @ TlsError::PeerIncompatible(_)) => {
            return FederationError::Untrusted { party, reason: Refusal::of_tls(cause) };
        }
        _ => {}
    }
    let whole = chain(&error);
    // The other side looks at this node's certificate when the handshake is over for this side;
    // what it says then has become a text on its way through HTTP/2.
    if let Some((_, alert)) = whole.rsplit_once(ALERT) {
        let reason = match alert {
            "CertificateUnknown" | "CertificateRequired" => NOT_TAKEN.to_owned(),
            other => format!("it said `{}`", shortened(&other)),
        };
        return FederationError::TurnedAway { party, reason };
    }
    let reason = shortened(&whole);
    if error.is_connect() {
        FederationError::Unreachable { party, reason }
    } else {
        FederationError::Broken { party, reason }
    }
}

/// An error and its causes in one line.
pub(super) fn chain(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let said = inner.to_string();
        if !text.ends_with(&said) {
            text.push_str(": ");
            text.push_str(&said);
        }
        cause = inner.source();
    }
    text
}

/// What TLS said, wherever it lies in the chain: errors of files keep theirs inside.
fn tls_cause<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a TlsError> {
    let mut cause = Some(error);
    while let Some(found) = cause {
        if let Some(tls) = found.downcast_ref::<TlsError>() {
            return Some(tls);
        }
        let inner = found.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        cause = match inner {
            Some(inner) => Some(inner as &(dyn StdError + 'static)),
            None => found.source(),
        };
    }
    None
}

fn said(alert: AlertDescription) -> String {
    match alert {
        AlertDescription::CertificateUnknown | AlertDescription::CertificateRequired => {
            NOT_TAKEN.to_owned()
        }
        AlertDescription::HandshakeFailure => "no common key exchange".to_owned(),
        AlertDescription::ProtocolVersion => "no common version of TLS".to_owned(),
        other => format!("it said `{other:?}`"),
    }
}
