use serde::{Deserialize, Serialize};

use super::BatchFormat;

/// How subjects are imported from a file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubjectOrder {
    /// The register that they go to.
    pub register: String,
    /// How the lines are written.
    #[serde(default)]
    pub format: BatchFormat,
    /// The schema of lines that name none.
    #[serde(default)]
    pub schema: Option<String>,
    /// What holds for each: all but id and query.
    pub usual: crate::v1::SubjectSpec,
}

/// What an import of subjects came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectSummary {
    /// Subjects that were kept.
    pub kept: u64,
    /// Those of them that hit anything.
    pub with_hits: u64,
    /// Lines that were not kept, and why; the first hundred.
    pub failures: Vec<String>,
    /// How many lines were not kept.
    pub failed: u64,
    /// What there is to say about the whole.
    pub notes: Vec<String>,
}

/// Which subjects are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubjectPage {
    /// Of one register.
    #[serde(default)]
    pub register: Option<String>,
    /// After this one, as `register/id`.
    #[serde(default)]
    pub after: Option<String>,
    /// Most subjects.
    pub limit: usize,
}

/// A target of events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookInfo {
    /// Its name.
    pub name: String,
    /// The address that messages are sent to.
    pub url: String,
    /// When it was added, in UTC.
    pub created_at: String,
    /// How many events it has not taken yet.
    pub lag: u64,
    /// How often the message that is under way was sent in vain.
    pub attempts: u32,
    /// Not before this time it is sent again, in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_at: Option<String>,
    /// Why it was last sent in vain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
    /// When a message was last taken, in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_at: Option<String>,
    /// Whether nothing is sent any more until it is resumed.
    pub stopped: bool,
}

/// A new target. This is the only time that the secret is shown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewWebhook {
    /// Its name.
    pub name: String,
    /// What its messages are signed with, as the Standard Webhooks convention writes it.
    pub secret: String,
}

impl std::fmt::Debug for NewWebhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewWebhook").field("name", &self.name).finish_non_exhaustive()
    }
}
