//! Recording a measure on a hit.

use std::sync::Arc;

use comity_api::v1::{CaseInfo, CaseMeasureSpec};
use comity_api::{Fault, FaultKind};
use comity_audit::Kind;
use comity_model::AlertMeasure;
use comity_policy::{About, Action, Age, Obligation, Released};
use comity_store::{CaseMeasure, HitCase, NewOwed, Stored};

use super::open::case_subject;
use crate::app::alerts::is_own;
use crate::app::approvals::Wanted;
use crate::app::law::{Granted, Matter, Told};
use crate::app::node::Node;
use crate::app::person::person;
use crate::app::words::short;
use crate::{Context, ServerError};

impl Node {
    /// Records a measure that a person took on a confirmed hit. There is no other way to one.
    pub(crate) async fn record_measure(
        self: &Arc<Self>,
        ctx: &Context,
        number: u64,
        order: &CaseMeasureSpec,
    ) -> Result<Released<CaseInfo>, ServerError> {
        let first = &self.may_about(ctx, Action::Act, Matter::harmless().ahead()).await?;
        let _work = self.work()?;
        let by = person(ctx)?;
        let kept = self.kept_case(first, number).await?;
        if !kept.state.allows_measure() {
            return Err(not_confirmed(&kept).into());
        }
        let measure = known(&order.measure)?;
        let held = self.record_of_case(&kept).await?;
        let age = held.as_ref().map_or(Age::Unknown, |held| Age::of(&held.record, ctx.now));
        self.check_allowed(ctx, &kept, measure, age)?;
        let about = About {
            age,
            protective: measure.is_protective,
            misused_identity: self.is_victim(&kept),
            ..About::default()
        };
        let reference = format!("{}/{}", kept.found.dataset, kept.found.record);
        let words = format!("the measure {} in case {number}", measure.name);
        let wanted = Wanted::new(format!("{number} {}", measure.name), words);
        let matter = Matter {
            about,
            reviewer: kept.reviewer.clone(),
            wanted: Some(wanted.about(Some(reference))),
            ..Matter::default()
        };
        let granted = &self.may_about(ctx, Action::Act, matter).await?;
        if granted.obliges(Obligation::ProtectiveMeasuresOnly) && !measure.is_protective {
            let message =
                format!("`{}` does not protect, and only what protects may follow", measure.name);
            let fault = Fault::new(FaultKind::Forbidden, "protective-only", message);
            return Err(fault
                .with_hint("`comity alert categories` shows which measures do")
                .into());
        }
        let told = Told::about(vec![case_subject(&kept.found.dataset, &kept.found.record)]);
        let told = told.with("case", &number.to_string()).with("measure", measure.name);
        let told = told.with("reviewer", kept.reviewer.as_deref().unwrap_or_default());
        self.note_act(granted, Kind::Decision, told).await?;
        let taken = CaseMeasure {
            measure: measure.name.to_owned(),
            words: short("words", order.words.as_deref())?,
            by,
            at: ctx.now,
            owed: owed(granted, held.as_ref(), number, measure.name),
        };
        if !self.store.add_measure(number, taken).await? {
            return Err(not_confirmed(&kept).into());
        }
        tracing::info!(number, measure = measure.name, "measure recorded");
        let info = self.case_of(granted, number).await?;
        Ok(granted.accounted(CaseInfo { obligations: granted.obligations(), ..info }))
    }

    /// The record of a case, as it is held now.
    async fn record_of_case(&self, kept: &HitCase) -> Result<Option<Stored>, ServerError> {
        let known = self.store.records(&kept.found.record).await?;
        Ok(known.into_iter().find(|stored| stored.dataset.as_str() == kept.found.dataset))
    }

    /// Whether the record of a case is that of a victim of a misused identity.
    fn is_victim(&self, kept: &HitCase) -> bool {
        let shown = self.alerting.shown();
        is_own(&kept.found.dataset)
            && shown
                .get(&kept.found.record)
                .is_some_and(|alert| alert.life.category.is_about_a_victim())
    }

    /// An own alert allows what its category does; and whoever may be a minor is only protected.
    fn check_allowed(
        &self,
        ctx: &Context,
        kept: &HitCase,
        measure: &'static AlertMeasure,
        age: Age,
    ) -> Result<(), ServerError> {
        let found = &kept.found;
        if is_own(&found.dataset) {
            let shown = self.alerting.shown();
            match shown.get(&found.record).filter(|alert| alert.state(ctx.now).is_some()) {
                Some(alert) => alert.life.category.measure(Some(measure.name))?,
                None => {
                    let message = format!("the alert about `{}` is over", found.record);
                    let fault = Fault::new(FaultKind::Conflict, "alert-over", message);
                    return Err(fault.into());
                }
            };
        }
        if age == Age::Minor && !measure.is_protective {
            return Err(comity_model::AlertError::Minor(measure.name).into());
        }
        Ok(())
    }
}

/// What the owners of the record have to be told of a measure.
fn owed(granted: &Granted, held: Option<&Stored>, number: u64, measure: &str) -> Vec<NewOwed> {
    let records = held.map(|held| (&held.dataset, &held.record));
    let of_it =
        |owed: NewOwed| NewOwed { measure: Some(measure.to_owned()), case: Some(number), ..owed };
    granted.owed(records).into_iter().map(of_it).collect()
}

fn known(name: &str) -> Result<&'static AlertMeasure, Fault> {
    AlertMeasure::all().find(|measure| measure.name == name).ok_or_else(|| {
        let names: Vec<&str> = AlertMeasure::all().map(|measure| measure.name).collect();
        Fault::invalid("unknown-measure", format!("`{name}` is not a measure"))
            .with_hint(format!("measures are {}", names.join(", ")))
    })
}

fn not_confirmed(kept: &HitCase) -> Fault {
    let message = format!(
        "case `{}` is `{}`: a measure needs a hit that a named person confirmed",
        kept.number, kept.state
    );
    Fault::new(FaultKind::Conflict, "not-confirmed", message)
        .with_hint("review it and confirm it first (`comity hit review`, `comity hit confirm`)")
}
