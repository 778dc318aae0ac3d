//! The native routes under `/v1`. Unknown fields are refused: a filter that is misspelt must not
//! be a filter that is not applied.

mod changes;
mod dataset;
mod doctor;
mod log;
mod problem;
mod record;
mod screen;
mod search;
mod session;
mod subject;

pub use changes::{
    ChangeCount, ChangeCounts, ChangeKind, ChangeList, DescribedRecord, RecordChange, VersionEntry,
    VersionList,
};
pub use dataset::{CheckInfo, DatasetInfo, DatasetList};
pub use doctor::{NodeCheck, NodeChecks};
pub use log::{LogEntry, LogFinding, LogFindings, LogPage, LogQuery, LogSubject};
pub use problem::Problem;
pub use record::{RecordSheet, RelatedRecord, SourceRecord, StatementInfo};
pub use screen::{
    AlignedTokens, Basis, BasisDataset, CandidateInfo, CheckedDigit, CommonInfo, DocumentZone,
    Example, FeatureInfo, Only, ScreenRequest, ScreenResponse, SpelledLetters,
};
pub use search::{FoundRecord, SearchPage};
pub use session::{SessionInfo, SignIn};
pub use subject::{
    HitInfo, HitKind, SubjectBatch, SubjectChange, SubjectChangeList, SubjectInfo, SubjectList,
    SubjectSpec, SubjectsKept,
};
