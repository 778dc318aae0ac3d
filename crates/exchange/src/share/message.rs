use comity_model::{DatasetName, RecordId, Timestamp};
use comity_policy::Public;
use serde::{Deserialize, Serialize};

use super::RecordForm;

/// The body of an envelope that gives, changes and takes back records of one dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// The giver's name of the dataset.
    #[serde(with = "crate::wire::text")]
    pub dataset: DatasetName,
    /// What people call it.
    pub title: String,
    /// What changes, each record once.
    pub changes: Vec<Change>,
}

/// The dataset that changes are of: about nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareTitle {
    /// The giver's name of the dataset.
    pub dataset: DatasetName,
    /// What people call it.
    pub title: String,
}

impl Public for ShareTitle {}

/// Records that a partner holds and is to erase. Their ids were released to it when they were
/// given, and nothing else is told of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TakenBack(pub Vec<(RecordId, TakeBack)>);

impl Public for TakenBack {}

impl Share {
    /// One message of what is given and what is taken back.
    #[must_use]
    pub fn of(((title, back), given): ((ShareTitle, TakenBack), Vec<Change>)) -> Share {
        let back = back.0.into_iter();
        let back = back.map(|(id, back)| Change { id, what: What::TakeBack(back) });
        let ShareTitle { dataset, title } = title;
        Share { dataset, title, changes: given.into_iter().chain(back).collect() }
    }
}

/// One record that is given, changed or taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The record's id in its dataset.
    #[serde(with = "crate::wire::text")]
    pub id: RecordId,
    /// What becomes of it.
    pub what: What,
}

/// What becomes of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// This is what it says from now on.
    Put(RecordForm),
    /// It is to be erased, with every version of it.
    TakeBack(TakeBack),
}

/// Why a record is taken back, and by when the holder answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeBack {
    /// Why.
    pub reason: TakeBackReason,
    /// By when.
    #[serde(with = "crate::wire::text")]
    pub answer_by: Timestamp,
}

/// Why a record is taken back. It says nothing about anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TakeBackReason {
    /// Its originator no longer holds it, or no longer gives it.
    Withdrawn,
    /// A person recalled it: it should never have been given, or is wrong.
    Recalled,
    /// Its time is past.
    Expired,
    /// The link or the agreement ends.
    LinkEnded,
}

impl TakeBackReason {
    /// The name in files and commands.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            TakeBackReason::Withdrawn => "withdrawn",
            TakeBackReason::Recalled => "recalled",
            TakeBackReason::Expired => "expired",
            TakeBackReason::LinkEnded => "link-ended",
        }
    }
}
