//! Logs and events that are made up.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use comity_audit::{ActorKind, AuditError, Concerned, Event, Kind, NodeKeys, Request};
use comity_model::Timestamp;
use comity_store::{AuditLog, LogChance, LogOptions};

/// 2026-11-22T10:28:32.
pub(super) const NOW: i64 = 1_795_343_312;
/// A day, in seconds.
pub(super) const DAY: i64 = 86_400;

/// Chance that is another one each time, and the same ones each run.
#[derive(Debug, Default)]
pub(super) struct Dice(AtomicU64);

impl LogChance for Dice {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), AuditError> {
        for chunk in bytes.chunks_mut(8) {
            let mut seed = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            seed = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            seed = (seed ^ (seed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.iter_mut().zip((seed ^ (seed >> 31)).to_le_bytes()).for_each(|(b, s)| *b = s);
        }
        Ok(())
    }
}

pub(super) fn keys() -> Arc<NodeKeys> {
    Arc::new(NodeKeys::new(&[7; 32]))
}

pub(super) fn options() -> LogOptions {
    LogOptions::new("node.example/audit", keys(), Arc::new(Dice::default()))
}

pub(super) fn open(home: &Path) -> AuditLog {
    AuditLog::open(home, options()).unwrap()
}

/// Somebody screened, and was shown one record.
pub(super) fn read(number: i64) -> Event {
    let request = Request {
        actor: format!("officer-{}", number % 3),
        actor_kind: ActorKind::Person,
        roles: vec!["officer".to_owned()],
        purpose: Some(if number % 2 == 0 { "border-check" } else { "investigation" }.to_owned()),
        legal_basis: Some("border-code".to_owned()),
        case: Some(format!("case-{}", number / 10)),
        request_id: format!("request-{number}"),
        ..Request::default()
    };
    let concerned = Concerned {
        subject: format!("list/v-{}", number % 5),
        shown: vec!["name".to_owned()],
        score_permille: Some(870),
        ..Concerned::default()
    };
    let event = Event::new(Kind::Read, "screen", Timestamp(NOW + number));
    Event { request, concerned: vec![concerned], generation: Some(number.unsigned_abs()), ..event }
}

/// A place to write to that can be looked at afterwards.
#[derive(Clone, Default)]
pub(super) struct Shared(Arc<Mutex<Vec<u8>>>);

impl Shared {
    pub(super) fn bytes(&self) -> std::sync::MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap()
    }
}

impl std::io::Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.bytes().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Logs events in their order, without a sync for each.
pub(super) async fn append_all(log: &AuditLog, events: impl IntoIterator<Item = Event>) {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let mut waiting = Vec::new();
    for event in events {
        let mut answer = log.append(event);
        // The first poll hands it over.
        match answer.as_mut().poll(&mut context) {
            std::task::Poll::Ready(receipt) => _ = receipt.unwrap(),
            std::task::Poll::Pending => waiting.push(answer),
        }
    }
    for answer in waiting {
        answer.await.unwrap();
    }
}
