//! The native routes under `/v1`. Unknown fields are refused: a filter that is misspelt must not
//! be a filter that is not applied.

mod dataset;
mod problem;
mod record;
mod screen;
mod search;

pub use dataset::{DatasetInfo, DatasetList};
pub use problem::Problem;
pub use record::{RecordSheet, RelatedRecord, SourceRecord, StatementInfo};
pub use screen::{
    AlignedTokens, Basis, BasisDataset, CandidateInfo, CheckedDigit, DocumentZone, Example,
    FeatureInfo, Only, ScreenRequest, ScreenResponse,
};
pub use search::{FoundRecord, SearchPage};
