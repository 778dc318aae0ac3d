//! Characters and words: scripts, Latin forms, tokens, skeletons.

pub(crate) mod fold;
pub(crate) mod latinize;
pub(crate) mod script;
pub(crate) mod skeleton;
pub(crate) mod tokenize;
