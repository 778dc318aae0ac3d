use std::collections::BTreeSet;

use comity_model::Tlp;
use comity_model::{ActorName, CaseReference, LegalBasis, Marking, PartyId, Purpose, Timestamp};

use super::about::About;
use crate::named::named;

/// Why somebody asks, when, and about what. Whoever asks the policy supplies all of it: the policy
/// finds nothing out for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Why.
    pub purpose: Option<Purpose>,
    /// Under which law.
    pub legal_basis: Option<LegalBasis>,
    /// The matter that it belongs to.
    pub case: Option<CaseReference>,
    /// The agreement with the partner that asks, or that is given to.
    pub agreement: Option<Agreement>,
    /// Now.
    pub now: Timestamp,
    /// How sure the log-in was.
    pub assurance: Assurance,
    /// The supervisor who approved, if one did. Whoever supplies the name has made sure that it is
    /// a supervisor's; an asker's own approval is none.
    pub supervisor: Option<ActorName>,
    /// The person who reviewed the hit, if one did; never a program.
    pub reviewer: Option<ActorName>,
    /// Whether the person in question stands before the asker.
    pub encounter: bool,
    /// Whether the originator agreed to this disclosure.
    pub originator_consent: bool,
    /// What is known about the record in question.
    pub about: About,
    /// The handling rules of the record in question.
    pub marking: Marking,
}

impl Facts {
    /// Nothing but the time.
    #[must_use]
    pub fn at(now: Timestamp) -> Facts {
        Facts {
            purpose: None,
            legal_basis: None,
            case: None,
            agreement: None,
            now,
            assurance: Assurance::Low,
            supervisor: None,
            reviewer: None,
            encounter: false,
            originator_consent: false,
            about: About::default(),
            marking: Marking::default(),
        }
    }
}

/// What this party and a partner may exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// The partner.
    pub partner: PartyId,
    /// The purposes that it covers.
    pub purposes: BTreeSet<Purpose>,
    /// The highest traffic light that it covers.
    pub tlp_max: Tlp,
    /// From this moment on it is no longer in force.
    pub expires: Timestamp,
}

named! {
    /// How sure a log-in was (Regulation (EU) 910/2014, article 8).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    Assurance {
        /// One factor.
        Low = "low",
        /// Two factors.
        Substantial = "substantial",
        /// Two factors, one of which is bound to hardware.
        High = "high",
    }
}

impl Assurance {
    /// The level as a number, so that rules can compare it.
    pub(crate) fn level(self) -> i64 {
        match self {
            Assurance::Low => 1,
            Assurance::Substantial => 2,
            Assurance::High => 3,
        }
    }
}
