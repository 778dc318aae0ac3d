use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::AlertCategoryInfo;

/// The record of processing (Directive (EU) 2016/680, article 24; Regulation (EU) 2016/679, article
/// 30), as policy and configuration have it, with what was done according to the log. It is about
/// nobody: no person, account or record is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProtectionReport {
    /// When it was made, in UTC.
    pub made_at: String,
    /// The party that runs the node.
    pub party: String,
    /// From when on the log was counted, in UTC; from its beginning where nothing stands here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Until when the log was counted, in UTC.
    pub until: String,
    /// What is processed, why and under which rules.
    pub processing: ProcessingRecord,
    /// What was done.
    pub activity: ProtectionActivity,
}

/// What is processed, why and under which rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProcessingRecord {
    /// The SHA-256 of the policy, in hex.
    pub policy: String,
    /// Why personal data may be asked for.
    pub purposes: Vec<PurposeInfo>,
    /// Under which laws.
    pub legal_bases: Vec<LegalBasisInfo>,
    /// Who may do what for which purposes, when everything else is as it should be.
    pub allowances: Vec<AllowanceInfo>,
    /// The rules that decide.
    pub rules: Vec<RuleInfo>,
    /// The lists that are held.
    pub datasets: Vec<HeldDataset>,
    /// The categories of alerts that may be issued, with how long they are kept.
    pub alert_categories: Vec<AlertCategoryInfo>,
    /// After what time something ends or is erased by itself.
    pub periods: Vec<KeptPeriod>,
}

/// A purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PurposeInfo {
    /// Its name.
    pub name: String,
    /// In plain words.
    pub says: String,
    /// The body of law that it stands under.
    pub regime: String,
    /// The legal bases that it accepts.
    pub legal_bases: Vec<String>,
    /// Whether it needs a case reference.
    pub needs_case: bool,
}

/// A legal basis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LegalBasisInfo {
    /// Its name.
    pub name: String,
    /// In plain words.
    pub says: String,
    /// Where the law is written.
    pub source: String,
}

/// That a role may do something with personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AllowanceInfo {
    /// The role, or `partner`.
    pub role: String,
    /// What it may do.
    pub action: String,
    /// For which purposes.
    pub purposes: Vec<String>,
}

/// A rule of the policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RuleInfo {
    /// Its name.
    pub name: String,
    /// `permit` or `refuse`.
    pub effect: String,
    /// In plain words.
    pub says: String,
    /// The legal duties that it serves.
    pub duties: Vec<String>,
}

/// A list that is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HeldDataset {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The party that publishes it.
    pub publisher: String,
    /// When its current version was imported, in UTC.
    pub imported_at: String,
    /// Listed parties.
    pub records: u64,
    /// Addresses, documents, listings, alerts and edges.
    pub related: u64,
    /// How many versions are kept.
    pub versions: usize,
    /// The markings that its statements have: who may see them, for what, and how long they may be
    /// kept.
    pub markings: Vec<String>,
}

/// After what time something ends or is erased by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KeptPeriod {
    /// What.
    pub what: String,
    /// After how many hours.
    pub hours: u64,
}

/// What was done, counted from the log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProtectionActivity {
    /// How many events there were.
    pub events: u64,
    /// How many of them cannot be read any more, because their keys were destroyed or they are
    /// damaged: they are counted by their kind alone.
    pub unreadable: u64,
    /// By kind.
    pub kinds: Vec<NamedCount>,
    /// Reads, by what was asked, why, under which law, and by whom.
    pub reads: Vec<ReadCount>,
    /// Disclosures, by recipient.
    pub disclosures: Vec<NamedCount>,
    /// Refusals, by reason.
    pub refusals: Vec<NamedCount>,
    /// Failed attempts to sign in.
    pub failed_sign_ins: u64,
    /// What was done for those whom it is about.
    pub rights: Vec<NamedCount>,
    /// What stands for them now.
    pub standing: RightsStanding,
    /// What was unusual, by kind. It proves nothing.
    pub unusual: Vec<NamedCount>,
}

/// How often something was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NamedCount {
    /// What.
    pub name: String,
    /// How often.
    pub count: u64,
}

/// How often personal data was read in one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReadCount {
    /// What was done.
    pub operation: String,
    /// Why; empty where the asker had to say no purpose.
    pub purpose: String,
    /// Under which law.
    pub legal_basis: String,
    /// The roles of who did it.
    pub roles: Vec<String>,
    /// How often.
    pub count: u64,
}

/// What stands for those whom records are about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RightsStanding {
    /// Records whose processing is restricted.
    pub restricted: usize,
    /// Disputes that have not ended.
    pub disputes: usize,
    /// Those of them that nobody has decided in time.
    pub overdue_disputes: usize,
    /// Redress tokens that are in force.
    pub redress: usize,
}
