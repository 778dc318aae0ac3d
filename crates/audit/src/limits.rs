//! The limits of this crate, with their units in their names.

/// Longest leaf, in bytes: what an entry bundle can state.
pub const LEAF_BYTES_MAX: usize = 65_535;
/// Most parts of one event: one for the request and one for each data subject concerned.
pub const PARTS_PER_EVENT_MAX: usize = 10_000;
/// Longest plain text of one part, in bytes.
pub const PART_BYTES_MAX: usize = 256 * 1024;
/// Most bytes of plain text in all parts of one event.
pub const EVENT_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Longest name of an operation, in bytes.
pub const OPERATION_BYTES_MAX: usize = 100;
/// Longest signed note, in bytes.
pub const NOTE_BYTES_MAX: usize = 64 * 1024;
/// Most signatures that are read of one note.
pub const SIGNATURES_PER_NOTE_MAX: usize = 64;
/// Longest name of a key, and longest origin of a log, in bytes.
pub const KEY_NAME_BYTES_MAX: usize = 255;
/// Most hashes in one proof: a tree has no more levels.
pub const PROOF_HASHES_MAX: usize = 63;
/// Most leaves of one tree, which keeps arithmetic far from its ends and numbers exact in JSON.
pub const TREE_LEAVES_MAX: u64 = 1 << 52;
/// Longest line of an export, in bytes.
pub const EXPORT_LINE_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Most days of actors that one search for anomalies counts, by kind of anomaly.
pub const ANOMALY_DAYS_MAX: usize = 100_000;
