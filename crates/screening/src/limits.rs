//! The limits of this crate, with their units in their names.

/// Score from which a candidate alerts, unless the caller says otherwise.
pub const THRESHOLD_DEFAULT: f64 = 0.40;
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
/// Documents on a page of a search, unless the caller says otherwise.
pub const SEARCH_LIMIT_DEFAULT: usize = 10;
/// Most documents on a page of a search.
pub const SEARCH_LIMIT_MAX: usize = 500;
/// Most documents that may stand before a page.
pub const SEARCH_OFFSET_MAX: usize = 9_499;
/// Longest text of a search, in bytes.
pub const SEARCH_TEXT_BYTES_MAX: usize = 2_000;
/// Most words of one search.
pub const SEARCH_TERMS_MAX: usize = 50;
/// Most parentheses inside each other.
pub const SEARCH_DEPTH_MAX: usize = 20;
/// Most values of one facet; the most frequent ones are told.
pub const FACET_VALUES_MAX: usize = 1_000;
