//! What is remembered of a dataset's downloads between checks, in the home's settings.

use comity_model::Timestamp;
use serde::{Deserialize, Serialize};

use super::transfer::Marks;
use crate::ServerError;
use crate::app::node::Node;

/// What is remembered of one dataset.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Kept {
    /// A digest of how the files were read: another way to read them is another version.
    pub(super) reading: String,
    /// The files of the current version.
    pub(super) files: Vec<KeptFile>,
    /// When it was last checked, in seconds.
    pub(crate) checked_at: Option<i64>,
    /// When a check last came to its end.
    pub(crate) succeeded_at: Option<i64>,
    /// When the next check is due.
    pub(crate) next_check_at: Option<i64>,
    /// The last check's failure; gone when one comes to its end.
    pub(crate) failure: Option<KeptFailure>,
}

/// A file of the current version.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeptFile {
    /// A digest of its address, which may hold a secret.
    pub(super) address: String,
    pub(super) etag: Option<String>,
    pub(super) last_modified: Option<String>,
    pub(super) sha256: String,
    /// What the source's index says it is.
    pub(super) listed: Option<String>,
}

impl KeptFile {
    pub(super) fn marks(&self) -> Marks {
        Marks { etag: self.etag.clone(), last_modified: self.last_modified.clone() }
    }
}

/// A check that failed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeptFailure {
    /// When.
    pub(crate) at: i64,
    /// A stable code.
    pub(crate) code: String,
    /// In words.
    pub(crate) message: String,
    /// How many checks have failed in a row.
    pub(crate) in_a_row: u32,
}

impl Node {
    /// What is remembered of a dataset's downloads; nothing if there were none.
    pub(crate) async fn kept(&self, dataset: &str) -> Result<Kept, ServerError> {
        let text = self.store.setting(&setting(dataset)).await?.unwrap_or_default();
        // What cannot be read is as good as nothing: the next check asks for everything again.
        Ok(serde_json::from_str(&text).unwrap_or_default())
    }

    pub(super) async fn keep_checked(&self, dataset: &str, kept: &Kept) -> Result<(), ServerError> {
        let text = serde_json::to_string(kept).unwrap_or_default();
        Ok(self.store.set_setting(&setting(dataset), &text).await?)
    }

    /// Forgets what is remembered of a dataset that is removed.
    pub(crate) async fn forget_checks(&self, dataset: &str) -> Result<(), ServerError> {
        let key = setting(dataset);
        if self.store.setting(&key).await?.is_some() {
            self.store.set_setting(&key, "").await?;
        }
        Ok(())
    }
}

fn setting(dataset: &str) -> String {
    format!("fetch.{dataset}")
}

/// A moment as it is shown.
pub(crate) fn shown(seconds: Option<i64>) -> Option<String> {
    seconds.map(|seconds| Timestamp(seconds).to_string())
}
