use std::collections::BTreeSet;

use comity_model::{ActorName, PartyId, Role, Tlp};

use crate::named::named;

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asker {
    /// How they came in.
    pub kind: AskerKind,
    /// The name of their account.
    pub name: ActorName,
    /// Their roles; a program's scopes are given as roles.
    pub roles: BTreeSet<Role>,
    /// The party that they belong to: this one, or for a partner its own.
    pub party: PartyId,
    /// The highest traffic light that they may see.
    pub clearance: Tlp,
}

named! {
    /// How an asker came in.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    AskerKind {
        /// A person with an account, logged in.
        Person = "person",
        /// A program with a token.
        Program = "program",
        /// A caller on this machine without a token.
        Loopback = "loopback",
        /// A command of an operating-system user who has an account.
        LocalCommand = "local-command",
        /// Another party's node.
        Partner = "partner",
    }
}
