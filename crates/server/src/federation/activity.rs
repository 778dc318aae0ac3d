use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What happens on a connection, counted in turns of its watch: so it needs no clock of its own.
#[derive(Default)]
pub(super) struct Activity(Mutex<Counts>);

#[derive(Default)]
struct Counts {
    turn: u64,
    next: u64,
    /// The requests under way, each with the turn in which it came.
    since: BTreeMap<u64, u64>,
    /// Whether there was a request in this turn.
    is_used: bool,
}

/// How a connection was in the turn that is over.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Turn {
    /// Nothing was asked, and nothing is being answered.
    pub(super) is_idle: bool,
    /// For how many whole turns the oldest answer has been under way.
    pub(super) oldest: u64,
}

/// A request that is under way as long as this is there.
pub(super) struct UnderWay {
    activity: Arc<Activity>,
    number: u64,
}

impl Activity {
    /// A request came.
    pub(super) fn begin(self: &Arc<Activity>) -> UnderWay {
        let mut counts = self.counts();
        let (number, turn) = (counts.next, counts.turn);
        counts.next += 1;
        counts.is_used = true;
        counts.since.insert(number, turn);
        drop(counts);
        UnderWay { activity: self.clone(), number }
    }

    /// A turn is over.
    pub(super) fn turn(&self) -> Turn {
        let mut counts = self.counts();
        let is_used = std::mem::take(&mut counts.is_used);
        let is_idle = !is_used && counts.since.is_empty();
        let oldest = counts.since.values().min().map_or(0, |since| counts.turn - since);
        counts.turn += 1;
        Turn { is_idle, oldest }
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.activity.counts().since.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_tell_what_is_idle_and_what_is_old() {
        let activity = Arc::new(Activity::default());
        assert_eq!(activity.turn(), Turn { is_idle: true, oldest: 0 });
        drop(activity.begin());
        // A request that came and went is no idleness, and none after it is.
        assert_eq!(activity.turn(), Turn { is_idle: false, oldest: 0 });
        assert_eq!(activity.turn(), Turn { is_idle: true, oldest: 0 });
        let old = activity.begin();
        assert_eq!(activity.turn(), Turn { is_idle: false, oldest: 0 });
        let _new = activity.begin();
        assert_eq!(activity.turn(), Turn { is_idle: false, oldest: 1 });
        assert_eq!(activity.turn(), Turn { is_idle: false, oldest: 2 });
        drop(old);
        assert_eq!(activity.turn(), Turn { is_idle: false, oldest: 2 });
    }
}
