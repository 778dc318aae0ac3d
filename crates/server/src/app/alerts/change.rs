//! Keeping an alert longer, and ending it.

use std::sync::Arc;

use comity_api::v1::{AlertClose, AlertExtend, AlertInfo};
use comity_api::{Fault, FaultKind};
use comity_audit::Kind;
use comity_model::AlertOutcome;
use comity_policy::{Action, Released};
use comity_store::{AlertClosing, AlertExtension};

use super::info;
use super::info::subject;
use super::issue::day;
use crate::app::law::{Matter, Told};
use crate::app::node::Node;
use crate::app::person::person;
use crate::app::words::short;
use crate::{Context, ServerError};

impl Node {
    /// Keeps an alert longer, after an assessment that is recorded.
    pub(crate) async fn extend_alert(
        self: &Arc<Self>,
        ctx: &Context,
        number: u64,
        order: &AlertExtend,
    ) -> Result<Released<AlertInfo>, ServerError> {
        let granted = &self.may_about(ctx, Action::IssueAlert, Matter::harmless()).await?;
        let _work = self.work()?;
        let assessed_by = person(ctx)?;
        let kept = self.kept_alert(granted, number).await?;
        let review = order.review_date.as_deref().map(day).transpose()?;
        let assessment = short("assessment", Some(&order.assessment))?.unwrap_or_default();
        let life = info::life(&kept)?.extended(ctx.now, review, &assessment)?;
        let term = info::term(&life);
        let extension = AlertExtension {
            review_was: kept.term.review,
            review: term.review.clone(),
            assessment,
            assessed_by,
            assessed_at: ctx.now,
        };
        let told = Told::about(vec![subject(number)]).with("act", "extend-alert");
        self.note_act(granted, Kind::Decision, told).await?;
        if !self.store.extend_alert(number, extension, term).await? {
            return Err(changed_meanwhile(number).into());
        }
        self.show_alerts(ctx.now).await?;
        tracing::info!(number, "alert extended");
        Ok(granted.accounted(self.alert_of(granted, number).await?))
    }

    /// Ends an alert before its time. When this returns, it is not searched any more.
    pub(crate) async fn close_alert(
        self: &Arc<Self>,
        ctx: &Context,
        number: u64,
        order: &AlertClose,
    ) -> Result<Released<AlertInfo>, ServerError> {
        let granted = &self.may_about(ctx, Action::IssueAlert, Matter::harmless()).await?;
        let _work = self.work()?;
        let closed_by = person(ctx)?;
        let kept = self.kept_alert(granted, number).await?;
        let outcome = AlertOutcome::named(&order.outcome)?;
        info::life(&kept)?.closed(ctx.now)?;
        let closing = AlertClosing {
            outcome: outcome.name().to_owned(),
            words: short("words", order.words.as_deref())?,
            closed_by,
            closed_at: ctx.now,
        };
        let told = Told::about(vec![subject(number)]).with("act", "close-alert");
        self.note_act(granted, Kind::Decision, told).await?;
        if !self.store.close_alert(number, closing).await? {
            return Err(changed_meanwhile(number).into());
        }
        self.show_alerts(ctx.now).await?;
        tracing::info!(number, outcome = outcome.name(), "alert closed");
        Ok(granted.accounted(self.alert_of(granted, number).await?))
    }
}

fn changed_meanwhile(number: u64) -> Fault {
    let message = format!("somebody else changed alert `{number}` meanwhile");
    Fault::new(FaultKind::Conflict, "alert-changed", message).with_hint("look at it again")
}
