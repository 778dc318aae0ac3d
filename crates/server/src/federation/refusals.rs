use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};

use comity_model::Timestamp;

use super::refusal::Refusal;
use crate::limits::REFUSALS_KEPT_MAX;

/// The last connections that were refused, for whoever wonders why a partner does not get through.
#[derive(Debug, Default)]
pub(crate) struct Refusals(Mutex<VecDeque<Refused>>);

/// A connection that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    /// When.
    pub(crate) at: Timestamp,
    /// From where it came.
    pub(crate) from: SocketAddr,
    /// Why.
    pub(crate) reason: Refusal,
}

impl Refusals {
    /// Those that are remembered, the newest last.
    pub(crate) fn all(&self) -> Vec<Refused> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// Logs and remembers one. Strangers may knock as often as they like, so only what concerns a
    /// partner is a warning.
    pub(super) fn note(&self, refused: Refused, is_partner: bool) {
        let Refused { from, reason, .. } = &refused;
        let code = reason.code();
        if is_partner {
            tracing::warn!(%from, code, "the node of a partner was refused: {reason}");
        } else {
            tracing::info!(%from, code, "a node was refused: {reason}");
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while kept.len() >= REFUSALS_KEPT_MAX {
            kept.pop_front();
        }
        kept.push_back(refused);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_are_forgotten() {
        let refusals = Refusals::default();
        let from = SocketAddr::from(([127, 0, 0, 1], 1));
        for second in 0..=REFUSALS_KEPT_MAX as i64 {
            let at = Timestamp(second);
            refusals.note(Refused { at, from, reason: Refusal::NoCertificate }, false);
        }
        let kept = refusals.all();
        assert_eq!(kept.len(), REFUSALS_KEPT_MAX);
        let ends = (kept.first().unwrap().at, kept.last().unwrap().at);
        assert_eq!(ends, (Timestamp(1), Timestamp(REFUSALS_KEPT_MAX as i64)));
    }
}
