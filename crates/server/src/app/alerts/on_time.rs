//! That what is searched of alerts is what is in force now, whoever looks first.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use arc_swap::ArcSwapOption;
use comity_model::{AlertLife, AlertState, Timestamp};
use comity_store::KeptAlert;
use tokio::sync::Mutex;

use super::{info, is_own};
use crate::ServerError;
use crate::app::node::Node;
use crate::limits::{ALERT_CHUNK_MAX, ALERT_RETRY_SECONDS, ALERT_WAIT_MILLIS_MAX};

/// What keeping alerts in time needs.
pub(crate) struct Alerting {
    /// Held while what is searched is brought up to the table.
    turn: Mutex<()>,
    /// From when on something may have to be done; in the past until that is known.
    next: AtomicI64,
    /// Whether the last one who brought it up failed on the way.
    is_broken: AtomicBool,
    /// The alerts that are searched; not known until first looked at.
    shown: ArcSwapOption<Shown>,
}

/// What is searched of own alerts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shown {
    /// By the id of the record that each is about.
    alerts: BTreeMap<String, InForce>,
    /// How many are about victims.
    victims: usize,
}

impl Shown {
    fn put(&mut self, (id, alert): (String, InForce), is_shown: bool) {
        let is_victim = |alert: &InForce| alert.life.category.is_about_a_victim();
        if let Some(before) = self.alerts.remove(&id) {
            self.victims -= usize::from(is_victim(&before));
        }
        if is_shown {
            self.victims += usize::from(is_victim(&alert));
            self.alerts.insert(id, alert);
        }
    }

    /// The alert about a record.
    pub(crate) fn get(&self, record: &str) -> Option<&InForce> {
        self.alerts.get(record)
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.alerts.is_empty()
    }
}

/// An alert that is searched.
#[derive(Debug, Clone)]
pub(crate) struct InForce {
    pub(crate) number: u64,
    pub(crate) life: AlertLife,
    pub(crate) measure: String,
}

impl InForce {
    /// What it is at a moment; nothing if it is over.
    pub(crate) fn state(&self, now: Timestamp) -> Option<AlertState> {
        Some(self.life.state(now)).filter(|state| state.is_in_force())
    }
}

impl Default for Alerting {
    fn default() -> Alerting {
        Alerting {
            turn: Mutex::new(()),
            next: AtomicI64::new(i64::MIN),
            is_broken: AtomicBool::new(false),
            shown: ArcSwapOption::empty(),
        }
    }
}

impl Alerting {
    /// The alerts that are searched.
    pub(crate) fn shown(&self) -> Arc<Shown> {
        self.shown.load_full().unwrap_or_default()
    }

    /// Whether a record that is searched is about an alert that is over all the same: nobody has
    /// had the time to take it out.
    pub(crate) fn is_over(&self, dataset: &str, id: &str, now: Timestamp) -> bool {
        is_own(dataset) && self.shown().get(id).is_some_and(|alert| alert.state(now).is_none())
    }

    /// Whether anything that is searched is about a victim.
    pub(crate) fn has_victims(&self) -> bool {
        self.shown.load().as_ref().is_some_and(|shown| shown.victims > 0)
    }

    /// From when on something has to be done, as far as that is known.
    pub(super) fn next(&self) -> Timestamp {
        Timestamp(self.next.load(Ordering::Relaxed))
    }
}

impl Node {
    /// Takes out of what is searched what is not in force any more. A read does this before it
    /// looks, and does not wait longer than a moment: while a long import has the store, whoever
    /// shows alerts leaves those out whose time is past.
    pub(in crate::app) async fn alerts_on_time(self: &Arc<Self>) {
        let now = self.around.clock.now();
        if now < self.alerting.next() {
            return;
        }
        // Others need not wait for it, too.
        let again = now.0.saturating_add(ALERT_RETRY_SECONDS);
        self.alerting.next.store(again, Ordering::Relaxed);
        let node = self.clone();
        let showing = tokio::spawn(async move {
            let _work = node.work()?;
            node.show_alerts(now).await
        });
        let wait = Duration::from_millis(ALERT_WAIT_MILLIS_MAX);
        match tokio::time::timeout(wait, showing).await {
            Ok(Ok(Ok(_))) => {}
            Ok(Ok(Err(err))) => tracing::error!(error = err.chain(), "alerts not brought up"),
            Ok(Err(err)) => tracing::error!(%err, "alerts not brought up"),
            Err(_) => tracing::warn!("alerts wait for an import to end"),
        }
    }

    /// Brings what is searched of alerts up to the table, as it is at a moment; gives those of
    /// which something else is searched since. The caller holds what a restart waits for.
    pub(super) async fn show_alerts(
        self: &Arc<Self>,
        now: Timestamp,
    ) -> Result<Vec<KeptAlert>, ServerError> {
        let _turn = self.alerting.turn.lock().await;
        let done = self.bring_up(now).await;
        if done.is_err() {
            // How far it came is not known: the next one looks at everything.
            self.alerting.shown.store(None);
            self.alerting.is_broken.store(true, Ordering::Relaxed);
        }
        done
    }

    async fn bring_up(self: &Arc<Self>, now: Timestamp) -> Result<Vec<KeptAlert>, ServerError> {
        let mut shown = match self.alerting.shown.load_full() {
            Some(shown) => (*shown).clone(),
            None => {
                let mut shown = Shown::default();
                for kept in self.alerts_in_force(now).await? {
                    shown.put(entry(&kept)?, true);
                }
                shown
            }
        };
        let mut changed = Vec::new();
        loop {
            let chunk = self.store.alerts_to_show(now, ALERT_CHUNK_MAX).await?;
            if chunk.is_empty() {
                break;
            }
            let put = self.put_alerts(&chunk, now).await?;
            for kept in &chunk {
                let (id, alert) = entry(kept)?;
                let is_shown = alert.state(now).is_some();
                shown.put((id, alert), is_shown);
            }
            self.store.note_shown(put, now).await?;
            changed.extend(chunk);
        }
        if !changed.is_empty() || self.alerting.is_broken.load(Ordering::Relaxed) {
            self.refresh().await?;
        }
        // Last: until the index is without them, alerts that are over are known as that.
        self.alerting.shown.store(Some(Arc::new(shown)));
        self.alerting.is_broken.store(false, Ordering::Relaxed);
        let next = self.store.next_alert_change().await?;
        self.alerting.next.store(next.map_or(i64::MAX, |next| next.0), Ordering::Relaxed);
        Ok(changed)
    }
}

fn entry(kept: &KeptAlert) -> Result<(String, InForce), ServerError> {
    let measure = kept.issued.measure.clone();
    let alert = InForce { number: kept.number, life: info::life(kept)?, measure };
    Ok((info::record_id(kept.number), alert))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::bench::{Bench, person, spec};

    /// A long import has the store: nobody can take the alert out of what is searched.
    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_over_and_still_searched_is_left_out() {
        let bench = Bench::new().await;
        bench.issue(spec("discreet-check", "Anna Demo")).await.unwrap();
        let busy = |bench: &Bench| bench.node.alerting.next.store(i64::MAX, Ordering::Relaxed);
        busy(&bench);
        bench.at("2027-11-22T23:59:59Z");
        assert_eq!(bench.found(&person("Anna Demo")).await, ["own-alerts-1"]);
        bench.at("2027-11-23T00:00:00Z");
        assert!(bench.found(&person("Anna Demo")).await.is_empty());
        assert_eq!(bench.node.loaded().await.unwrap().snapshot.record_count(), 1);
    }

    /// Whoever failed on the way leaves nothing behind that the next one does not mend.
    #[tokio::test(flavor = "multi_thread")]
    async fn what_failed_on_the_way_is_mended() {
        let bench = Bench::new().await;
        bench.issue(spec("discreet-check", "Anna Demo")).await.unwrap();
        bench.issue(spec("missing-person", "Boris Demo")).await.unwrap();
        bench.at("2027-11-23T00:00:00Z");
        // Written, and then the index was not made.
        let now = bench.node.around.clock.now();
        let chunk = bench.node.store.alerts_to_show(now, 9).await.unwrap();
        let put = bench.node.put_alerts(&chunk, now).await.unwrap();
        bench.node.store.note_shown(put, now).await.unwrap();
        bench.node.alerting.shown.store(None);
        bench.node.alerting.is_broken.store(true, Ordering::Relaxed);
        assert!(bench.found(&person("Anna Demo")).await.is_empty());
        let found = bench.screen(&bench.desk("desk 4"), &person("Boris Demo")).await;
        assert_eq!(found[0].alerts[0].number, 2);
    }
}
