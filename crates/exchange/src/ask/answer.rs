use comity_audit::Hash;
use comity_policy::{Public, WithinView};
use serde::{Deserialize, Serialize};

use crate::share::LeafProof;

/// The body of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// Whether something is held that may be told.
    Held(Held),
    /// There is no answer, and why.
    NotAnswered(NotAnswered),
}

/// It holds no statement; whether it is a hit was worked out within the asker's view.
impl WithinView for Answer {}

/// Whether something is held that the asker may know of.
///
/// A hit and no hit are equally long, and both have a reference, so that nobody on the way can
/// tell them apart by their size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Held {
    /// 1 for a hit, 0 for none: what may not be told looks like none.
    pub hit: u8,
    /// What the answer is called if more is asked about it; a random number.
    pub reference: Hash,
    /// That the log of the party that answers accounts for it.
    pub leaf: LeafProof,
}

/// Why there is no answer. It depends on the question, the agreement and the budget, and never on
/// what is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotAnswered {
    /// A stable code.
    pub code: String,
    /// In words.
    pub why: String,
}

impl Public for NotAnswered {}

impl NotAnswered {
    /// Why, by its code and in words.
    #[must_use]
    pub fn of(code: &str, why: &str) -> NotAnswered {
        NotAnswered { code: code.to_owned(), why: why.to_owned() }
    }
}
