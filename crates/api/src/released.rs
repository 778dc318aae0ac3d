//! What of the wire may leave, and why: facts that are about nobody, and what was made of records
//! that were let through one by one.

use comity_policy::{Public, WithinView};

use crate::local::{
    AccountInfo, AlertReply, BatchSummary, DecisionInfo, DoctorCheck, FetchOutcome, ImportOutcome,
    NewToken, NewWebhook, ReadSummary, RecordFound, Reply, TokenInfo, UpdateSummary, VersionInfo,
    WebhookInfo,
};
use crate::v1::{
    AccessAnswer, AlertCategoryList, AlertInfo, AlertList, ApprovalInfo, ApprovalList, CaseInfo,
    CaseList, ChangeList, DatasetList, DisputeInfo, DisputeList, IndirectAnswer, LogCopy,
    LogErased, LogFindings, LogPage, NewRedressToken, NodeChecks, OwedList, PolicyInfo,
    ProtectionReport, RecordSheet, RedressInfo, RedressList, RestrictionInfo, RestrictionList,
    ScreenResponse, SearchPage, SessionInfo, SubjectChangeList, SubjectInfo, SubjectList,
    SubjectsKept, VersionList,
};
use crate::yente::{
    AdjacentResultsResponse, AlgorithmResponse, DataCatalog, Entity, EntityAdjacentResponse,
    FreebaseExtendPropertiesResponse, FreebaseExtendResponse, FreebaseManifest,
    FreebaseSuggestResponse, MatchResponse, SearchResponse, StatusResponse,
};

macro_rules! kinds {
    ($kind:ident: $($name:ty),+ $(,)?) => { $(impl $kind for $name {})+ };
}

kinds!(Public:
    AccountInfo, AlertCategoryList, AlertReply, AlgorithmResponse, BatchSummary, DataCatalog,
    DatasetList, DoctorCheck, FetchOutcome, FreebaseExtendPropertiesResponse, ImportOutcome,
    NewToken, NewWebhook, NodeChecks, PolicyInfo, ReadSummary, RecordFound, Reply, SessionInfo,
    StatusResponse, TokenInfo, UpdateSummary, VersionInfo, VersionList, WebhookInfo,
);
kinds!(WithinView:
    AccessAnswer, AdjacentResultsResponse, AlertInfo, AlertList, AlertReply, ApprovalInfo,
    ApprovalList, CaseInfo, CaseList, ChangeList, DecisionInfo, DisputeInfo, DisputeList, Entity,
    EntityAdjacentResponse, FreebaseExtendResponse, FreebaseManifest, IndirectAnswer, LogCopy,
    LogErased, LogFindings, LogPage, MatchResponse, NewRedressToken, OwedList, ProtectionReport,
    RecordSheet, RedressInfo, RedressList, RestrictionInfo, RestrictionList, ScreenResponse,
    SearchPage, SearchResponse,
    SubjectChangeList, SubjectInfo, SubjectList, SubjectsKept,
);

impl<T: utoipa::ToSchema> WithinView for FreebaseSuggestResponse<T> {}
