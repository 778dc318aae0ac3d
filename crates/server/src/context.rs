use comity_model::{Marking, Timestamp, Tlp};

/// Who asks, why, and when. Every use case takes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// Who asks.
    pub actor: Actor,
    /// What they may see.
    pub clearance: Clearance,
    /// Why they ask.
    pub purpose: Option<String>,
    /// The law that allows it.
    pub legal_basis: Option<String>,
    /// The caller's own reference.
    pub case: Option<String>,
    /// When.
    pub now: Timestamp,
    /// The request's id, as it stands in the log.
    pub request_id: String,
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Somebody who can read the home: the command line.
    Local,
    /// Somebody on the same machine, over HTTP without a token.
    Loopback,
    /// The holder of a token, by its name.
    Token(String),
}

/// Which markings an actor may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Clearance {
    /// All of them.
    Everything,
    /// Those with this traffic light or a less restrictive one.
    UpTo(Tlp),
}

impl Clearance {
    /// How many different clearances there are.
    pub(crate) const COUNT: usize = 6;

    /// A number below [`Clearance::COUNT`].
    pub(crate) fn index(self) -> usize {
        match self {
            Clearance::UpTo(Tlp::Clear) => 0,
            Clearance::UpTo(Tlp::Green) => 1,
            Clearance::UpTo(Tlp::Amber) => 2,
            Clearance::UpTo(Tlp::AmberStrict) => 3,
            Clearance::UpTo(Tlp::Red) => 4,
            Clearance::Everything => 5,
        }
    }

    /// Whether a statement with this marking may be shown.
    #[must_use]
    pub fn shows(self, marking: &Marking) -> bool {
        match self {
            Clearance::Everything => true,
            Clearance::UpTo(light) => marking.tlp() <= light,
        }
    }
}

impl Context {
    /// The context of the command line.
    #[must_use]
    pub fn local(now: Timestamp) -> Context {
        Context {
            actor: Actor::Local,
            clearance: Clearance::Everything,
            purpose: None,
            legal_basis: None,
            case: None,
            now,
            request_id: String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clearance_hides_more_restrictive_lights() {
        let amber = Clearance::UpTo(Tlp::Amber);
        assert!(amber.shows(&Marking::tlp_only(Tlp::Green)));
        assert!(amber.shows(&Marking::tlp_only(Tlp::Amber)));
        assert!(!amber.shows(&Marking::tlp_only(Tlp::AmberStrict)));
        assert!(Clearance::Everything.shows(&Marking::tlp_only(Tlp::Red)));
    }
}
