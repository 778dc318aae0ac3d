use serde::{Deserialize, Serialize};

use super::{
    AccountInfo, AccountOrder, AlertCall, AlertReply, ApprovalCall, ApprovalReply, BackupOrder,
    BackupTaken, CaseCall, CaseReply, ChangesOrder, DecisionInfo, DecisionOrder, DoctorCheck,
    FetchOrder, FetchOutcome, ImportOutcome, LogOrder, NewToken, NewWebhook, PartyCall, PartyReply,
    PolicyOrder, RightsCall, RightsReply, SubjectPage, TokenInfo, TokenOrder, UnusualOrder,
    UpdateSummary, VersionInfo, WebhookInfo,
};
use crate::v1::{
    AccessAnswer, AccessRequest, ChangeList, DatasetInfo, IndirectAnswer, LogCopy, LogErased,
    LogErasure, LogFindings, LogPage, LogQuery, PolicyInfo, RecordSheet, ScreenRequest,
    ScreenResponse, SearchPage, SubjectBatch, SubjectChangeList, SubjectInfo, SubjectList,
    SubjectSpec, SubjectsKept,
};

/// One question or order to the node.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "call", content = "with", rename_all = "snake_case", deny_unknown_fields)]
pub enum Call {
    /// All datasets with their current version.
    Datasets,
    /// The versions of a dataset that are kept.
    Versions {
        /// The dataset.
        dataset: String,
    },
    /// The report of the import that made a dataset's current version.
    Report {
        /// The dataset.
        dataset: String,
    },
    /// Screens one query.
    Screen(Box<ScreenRequest>),
    /// Looks for records by name.
    Search(SearchRequest),
    /// Shows a record by its id.
    Record {
        /// The canonical or the publisher's id.
        id: String,
        /// With what is masked otherwise.
        #[serde(default)]
        full: bool,
    },
    /// Keeps a person's decision about two records.
    Decide(DecisionOrder),
    /// All decisions.
    Decisions,
    /// Removes a dataset with all its versions for good.
    Remove {
        /// The dataset.
        dataset: String,
    },
    /// Erases the versions of a dataset before its newest ones.
    Erase {
        /// The dataset.
        dataset: String,
        /// How many versions stay.
        keep: usize,
    },
    /// Writes a copy of everything to new files.
    Backup(BackupOrder),
    /// Which policy is in force.
    Policy,
    /// Puts another policy into force.
    AdoptPolicy(Box<PolicyOrder>),
    /// Makes a caller's token.
    CreateToken(Box<TokenOrder>),
    /// All tokens, without their secrets.
    Tokens,
    /// Forgets a token.
    RemoveToken {
        /// Who it was for.
        name: String,
    },
    /// Makes a person's account.
    AddAccount(Box<AccountOrder>),
    /// All accounts.
    Accounts,
    /// Changes a person's account.
    ChangeAccount(Box<AccountOrder>),
    /// Forgets a person's account.
    RemoveAccount {
        /// Its name.
        name: String,
    },
    /// Ends all sessions of a person.
    EndSessions {
        /// The account's name.
        name: String,
    },
    /// Events of the log.
    Log(Box<LogQuery>),
    /// What is unusual in the log.
    Unusual(UnusualOrder),
    /// What is held about somebody.
    Access(Box<AccessRequest>),
    /// The same for an authority that asks in somebody's place.
    IndirectAccess(Box<AccessRequest>),
    /// Erases for good what the log says of somebody.
    EraseOfLog(Box<LogErasure>),
    /// About the rights of those whom records are about.
    Rights(Box<RightsCall>),
    /// Writes the log to a new file.
    ExportLog(Box<LogOrder>),
    /// Checks the node.
    Doctor,
    /// What changed between two versions of a dataset.
    Changes(ChangesOrder),
    /// Keeps a subject and screens it.
    PutSubject {
        /// The register.
        register: String,
        /// The subject, with its id.
        spec: Box<SubjectSpec>,
    },
    /// Keeps several subjects and screens them.
    PutSubjects {
        /// The register.
        register: String,
        /// The subjects.
        batch: SubjectBatch,
    },
    /// Subjects and what they hit.
    Subjects(SubjectPage),
    /// Removes a subject and all that was found about it.
    RemoveSubject {
        /// The register.
        register: String,
        /// Its id.
        id: String,
    },
    /// New, changed and withdrawn hits.
    SubjectChanges {
        /// Those after this number.
        since: u64,
        /// Most changes.
        limit: usize,
    },
    /// Adds a target of events.
    AddWebhook {
        /// Its name.
        name: String,
        /// Where messages are sent to.
        url: String,
    },
    /// All targets of events, and how far they are.
    Webhooks,
    /// Sends to a target again that was given up.
    ResumeWebhook {
        /// Its name.
        name: String,
    },
    /// Forgets a target.
    RemoveWebhook {
        /// Its name.
        name: String,
    },
    /// Downloads a publication and imports it if it changed.
    Fetch(Box<FetchOrder>),
    /// Checks all datasets that are kept fresh.
    Update,
    /// About alerts that were issued here.
    Alert(Box<AlertCall>),
    /// About possible matches that persons decide.
    Case(Box<CaseCall>),
    /// About this party and its partners.
    Party(Box<PartyCall>),
    /// About what supervisors are asked to approve.
    Approval(Box<ApprovalCall>),
}

/// The answer to a [`Call`], each to its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "reply", content = "with", rename_all = "snake_case")]
pub enum Reply {
    /// To `Datasets`.
    Datasets(Vec<DatasetInfo>),
    /// To `Versions`, oldest first.
    Versions(Vec<VersionInfo>),
    /// To `Report`.
    Report(Box<ImportOutcome>),
    /// To `Screen`.
    Screened(Box<ScreenResponse>),
    /// To `Search`.
    Found(Box<SearchPage>),
    /// To `Record`.
    Record(RecordFound),
    /// To `Decide`: the canonical id of the group, if the two are one.
    Decided {
        /// The group's id.
        canonical: Option<String>,
    },
    /// To `Decisions`, in the order in which they were made.
    Decisions(Vec<DecisionInfo>),
    /// To `Remove`, `RemoveToken` and `RemoveAccount`: whether there was one.
    Removed(bool),
    /// To `Erase`: how many versions were erased.
    Erased(usize),
    /// To `CreateToken`.
    Token(NewToken),
    /// To `Tokens`, by name.
    Tokens(Vec<TokenInfo>),
    /// To `AddAccount` and `ChangeAccount`.
    Account(Box<AccountInfo>),
    /// To `Accounts`, by name.
    Accounts(Vec<AccountInfo>),
    /// To `EndSessions`: how many there were.
    Ended(usize),
    /// To `Log`, newest first.
    Log(Box<LogPage>),
    /// To `Unusual`.
    Unusual(Box<LogFindings>),
    /// To `Access`.
    Access(Box<AccessAnswer>),
    /// To `IndirectAccess`.
    IndirectAccess(IndirectAnswer),
    /// To `EraseOfLog`.
    ErasedOfLog(LogErased),
    /// To `Rights`.
    Rights(Box<RightsReply>),
    /// To `ExportLog`.
    LogExported(Box<LogCopy>),
    /// To `Doctor`.
    Doctor(Vec<DoctorCheck>),
    /// To `Fetch`.
    Fetched(Box<FetchOutcome>),
    /// To `Update`.
    Updated(UpdateSummary),
    /// To `Backup`.
    BackedUp(BackupTaken),
    /// To `Policy` and `AdoptPolicy`.
    Policy(Box<PolicyInfo>),
    /// To `Changes`.
    Changes(Box<ChangeList>),
    /// To `PutSubject`.
    Subject(Box<SubjectInfo>),
    /// To `PutSubjects`.
    SubjectsKept(SubjectsKept),
    /// To `Subjects`.
    Subjects(SubjectList),
    /// To `SubjectChanges`.
    SubjectChanges(SubjectChangeList),
    /// To `AddWebhook`.
    Webhook(NewWebhook),
    /// To `Webhooks`, by name.
    Webhooks(Vec<WebhookInfo>),
    /// To `Alert`.
    Alert(Box<AlertReply>),
    /// To `Case`.
    Case(Box<CaseReply>),
    /// To `Party`.
    Party(Box<PartyReply>),
    /// To `Approval`.
    Approval(Box<ApprovalReply>),
}

/// A search by words.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchRequest {
    /// The words; none asks for everything.
    pub text: String,
    /// Only records of this schema or what extends it.
    pub schema: Option<String>,
    /// Only records of these datasets; empty asks for nothing.
    #[serde(default)]
    pub datasets: Vec<String>,
    /// Only records of one of these countries; empty asks for nothing.
    #[serde(default)]
    pub countries: Vec<String>,
    /// Only records with one of these topics; empty asks for nothing.
    #[serde(default)]
    pub topics: Vec<String>,
    /// Whether countries, topics, datasets and schemata are counted.
    #[serde(default)]
    pub facets: bool,
    /// Most records to return.
    pub limit: Option<usize>,
    /// How many records stand before those.
    #[serde(default)]
    pub offset: usize,
}

/// What there is under an id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordFound {
    /// The record.
    Sheet(Box<RecordSheet>),
    /// It is known by another id now.
    Moved(String),
    /// Nothing.
    Missing,
}
