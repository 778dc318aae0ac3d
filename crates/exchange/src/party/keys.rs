use std::fmt;

use aws_lc_rs::hmac;
use zeroize::Zeroizing;

use comity_audit::Signer;

use crate::{ExchangeError, SigningKey};

/// The secret keys of a party's node. All come from one secret, which lies outside the store.
pub struct PartyKeys {
    secret: Zeroizing<[u8; 32]>,
}

impl PartyKeys {
    /// The keys of a secret of 32 bytes that nobody can guess.
    #[must_use]
    pub fn new(secret: &[u8; 32]) -> PartyKeys {
        PartyKeys { secret: Zeroizing::new(*secret) }
    }

    /// The key that signs cards, agreements and envelopes. The generation goes up when the key is
    /// exchanged for another.
    ///
    /// # Errors
    /// If the cryptographic library refuses it.
    pub fn signing(&self, generation: u32) -> Result<SigningKey, ExchangeError> {
        SigningKey::new(&self.derive("sign", generation))
    }

    /// The key with which the party cosigns the checkpoints of its partners' logs.
    ///
    /// # Errors
    /// If the name cannot be that of a key.
    pub fn witness(&self, name: &str) -> Result<Signer, ExchangeError> {
        let seed = self.derive("witness", 0);
        Signer::witness(name, &seed).map_err(|_| ExchangeError::Crypto("the witness's key"))
    }

    fn derive(&self, label: &str, generation: u32) -> Zeroizing<[u8; 32]> {
        let label = format!("comity-exchange/v1/{label}/{generation}");
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &*self.secret), label.as_bytes());
        let mut key = Zeroizing::new([0; 32]);
        key.copy_from_slice(tag.as_ref());
        key
    }
}

impl fmt::Debug for PartyKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PartyKeys")
    }
}
