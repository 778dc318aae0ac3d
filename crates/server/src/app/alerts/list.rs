//! Showing alerts.

use comity_api::Fault;
use comity_api::local::AlertQuery;
use comity_api::v1::{AlertInfo, AlertList};
use comity_model::{AlertCategory, AlertState};
use comity_policy::{Action, Released};
use comity_store::{AlertPage, KeptAlert};

use super::info;
use super::info::subject;
use crate::app::law::{Granted, Told};
use crate::app::node::Node;
use crate::limits::ALERT_PAGE_MAX;
use crate::{Context, ServerError};

impl Node {
    /// An alert as it is now.
    pub(crate) async fn alert_info(
        &self,
        ctx: &Context,
        number: u64,
    ) -> Result<Released<AlertInfo>, ServerError> {
        let granted = &self.may(ctx, Action::ReadRecord).await?;
        let shown = self.alert_of(granted, number).await?;
        self.tell(granted, Told::about(vec![subject(number)]), shown).await
    }

    /// The same for whoever may see it.
    pub(super) async fn alert_of(
        &self,
        granted: &Granted,
        number: u64,
    ) -> Result<AlertInfo, ServerError> {
        info::info(&self.kept_alert(granted, number).await?, granted.now)
    }

    /// A kept alert, as far as the actor may see it.
    pub(super) async fn kept_alert(
        &self,
        granted: &Granted,
        number: u64,
    ) -> Result<KeptAlert, ServerError> {
        let withheld = self.withheld(granted).await?;
        match self.store.alert(number).await? {
            Some(kept) if info::is_seen(granted, &withheld, &kept)? => Ok(kept),
            _ => Err(no_such_alert(&number.to_string()).into()),
        }
    }

    /// Alerts that the actor may see, by number.
    pub(crate) async fn alert_list(
        &self,
        ctx: &Context,
        query: &AlertQuery,
    ) -> Result<Released<AlertList>, ServerError> {
        let granted = &self.may(ctx, Action::ReadRecord).await?;
        let state = query.state.as_deref().map(state).transpose()?;
        if let Some(category) = &query.category {
            AlertCategory::named(category)?;
        }
        let limit = query.limit.clamp(1, ALERT_PAGE_MAX);
        let page = AlertPage {
            after: query.after,
            limit: limit + 1,
            category: query.category.clone(),
            in_force_only: state == Some(AlertState::InForce),
            due_only: state == Some(AlertState::ReviewDue),
        };
        let mut found = self.store.alerts(page, ctx.now).await?;
        let has_more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| has_more).map(|last| last.number);
        let withheld = self.withheld(granted).await?;
        let mut alerts = Vec::with_capacity(found.len());
        for kept in found {
            // An alert whose review is near is in force, too.
            let is_over = |state: AlertState| !state.is_in_force();
            let is_asked = match state {
                Some(asked) if is_over(asked) => info::life(&kept)?.state(ctx.now) == asked,
                _ => true,
            };
            if is_asked && info::is_seen(granted, &withheld, &kept)? {
                alerts.push(info::info(&kept, ctx.now)?);
            }
        }
        let told = Told::about(alerts.iter().map(|one: &AlertInfo| subject(one.number)).collect());
        self.tell(granted, told, AlertList { alerts, next }).await
    }

    /// The table of categories of alerts.
    pub(crate) fn alert_categories() -> comity_api::v1::AlertCategoryList {
        info::categories()
    }
}

fn state(name: &str) -> Result<AlertState, Fault> {
    AlertState::named(name).ok_or_else(|| {
        let names: Vec<&str> = AlertState::ALL.iter().map(|state| state.name()).collect();
        Fault::invalid("alert-state", format!("`{name}` is not a state of an alert"))
            .with_hint(format!("states are {}", names.join(", ")))
    })
}

/// What to say about an alert that is not there.
pub(crate) fn no_such_alert(number: &str) -> Fault {
    Fault::not_found("no-such-alert", format!("there is no alert `{number}`"))
}
