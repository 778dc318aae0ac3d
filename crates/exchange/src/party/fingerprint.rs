use std::fmt;

use comity_audit::Hash;
use comity_model::PartyId;

use crate::PublicKey;

/// The number by which people make sure, over another way than the one the card came, that it is
/// the party's: eight groups of five digits, which every language can read out.
///
/// About 132 bits: nobody finds a second key with the same one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// The number of a party's key.
    #[must_use]
    pub fn of(party: &PartyId, key: &PublicKey) -> Fingerprint {
        let Hash(bytes) = Hash::of(format!("comity-party/v1\n{party}\n{key}").as_bytes());
        // Four bytes are reduced to five digits: what that bends is far below a bit.
        let groups = bytes.as_chunks::<4>().0.iter();
        let groups = groups.map(|four| format!("{:05}", u32::from_be_bytes(*four) % 100_000));
        Fingerprint(groups.collect::<Vec<_>>().join(" "))
    }

    /// Whether somebody typed this number; spaces and dashes say nothing.
    #[must_use]
    pub fn is_typed(&self, typed: &str) -> bool {
        let digits = |text: &str| -> String {
            text.chars().filter(|each| !matches!(each, ' ' | '-')).collect()
        };
        digits(&self.0) == digits(typed)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
