use std::fmt;
use std::time::Duration;

use aws_lc_rs::signature::Ed25519KeyPair;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use comity_model::{PartyId, Timestamp};
use rcgen::string::Ia5String;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_ED25519, SanType, date_time_ymd,
};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use zeroize::Zeroize as _;

use super::FederationError;
use super::vouch::PARTY_URI;
use crate::limits::{NODE_CERTIFICATE_EARLY_SECONDS, NODE_CERTIFICATE_SECONDS};
use crate::{Chance, ServerError};

/// 9999-12-31T23:59:59Z, the end of what has none.
const LAST_SECOND: u64 = 253_402_300_799;

/// A party's own, private certificate authority. It signs the certificates of the party's nodes
/// and nothing else; partners know it by its certificate, which the party's card carries.
pub(crate) struct Authority {
    party: PartyId,
    issuer: Issuer<'static, KeyPair>,
    certificate: CertificateDer<'static>,
}

/// A certificate of a node, with its key.
pub(super) struct Issued {
    pub(super) certificate: CertificateDer<'static>,
    pub(super) key: PrivatePkcs8KeyDer<'static>,
    /// From when on it is good.
    pub(super) from: Timestamp,
    /// When there should be a newer one.
    pub(super) renew: Timestamp,
    /// Until when it is good.
    pub(super) until: Timestamp,
}

impl Authority {
    /// Makes a new one. It has no end of its own: partners trust it until a card or a removal says
    /// otherwise.
    ///
    /// # Errors
    /// If there is no chance, or the cryptographic library fails.
    pub(crate) fn make(
        party: &PartyId,
        chance: &dyn Chance,
        now: Timestamp,
    ) -> Result<Authority, ServerError> {
        let key = fresh_key(chance)?;
        let mut params = authority_params(party);
        limit(&mut params, earlier(now), None);
        let certificate = params.self_signed(&key).map_err(failed)?.der().clone();
        Ok(Authority { party: party.clone(), issuer: Issuer::new(params, key), certificate })
    }

    /// One that was made before. Whether key, certificate and party belong together shows the
    /// first certificate that it makes.
    pub(super) fn again(
        party: &PartyId,
        key: &PrivatePkcs8KeyDer<'_>,
        certificate: CertificateDer<'static>,
    ) -> Result<Authority, FederationError> {
        let key = KeyPair::from_pkcs8_der_and_sign_algo(key, &PKCS_ED25519).map_err(failed)?;
        let issuer = Issuer::new(authority_params(party), key);
        Ok(Authority { party: party.clone(), issuer, certificate })
    }

    /// The party.
    pub(crate) fn party(&self) -> &PartyId {
        &self.party
    }

    /// Its certificate (DER), as the party's card carries it in base64url.
    pub(crate) fn der(&self) -> &[u8] {
        &self.certificate
    }

    /// Key and certificate as text (PEM).
    pub(super) fn pem(&self) -> String {
        let mut text = self.issuer.key().serialize_pem();
        text.push_str("-----BEGIN CERTIFICATE-----\n");
        let certificate = STANDARD.encode(&self.certificate);
        for line in certificate.as_bytes().chunks(64) {
            text.extend(line.iter().map(|byte| char::from(*byte)));
            text.push('\n');
        }
        text.push_str("-----END CERTIFICATE-----\n");
        text
    }

    /// Signs a certificate for a node of the party, with a key of its own.
    pub(super) fn issue(&self, chance: &dyn Chance, now: Timestamp) -> Result<Issued, ServerError> {
        let key = fresh_key(chance)?;
        let from = earlier(now);
        let until = Timestamp(now.0.saturating_add(NODE_CERTIFICATE_SECONDS));
        let mut params = CertificateParams::default();
        params.distinguished_name = rcgen::DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, format!("Node of {}", self.party));
        let uri = Ia5String::try_from(format!("{PARTY_URI}{}", self.party)).map_err(failed)?;
        params.subject_alt_names = vec![SanType::URI(uri)];
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages =
            vec![ExtendedKeyUsagePurpose::ClientAuth, ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        limit(&mut params, from, Some(until));
        let certificate = params.signed_by(&key, &self.issuer).map_err(failed)?.der().clone();
        let key = PrivatePkcs8KeyDer::from(key.serialize_der());
        let renew = Timestamp(now.0.saturating_add(NODE_CERTIFICATE_SECONDS / 2));
        Ok(Issued { certificate, key, from, renew, until })
    }
}

impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Authority({})", self.party)
    }
}

fn earlier(now: Timestamp) -> Timestamp {
    Timestamp(now.0.saturating_sub(NODE_CERTIFICATE_EARLY_SECONDS))
}

fn authority_params(party: &PartyId) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, format!("Authority of {party}"));
    // It signs nodes, and no other authority.
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params
}

/// A key out of chance, so that a test can have the same one again.
fn fresh_key(chance: &dyn Chance) -> Result<KeyPair, ServerError> {
    let mut seed = chance.bytes()?;
    let pair = Ed25519KeyPair::from_seed_unchecked(&seed);
    seed.zeroize();
    let document = pair.map_err(failed)?.to_pkcs8v1().map_err(failed)?;
    let key = PrivatePkcs8KeyDer::from(document.as_ref());
    Ok(KeyPair::from_pkcs8_der_and_sign_algo(&key, &PKCS_ED25519).map_err(failed)?)
}

/// Writes from when until when a certificate is good; without an end as RFC 5280 writes that.
fn limit(params: &mut CertificateParams, from: Timestamp, until: Option<Timestamp>) {
    let since_1970 = |time: Timestamp| {
        let seconds = u64::try_from(time.0).unwrap_or_default();
        Duration::from_secs(seconds.min(LAST_SECOND))
    };
    let start = date_time_ymd(1970, 1, 1);
    params.not_before = start + since_1970(from);
    params.not_after = start + until.map_or(Duration::from_secs(LAST_SECOND), since_1970);
}

fn failed(error: impl fmt::Display) -> FederationError {
    FederationError::Certificate(error.to_string())
}
