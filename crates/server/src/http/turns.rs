use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use comity_api::{Fault, FaultKind};
use prometheus_client::metrics::gauge::Gauge;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError};

use crate::limits::{
    BATCHES_MAX, BATCHES_WAITING_MAX, CALLER_SHARE, CALLERS_KEPT_MAX, INLINE_QUERIES_MAX,
    LARGE_BODIES_MAX, ListenLimits, RESULTS_MAX, SMALL_RESULTS_MAX,
};

/// Who is answered now, who waits, and who is turned away.
///
/// A request waits a bounded time, in a queue of bounded length, and is turned away before it has
/// cost anything. Large bodies and batches have budgets of their own and hold no turn while they
/// wait for them, so that they cannot keep single questions from being answered; and no holder of
/// a token can take all turns.
pub(crate) struct Turns {
    /// One permit for each request that may be answered at one time.
    requests: Arc<Semaphore>,
    /// One permit for each large body that may be held at one time.
    large: Arc<Semaphore>,
    /// One permit for each batch that may be answered at one time.
    batches: Arc<Semaphore>,
    /// One permit for each result of large answers that may be under way at one time.
    results: Arc<Semaphore>,
    queue: Queue,
    batch_queue: Queue,
    wait: Duration,
    share: usize,
    callers: Mutex<HashMap<String, Share>>,
}

/// What one holder of a token may take of the node at one time.
#[derive(Clone)]
struct Share {
    requests: Arc<Semaphore>,
    large: Arc<Semaphore>,
}

/// The right to be answered. It ends with the answer.
#[derive(Debug)]
pub(crate) struct Turn {
    _permits: Vec<OwnedSemaphorePermit>,
}

/// Places for those who wait.
struct Queue {
    waiting: AtomicUsize,
    most: usize,
    figure: Gauge,
}

/// A place in a queue.
struct Place<'q>(&'q Queue);

/// One permit that a request needs, and what to say if it cannot be had.
struct Need {
    of: Arc<Semaphore>,
    count: u32,
    code: &'static str,
    message: &'static str,
}

impl Turns {
    pub(crate) fn new(limits: &ListenLimits, waiting: &Gauge) -> Turns {
        let queue = |most| Queue { waiting: AtomicUsize::new(0), most, figure: waiting.clone() };
        Turns {
            requests: Arc::new(Semaphore::new(limits.requests)),
            large: Arc::new(Semaphore::new(LARGE_BODIES_MAX)),
            batches: Arc::new(Semaphore::new(BATCHES_MAX)),
            results: Arc::new(Semaphore::new(RESULTS_MAX as usize)),
            queue: queue(limits.waiting),
            batch_queue: queue(BATCHES_WAITING_MAX),
            wait: limits.wait,
            share: (limits.requests / CALLER_SHARE).max(1),
            callers: Mutex::new(HashMap::new()),
        }
    }

    /// A turn for a request; `caller` is the name of the token that it came with.
    pub(super) async fn take(&self, caller: Option<&str>, is_large: bool) -> Result<Turn, Fault> {
        let mut needs = Vec::with_capacity(4);
        if let Some(name) = caller {
            let share = self.share_of(name);
            let message = "the holder of this token has too many requests under way";
            needs.push(Need { of: share.requests, count: 1, code: "busy-caller", message });
            if is_large {
                let message = "the holder of this token has too many large requests under way";
                needs.push(Need { of: share.large, count: 1, code: "busy-caller", message });
            }
        }
        if is_large {
            let message = "too many large requests are under way";
            let of = self.large.clone();
            needs.push(Need { of, count: 1, code: "busy-large", message });
        }
        let of = self.requests.clone();
        needs.push(Need { of, count: 1, code: "busy", message: "the node is busy" });
        self.acquire(&self.queue, &needs).await
    }

    /// Room for the results of a request that has its turn already. Single questions and small
    /// answers need none: their turns bound them.
    pub(super) async fn room(&self, queries: usize, results: usize) -> Result<Turn, Fault> {
        let mut needs = Vec::with_capacity(2);
        if queries > INLINE_QUERIES_MAX {
            let message = "too many batches are under way";
            let of = self.batches.clone();
            needs.push(Need { of, count: 1, code: "busy-large", message });
        }
        if results > SMALL_RESULTS_MAX {
            let count = u32::try_from(results).unwrap_or(RESULTS_MAX).min(RESULTS_MAX);
            let message = "too many large answers are under way";
            needs.push(Need { of: self.results.clone(), count, code: "busy-large", message });
        }
        self.acquire(&self.batch_queue, &needs).await
    }

    fn share_of(&self, name: &str) -> Share {
        let mut callers = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(share) = callers.get(name) {
            return share.clone();
        }
        // Only names of tokens come here; those of tokens that are gone need not stay for ever.
        if callers.len() >= CALLERS_KEPT_MAX {
            callers.clear();
        }
        let large = (LARGE_BODIES_MAX / CALLER_SHARE).max(1);
        let share = Share {
            requests: Arc::new(Semaphore::new(self.share)),
            large: Arc::new(Semaphore::new(large)),
        };
        callers.insert(name.to_owned(), share.clone());
        share
    }

    async fn acquire(&self, queue: &Queue, needs: &[Need]) -> Result<Turn, Fault> {
        let mut permits = Vec::with_capacity(needs.len());
        for need in needs {
            match need.of.clone().try_acquire_many_owned(need.count) {
                Ok(permit) => permits.push(permit),
                Err(TryAcquireError::NoPermits) => break,
                Err(TryAcquireError::Closed) => return Err(need.busy()),
            }
        }
        let mut left = needs.iter().skip(permits.len()).peekable();
        let Some(first) = left.peek() else { return Ok(Turn { _permits: permits }) };
        let Some(_place) = queue.enter() else { return Err(first.busy()) };
        // Given up all together when the time is over, whichever is being waited for then.
        let deadline = tokio::time::Instant::now() + self.wait;
        for need in left {
            let acquiring = need.of.clone().acquire_many_owned(need.count);
            match tokio::time::timeout_at(deadline, acquiring).await {
                Ok(Ok(permit)) => permits.push(permit),
                _ => return Err(need.busy()),
            }
        }
        Ok(Turn { _permits: permits })
    }
}

impl Need {
    fn busy(&self) -> Fault {
        Fault::new(FaultKind::Unavailable, self.code, self.message)
            .with_hint("try again in a second")
    }
}

impl Queue {
    fn enter(&self) -> Option<Place<'_>> {
        let before = self.waiting.fetch_add(1, Ordering::Relaxed);
        self.figure.inc();
        let place = Place(self);
        (before < self.most).then_some(place)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
        self.0.figure.dec();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turns(requests: usize, waiting: usize) -> Turns {
        let wait = Duration::from_secs(1);
        let limits = ListenLimits { requests, waiting, wait, ..ListenLimits::default() };
        Turns::new(&limits, &Gauge::default())
    }

    async fn refused(turns: &Turns, caller: Option<&str>, is_large: bool) -> String {
        turns.take(caller, is_large).await.unwrap_err().code
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_too_long_is_turned_away() {
        let turns = turns(1, 8);
        let _held = turns.take(None, false).await.unwrap();
        let began = tokio::time::Instant::now();
        assert_eq!(refused(&turns, None, false).await, "busy");
        assert_eq!(began.elapsed(), Duration::from_secs(1));
        assert_eq!(turns.queue.figure.get(), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_is_answered_in_the_order_of_coming() {
        let turns = turns(1, 8);
        let held = turns.take(None, false).await.unwrap();
        let order = Mutex::new(Vec::new());
        let wait = async |number: u32| {
            let turn = turns.take(None, false).await.unwrap();
            order.lock().unwrap().push(number);
            tokio::time::sleep(Duration::from_millis(10)).await;
            drop(turn);
        };
        let end = async {
            tokio::time::sleep(Duration::from_millis(10)).await;
            drop(held);
        };
        tokio::join!(wait(1), wait(2), wait(3), end);
        assert_eq!(*order.lock().unwrap(), [1, 2, 3]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_full_queue_turns_away_at_once() {
        let turns = turns(1, 0);
        let _held = turns.take(None, false).await.unwrap();
        let began = tokio::time::Instant::now();
        assert_eq!(refused(&turns, None, false).await, "busy");
        assert_eq!(began.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn no_caller_takes_all_turns() {
        let turns = turns(8, 8);
        let mut held = Vec::new();
        for _ in 0..8 / CALLER_SHARE {
            held.push(turns.take(Some("batch-desk"), false).await.unwrap());
        }
        assert_eq!(refused(&turns, Some("batch-desk"), false).await, "busy-caller");
        assert!(turns.take(Some("gate-7"), false).await.is_ok());
        held.pop();
        assert!(turns.take(Some("batch-desk"), false).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn large_bodies_wait_without_a_turn() {
        let turns = turns(LARGE_BODIES_MAX + 1, 64);
        let mut held = Vec::new();
        for _ in 0..LARGE_BODIES_MAX {
            held.push(turns.take(None, true).await.unwrap());
        }
        let single = async { turns.take(None, false).await.map(drop) };
        let (large, single) = tokio::join!(refused(&turns, None, true), single);
        assert_eq!(large, "busy-large");
        assert!(single.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn batches_do_not_hold_up_single_questions() {
        let turns = turns(8, 8);
        let mut held = Vec::new();
        for _ in 0..BATCHES_MAX {
            held.push(turns.room(INLINE_QUERIES_MAX + 1, 1).await.unwrap());
        }
        let more = turns.room(INLINE_QUERIES_MAX + 1, 1).await;
        assert_eq!(more.unwrap_err().code, "busy-large");
        assert!(turns.room(1, SMALL_RESULTS_MAX).await.is_ok());
        drop(held);
        let _all = turns.room(1, RESULTS_MAX as usize).await.unwrap();
        assert!(turns.room(1, SMALL_RESULTS_MAX + 1).await.is_err());
        assert!(turns.room(1, SMALL_RESULTS_MAX).await.is_ok());
    }
}
