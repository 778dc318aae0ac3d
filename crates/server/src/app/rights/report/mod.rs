//! The record of processing, and what was done: for the authority that watches over the law.

mod activity;
mod processing;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use comity_api::Fault;
use comity_api::v1::ProtectionReport;
use comity_audit::Kind;
use comity_model::{DAY_SECONDS, Timestamp};
use comity_policy::{Action, Released};

use crate::app::law::{Told, moment};
use crate::app::node::Node;
use crate::{Context, ServerError};

/// Of which time a report is.
#[derive(Debug, Clone, Default)]
pub(crate) struct ReportSpan {
    /// From this day or moment on.
    pub(crate) from: Option<String>,
    /// Up to and including this day, or up to this moment.
    pub(crate) to: Option<String>,
}

impl Node {
    /// What is processed and why, as policy and lists have it, and what was done in a time, as the
    /// log has it. It names nobody.
    pub(crate) async fn protection_report(
        self: &Arc<Self>,
        ctx: &Context,
        span: &ReportSpan,
    ) -> Result<Released<ProtectionReport>, ServerError> {
        let granted = &self.may(ctx, Action::ReadLog).await?;
        let from = span.from.as_deref().map(moment).transpose()?;
        let until = span.to.as_deref().map(end).transpose()?.unwrap_or(granted.now);
        let until = until.min(granted.now);
        if from.is_some_and(|from| from >= until) {
            let message = "the report ends before it begins";
            return Err(Fault::invalid("report-span", message).into());
        }
        // What happened in this very second is part of it, and so is that it was made.
        let counted = if until == granted.now { Timestamp(until.0 + 1) } else { until };
        let told = Told::default().with("report", "data-protection");
        self.note_act(granted, Kind::LogRead, told).await?;
        let report = ProtectionReport {
            made_at: granted.now.to_string(),
            party: self.party().await?.to_string(),
            from: from.map(|from| from.to_string()),
            until: until.to_string(),
            processing: self.processing().await?,
            activity: self.activity(from, counted, granted.now).await?,
        };
        Ok(granted.accounted(report))
    }
}

/// The moment at which a report ends: that of a day is its last.
pub(super) fn end(text: &str) -> Result<Timestamp, Fault> {
    let begins = moment(text)?;
    let is_day = !text.trim().contains(['T', ' ']);
    Ok(if is_day { Timestamp(begins.0.saturating_add(DAY_SECONDS)) } else { begins })
}
