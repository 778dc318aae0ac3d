//! How both sides speak TLS: version 1.3 alone, the hybrid key exchange alone, and nothing that
//! outlives a connection: no tickets, no resumption, no early data.

use std::fmt;
use std::sync::Arc;
use std::sync::LazyLock;
use std::time::Duration;

use comity_model::PartyId;
use tokio_rustls::rustls::client::Resumption;
use tokio_rustls::rustls::crypto::aws_lc_rs::{self, kx_group};
use tokio_rustls::rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms};
use tokio_rustls::rustls::pki_types::UnixTime;
use tokio_rustls::rustls::server::NoServerSessionStorage;
use tokio_rustls::rustls::time_provider::TimeProvider;
use tokio_rustls::rustls::version::TLS13;
use tokio_rustls::rustls::{ClientConfig, Error, NamedGroup, ServerConfig};

use super::node_certificate::NodeCertificate;
use super::partners::Partners;
use super::verifiers::{Answerers, Callers};
use crate::Clock;

/// The key exchange without which there is no connection: what is recorded today cannot be read
/// by the computers of tomorrow.
pub(super) const GROUP: NamedGroup = NamedGroup::X25519MLKEM768;
/// HTTP/2, as TLS names it.
pub(super) const HTTP_2: &[u8] = b"h2";
/// HTTP/1.1, as TLS names it.
const HTTP_1: &[u8] = b"http/1.1";

static PROVIDER: LazyLock<Arc<CryptoProvider>> = LazyLock::new(|| {
    let usual = aws_lc_rs::default_provider();
    Arc::new(CryptoProvider { kx_groups: vec![kx_group::X25519MLKEM768], ..usual })
});

/// The cryptography of both sides.
pub(super) fn provider() -> Arc<CryptoProvider> {
    PROVIDER.clone()
}

/// What signatures are verified with.
pub(super) fn algorithms() -> &'static WebPkiSupportedAlgorithms {
    &PROVIDER.signature_verification_algorithms
}

/// How a node speaks that answers its partners.
pub(super) fn answering(
    certificate: Arc<NodeCertificate>,
    partners: Arc<Partners>,
    clock: Arc<dyn Clock>,
) -> Result<ServerConfig, Error> {
    let mut config = ServerConfig::builder_with_details(provider(), Arc::new(Time(clock)))
        .with_protocol_versions(&[&TLS13])?
        .with_client_cert_verifier(Arc::new(Callers::new(partners)))
        .with_cert_resolver(certificate);
    config.alpn_protocols = vec![HTTP_2.to_vec(), HTTP_1.to_vec()];
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    config.max_early_data_size = 0;
    Ok(config)
}

/// How a node speaks that asks one of its partners.
pub(super) fn asking(
    partner: PartyId,
    certificate: Arc<NodeCertificate>,
    partners: Arc<Partners>,
    clock: Arc<dyn Clock>,
) -> Result<ClientConfig, Error> {
    let mut config = ClientConfig::builder_with_details(provider(), Arc::new(Time(clock)))
        .with_protocol_versions(&[&TLS13])?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Answerers::new(partner, partners)))
        .with_client_cert_resolver(certificate);
    config.alpn_protocols = vec![HTTP_2.to_vec()];
    config.resumption = Resumption::disabled();
    config.enable_early_data = false;
    Ok(config)
}

/// The node's clock, as TLS asks for it.
struct Time(Arc<dyn Clock>);

impl TimeProvider for Time {
    fn current_time(&self) -> Option<UnixTime> {
        unix_time(&*self.0)
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Time")
    }
}

/// The time of a clock; none before 1970.
pub(super) fn unix_time(clock: &dyn Clock) -> Option<UnixTime> {
    let seconds = u64::try_from(clock.now().0).ok()?;
    Some(UnixTime::since_unix_epoch(Duration::from_secs(seconds)))
}
