//! The limits of this crate, with their units in their names.

/// Score from which a candidate alerts, unless the caller says otherwise.
pub const THRESHOLD_DEFAULT: f64 = 0.70;
/// Candidates returned, unless the caller says otherwise.
pub const LIMIT_DEFAULT: usize = 5;
/// Most candidates that a caller may ask for.
pub const LIMIT_MAX: usize = 500;
/// Most names of one query that are compared.
pub const QUERY_NAMES_MAX: usize = 50;
/// Most identifiers of one query that are compared.
pub const QUERY_IDENTIFIERS_MAX: usize = 50;
/// Most addresses of one query that are compared.
pub const QUERY_ADDRESSES_MAX: usize = 20;
/// Most names that are scored for one query; beyond it the answer says that it is truncated.
pub const CANDIDATE_NAMES_MAX: usize = 50_000;
