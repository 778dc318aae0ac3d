use std::fmt;

use comity_audit::Hash;
use comity_model::Timestamp;

use super::{Lack, RosterSplit};

/// What became of a roster that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RosterReceived {
    /// It stands now, or one does that waited for it.
    Accepted {
        /// The number of the one that stands.
        serial: u64,
    },
    /// It was here before.
    Known,
    /// It may stand once something comes.
    Waiting(RosterMissing),
    /// There are two valid ones with the same number. Nothing is accepted until a person decides.
    Frozen(Box<RosterSplit>),
}

/// What a roster waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RosterMissing {
    /// More signatures.
    Signatures {
        /// What the roster that stands asks for.
        old: Lack,
        /// What it asks for itself.
        new: Lack,
    },
    /// A roster before it: whoever sent this one has it.
    Roster {
        /// Its number.
        serial: u64,
        /// Its hash, where it is known.
        hash: Option<Hash>,
    },
}

/// What the roster that stands is worth at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RosterStanding {
    /// It holds.
    InForce {
        /// Until then.
        until: Timestamp,
    },
    /// It holds, and the next one has to be signed soon.
    ExpiresSoon {
        /// Until then.
        until: Timestamp,
    },
    /// Nobody is a member by it any more, until the next one is signed.
    Expired {
        /// Since then.
        since: Timestamp,
    },
    /// There are two with this number, and a person has to decide.
    Frozen {
        /// The number.
        serial: u64,
    },
}

/// In plain words.
impl fmt::Display for RosterStanding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RosterStanding::InForce { until } => write!(f, "in force until {until}Z"),
            RosterStanding::ExpiresSoon { until } => {
                write!(f, "in force until {until}Z: the next one has to be signed soon")
            }
            RosterStanding::Expired { since } => {
                write!(f, "expired on {since}Z: nobody is a member until the next one is signed")
            }
            RosterStanding::Frozen { serial } => {
                write!(f, "frozen: there are two rosters no. {serial}, and a person has to decide")
            }
        }
    }
}
