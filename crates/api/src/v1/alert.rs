use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Example;

/// An alert to issue: what is asked for about whom, and why.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AlertSpec {
    /// Whom or what it is about. All properties must fit the schema.
    pub about: Example,
    /// Why, by a name of the table (`/v1/alerts/categories`).
    #[schema(example = "missing-person")]
    pub category: String,
    /// What the officer is asked to do; the category's usual measure unless stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "inform-issuer")]
    pub measure: Option<String>,
    /// The law that it rests on.
    pub legal_basis: String,
    /// The reason in words.
    pub reason: String,
    /// The authority that issues it; the node's party unless stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// The issuer's own reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The last day on which it is in force unless it is extended; the category's usual term
    /// unless stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "2027-11-22")]
    pub review_date: Option<String>,
    /// The marking of all that it states, in text form; `TLP:AMBER` unless stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marking: Option<String>,
    /// For a victim of misused identity: when and how the victim agreed to the profile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<String>,
}

/// Why an alert is kept longer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AlertExtend {
    /// Why this alert is still needed and proportionate, as somebody assessed it.
    pub assessment: String,
    /// The new last day; the category's usual term from today unless stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_date: Option<String>,
}

/// How an alert ended.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AlertClose {
    /// `purpose-met`, `decision-revoked`, `issued-in-error` or `consent-withdrawn`.
    #[schema(example = "purpose-met")]
    pub outcome: String,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// An alert with what became of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AlertInfo {
    /// Its number.
    pub number: u64,
    /// `in-force`, `review-due`, `expired` or `closed`: as it is at this moment.
    pub state: String,
    /// Why.
    pub category: String,
    /// What the officer is asked to do.
    pub measure: String,
    /// Whether it protects whom it is about.
    pub protective: bool,
    /// Whom or what it is about.
    pub about: Example,
    /// The dataset in which it is searched while it is in force.
    pub dataset: String,
    /// The id of the record that it is about.
    pub record: String,
    /// The law that it rests on.
    pub legal_basis: String,
    /// The authority that issued it.
    pub issuer: String,
    /// The reason in words.
    pub reason: String,
    /// The issuer's own reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// When and how a victim agreed to the profile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<String>,
    /// The marking of all that it states.
    pub marking: String,
    /// The person who issued it.
    pub issued_by: String,
    /// When, in UTC.
    pub issued_at: String,
    /// The last day on which it is in force unless it is extended.
    pub review_date: String,
    /// From when on its issuer is warned, in UTC.
    pub warns_at: String,
    /// From when on it is not in force any more, in UTC.
    pub expires_at: String,
    /// When its issuer was warned, in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warned_at: Option<String>,
    /// Each time that it was kept longer, oldest first.
    pub extensions: Vec<AlertExtensionInfo>,
    /// How it ended before its time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closing: Option<AlertClosingInfo>,
}

/// An extension, with the assessment that it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AlertExtensionInfo {
    /// The last day before.
    pub review_was: String,
    /// The last day since.
    pub review_date: String,
    /// Why it is still needed.
    pub assessment: String,
    /// The person who says so.
    pub assessed_by: String,
    /// When, in UTC.
    pub assessed_at: String,
}

/// How an alert ended before its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AlertClosingInfo {
    /// The outcome.
    pub outcome: String,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// The person who closed it.
    pub closed_by: String,
    /// When, in UTC.
    pub closed_at: String,
}

/// Alerts by number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AlertList {
    /// The alerts.
    pub alerts: Vec<AlertInfo>,
    /// What to give as `after` for the next page, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
}

/// What the law says of a kind of alerts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AlertCategoryInfo {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub gloss: String,
    /// Whom or what it may be about: `person`, `minor`, `vehicle` or `any`.
    pub about: String,
    /// Months until the review where nothing is stated.
    pub usual_months: i32,
    /// Months until the review at most, when it is issued and each time that it is extended.
    pub longest_months: i32,
    /// Months before the review from which its issuer is warned.
    pub warn_months: i32,
    /// Whether it protects the person. Minors get no other.
    pub protective: bool,
    /// What it may ask for; the first is the usual one.
    pub measures: Vec<AlertMeasureInfo>,
}

/// What an officer may be asked to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AlertMeasureInfo {
    /// Its name.
    pub name: String,
    /// What is asked.
    pub gloss: String,
    /// Whether it protects the person.
    pub protective: bool,
}

/// The categories of alerts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AlertCategoryList {
    /// The categories.
    pub categories: Vec<AlertCategoryInfo>,
}
