use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use comity_api::{Fault, FaultKind};
use governor::clock::Clock as _;
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::context::{Actor, ActorKind};
use crate::{Clock, limits::ListenLimits};

type Limiter = RateLimiter<String, DashMapStateStore<String>, Elapsed, NoOpMiddleware<Duration>>;

/// How many requests each actor may send, by its name: one that asks too fast holds up nobody
/// else.
pub(crate) struct Rates {
    people: Limiter,
    programs: Limiter,
    clock: Elapsed,
}

/// Time as the node has it.
#[derive(Clone)]
struct Elapsed(Arc<dyn Clock>);

impl governor::clock::Clock for Elapsed {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}

impl Rates {
    pub(crate) fn new(limits: &ListenLimits, clock: Arc<dyn Clock>) -> Rates {
        let clock = Elapsed(clock);
        let limiter = |a_second| {
            let quota = Quota::per_second(a_second);
            RateLimiter::new(quota, DashMapStateStore::default(), clock.clone())
        };
        Rates { people: limiter(limits.person_rate), programs: limiter(limits.program_rate), clock }
    }

    /// Counts a request.
    pub(crate) fn check(&self, actor: &Actor) -> Result<(), Fault> {
        let limiter = match actor.kind {
            ActorKind::Person | ActorKind::Local => &self.people,
            ActorKind::Program | ActorKind::Loopback | ActorKind::Partner | ActorKind::Node => {
                &self.programs
            }
        };
        self.count(limiter, &actor.name, &format!("`{}` asks too fast", actor.name))
    }

    /// Counts a request of somebody of whom nothing is known yet: all of them together have the
    /// rate of one person.
    pub(crate) fn check_unknown(&self) -> Result<(), Fault> {
        // No account has an empty name.
        self.count(&self.people, "", "too many people sign in at this moment")
    }

    fn count(&self, limiter: &Limiter, name: &str, message: &str) -> Result<(), Fault> {
        let Err(early) = limiter.check_key(&name.to_owned()) else { return Ok(()) };
        let millis = early.wait_time_from(self.clock.now()).as_millis();
        Err(Fault::new(FaultKind::TooManyRequests, "too-many-requests", message)
            .with_hint(format!("the next request is answered in {} milliseconds", millis + 1)))
    }
}

/// A rate out of a whole number; none means one.
pub(crate) fn rate(a_second: u64) -> NonZeroU32 {
    let number = u32::try_from(a_second).unwrap_or(u32::MAX);
    NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use comity_model::Timestamp;

    use super::*;

    #[derive(Default)]
    struct Millis(AtomicU64);

    impl Clock for Millis {
        fn now(&self) -> Timestamp {
            Timestamp(0)
        }

        fn elapsed(&self) -> Duration {
            Duration::from_millis(self.0.load(Ordering::Relaxed))
        }
    }

    #[test]
    fn each_actor_has_a_rate_of_its_own() {
        let clock = Arc::new(Millis::default());
        let limits = ListenLimits { person_rate: rate(2), ..ListenLimits::default() };
        let rates = Rates::new(&limits, clock.clone());
        let person =
            |name: &str| Actor { kind: ActorKind::Person, name: name.to_owned(), ..Actor::node() };
        for _ in 0..2 {
            rates.check(&person("rivera")).unwrap();
        }
        let fault = rates.check(&person("rivera")).unwrap_err();
        assert_eq!(fault.kind.status(), 429);
        rates.check(&person("desk-4")).unwrap();
        clock.0.store(501, Ordering::Relaxed);
        rates.check(&person("rivera")).unwrap();
        assert!(rates.check(&person("rivera")).is_err());
    }
}
