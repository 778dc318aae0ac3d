//! Downloads over TLS, from a server whose certificate a test signs.

use std::net::SocketAddr;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use super::bench::{Bench, NEW};
use super::server::raw;

/// A server for `localhost`, and the certificate (PEM) of who vouches for it.
async fn start(answer: Vec<u8>) -> (SocketAddr, String) {
    let mut issuer = CertificateParams::new(Vec::new()).unwrap();
    issuer.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let issuer = CertifiedIssuer::self_signed(issuer, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let own = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let own = own.signed_by(&key, &issuer).unwrap();
    let private = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![own.der().clone()], private)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // A caller that does not trust the server ends the handshake.
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut head = [0; 4_096];
            let _ = stream.read(&mut head).await;
            let _ = stream.write_all(&answer).await;
            let _ = stream.shutdown().await;
        }
    });
    (address, issuer.pem())
}

#[tokio::test]
async fn a_certificate_must_be_trusted() {
    let bench = Bench::with_list().await;
    let length = NEW.len().to_string();
    let (address, pem) = start(raw("200 OK", &[("content-length", &length)], NEW)).await;
    let url = format!("https://localhost:{}/list.json", address.port());
    let failed = bench.fetch_url(&url).await.unwrap_err();
    assert_eq!(failed.code(), "not-trusted", "{}", failed.chain());
    assert!(failed.to_fault().hint.unwrap().contains("downloads.ca_file"));
    assert_eq!((bench.stands().await, bench.is_clean()), ((1, 1), true));
    let file = bench.dir.path().join("ca.pem");
    std::fs::write(&file, pem).unwrap();
    bench.set(|options| options.ca_file = Some(file), Vec::new());
    assert!(bench.fetch_url(&url).await.unwrap().is_changed);
    // The certificate is that of another name.
    let other = format!("https://127.0.0.1:{}/list.json", address.port());
    assert_eq!(bench.fetch_url(&other).await.unwrap_err().code(), "not-trusted");
    assert_eq!(bench.stands().await, (2, 2));
}

#[tokio::test]
async fn a_redirect_does_not_lead_from_https_to_http() {
    let bench = Bench::with_list().await;
    let headers = [("location", "http://localhost:1/"), ("content-length", "0")];
    let (address, pem) = start(raw("302 Found", &headers, "")).await;
    let file = bench.dir.path().join("ca.pem");
    std::fs::write(&file, pem).unwrap();
    bench.set(|options| options.ca_file = Some(file), Vec::new());
    let failed = bench.fetch_url(&format!("https://localhost:{}/", address.port())).await;
    let failed = failed.unwrap_err();
    assert_eq!(failed.code(), "redirect");
    assert!(failed.chain().contains("from https to http"), "{}", failed.chain());
}
