//! Spelling across scripts, learned from names: see `docs/spelling.md`.

pub(crate) mod align;
pub(crate) mod letters;
pub(crate) mod romanize;
pub(crate) mod table;
