//! The screening engine: candidates, scores, explanations.
//!
//! An [`IndexBuilder`] takes records and makes a [`Snapshot`], which never changes: whoever serves
//! it puts the next one in its place, and readers need no lock. A [`View`] is the set of markings
//! that the asker may see; candidates, weights, scores, ranks and limits use only what it shows,
//! as if the rest had never been indexed. [`Snapshot::screen`] compares a [`Query`] with everything
//! in the view and returns [`Candidate`]s, each with an [`Explanation`] from which its score
//! recomputes.
//!
//! The engine has no clock, no randomness and does no I/O. A score orders and explains; it decides
//! nothing about anybody.
//!
//! ```
//! use comity_model::{DatasetName, Marking, Origin, Record, RecordId, Schema};
//! use comity_screening::{Config, IndexBuilder, Query, Scratch};
//!
//! let vessel = Schema::named("Vessel")?;
//! let mut record = Record::new(RecordId::new("list-7")?, vessel);
//! record.add("name", "NORDIC TERN", &Origin::new("list", "publisher", Marking::default())?)?;
//! let mut builder = IndexBuilder::new();
//! builder.add(1, &DatasetName::new("list")?, &record);
//! let snapshot = builder.finish(Vec::new(), 0);
//!
//! let query = Query::name(vessel, "Nordik Tern");
//! let view = snapshot.view_all();
//! let answer = snapshot.screen(&query, &Config::default(), &view, &mut Scratch::new());
//! let best = &answer.candidates[0];
//! assert_eq!(best.id, "list-7");
//! assert_eq!(best.explanation.recompute(), best.score);
//! # Ok::<(), comity_model::ModelError>(())
//! ```

mod answer;
mod config;
mod error;
mod index;
pub mod limits;
mod mode;
mod query;
mod score;
mod screen;
mod search;

pub use answer::{Basis, Candidate, CandidateRecord, ENGINE_VERSION, Screening};
pub use config::{Config, Filter};
pub use error::ScreeningError;
pub use index::build::{IndexBuilder, described_by};
pub use index::listed::ListedRecord;
pub use index::snapshot::Snapshot;
pub use index::view::View;
pub use mode::Mode;
pub use query::{Query, QueryIdentifier};
pub use score::{AlignedPart, Explanation, Feature, FeatureScore, NameAlignment, Weights};
pub use screen::{Scratch, Work};
pub use search::{
    Facet, Field, FieldFilter, FieldProblem, Found, FoundDocument, QueryProblem, SearchIndex,
    SearchRequest, Sort, Syntax, TextQuery, parse,
};
