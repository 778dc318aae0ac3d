//! The limits of the wire contract, with their units in their names.

/// Most queries in one request of the compatible match route.
pub const BATCH_QUERIES_MAX: usize = 100;
/// Most ids that a request may exclude.
pub const EXCLUDE_IDS_MAX: usize = 50;
/// Most values of all properties of one query.
pub const QUERY_VALUES_MAX: usize = 1_000;
/// Most entries of each list of a filter.
pub const FILTER_VALUES_MAX: usize = 200;
/// Most faults that one answer lists.
pub const FAULTS_MAX: usize = 50;
/// Longest purpose, legal basis, case reference or reason, in characters.
pub const WORDS_CHARS_MAX: usize = 500;
/// Largest part of a request that an error repeats, in bytes.
pub const ECHO_BYTES_MAX: usize = 1_000;
