//! What the provider says of somebody: an ID token (OpenID Connect Core 1.0, section 3.1.3.7).

use comity_model::Timestamp;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use subtle::ConstantTimeEq as _;

use crate::limits::{PROVIDER_CLOCK_SECONDS_MAX, PROVIDER_SUBJECT_CHARS_MAX};

/// Somebody, as the provider knows them.
#[derive(Debug)]
pub(super) struct Word {
    /// Its own id of the person.
    pub(super) subject: String,
    /// How it made sure of them.
    pub(super) acr: Option<String>,
}

/// What must stand in the token.
pub(super) struct Expected<'e> {
    pub(super) issuer: &'e str,
    pub(super) client_id: &'e str,
    pub(super) nonce: &'e str,
    pub(super) began_at: Timestamp,
    pub(super) now: Timestamp,
}

/// Why a token is not taken.
#[derive(Debug, PartialEq)]
pub(super) enum NotTaken {
    /// None of the keys can have signed it; there may be newer ones.
    NoKey,
    /// Something about it is wrong.
    Because(&'static str),
}

/// The signatures that are read.
const READ: [Algorithm; 3] = [Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA];

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    exp: f64,
    iat: f64,
    nbf: Option<f64>,
    nonce: Option<String>,
    azp: Option<String>,
    acr: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// Reads a token, whose signature must be by one of the keys.
pub(super) fn read(token: &str, keys: &[Jwk], expected: &Expected) -> Result<Word, NotTaken> {
    let because = NotTaken::Because;
    let header = jsonwebtoken::decode_header(token)
        .map_err(|_| because("it is not signed in a way that is read here"))?;
    if !READ.contains(&header.alg) || header.crit.is_some() {
        return Err(because("it is not signed in a way that is read here"));
    }
    // Time and audience are compared below, by the node's own clock.
    let mut signed = Validation::new(header.alg);
    signed.required_spec_claims.clear();
    (signed.validate_exp, signed.validate_aud) = (false, false);
    let named = |key: &&Jwk| header.kid.is_none() || key.common.key_id == header.kid;
    let mut fitting = keys.iter().filter(named).filter(|key| may_sign(key, header.alg)).peekable();
    if fitting.peek().is_none() {
        return Err(NotTaken::NoKey);
    }
    let read = fitting.find_map(|key| {
        let key = DecodingKey::from_jwk(key).ok()?;
        jsonwebtoken::decode::<serde_json::Value>(token, &key, &signed).ok()
    });
    let read = read.ok_or(because("its signature is not the provider's"))?;
    let claims = serde_json::from_value(read.claims);
    let claims: Claims = claims.map_err(|_| because("something is missing from it"))?;
    claims.check(expected)?;
    Ok(Word { subject: claims.sub, acr: claims.acr })
}

impl Claims {
    fn check(&self, expected: &Expected) -> Result<(), NotTaken> {
        let because = |reason| Err(NotTaken::Because(reason));
        let client = expected.client_id;
        let (is_for_us, is_for_others) = match &self.aud {
            Audience::One(one) => (one == client, false),
            Audience::Several(all) => (all.iter().any(|one| one == client), all.len() > 1),
        };
        let slack = PROVIDER_CLOCK_SECONDS_MAX;
        let now = expected.now.0 as f64;
        let nonce = self.nonce.as_deref().unwrap_or_default();
        let is_answer: bool = nonce.as_bytes().ct_eq(expected.nonce.as_bytes()).into();
        if self.iss != expected.issuer {
            return because("it is from another issuer");
        }
        if !is_for_us {
            return because("it is for another client");
        }
        let party = self.azp.as_deref();
        if party.is_some_and(|party| party != client) || (is_for_others && party.is_none()) {
            return because("it was given to another client");
        }
        if now >= self.exp + slack {
            return because("it has expired");
        }
        let early = self.nbf.unwrap_or(self.iat).max(self.iat);
        if early > now + slack {
            return because("it is from the future: compare the clocks of both machines");
        }
        if self.iat < expected.began_at.0 as f64 - slack {
            return because("it is older than this sign-in");
        }
        if !is_answer {
            return because("it answers another sign-in");
        }
        let is_long = self.sub.chars().count() > PROVIDER_SUBJECT_CHARS_MAX;
        if self.sub.is_empty() || is_long || self.sub.chars().any(char::is_control) {
            return because("it does not say who signed in");
        }
        Ok(())
    }
}

/// Whether a key is one for signatures of this kind.
fn may_sign(key: &Jwk, algorithm: Algorithm) -> bool {
    let is_fit = match (&key.algorithm, algorithm) {
        (AlgorithmParameters::RSA(_), Algorithm::RS256) => true,
        (AlgorithmParameters::EllipticCurve(curve), Algorithm::ES256) => {
            curve.curve == EllipticCurve::P256
        }
        (AlgorithmParameters::OctetKeyPair(pair), Algorithm::EdDSA) => {
            pair.curve == EllipticCurve::Ed25519
        }
        _ => false,
    };
    let stated = key.common.key_algorithm.as_ref();
    let is_meant = stated.is_none_or(|stated| *stated == KeyAlgorithm::from(algorithm));
    let used = key.common.public_key_use.as_ref();
    is_fit && is_meant && used.is_none_or(|used| *used == PublicKeyUse::Signature)
}
