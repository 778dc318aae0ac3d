use std::collections::BTreeSet;

use comity_model::{ActorName, LegalBasis, Purpose, Role, Timestamp};

use crate::Answer;

/// A caller's token: the account of a program. The secret itself is shown once and never stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Who it is for.
    pub name: String,
    /// SHA-256 of the secret.
    pub hash: [u8; 32],
    /// When it was made.
    pub created_at: Timestamp,
    /// The most restrictive traffic light that its holder may see, as its label.
    pub clearance: String,
    /// What its holder may do.
    pub roles: BTreeSet<Role>,
    /// Why its holder asks, where the token fixes that.
    pub purpose: Option<Purpose>,
    /// The law that its holder asks under, where the token fixes that.
    pub legal_basis: Option<LegalBasis>,
    /// From when on it lets nobody in.
    pub expires_at: Option<Timestamp>,
}

/// A person who uses the node.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// The name that stands in the log.
    pub name: ActorName,
    /// What the person may do.
    pub roles: BTreeSet<Role>,
    /// The most restrictive traffic light that the person may see, as its label.
    pub clearance: String,
    /// The user of the machine who acts as this person on the command line.
    pub os_uid: Option<u32>,
    /// The Argon2id hash of the password (PHC string); without one nobody signs in with one.
    pub password: Option<String>,
    /// Who an identity provider says it is: the issuer, a space, its own id.
    pub subject: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Whether the person is kept out.
    pub disabled: bool,
    /// How often in a row a wrong password was given.
    pub failures: u32,
    /// Until when no password is looked at.
    pub locked_until: Option<Timestamp>,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("Account");
        shown.field("name", &self.name).field("roles", &self.roles).finish_non_exhaustive()
    }
}

/// Somebody who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of what the browser holds.
    pub hash: [u8; 32],
    /// Who it is.
    pub account: ActorName,
    /// Since when.
    pub created_at: Timestamp,
    /// When the last request came.
    pub seen_at: Timestamp,
    /// How sure it is that it is this person: 1 a password, 2 an identity provider or a second
    /// factor, 3 a hardware key.
    pub assurance: u8,
}

/// Accounts of people and programs, and who is signed in.
pub trait AccountStore {
    /// Keeps a caller's token; only its hash is stored.
    /// [`crate::StoreError::Conflict`] if there is one of that name.
    fn add_token<'a>(&'a self, token: &'a Token) -> Answer<'a, ()>;

    /// All tokens, by name.
    fn tokens(&self) -> Answer<'_, Vec<Token>>;

    /// Forgets a token; false if there was none of that name.
    fn remove_token<'a>(&'a self, name: &'a str) -> Answer<'a, bool>;

    /// Keeps a new account. [`crate::StoreError::Conflict`] if there is one of that name, or one
    /// for the same user of the machine or the same person of an identity provider.
    fn add_account<'a>(&'a self, account: &'a Account) -> Answer<'a, ()>;

    /// All accounts, by name.
    fn accounts(&self) -> Answer<'_, Vec<Account>>;

    /// Keeps an account in another state; false if there is none of that name. Conflicts as for a
    /// new one.
    fn change_account<'a>(&'a self, account: &'a Account) -> Answer<'a, bool>;

    /// Counts a wrong password against an account, and says how many there were in a row.
    fn count_failure<'a>(
        &'a self,
        name: &'a ActorName,
        locked_until: Option<Timestamp>,
    ) -> Answer<'a, u32>;

    /// Forgets an account and ends its sessions; false if there was none of that name.
    fn remove_account<'a>(&'a self, name: &'a ActorName) -> Answer<'a, bool>;

    /// Keeps that somebody signed in; what was counted against the account is forgotten.
    fn add_session<'a>(&'a self, session: &'a Session) -> Answer<'a, ()>;

    /// Who is signed in with this.
    fn session<'a>(&'a self, hash: &'a [u8; 32]) -> Answer<'a, Option<Session>>;

    /// Keeps when the last request of a session came.
    fn touch_session<'a>(&'a self, hash: &'a [u8; 32], now: Timestamp) -> Answer<'a, ()>;

    /// Ends a session; false if there was none.
    fn end_session<'a>(&'a self, hash: &'a [u8; 32]) -> Answer<'a, bool>;

    /// Ends all sessions of an account, and says how many there were.
    fn end_sessions<'a>(&'a self, name: &'a ActorName) -> Answer<'a, usize>;

    /// Forgets sessions that began before one time or were last used before another.
    fn forget_sessions(&self, began: Timestamp, seen: Timestamp) -> Answer<'_, usize>;
}
