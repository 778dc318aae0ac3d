//! How alike two tokens are, and which tokens can be alike at all.

pub(crate) mod edit;
pub(crate) mod information;
pub(crate) mod keys;
pub(crate) mod relation;
