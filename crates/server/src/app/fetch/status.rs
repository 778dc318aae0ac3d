//! What checks came to: remembered, and shown.

use comity_api::local::FetchOutcome;
use comity_api::v1::CheckInfo;
use comity_model::{DatasetName, Timestamp};

use super::kept::{Kept, KeptFailure, shown};
use super::{DatasetPlan, Settled};
use crate::ServerError;
use crate::app::node::Node;
use crate::limits::{CHECK_RETRY_SECONDS, ERROR_CHARS_MAX};

impl Node {
    /// Remembers what a check came to.
    pub(super) async fn note_check(
        &self,
        dataset: &DatasetName,
        kept: Kept,
        outcome: Result<Settled, ServerError>,
    ) -> Result<FetchOutcome, ServerError> {
        let now = self.around.clock.now();
        let failures = kept.failure.as_ref().map_or(0, |failure| failure.in_a_row);
        let options = self.updates.options();
        let plan = options.plan(dataset.as_str());
        let spice = self.around.chance.bytes()?.into_iter().next().unwrap_or_default();
        let next = |failures| plan.map(|plan| next_check(plan, now, failures, spice));
        match outcome {
            Ok(settled) => {
                let noted = Kept {
                    reading: settled.reading.clone(),
                    files: settled.files.clone(),
                    checked_at: Some(now.0),
                    succeeded_at: Some(now.0),
                    next_check_at: next(0),
                    failure: None,
                };
                self.keep_checked(dataset.as_str(), &noted).await?;
                Ok(settled.outcome(dataset))
            }
            Err(err) => {
                let failure = KeptFailure {
                    at: now.0,
                    code: err.code().to_owned(),
                    message: err.chain().chars().take(ERROR_CHARS_MAX).collect(),
                    in_a_row: failures.saturating_add(1),
                };
                tracing::warn!(dataset = dataset.as_str(), error = failure.message, "not updated");
                let next_check_at = next(failure.in_a_row);
                let noted =
                    Kept { checked_at: Some(now.0), next_check_at, failure: Some(failure), ..kept };
                if let Err(second) = self.keep_checked(dataset.as_str(), &noted).await {
                    tracing::error!(error = second.chain(), "the failed check is not remembered");
                }
                Err(err)
            }
        }
    }

    /// What is known about the checks of a dataset; nothing if there were none and none are
    /// planned. What an error says in words may name addresses: it is for who runs the node.
    pub(crate) async fn checks(
        &self,
        dataset: &str,
        imported_at: Option<Timestamp>,
        now: Timestamp,
        in_words: bool,
    ) -> Result<Option<CheckInfo>, ServerError> {
        let kept = self.kept(dataset).await?;
        let options = self.updates.options();
        let plan = options.plan(dataset);
        if plan.is_none() && kept.checked_at.is_none() {
            return Ok(None);
        }
        let failure = kept.failure.as_ref();
        Ok(Some(CheckInfo {
            last_check: shown(kept.checked_at),
            last_success: shown(kept.succeeded_at),
            last_error: failure.map(|failure| match in_words {
                true => failure.message.clone(),
                false => failure.code.clone(),
            }),
            next_check: plan.and_then(|_| shown(kept.next_check_at)),
            stale: plan.is_some_and(|plan| is_stale(plan, &kept, imported_at, now)),
        }))
    }
}

/// When the next check is due: after the plan's time, or earlier after a failure; spread by
/// chance, so that many nodes do not ask one publisher at one moment.
fn next_check(plan: &DatasetPlan, now: Timestamp, failures: u32, spice: u8) -> i64 {
    let every = i64::try_from(plan.every.as_secs()).unwrap_or(i64::MAX).max(1);
    let wait = match failures {
        0 => every,
        _ => every.min(CHECK_RETRY_SECONDS.saturating_mul(1 << (failures - 1).min(16))),
    };
    now.0.saturating_add(wait).saturating_add(wait.saturating_mul(i64::from(spice)) / 2_550)
}

fn is_stale(
    plan: &DatasetPlan,
    kept: &Kept,
    imported_at: Option<Timestamp>,
    now: Timestamp,
) -> bool {
    let fresh_at = kept.succeeded_at.max(imported_at.map(|at| at.0));
    let after = i64::try_from(plan.stale_after.as_secs()).unwrap_or(i64::MAX);
    fresh_at.is_none_or(|at| now.0.saturating_sub(at) > after)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use comity_api::local::FetchOrder;

    use super::*;

    fn plan() -> DatasetPlan {
        DatasetPlan {
            order: FetchOrder::default(),
            every: Duration::from_secs(6 * 3_600),
            stale_after: Duration::from_secs(100),
        }
    }

    #[test]
    fn failures_are_looked_at_again_sooner() {
        let next = |failures, spice| next_check(&plan(), Timestamp(1_000), failures, spice) - 1_000;
        assert_eq!(next(0, 0), 21_600);
        assert_eq!(next(0, 255), 23_760);
        assert_eq!([1, 2, 3].map(|failures| next(failures, 0)), [900, 1_800, 3_600]);
        assert_eq!(next(99, 0), 21_600);
    }

    #[test]
    fn a_dataset_is_stale_when_nothing_vouches_for_it() {
        let stale = |kept: &Kept, imported, now| is_stale(&plan(), kept, imported, Timestamp(now));
        let mut kept = Kept::default();
        assert!(stale(&kept, None, 0));
        assert!(!stale(&kept, Some(Timestamp(50)), 150));
        assert!(stale(&kept, Some(Timestamp(50)), 151));
        kept.succeeded_at = Some(100);
        assert!(!stale(&kept, Some(Timestamp(50)), 200));
        assert!(stale(&kept, Some(Timestamp(50)), 201));
    }
}
