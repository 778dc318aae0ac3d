use std::fmt;

/// What happened. Directive (EU) 2016/680 asks for a log of six kinds; [`Kind::article_25`] says
/// which of these a kind is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Records came in: an import, a delta, a partner's share.
    Collection,
    /// Somebody read personal data, or was told that there is none.
    Read,
    /// A record, alert or other datum was changed.
    Change,
    /// Data was given to another party.
    Disclosure,
    /// Two records were joined, or told apart.
    Combination,
    /// Data was erased for good.
    Erasure,
    /// A person decided: reviewed, confirmed, rejected, approved.
    Decision,
    /// The policy, or a part of it, was changed.
    Policy,
    /// Somebody signed in.
    Login,
    /// Somebody tried to sign in and was not let in.
    LoginFailed,
    /// Somebody signed out, or was signed out.
    Logout,
    /// An account or a token was made, changed or removed.
    Account,
    /// A request was refused.
    Refusal,
    /// The log itself was read.
    LogRead,
    /// Keys of the log were destroyed, so that what they sealed is gone.
    KeyDestroyed,
    /// Entries of the log were removed because their time was past.
    LogPruned,
    /// The node began to serve.
    Start,
    /// The node stopped in good order.
    Stop,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 18] = [
        Kind::Collection,
        Kind::Read,
        Kind::Change,
        Kind::Disclosure,
        Kind::Combination,
        Kind::Erasure,
        Kind::Decision,
        Kind::Policy,
        Kind::Login,
        Kind::LoginFailed,
        Kind::Logout,
        Kind::Account,
        Kind::Refusal,
        Kind::LogRead,
        Kind::KeyDestroyed,
        Kind::LogPruned,
        Kind::Start,
        Kind::Stop,
    ];

    /// The kind's name in leaves and commands.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Collection => "collection",
            Kind::Read => "read",
            Kind::Change => "change",
            Kind::Disclosure => "disclosure",
            Kind::Combination => "combination",
            Kind::Erasure => "erasure",
            Kind::Decision => "decision",
            Kind::Policy => "policy",
            Kind::Login => "login",
            Kind::LoginFailed => "login-failed",
            Kind::Logout => "logout",
            Kind::Account => "account",
            Kind::Refusal => "refusal",
            Kind::LogRead => "log-read",
            Kind::KeyDestroyed => "key-destroyed",
            Kind::LogPruned => "log-pruned",
            Kind::Start => "start",
            Kind::Stop => "stop",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Which of the six kinds of Article 25(1) of Directive (EU) 2016/680 this is.
    #[must_use]
    pub fn article_25(self) -> Option<&'static str> {
        match self {
            Kind::Collection => Some("collection"),
            Kind::Change => Some("alteration"),
            Kind::Read => Some("consultation"),
            Kind::Disclosure => Some("disclosure"),
            Kind::Combination => Some("combination"),
            Kind::Erasure => Some("erasure"),
            _ => None,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_name() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.name()), Some(kind));
        }
        assert_eq!(Kind::parse("Read"), None);
    }

    #[test]
    fn the_six_kinds_of_the_directive_are_all_there() {
        let mut six: Vec<&str> = Kind::ALL.into_iter().filter_map(Kind::article_25).collect();
        six.sort_unstable();
        assert_eq!(
            six,
            ["alteration", "collection", "combination", "consultation", "disclosure", "erasure"]
        );
    }
}
