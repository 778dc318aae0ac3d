use comity_audit::VerifierKey;
use comity_model::{PartyId, Timestamp};
use serde::{Deserialize, Serialize};

use super::Fingerprint;
use crate::error::{malformed, refused};
use crate::limits::{CARD_KEYS_MAX, CARD_TEXT_BYTES_MAX};
use crate::{ExchangeError, PublicKey, Signed, SigningKey};

const KIND: &str = "card";

/// How a party shows who it is: its keys, and where its node answers.
///
/// A card is signed by the newest of its keys, and one that follows another by the newest of that
/// one, too, so a partner that trusts a card can trust the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartyCard {
    /// The version of this form: 1.
    pub v: u32,
    /// The party's id.
    #[serde(with = "crate::wire::text")]
    pub party: PartyId,
    /// What people call it.
    pub name: String,
    /// Under whose law it stands: ISO 3166-1, two letters.
    pub jurisdiction: String,
    /// Where its node answers partners: `https://host:port`; none if only files reach it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub address: Option<String>,
    /// Which of its cards this is; each one is larger than the one before.
    pub serial: u64,
    /// When it was made.
    #[serde(with = "crate::wire::text")]
    pub made: Timestamp,
    /// Its signing keys, newest first.
    pub keys: Vec<CardKey>,
    /// The certificate of its own authority, which its nodes' certificates are signed by: DER in
    /// base64url. None if only files reach it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub authority: Option<String>,
    /// What the checkpoints of its log are verified with (C2SP verifier key).
    pub log: String,
    /// What its cosignatures are verified with (C2SP verifier key).
    pub witness: String,
}

/// One signing key of a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardKey {
    /// The key.
    pub key: PublicKey,
    /// The last moment at which something may have been signed with it; none for the newest one.
    #[serde(with = "crate::wire::maybe", skip_serializing_if = "Option::is_none", default)]
    pub until: Option<Timestamp>,
}

impl PartyCard {
    /// Signs it with the newest key, and if it follows another card with that one's newest key.
    ///
    /// # Errors
    /// If it is not valid, or the first key is not the one that its first entry names.
    pub fn sign(&self, keys: &[&SigningKey]) -> Result<Signed, ExchangeError> {
        self.check()?;
        let mut signed = Signed::new(KIND, self)?;
        for key in keys {
            signed.sign(KIND, &self.party, key)?;
        }
        PartyCard::open(&signed)?;
        Ok(signed)
    }

    /// Reads a card that its own newest key signed. Whose that key is, a fingerprint says.
    ///
    /// # Errors
    /// If it is not valid, or not signed by itself.
    pub fn open(signed: &Signed) -> Result<PartyCard, ExchangeError> {
        let card: PartyCard = signed.unverified(KIND)?;
        card.check()?;
        signed.verify(KIND, &card.party, card.newest()?)?;
        Ok(card)
    }

    /// Reads the card that follows this one.
    ///
    /// # Errors
    /// If it is another party's, not newer, or not signed by this card's newest key.
    pub fn follow(&self, signed: &Signed) -> Result<PartyCard, ExchangeError> {
        let next = PartyCard::open(signed)?;
        if next.party != self.party {
            return Err(refused(KIND, format!("it is the card of `{}`", next.party)));
        }
        if next.serial <= self.serial {
            return Err(refused(KIND, "a newer one is known"));
        }
        signed.verify(KIND, &self.party, self.newest()?)?;
        Ok(next)
    }

    /// The number that people compare.
    ///
    /// # Errors
    /// If the card has no key.
    pub fn fingerprint(&self) -> Result<Fingerprint, ExchangeError> {
        Ok(Fingerprint::of(&self.party, self.newest()?))
    }

    /// The keys that may have signed something at a moment.
    pub fn keys_at(&self, then: Timestamp) -> impl Iterator<Item = &PublicKey> {
        let fits = move |key: &&CardKey| key.until.is_none_or(|until| then <= until);
        self.keys.iter().filter(fits).map(|key| &key.key)
    }

    /// What the checkpoints of its log are verified with.
    ///
    /// # Errors
    /// If the text is not such a key.
    pub fn log_key(&self) -> Result<VerifierKey, ExchangeError> {
        VerifierKey::parse(&self.log).map_err(|_| malformed(KIND, "the log's key cannot be read"))
    }

    fn newest(&self) -> Result<&PublicKey, ExchangeError> {
        let newest = self.keys.first().filter(|key| key.until.is_none()).map(|key| &key.key);
        newest.ok_or(malformed(KIND, "its first key is not one that is in use"))
    }

    fn check(&self) -> Result<(), ExchangeError> {
        if self.v != 1 {
            return Err(refused(KIND, format!("version {} of cards is not known", self.v)));
        }
        if self.keys.len() > CARD_KEYS_MAX {
            return Err(ExchangeError::TooMuch { what: KIND, limit: CARD_KEYS_MAX, unit: "keys" });
        }
        let address = self.address.as_deref().unwrap_or_default();
        if [self.name.as_str(), address].iter().any(|text| text.len() > CARD_TEXT_BYTES_MAX) {
            let limit = CARD_TEXT_BYTES_MAX;
            return Err(ExchangeError::TooMuch { what: KIND, limit, unit: "bytes in a text" });
        }
        if self.name.trim().is_empty() || self.name.chars().any(char::is_control) {
            return Err(malformed(KIND, "its name is empty or has control characters"));
        }
        if !is_country(&self.jurisdiction) {
            return Err(malformed(
                KIND,
                "its jurisdiction is not two capital letters (ISO 3166-1)",
            ));
        }
        if !address.is_empty() && !address.starts_with("https://") {
            return Err(malformed(KIND, "its address does not begin with `https://`"));
        }
        if self.address.is_some() != self.authority.is_some() {
            return Err(malformed(KIND, "an address needs an authority, and an authority one"));
        }
        self.log_key()?;
        VerifierKey::parse(&self.witness)
            .map_err(|_| malformed(KIND, "the witness's key cannot be read"))?;
        self.newest().map(|_| ())
    }
}

fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}
