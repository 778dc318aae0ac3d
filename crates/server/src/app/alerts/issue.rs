//! Issuing an alert.

use std::sync::Arc;

use comity_api::convert::example;
use comity_api::local::{AlertCall, AlertReply};
use comity_api::v1::{AlertInfo, AlertSpec, Example};
use comity_api::{Fault, FaultKind};
use comity_audit::Kind;
use comity_model::{
    AlertCategory, AlertOrder, Day, Marking, Origin, PartialDate, Record, RecordId, Schema,
};
use comity_policy::{About, Action, Age, Released};
use comity_store::{AlertTerm, IssuedAlert};

use super::info::subject;
use super::{OWN_ALERTS, info};
use crate::app::law::{Granted, Matter, Told};
use crate::app::node::Node;
use crate::app::person::person;
use crate::app::words::{needed, short};
use crate::limits::ALERTS_MAX;
use crate::{Context, ServerError};

/// The marking of an alert that states none: for those who need it, in this party and its clients.
const MARKING_USUAL: &str = "TLP:AMBER";

impl Node {
    /// Answers a call of the command line about alerts.
    pub(crate) async fn answer_alert(
        self: &Arc<Self>,
        ctx: &Context,
        call: AlertCall,
    ) -> Result<Released<AlertReply>, ServerError> {
        let one = |info: Released<AlertInfo>| info.project(|info| AlertReply::One(Box::new(info)));
        Ok(match call {
            AlertCall::Issue { spec } => one(self.issue_alert(ctx, &spec).await?),
            AlertCall::Show { number } => one(self.alert_info(ctx, number).await?),
            AlertCall::List(query) => self.alert_list(ctx, &query).await?.project(AlertReply::List),
            AlertCall::Extend { number, order } => {
                one(self.extend_alert(ctx, number, &order).await?)
            }
            AlertCall::Close { number, order } => {
                one(self.close_alert(ctx, number, &order).await?)
            }
            AlertCall::Sweep => {
                let granted = self.may(ctx, Action::ReadRecord).await?;
                let mut swept = self.sweep_alerts(ctx).await?;
                let withheld = self.withheld(&granted).await?;
                let is_told =
                    |one: &AlertInfo| !withheld.hides(OWN_ALERTS, &info::record_id(one.number));
                swept.expired.retain(is_told);
                swept.warned.retain(is_told);
                let shown = swept.expired.iter().chain(&swept.warned);
                let told = Told::about(shown.map(|one| subject(one.number)).collect());
                self.tell(&granted, told, AlertReply::Swept(swept)).await?
            }
            AlertCall::Categories => Released::public(AlertReply::Categories(info::categories())),
        })
    }

    /// Issues an alert. When this returns, it is searched.
    pub(crate) async fn issue_alert(
        self: &Arc<Self>,
        ctx: &Context,
        spec: &AlertSpec,
    ) -> Result<Released<AlertInfo>, ServerError> {
        self.may_about(ctx, Action::IssueAlert, Matter::harmless()).await?;
        let _work = self.work()?;
        let issued_by = person(ctx)?;
        let about = about(&spec.about)?;
        let (issued, term) = self.read_alert(ctx, spec, about, issued_by).await?;
        let granted = &self.may_issue(ctx, &issued).await?;
        self.check_dataset().await?;
        let asked = self.asked(&spec.about.properties).await?;
        let told = Told::about(vec![asked]).with("category", &issued.category);
        self.note_act(granted, Kind::Collection, told).await?;
        let number = self.store.issue_alert(issued, term, ALERTS_MAX).await?;
        self.show_alerts(ctx.now).await?;
        tracing::info!(number, category = spec.category, "alert issued");
        Ok(granted.accounted(self.alert_of(granted, number).await?))
    }

    /// Whether somebody may issue an alert about this person or thing.
    async fn may_issue(&self, ctx: &Context, issued: &IssuedAlert) -> Result<Granted, ServerError> {
        let unread = |err| Fault::internal(format!("an alert cannot be read: {err}"));
        let about: Example = serde_json::from_str(&issued.about).map_err(unread)?;
        let mut person = Record::new(RecordId::new("about")?, Schema::named(&about.schema)?);
        let origin = Origin::new("own", "own", Marking::default())?;
        for date in info::values(&about, "birthDate") {
            person.add("birthDate", &date, &origin)?;
        }
        let category = AlertCategory::named(&issued.category)?;
        let about = About {
            age: Age::of(&person, ctx.now),
            protective: category.measure(Some(&issued.measure))?.is_protective,
            ..About::default()
        };
        self.may_about(ctx, Action::IssueAlert, Matter { about, ..Matter::default() }).await
    }

    async fn read_alert(
        &self,
        ctx: &Context,
        spec: &AlertSpec,
        about: Example,
        issued_by: String,
    ) -> Result<(IssuedAlert, AlertTerm), ServerError> {
        let marking = marking(ctx, spec.marking.as_deref())?;
        let issuer = match short("issuer", spec.issuer.as_deref())? {
            Some(issuer) => issuer,
            None => self.party().await?.to_string(),
        };
        let born = births(&about);
        let order = AlertOrder {
            category: &spec.category,
            measure: spec.measure.as_deref(),
            schema: Schema::named(&about.schema)?,
            born: &born,
            review: spec.review_date.as_deref().map(day).transpose()?,
            consent: spec.consent.as_deref(),
        };
        let allowed = order.check(ctx.now)?;
        let about = serde_json::to_string(&about)
            .map_err(|err| Fault::internal(format!("an alert cannot be written: {err}")))?;
        let issued = IssuedAlert {
            category: allowed.life.category.name.to_owned(),
            measure: allowed.measure.name.to_owned(),
            legal_basis: needed("legal_basis", &spec.legal_basis)?,
            issuer,
            reason: needed("reason", &spec.reason)?,
            reference: short("reference", spec.reference.as_deref())?,
            consent: short("consent", spec.consent.as_deref())?,
            marking: marking.to_string(),
            about,
            issued_by,
            issued_at: ctx.now,
        };
        Ok((issued, info::term(&allowed.life)))
    }
}

/// What an alert is about, cleaned. A value that does not fit is refused: an officer must not look
/// for less than the issuer has written.
fn about(stated: &Example) -> Result<Example, ServerError> {
    let read = example::fill(example::blank(&stated.schema)?, None, &stated.properties)?;
    if !read.ignored.is_empty() {
        let message = format!("`{}` does not fit a {}", read.ignored.join("`, `"), stated.schema);
        let hint = "leave it out, or write it as the vocabulary has it";
        return Err(Fault::invalid("alert-about", message).with_hint(hint).into());
    }
    if read.asks_nothing() {
        let message = "there is no name and no number by which it could be found";
        return Err(Fault::invalid("nothing-asked", message).into());
    }
    Ok(Example { schema: read.cleaned.schema, properties: read.cleaned.properties })
}

fn births(about: &Example) -> Vec<PartialDate> {
    let stated = info::values(about, "birthDate");
    stated.iter().filter_map(|date| PartialDate::parse(date).ok()).collect()
}

/// A day, as it is stated.
pub(super) fn day(text: &str) -> Result<Day, Fault> {
    Day::parse(text.trim()).ok_or_else(|| {
        Fault::invalid("review-date", format!("`{text}` is not a day"))
            .with_hint("write it as 2027-11-22")
    })
}

/// Nobody issues what they could not see themselves.
fn marking(ctx: &Context, stated: Option<&str>) -> Result<Marking, ServerError> {
    let marking = Marking::parse(stated.unwrap_or(MARKING_USUAL))?;
    if !ctx.clearance.shows(&marking) {
        let message = format!("`{marking}` is more than the caller may see");
        return Err(Fault::new(FaultKind::Forbidden, "clearance", message).into());
    }
    Ok(marking)
}
