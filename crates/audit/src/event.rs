use comity_model::Timestamp;

use crate::{Concerned, Hash, Kind, Request};

/// What is to be logged, in plain text.
///
/// Kind, time, operation, policy and generation stand in the leaf for everybody to read, so they
/// say nothing about anybody. Who asked, why, and what for stands in the request, sealed under
/// the month's key; what concerns one person or thing stands in a part of its own, sealed under
/// that subject's key, so that it can be erased alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What happened.
    pub kind: Kind,
    /// When.
    pub time: Timestamp,
    /// The command or route, such as `screen`; the same word for all who use it.
    pub operation: String,
    /// The hash of the policy that permitted or refused.
    pub policy: Option<Hash>,
    /// The store's generation at that moment, so that a database that was rolled back is noticed.
    pub generation: Option<u64>,
    /// Who asked, why, and how it ended.
    pub request: Request,
    /// Whom or what it was about, and what was shown of each.
    pub concerned: Vec<Concerned>,
}

impl Event {
    /// An event without what not every event has.
    #[must_use]
    pub fn new(kind: Kind, operation: impl Into<String>, time: Timestamp) -> Event {
        Event {
            kind,
            time,
            operation: operation.into(),
            policy: None,
            generation: None,
            request: Request::default(),
            concerned: Vec::new(),
        }
    }
}
