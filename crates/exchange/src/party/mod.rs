//! Parties: the card by which one shows who it is, its keys, and the number that people compare.

mod card;
mod fingerprint;
mod keys;

pub use card::{CardKey, PartyCard};
pub use fingerprint::Fingerprint;
pub use keys::PartyKeys;
