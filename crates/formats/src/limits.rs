//! The limits of this crate, with their units in their names.

/// Most files in one publication, those inside archives counted one by one.
pub const FILES_MAX: usize = 64;
/// Most bytes that one file may have after unpacking: 16 GiB.
pub const FILE_BYTES_MAX: u64 = 16 << 30;
/// Up to here a compressed file may unpack at any ratio: 16 MiB.
pub const UNPACK_FREE_BYTES: u64 = 16 << 20;
/// Beyond that, most bytes that one compressed byte may become. Lists stay below 30.
pub const UNPACK_RATIO_MAX: u64 = 200;
/// Largest `.zip`, which is held in memory, for its table of contents stands at its end: 256 MiB.
pub const ZIP_BYTES_MAX: u64 = 256 << 20;
/// Most entries in one `.zip`, folders included.
pub const ZIP_ENTRIES_MAX: usize = 1_000;
/// Most skipped rows, elements and values that a report names; all are counted.
pub const SKIPPED_KEPT_MAX: usize = 1_000;
/// Most characters of a place or a reason in a report.
pub const REASON_CHARS_MAX: usize = 300;
/// Most remarks about a publication as a whole.
pub const NOTES_MAX: usize = 100;
/// Most records of one publication, related ones included: of each id 16 bytes are held in memory,
/// so that none is used twice.
pub const RECORDS_MAX: usize = 20_000_000;
/// Longest line of JSON, in bytes: 4 MiB.
pub const LINE_BYTES_MAX: usize = 4 << 20;
/// Longest row of a table, in bytes, with the line breaks inside its quotes: 1 MiB.
pub const ROW_BYTES_MAX: usize = 1 << 20;
/// Most fields in one row of a table.
pub const ROW_FIELDS_MAX: usize = 1_024;
/// Most bytes of one party's element in XML: 4 MiB.
pub const ELEMENT_BYTES_MAX: u64 = 4 << 20;
/// Most elements inside one party's element.
pub const ELEMENT_CHILDREN_MAX: usize = 20_000;
/// Deepest nesting of XML elements; the lists read here need six.
pub const XML_DEPTH_MAX: usize = 32;
/// Most bytes of an OFAC publication, which is joined in memory: 64 MiB, ten times the list.
pub const OFAC_BYTES_MAX: u64 = 64 << 20;
/// Most bytes of an OFAC publication in XML, whose parties are held in memory: 256 MiB, twice the
/// largest.
pub const OFAC_XML_BYTES_MAX: u64 = 256 << 20;
/// From this length on, in characters, OFAC cuts a remark off and goes on in the comments file.
pub const OFAC_REMARK_CHARS_MAX: usize = 1_000;
/// Longest mapping, in bytes.
pub const MAPPING_BYTES_MAX: usize = 256 << 10;
/// Most bytes of a table whose rows are joined in memory (the lists of the United Kingdom and the
/// consolidated screening list of the United States): 128 MiB, twice the longest.
pub const JOINED_TABLE_BYTES_MAX: u64 = 128 << 20;
/// Most rows of such a table; the longest has 60,000.
pub const JOINED_TABLE_ROWS_MAX: u64 = 500_000;
/// Most rows before a table's header.
pub const PREAMBLE_ROWS_MAX: usize = 4;
