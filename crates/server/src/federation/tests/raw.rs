//! Callers that speak TLS as they like.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::client::danger::{
    HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier,
};
use tokio_rustls::rustls::client::{Resumption, WantsClientCert};
use tokio_rustls::rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls13_signature};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{
    ClientConfig, ConfigBuilder, DigitallySignedStruct, Error, SignatureScheme,
};

use super::super::authority::Issued;
use super::super::tls;

/// How a caller speaks.
pub(super) struct Speech {
    pub(super) provider: CryptoProvider,
    pub(super) is_old: bool,
    pub(super) shown: Option<Issued>,
}

impl Speech {
    /// As a partner should.
    pub(super) fn usual(shown: Issued) -> Speech {
        let provider = CryptoProvider::clone(&tls::provider());
        Speech { provider, is_old: false, shown: Some(shown) }
    }

    fn config(self) -> ClientConfig {
        let versions = if self.is_old { &TLS12 } else { &TLS13 };
        let builder: ConfigBuilder<ClientConfig, WantsClientCert> =
            ClientConfig::builder_with_provider(Arc::new(self.provider))
                .with_protocol_versions(&[versions])
                .unwrap()
                .dangerous()
                .with_custom_certificate_verifier(Arc::new(Anybody));
        let mut config = match self.shown {
            None => builder.with_no_client_auth(),
            Some(Issued { certificate, key, .. }) => {
                builder.with_client_auth_cert(vec![certificate], PrivateKeyDer::Pkcs8(key)).unwrap()
            }
        };
        config.resumption = Resumption::in_memory_sessions(8);
        config.enable_early_data = true;
        config
    }

    /// Shakes hands, as far as the caller's own side of it goes.
    pub(super) async fn connect(self, to: SocketAddr) -> std::io::Result<TlsStream<TcpStream>> {
        let connector = TlsConnector::from(Arc::new(self.config()));
        let name = ServerName::try_from("anywhere.example").unwrap();
        connector.connect(name, TcpStream::connect(to).await?).await
    }

    /// All that a request gets: nothing, if it is refused.
    pub(super) async fn ask(self, to: SocketAddr) -> Vec<u8> {
        match self.connect(to).await {
            Ok(mut stream) => ask_on(&mut stream).await,
            Err(_) => Vec::new(),
        }
    }
}

/// All that a request over a connection gets.
pub(super) async fn ask_on(stream: &mut TlsStream<TcpStream>) -> Vec<u8> {
    let request = b"GET /who HTTP/1.1\r\nhost: node\r\nconnection: close\r\n\r\n";
    let mut answer = Vec::new();
    if stream.write_all(request).await.is_ok() && stream.flush().await.is_ok() {
        let _ = stream.read_to_end(&mut answer).await;
    }
    answer
}

/// Trusts everybody.
#[derive(Debug)]
struct Anybody;

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _certificate: &CertificateDer<'_>,
        _between: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        _ocsp: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _certificate: &CertificateDer<'_>,
        _signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, tls::algorithms())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        aws_lc_rs::default_provider().signature_verification_algorithms.supported_schemes()
    }
}
