//! The limits of this crate, with their units in their names.

/// Longest record id, in bytes.
pub const RECORD_ID_BYTES_MAX: usize = 255;
/// Longest dataset name or party id, in bytes.
pub const NAME_ID_BYTES_MAX: usize = 64;
/// Most statements that one record may have.
pub const STATEMENTS_PER_RECORD_MAX: usize = 20_000;
/// Most other ids under which a publisher may know one record.
pub const REFERENTS_PER_RECORD_MAX: usize = 2_000;
/// Longest text value, in characters; shorter types have their own.
pub const TEXT_CHARS_MAX: usize = 65_000;
/// Longest marking in text form, in bytes.
pub const MARKING_BYTES_MAX: usize = 1_024;
/// Most parties that one marking may be releasable to.
pub const RELEASABLE_TO_MAX: usize = 200;
/// Longest text that is read as a date, in bytes: a longer one is a remark.
pub const DATE_BYTES_MAX: usize = 100;
/// Longest text that is read as a country, in bytes.
pub const COUNTRY_BYTES_MAX: usize = 200;
/// Longest text that is read as a machine-readable zone, in bytes.
pub const MRZ_BYTES_MAX: usize = 400;
/// Longest reference to a case, in characters.
pub const CASE_CHARS_MAX: usize = 200;
/// Age below which a person is a minor, in years.
pub const MINOR_YEARS: i16 = 18;
