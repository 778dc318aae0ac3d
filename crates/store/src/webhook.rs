use comity_model::Timestamp;

use crate::Answer;

/// Whom the node tells of events.
#[derive(Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Its name.
    pub name: String,
    /// The address that messages are sent to.
    pub url: String,
    /// What messages are signed with.
    pub secret: Vec<u8>,
    /// What the ids of its messages begin with, so that no two targets share one.
    pub mark: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// How far it is.
    pub state: WebhookState,
}

impl std::fmt::Debug for Webhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("Webhook");
        shown.field("name", &self.name).field("state", &self.state).finish_non_exhaustive()
    }
}

/// How far a target is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WebhookState {
    /// The number of the last event that it took.
    pub done_seq: u64,
    /// Where the message that is under way ends.
    pub sent_seq: Option<u64>,
    /// How often that message was sent in vain.
    pub attempts: u32,
    /// Not before this time it is sent again.
    pub next_at: Timestamp,
    /// Why it was last sent in vain.
    pub last_error: Option<String>,
    /// When a message was last taken.
    pub taken_at: Option<Timestamp>,
    /// Whether nothing is sent any more until a person resumes it.
    pub stopped: bool,
}

/// The targets of webhooks.
pub trait WebhookStore {
    /// Adds a target; it is told of what happens from now on.
    /// [`crate::StoreError::Conflict`] if there is one of that name.
    fn add_webhook<'a>(&'a self, webhook: &'a Webhook) -> Answer<'a, ()>;

    /// All targets, by name.
    fn webhooks(&self) -> Answer<'_, Vec<Webhook>>;

    /// Keeps how far a target is; nothing if there is none of that name and mark.
    fn keep_webhook<'a>(
        &'a self,
        name: &'a str,
        mark: &'a str,
        state: WebhookState,
    ) -> Answer<'a, ()>;

    /// Forgets a target; false if there was none of that name.
    fn remove_webhook<'a>(&'a self, name: &'a str) -> Answer<'a, bool>;
}
