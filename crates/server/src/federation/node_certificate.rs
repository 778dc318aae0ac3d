use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use comity_model::Timestamp;
use tokio_rustls::rustls::SignatureScheme;
use tokio_rustls::rustls::client::ResolvesClientCert;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;
use webpki::EndEntityCert;

use super::authority::Issued;
use super::partners::Anchor;
use super::vouch::{Side, verify};
use super::{Authority, FederationError, tls};
use crate::{Around, ServerError};

/// The certificate with which this node shows to partners whose it is, whether it asks or
/// answers. It is made anew at half of its life, when a connection asks for it: connections that
/// are open go on, and nothing has to wake up in time.
pub(crate) struct NodeCertificate {
    around: Around,
    /// The authority that signs, held while it does.
    authority: Mutex<Arc<Authority>>,
    current: ArcSwap<Current>,
}

struct Current {
    shown: Arc<CertifiedKey>,
    from: Timestamp,
    renew: Timestamp,
    until: Timestamp,
}

impl NodeCertificate {
    /// Makes the first certificate.
    ///
    /// # Errors
    /// If it cannot be made.
    pub(crate) fn new(
        authority: Authority,
        around: Around,
    ) -> Result<NodeCertificate, ServerError> {
        let first = Current::make(&authority, &around)?;
        let authority = Mutex::new(Arc::new(authority));
        Ok(NodeCertificate { around, authority, current: ArcSwap::from_pointee(first) })
    }

    /// Signs from now on with another authority. Partners must know it by now: their entries may
    /// hold both for a while.
    ///
    /// # Errors
    /// If no certificate can be made with it; the one before goes on signing then.
    pub(crate) fn change_authority(&self, authority: Authority) -> Result<(), ServerError> {
        let mut signing = self.authority.lock().unwrap_or_else(PoisonError::into_inner);
        let next = Current::make(&authority, &self.around)?;
        *signing = Arc::new(authority);
        self.current.store(Arc::new(next));
        Ok(())
    }

    /// The authority that signs.
    pub(crate) fn authority(&self) -> Arc<Authority> {
        self.authority.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Until when the present certificate is good.
    pub(crate) fn until(&self) -> Timestamp {
        self.current.load().until
    }

    /// The certificate to show now, made anew if it is time. None if it is over and no other can
    /// be made.
    fn shown(&self) -> Option<Arc<CertifiedKey>> {
        let now = self.around.clock.now();
        let current = self.current.load_full();
        if current.is_fresh(now) {
            return Some(current.shown.clone());
        }
        let signing = self.authority.lock().unwrap_or_else(PoisonError::into_inner);
        // Another connection may have made one meanwhile.
        let current = self.current.load_full();
        if current.is_fresh(now) {
            return Some(current.shown.clone());
        }
        match Current::make(&signing, &self.around) {
            Ok(next) => {
                tracing::info!(until = %next.until, "the node's certificate was made anew");
                let shown = next.shown.clone();
                self.current.store(Arc::new(next));
                Some(shown)
            }
            Err(err) => {
                tracing::warn!(error = err.chain(), "the node's certificate cannot be made anew");
                (now <= current.until).then(|| current.shown.clone())
            }
        }
    }
}

impl Current {
    fn make(authority: &Authority, around: &Around) -> Result<Current, ServerError> {
        let Issued { certificate, key, from, renew, until } =
            authority.issue(&*around.chance, around.clock.now())?;
        check(authority, &certificate, around)?;
        let key = tls::provider().key_provider.load_private_key(PrivateKeyDer::Pkcs8(key));
        let key = key.map_err(|err| FederationError::Certificate(err.to_string()))?;
        let shown = Arc::new(CertifiedKey::new(vec![certificate], key));
        Ok(Current { shown, from, renew, until })
    }

    /// A clock that was set back makes a certificate one of the future.
    fn is_fresh(&self, now: Timestamp) -> bool {
        self.from <= now && now < self.renew
    }
}

/// Whether partners will take a certificate: nothing else is shown to them.
fn check(
    authority: &Authority,
    certificate: &CertificateDer<'_>,
    around: &Around,
) -> Result<(), FederationError> {
    let failed = |reason: String| {
        let party = authority.party();
        FederationError::Certificate(format!("the authority is not that of `{party}`: {reason}"))
    };
    let anchor = Anchor::read(authority.der()).map_err(failed)?;
    let read = EndEntityCert::try_from(certificate).map_err(|err| failed(err.to_string()))?;
    let now = tls::unix_time(&*around.clock);
    let now = now.ok_or_else(|| failed("the clock is before 1970".to_owned()))?;
    for side in [Side::Caller, Side::Answerer] {
        verify(&read, &anchor, side, now).map_err(|err| failed(err.to_string()))?;
    }
    Ok(())
}

impl ResolvesServerCert for NodeCertificate {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.shown()
    }
}

impl ResolvesClientCert for NodeCertificate {
    fn resolve(
        &self,
        _authorities: &[&[u8]],
        _schemes: &[SignatureScheme],
    ) -> Option<Arc<CertifiedKey>> {
        self.shown()
    }

    fn has_certs(&self) -> bool {
        true
    }
}

impl fmt::Debug for NodeCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NodeCertificate({})", self.authority().party())
    }
}
