//! How a request says why it is made: three headers, for routes whose body does not say it.

/// The header that names the purpose, such as `border-check`.
pub const PURPOSE_HEADER: &str = "comity-purpose";
/// The header that names the legal basis, such as `border-code`.
pub const LEGAL_BASIS_HEADER: &str = "comity-legal-basis";
/// The header with the caller's own reference, in UTF-8.
pub const CASE_HEADER: &str = "comity-case";
