//! Reading: the names of held records in running text, and where they stand.
//!
//! A [`LexiconBuilder`] takes records and their names and makes a [`Lexicon`], which never changes.
//! A [`Reader`] takes a text chunk by chunk and tells each [`Mention`]: the bytes, what stands
//! there, how well it agrees with which listed name, and what else it may name. It looks for the
//! words as they are listed ([`Mode::Exact`]) or in spite of what captions and recognisers do to
//! them ([`Mode::Tolerant`]). [`Marker`] writes a text with its mentions marked, and [`unmark`]
//! gets the text back.
//!
//! Everything here is pure: no I/O, no clock, no randomness, no model files.
//!
//! ```
//! use comity_model::Schema;
//! use comity_reading::{LexiconBuilder, Mode, ReadRecord, Reader};
//!
//! let mut names = LexiconBuilder::new(Mode::Tolerant);
//! let (id, dataset) = ("v-1".to_owned(), "list".to_owned());
//! let (schema, caption) = (Schema::named("Vessel")?, "NORDIC TERN".to_owned());
//! names.record(ReadRecord { id, dataset, schema, caption, group: None });
//! names.name("NORDIC TERN", false);
//! let lexicon = names.finish();
//!
//! let mut found = Vec::new();
//! let mut reader = Reader::new(&lexicon, 0.6);
//! reader.feed(b"they boarded the nordik uh tern at dawn", |mention| found.push(mention));
//! reader.finish(|mention| found.push(mention));
//! assert_eq!(found[0].text, b"nordik uh tern");
//! assert_eq!(found[0].best().unwrap().record.id, "v-1");
//! # Ok::<(), comity_model::ModelError>(())
//! ```

mod find;
mod lexicon;
pub mod limits;
mod mark;
mod mention;
mod reader;
mod text;

pub use lexicon::{Lexicon, LexiconBuilder, Mode, ReadRecord};
pub use mark::{Marker, unmark};
pub use mention::{Candidate, Extent, Mention};
pub use reader::Reader;
