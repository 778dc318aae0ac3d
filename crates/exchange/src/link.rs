use crate::ExchangeError;
use crate::error::refused;

/// How a link with a partner stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkState {
    /// How far it has come.
    pub stage: Stage,
    /// Whether this party exchanges nothing for the time being.
    pub suspended_here: bool,
    /// Whether the partner does not.
    pub suspended_there: bool,
    /// Whether the partner signed two things that contradict each other. Until a person has
    /// decided, nothing is exchanged.
    pub frozen: bool,
}

/// How far a link has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// One of the two files is there, the other not yet.
    Invited,
    /// Both have signed.
    Linked,
    /// It has ended. What is owed is still taken back and answered.
    Ended,
}

/// What happens to a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkEvent {
    /// Both have signed an agreement.
    Agreed,
    /// Somebody here suspends it.
    SuspendHere,
    /// Somebody here lets it go on.
    ResumeHere,
    /// The partner suspends it.
    SuspendThere,
    /// The partner lets it go on.
    ResumeThere,
    /// The partner contradicted itself.
    Forked,
    /// A person here decided what holds.
    Resolved,
    /// One of the two ends it.
    Ended,
}

impl Stage {
    /// All of them.
    pub const ALL: [Stage; 3] = [Stage::Invited, Stage::Linked, Stage::Ended];

    /// The name in tables and commands.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Stage::Invited => "invited",
            Stage::Linked => "linked",
            Stage::Ended => "ended",
        }
    }

    /// The one of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| stage.name() == name)
    }
}

impl LinkState {
    /// A link to whom somebody was invited, or that invited us.
    #[must_use]
    pub fn invited() -> LinkState {
        LinkState {
            stage: Stage::Invited,
            suspended_here: false,
            suspended_there: false,
            frozen: false,
        }
    }

    /// Whether new data may cross it. What is taken back is taken back even if not.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.stage == Stage::Linked && !self.suspended_here && !self.suspended_there && !self.frozen
    }

    /// The link after something happened.
    ///
    /// # Errors
    /// If that cannot happen to it.
    pub fn after(self, event: LinkEvent) -> Result<LinkState, ExchangeError> {
        let linked = self.stage == Stage::Linked;
        match event {
            // A link that ended begins anew with an invitation.
            LinkEvent::Agreed => Ok(LinkState { stage: Stage::Linked, ..self }),
            LinkEvent::SuspendHere if linked => Ok(LinkState { suspended_here: true, ..self }),
            LinkEvent::ResumeHere if linked => Ok(LinkState { suspended_here: false, ..self }),
            LinkEvent::SuspendThere if linked => Ok(LinkState { suspended_there: true, ..self }),
            LinkEvent::ResumeThere if linked => Ok(LinkState { suspended_there: false, ..self }),
            LinkEvent::Forked => Ok(LinkState { frozen: true, ..self }),
            LinkEvent::Resolved if self.frozen => Ok(LinkState { frozen: false, ..self }),
            LinkEvent::Resolved => Err(refused("decision", "the link is not frozen")),
            LinkEvent::Ended => Ok(LinkState { stage: Stage::Ended, ..self }),
            _ => {
                let why = format!("the link is not one that is open: {}", self.stage.name());
                Err(refused("order", why))
            }
        }
    }

    /// In words, for people.
    #[must_use]
    pub fn words(&self) -> &'static str {
        match self {
            LinkState { frozen: true, .. } => "frozen: the partner contradicted itself",
            LinkState { stage: Stage::Invited, .. } => "invited",
            LinkState { stage: Stage::Ended, .. } => "ended",
            LinkState { suspended_here: true, suspended_there: true, .. } => "suspended by both",
            LinkState { suspended_here: true, .. } => "suspended here",
            LinkState { suspended_there: true, .. } => "suspended by the partner",
            _ => "open",
        }
    }
}
