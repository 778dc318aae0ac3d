//! From bytes to words with their places.

pub(crate) mod read;
pub(crate) mod word;
