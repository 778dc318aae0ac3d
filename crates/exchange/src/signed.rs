use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use comity_audit::Hash;
use comity_model::PartyId;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::canonical::{from_canonical, to_canonical};
use crate::error::malformed;
use crate::limits::{DOCUMENT_BYTES_MAX, SIGNATURES_MAX};
use crate::{ExchangeError, PartyCard, PublicKey, SigningKey};

/// A document with its signatures: JWS in JSON (RFC 7515, section 7.2.1) over canonical JSON, with
/// EdDSA (RFC 8037).
///
/// Nothing is read from its payload before a signature was verified, but by whom it claims to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    payload: String,
    signatures: Vec<Signature>,
}

/// One signature of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Signature {
    protected: String,
    signature: String,
}

/// What a signature says of itself. The type keeps a signature under one kind of document from
/// being shown under another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Protected {
    alg: String,
    pub(crate) kid: String,
    typ: String,
}

impl Protected {
    pub(crate) fn of(kind: &str, party: &PartyId, key: &PublicKey) -> Protected {
        let kid = format!("{party}#{}", key.id());
        Protected { alg: "EdDSA".to_owned(), kid, typ: format!("comity-{kind}") }
    }

    pub(crate) fn read(kind: &'static str, text: &str) -> Result<Protected, ExchangeError> {
        let bytes = URL_SAFE_NO_PAD.decode(text);
        let bytes = bytes.map_err(|_| malformed(kind, "a signature's header is not base64url"))?;
        let protected: Protected = from_canonical(kind, &bytes)?;
        if protected.alg != "EdDSA" {
            return Err(malformed(kind, "a signature is not by EdDSA"));
        }
        if protected.typ != format!("comity-{kind}") {
            return Err(malformed(kind, "a signature is one under another kind of document"));
        }
        Ok(protected)
    }

    /// Whether it claims to be by this key of this party.
    pub(crate) fn is_by(&self, party: &PartyId, key: &PublicKey) -> bool {
        self.kid == format!("{party}#{}", key.id())
    }
}

impl Signed {
    /// Writes something down canonically, without a signature.
    ///
    /// # Errors
    /// If it has no canonical form or is too large.
    pub fn new(what: &'static str, value: &impl Serialize) -> Result<Signed, ExchangeError> {
        let text = to_canonical(value)?;
        if text.len() > DOCUMENT_BYTES_MAX {
            return Err(ExchangeError::TooMuch { what, limit: DOCUMENT_BYTES_MAX, unit: "bytes" });
        }
        Ok(Signed { payload: URL_SAFE_NO_PAD.encode(text), signatures: Vec::new() })
    }

    /// Reads a file or string as parties hand them to each other.
    ///
    /// # Errors
    /// If it is not such a document.
    pub fn parse(what: &'static str, text: &str) -> Result<Signed, ExchangeError> {
        if text.len() > 2 * DOCUMENT_BYTES_MAX {
            return Err(ExchangeError::TooMuch { what, limit: DOCUMENT_BYTES_MAX, unit: "bytes" });
        }
        let signed: Signed = serde_json::from_str(text.trim())
            .map_err(|_| malformed(what, "it is not a signed document of this protocol"))?;
        if signed.signatures.len() > SIGNATURES_MAX {
            let limit = SIGNATURES_MAX;
            return Err(ExchangeError::TooMuch { what, limit, unit: "signatures" });
        }
        Ok(signed)
    }

    /// Adds the signature of a party's key.
    ///
    /// # Errors
    /// If the cryptographic library refuses.
    pub fn sign(
        &mut self,
        kind: &'static str,
        party: &PartyId,
        key: &SigningKey,
    ) -> Result<(), ExchangeError> {
        let protected = to_canonical(&Protected::of(kind, party, &key.public()))?;
        let protected = URL_SAFE_NO_PAD.encode(protected);
        let signature = key.sign(input(&protected, &self.payload).as_bytes())?;
        let signature = URL_SAFE_NO_PAD.encode(signature);
        self.signatures.push(Signature { protected, signature });
        Ok(())
    }

    /// Whether a party's key has signed it.
    ///
    /// # Errors
    /// [`ExchangeError::NotSigned`] if not, [`ExchangeError::BadSignature`] if what claims to be
    /// its signature does not fit.
    pub fn verify(
        &self,
        kind: &'static str,
        party: &PartyId,
        key: &PublicKey,
    ) -> Result<(), ExchangeError> {
        for each in &self.signatures {
            let protected = Protected::read(kind, &each.protected)?;
            if !protected.is_by(party, key) {
                continue;
            }
            let fits = URL_SAFE_NO_PAD.decode(&each.signature).is_ok_and(|signature| {
                key.fits(input(&each.protected, &self.payload).as_bytes(), &signature)
            });
            let by = party.to_string();
            return if fits { Ok(()) } else { Err(ExchangeError::BadSignature { what: kind, by }) };
        }
        Err(ExchangeError::NotSigned { what: kind, by: party.to_string() })
    }

    /// Whether any key of a card has signed it.
    ///
    /// # Errors
    /// As [`Signed::verify`].
    pub fn verify_any(&self, kind: &'static str, card: &PartyCard) -> Result<(), ExchangeError> {
        let mut verdicts = card.keys.iter().map(|key| self.verify(kind, &card.party, &key.key));
        let found =
            verdicts.find(|verdict| !matches!(verdict, Err(ExchangeError::NotSigned { .. })));
        let by = card.party.to_string();
        found.unwrap_or(Err(ExchangeError::NotSigned { what: kind, by }))
    }

    /// What it says, whoever signed it.
    ///
    /// # Errors
    /// If the payload is not canonical or does not have the shape.
    pub(crate) fn unverified<T: DeserializeOwned>(
        &self,
        what: &'static str,
    ) -> Result<T, ExchangeError> {
        from_canonical(what, &self.bytes(what)?)
    }

    /// The hash of its payload: what others name it by.
    ///
    /// # Errors
    /// If the payload is not base64url.
    pub fn hash(&self, what: &'static str) -> Result<Hash, ExchangeError> {
        Ok(Hash::of(&self.bytes(what)?))
    }

    /// How many signatures it carries, whoever made them.
    pub(crate) fn signatures(&self) -> usize {
        self.signatures.len()
    }

    /// The signatures of two copies of the same document under one; none if they differ.
    pub(crate) fn joined(&self, other: &Signed) -> Option<Signed> {
        if self.payload != other.payload {
            return None;
        }
        let signatures = [self.signatures.as_slice(), other.signatures.as_slice()].concat();
        Some(Signed { payload: self.payload.clone(), signatures })
    }

    /// The document with those of its signatures alone that fit and are by one of these keys, each
    /// once, and whose they are. What anybody may have added beside them keeps none of them from
    /// being counted.
    pub(crate) fn sifted<'k>(
        &self,
        kind: &'static str,
        keys: impl Iterator<Item = (&'k PartyId, &'k PublicKey)>,
    ) -> (Signed, BTreeSet<(PartyId, PublicKey)>) {
        let named = keys.map(|(party, key)| (Protected::of(kind, party, key).kid, (party, key)));
        let named: BTreeMap<_, _> = named.collect();
        let mut by = BTreeSet::new();
        let fits = |each: &&Signature| {
            let protected = Protected::read(kind, &each.protected).ok();
            let signer = protected.and_then(|protected| named.get(&protected.kid));
            let Some((party, key)) = signer else { return false };
            let bytes = URL_SAFE_NO_PAD.decode(&each.signature).unwrap_or_default();
            let message = input(&each.protected, &self.payload);
            let signer = ((*party).clone(), **key);
            !by.contains(&signer) && key.fits(message.as_bytes(), &bytes) && by.insert(signer)
        };
        let signatures = self.signatures.iter().filter(fits).cloned().collect();
        (Signed { payload: self.payload.clone(), signatures }, by)
    }

    fn bytes(&self, what: &'static str) -> Result<Vec<u8>, ExchangeError> {
        let bytes = URL_SAFE_NO_PAD.decode(&self.payload);
        bytes.map_err(|_| malformed(what, "its payload is not base64url"))
    }
}

/// As it is handed around: one line of JSON.
impl std::fmt::Display for Signed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Strings alone always have a form.
        f.write_str(&serde_json::to_string(self).unwrap_or_default())
    }
}

/// What a signature is over (RFC 7515, section 5.1).
pub(crate) fn input(protected: &str, payload: &str) -> String {
    format!("{protected}.{payload}")
}
