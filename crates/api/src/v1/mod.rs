//! The native routes under `/v1`. Unknown fields are refused: a filter that is misspelt must not
//! be a filter that is not applied.

mod alert;
mod approval;
mod changes;
mod dataset;
mod dispute;
mod doctor;
mod hit_case;
mod log;
mod obligation;
mod policy;
mod problem;
mod protection;
mod record;
mod redress;
mod restriction;
mod rights;
mod screen;
mod search;
mod session;
mod subject;

pub use alert::{
    AlertCategoryInfo, AlertCategoryList, AlertClose, AlertClosingInfo, AlertExtend,
    AlertExtensionInfo, AlertInfo, AlertList, AlertMeasureInfo, AlertSpec,
};
pub use approval::{ApprovalGrant, ApprovalInfo, ApprovalList, ApprovalRefusal};
pub use changes::{
    ChangeCount, ChangeCounts, ChangeKind, ChangeList, DescribedRecord, RecordChange, VersionEntry,
    VersionList,
};
pub use dataset::{CheckInfo, DatasetInfo, DatasetList};
pub use dispute::{DisputeEnd, DisputeEnded, DisputeInfo, DisputeList, DisputeNote, DisputeOrder};
pub use doctor::{NodeCheck, NodeChecks};
pub use hit_case::{
    CaseDecision, CaseEventInfo, CaseInfo, CaseList, CaseMeasureSpec, CaseReview, CaseSpec,
    CaseSubject,
};
pub use log::{LogEntry, LogFinding, LogFindings, LogPage, LogQuery, LogSubject};
pub use obligation::{LogCopy, ObligationInfo, OwedInfo, OwedList, Watermark};
pub use policy::PolicyInfo;
pub use problem::Problem;
pub use protection::{
    AllowanceInfo, HeldDataset, KeptPeriod, LegalBasisInfo, NamedCount, ProcessingRecord,
    ProtectionActivity, ProtectionReport, PurposeInfo, ReadCount, RightsStanding, RuleInfo,
};
pub use record::{RecordSheet, RelatedRecord, SourceRecord, StatementInfo};
pub use redress::{ClearedCandidate, NewRedressToken, RedressInfo, RedressList, RedressOrder};
pub use restriction::{RestrictionInfo, RestrictionList, RestrictionOrder, RightsEnd, RightsEnded};
pub use rights::{AccessAnswer, AccessRequest, HeldRecord, IndirectAnswer, LogErased, LogErasure};
pub use screen::{
    AlignedTokens, Basis, BasisDataset, CandidateAlert, CandidateInfo, CheckedDigit, CommonInfo,
    DocumentZone, Example, FeatureInfo, Only, RejectedBefore, ScreenRequest, ScreenResponse,
    SpelledLetters,
};
pub use search::{FoundRecord, SearchPage};
pub use session::{SessionInfo, SignIn};
pub use subject::{
    HitInfo, HitKind, SubjectBatch, SubjectChange, SubjectChangeList, SubjectInfo, SubjectList,
    SubjectSpec, SubjectsKept,
};
