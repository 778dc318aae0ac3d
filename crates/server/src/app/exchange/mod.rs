//! Exchange with partners: links, sharing, taking, asking.

mod answer;
mod ask;
mod bundle;
#[cfg(test)]
mod coalition;
mod deliver;
mod identity;
mod links;
mod notices;
mod partners_door;
mod pass;
mod post;
mod receipt;
mod receive;
mod scrub;
mod seal;
mod shares;
#[cfg(test)]
mod simulation;
mod take;
#[cfg(test)]
mod tests;
mod visible;
mod witness;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwapOption;
use comity_model::PartyId;

use crate::federation::Partners;
use crate::limits::WITNESS_SECONDS;

pub(crate) use identity::OwnParty;
pub(crate) use post::Post;

/// What exchanging with partners needs.
pub(crate) struct Exchange {
    /// This party's card and key, once they were read.
    own: ArcSwapOption<OwnParty>,
    /// What reaches partners; nothing before it is set.
    post: OnceLock<Arc<dyn Post>>,
    /// One turn for each partner and direction: a sequence has no two ends.
    turns: Mutex<BTreeMap<(PartyId, Direction), Turn>>,
    /// What the transport knows of partners.
    table: Arc<Partners>,
    /// When each partner was last asked to cosign.
    asked_witness: Mutex<BTreeMap<PartyId, Duration>>,
    /// Held while notices are changed.
    notices: tokio::sync::Mutex<()>,
    /// Told when something may have to be sent.
    pub(crate) wake: tokio::sync::Notify,
}

impl Default for Exchange {
    fn default() -> Exchange {
        Exchange {
            own: ArcSwapOption::empty(),
            post: OnceLock::new(),
            turns: Mutex::default(),
            table: Arc::new(Partners::new()),
            asked_witness: Mutex::default(),
            notices: tokio::sync::Mutex::default(),
            wake: tokio::sync::Notify::new(),
        }
    }
}

type Turn = Arc<tokio::sync::Mutex<()>>;

/// A direction of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Direction {
    Out,
    In,
}

impl Exchange {
    /// Whether a partner was not asked to cosign for a while; then it is asked now.
    fn may_ask_witness(&self, now: Duration, party: &PartyId) -> bool {
        let mut asked = self.asked_witness.lock().unwrap_or_else(PoisonError::into_inner);
        let pause = Duration::from_secs(WITNESS_SECONDS);
        let may = asked.get(party).is_none_or(|last| now.saturating_sub(*last) >= pause);
        if may {
            asked.insert(party.clone(), now);
        }
        may
    }

    fn turn(&self, party: &PartyId, direction: Direction) -> Turn {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        turns.entry((party.clone(), direction)).or_default().clone()
    }
}
