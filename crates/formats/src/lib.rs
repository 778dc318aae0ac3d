//! Public formats, one file each: bytes in, records out, and a report of what was left out.
//!
//! A publication is one or more [`Source`]s (OFAC's list is three files). [`read`] finds out what
//! they are, unpacks `.gz` and `.zip` up to a stated size, reads them as a stream and hands each
//! record to the caller's sink. A row or element that cannot be read is skipped, counted and
//! reported with its place and reason; a publication that is not what it claims, is cut off, or
//! yields no record is an error as a whole.
//!
//! This crate reads what it is handed: it opens no file, downloads nothing and decides nothing.
//!
//! ```
//! use comity_formats::{Format, Options, Source, read};
//! use comity_model::{DatasetName, PartyId};
//!
//! let list = r#"{"id":"v-1","schema":"Vessel","properties":{"name":["NORDIC TERN"]}}
//! {"id":"v-2","schema":"Vessel","properties":{"name":["PALE HERON"],"wings":["two"]}}"#;
//! let options = Options::new(DatasetName::new("demo")?, PartyId::new("freedonia")?);
//! let mut names = Vec::new();
//! let report = read(vec![Source::new("demo.json", list.as_bytes())], &options, &mut |record| {
//!     names.push(record.caption());
//!     Ok(())
//! })?;
//! assert_eq!(names, ["NORDIC TERN", "PALE HERON"]);
//! assert_eq!((report.format, report.counts.records), (Format::FtmJson, 2));
//! assert_eq!(report.skipped[0].reason, "`Vessel` has no property `wings`");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod csl;
mod csv_list;
mod decode;
mod detect;
mod error;
mod eu;
mod format;
mod ftm;
pub mod limits;
mod ofac;
mod ofac_advanced;
mod ofac_enhanced;
mod ofac_xml;
mod options;
mod output;
mod parts;
mod party;
mod read;
mod report;
mod rows;
mod source;
mod table;
mod text;
mod uk;
mod un;
mod unpack;
mod xml;

pub use csv_list::Mapping;
pub use error::{FormatError, SinkStopped};
pub use format::Format;
pub use options::Options;
pub use read::{read, read_delta};
pub use report::{FileRead, Report, Skipped};
pub use source::Source;
