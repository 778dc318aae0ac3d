//! Ending what is past its time, and warning of what will be.

use std::sync::Arc;
use std::time::Duration;

use comity_api::local::SweepSummary;
use comity_model::{AlertState, DAY_SECONDS, DatasetName, Day, Timestamp};
use comity_store::CasePage;
use tokio::sync::watch;

use super::{OWN_ALERTS, info};
use crate::app::node::Node;
use crate::app::rights::Withheld;
use crate::limits::{ALERT_CHUNK_MAX, ALERT_KEPT_DAYS, ALERT_ROUND_SECONDS, CASE_PAGE_MAX};
use crate::{Context, ServerError};

impl Node {
    /// Sweeps in the background until the node stops.
    pub(crate) async fn keep_alerts(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let working = async {
            loop {
                match self.sweep_alerts(&self.own_context()).await {
                    Ok(swept) => tell(&swept),
                    Err(err) => tracing::error!(error = err.chain(), "alerts not swept"),
                }
                tokio::time::sleep(self.until_next_sweep()).await;
            }
        };
        tokio::select! {
            biased;
            _ = stop.wait_for(|stopped| *stopped) => {}
            () = working => {}
        }
    }

    /// Until the next alert is over, and not longer than until the next round.
    fn until_next_sweep(&self) -> Duration {
        let now = self.around.clock.now();
        let seconds = self.alerting.next().0.saturating_sub(now.0).max(1).unsigned_abs();
        Duration::from_secs(seconds.min(ALERT_ROUND_SECONDS))
    }

    /// Takes alerts that are over out of what is searched, warns of those whose review is near, and
    /// counts the cases that nobody has decided in time.
    pub(crate) async fn sweep_alerts(
        self: &Arc<Self>,
        ctx: &Context,
    ) -> Result<SweepSummary, ServerError> {
        let _work = self.work()?;
        let mut swept = SweepSummary::default();
        // The node knows them all; whoever is told knows what is not theirs to know.
        let all = Withheld::default();
        for kept in self.show_alerts(ctx.now).await? {
            let is_expired = info::life(&kept)?.state(ctx.now) == AlertState::Expired;
            if is_expired && info::is_seen(ctx, &all, &kept)? {
                swept.expired.push(info::info(&kept, ctx.now)?);
            }
        }
        loop {
            let chunk = self.store.warn_alerts(ctx.now, ALERT_CHUNK_MAX).await?;
            if chunk.is_empty() {
                break;
            }
            for kept in &chunk {
                if info::is_seen(ctx, &all, kept)? {
                    let mut warned = info::info(kept, ctx.now)?;
                    warned.warned_at = Some(ctx.now.to_string());
                    swept.warned.push(warned);
                }
            }
        }
        let overdue =
            CasePage { due_by: Some(ctx.now), limit: CASE_PAGE_MAX, ..CasePage::default() };
        swept.overdue_cases = self.store.cases(overdue).await?.len();
        swept.erased = match self.erase_ended(ctx.now).await {
            Ok(erased) => erased,
            Err(err) => {
                // A read may keep the last copy for a while: what was found must be told all the
                // same.
                tracing::warn!(error = err.chain(), "alerts that were over are not erased yet");
                0
            }
        };
        Ok(swept)
    }
}

impl Node {
    /// Erases alerts that have been over for so long that nobody has to answer for them any more,
    /// and the versions of their dataset that hold them. It rewrites the whole store, so whole days
    /// count: there is something to do once a day at most.
    async fn erase_ended(self: &Arc<Self>, now: Timestamp) -> Result<usize, ServerError> {
        let kept = ALERT_KEPT_DAYS.saturating_mul(DAY_SECONDS);
        let Some(today) = Day::of(now) else { return Ok(0) };
        let left_before = Timestamp(today.begins().0.saturating_sub(kept));
        let dataset = DatasetName::new(OWN_ALERTS)?;
        let erased = self.store.erase_alerts(&dataset, left_before).await?;
        if erased > 0 && self.loaded_now().is_some() {
            self.refresh().await?;
        }
        Ok(erased)
    }
}

fn tell(swept: &SweepSummary) {
    for alert in &swept.expired {
        tracing::warn!(number = alert.number, category = alert.category, "alert expired");
    }
    for alert in &swept.warned {
        let (number, review) = (alert.number, &alert.review_date);
        tracing::warn!(number, review, "alert ends unless it is extended");
    }
    if swept.erased > 0 {
        tracing::info!(alerts = swept.erased, "alerts that were over are erased");
    }
    if swept.overdue_cases > 0 {
        tracing::warn!(cases = swept.overdue_cases, "cases are not decided in time");
    }
}
