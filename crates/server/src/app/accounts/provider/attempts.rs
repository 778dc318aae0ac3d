use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use comity_model::Timestamp;
use subtle::ConstantTimeEq as _;

use crate::app::accounts::tokens::hash;
use crate::limits::{PROVIDER_ATTEMPT_SECONDS_MAX, PROVIDER_ATTEMPTS_MAX};

/// Attempts to sign in that are under way, under the hashes of their states. When there are too
/// many, the oldest is given up.
#[derive(Default)]
pub(super) struct Attempts(Mutex<BTreeMap<[u8; 32], Attempt>>);

/// One attempt: somebody was sent to the provider and is not back yet.
pub(super) struct Attempt {
    /// The hash of what their browser holds: nobody is signed in by somebody else's way back.
    pub(super) browser: [u8; 32],
    /// What shows the provider that the code comes from who asked for it (PKCE).
    pub(super) verifier: String,
    /// What the provider must say again.
    pub(super) nonce: String,
    /// When it began.
    pub(super) began_at: Timestamp,
}

impl Attempts {
    /// Keeps an attempt under its state.
    pub(super) fn keep(&self, state: &str, attempt: Attempt) {
        let now = attempt.began_at;
        let mut kept = self.lock();
        kept.retain(|_, known| known.is_alive(now));
        while kept.len() >= PROVIDER_ATTEMPTS_MAX {
            let oldest = kept.iter().min_by_key(|(_, known)| known.began_at);
            let Some(oldest) = oldest.map(|(key, _)| *key) else { break };
            kept.remove(&oldest);
        }
        kept.insert(hash(state), attempt);
    }

    /// Takes an attempt that this browser began. A state serves once.
    pub(super) fn take(&self, state: &str, browser: &str, now: Timestamp) -> Option<Attempt> {
        let (key, browser) = (hash(state), hash(browser));
        let mut kept = self.lock();
        let is_its: bool = kept.get(&key)?.browser.ct_eq(&browser).into();
        if !is_its {
            return None;
        }
        kept.remove(&key).filter(|attempt| attempt.is_alive(now))
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<[u8; 32], Attempt>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Attempt {
    /// Whether it is young enough; a clock that went back ends it, too.
    fn is_alive(&self, now: Timestamp) -> bool {
        let age = now.0.saturating_sub(self.began_at.0);
        (0..PROVIDER_ATTEMPT_SECONDS_MAX).contains(&age)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun(browser: &str, at: i64) -> Attempt {
        Attempt {
            browser: hash(browser),
            verifier: String::new(),
            nonce: String::new(),
            began_at: Timestamp(at),
        }
    }

    #[test]
    fn a_state_serves_once_its_own_browser_and_not_for_long() {
        let attempts = Attempts::default();
        attempts.keep("a", begun("mine", 100));
        assert!(attempts.take("a", "other", Timestamp(101)).is_none());
        assert!(attempts.take("b", "mine", Timestamp(101)).is_none());
        assert!(attempts.take("a", "mine", Timestamp(101)).is_some());
        assert!(attempts.take("a", "mine", Timestamp(101)).is_none(), "replayed");
        for now in [100 + PROVIDER_ATTEMPT_SECONDS_MAX, 99] {
            attempts.keep("a", begun("mine", 100));
            assert!(attempts.take("a", "mine", Timestamp(now)).is_none(), "{now}");
        }
    }

    #[test]
    fn there_are_never_too_many() {
        let attempts = Attempts::default();
        for at in 0..=PROVIDER_ATTEMPTS_MAX {
            attempts.keep(&format!("{at}"), begun("mine", i64::from(at > 0)));
        }
        assert_eq!(attempts.lock().len(), PROVIDER_ATTEMPTS_MAX);
        assert!(attempts.take("0", "mine", Timestamp(2)).is_none(), "the oldest is gone");
        assert!(attempts.take("1", "mine", Timestamp(2)).is_some());
        attempts.keep("late", begun("mine", 10_000));
        assert_eq!(attempts.lock().len(), 1, "what is over is not kept");
    }
}
