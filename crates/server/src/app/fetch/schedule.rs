//! Datasets that are kept fresh while the node serves.

use std::sync::Arc;
use std::time::Duration;

use comity_api::local::{UpdateFailure, UpdateSummary};
use tokio::sync::watch;

use super::DatasetPlan;
use crate::app::node::Node;
use crate::limits::{CHECK_RETRY_SECONDS, SCHEDULE_LOOK_MILLIS};
use crate::{Context, ServerError};

impl Node {
    /// Checks each planned dataset when it is due, one after another, until the node stops. What
    /// was due when the node was down is due at once.
    pub(crate) async fn keep_datasets_fresh(self: &Arc<Self>, mut stopped: watch::Receiver<bool>) {
        let options = self.updates.options();
        if options.plans.is_empty() {
            return;
        }
        let working = async {
            let mut due = vec![i64::MIN; options.plans.len()];
            loop {
                for (plan, due) in options.plans.iter().zip(&mut due) {
                    if *due <= self.around.clock.now().0 {
                        *due = self.look_after(plan).await;
                    }
                }
                // The clock is looked at often, so that one that is set does not matter.
                tokio::time::sleep(Duration::from_millis(SCHEDULE_LOOK_MILLIS)).await;
            }
        };
        tokio::select! {
            // Whoever tells of the stop may be gone, which is a stop as well.
            _ = stopped.wait_for(|stopped| *stopped) => {}
            () = working => {}
        }
    }

    /// Checks one dataset if it is due; gives when to look again.
    async fn look_after(self: &Arc<Self>, plan: &DatasetPlan) -> i64 {
        let ctx = self.own_context();
        let every = i64::try_from(plan.every.as_secs()).unwrap_or(i64::MAX);
        let far = every.saturating_mul(2);
        let later = ctx.now.0.saturating_add(every.clamp(1, CHECK_RETRY_SECONDS));
        match self.next_check_of(plan).await {
            // A check that seems to be far off was noted while the clock was wrong.
            Some(at) if at > ctx.now.0 && at <= ctx.now.0.saturating_add(far) => return at,
            _ => {}
        }
        // What failed is logged and remembered where it failed.
        let _ = self.fetch(&ctx, plan.order.clone()).await;
        match self.next_check_of(plan).await {
            Some(at) if at > ctx.now.0 => at,
            _ => later,
        }
    }

    async fn next_check_of(&self, plan: &DatasetPlan) -> Option<i64> {
        self.kept(plan.dataset()).await.ok()?.next_check_at
    }

    /// Checks all datasets that are kept fresh, now, whether they are due or not.
    ///
    /// With `wait` it comes back when all are checked; otherwise they are checked in the
    /// background, and once only if it is asked for while they are.
    ///
    /// # Errors
    /// Only if nothing can be begun; a dataset whose check fails stands in the summary.
    pub async fn update_datasets(
        self: &Arc<Self>,
        ctx: &Context,
        wait: bool,
    ) -> Result<UpdateSummary, ServerError> {
        let planned = self.updates.options().plans.len();
        if wait {
            return Ok(self.update_here(ctx).await);
        }
        let (node, ctx) = (self.clone(), ctx.clone());
        if let Ok(updating) = self.updates.updating.clone().try_lock_owned() {
            tokio::spawn(async move {
                let _updating = updating;
                node.update_here(&ctx).await;
            });
        }
        Ok(UpdateSummary { planned, ..UpdateSummary::default() })
    }

    async fn update_here(self: &Arc<Self>, ctx: &Context) -> UpdateSummary {
        let options = self.updates.options();
        let planned = options.plans.len();
        let mut summary = UpdateSummary { planned, is_done: true, ..UpdateSummary::default() };
        for plan in &options.plans {
            let dataset = plan.dataset().to_owned();
            match self.fetch(ctx, plan.order.clone()).await {
                Ok(outcome) if outcome.is_changed => summary.changed.push(dataset),
                Ok(_) => summary.unchanged.push(dataset),
                Err(err) => summary.failed.push(UpdateFailure {
                    dataset,
                    code: err.code().to_owned(),
                    message: err.chain(),
                }),
            }
        }
        summary
    }
}
