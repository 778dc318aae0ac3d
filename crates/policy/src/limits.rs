//! The limits of this crate, with their units in their names.

/// Most files of one policy.
pub const FILES_MAX: usize = 64;
/// Longest file of a policy, in bytes.
pub const FILE_BYTES_MAX: usize = 256 * 1024;
/// Most rules of one policy.
pub const RULES_MAX: usize = 500;
/// Longest name of a rule, in bytes.
pub const RULE_NAME_BYTES_MAX: usize = 64;
/// Longest sentence that explains a rule, a purpose or a legal basis, in characters.
pub const GLOSS_CHARS_MAX: usize = 300;
/// Most purposes, and most legal bases, of one policy.
pub const PURPOSES_MAX: usize = 100;
/// Most faults that are told of one policy; the rest shows when these are mended.
pub const FAULTS_MAX: usize = 100;
/// Most decisions that are kept so that the same question is not decided again. A full store is
/// emptied: what is asked again is decided again.
pub const DECISIONS_KEPT_MAX: usize = 20_000;
/// Most scenarios in one file.
pub const SCENARIOS_MAX: usize = 500;
