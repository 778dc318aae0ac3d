use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use comity_api::v1::{LogFinding, LogFindings};
use comity_audit::{Anomaly, AnomalyKind, AnomalySearch, Concerned, Kind, Usual};
use comity_model::{DAY_SECONDS, Timestamp};
use comity_policy::{Action, Released};
use comity_store::{LogFilter, LoggedEvent, LoggedPart};

use super::{Matter, Told};
use crate::app::approvals::Wanted;
use crate::app::node::Node;
use crate::limits::LOG_DAYS_MAX;
use crate::{Context, ServerError};

impl Node {
    /// What looks unusual in the log of the last days: who read more in a day than is usual, read
    /// outside of working hours, or asked about somebody of their own name. It proves nothing.
    pub(crate) async fn unusual(
        &self,
        ctx: &Context,
        days: u16,
        usual: Usual,
    ) -> Result<Released<LogFindings>, ServerError> {
        let wanted = Wanted::new(
            format!("unusual {days} {:?} {:?}", usual.reads_per_day_max, usual.minutes),
            format!("what is unusual in the log of {days} days"),
        );
        let granted = self.may_about(ctx, Action::ReadLog, Matter::of(wanted)).await?;
        let days = days.clamp(1, LOG_DAYS_MAX);
        let told = Told::default().counting("days", usize::from(days));
        self.note_act(&granted, Kind::LogRead, told).await?;
        let since = Timestamp(ctx.now.0.saturating_sub(i64::from(days) * DAY_SECONDS));
        let filter = LogFilter { from: Some(since), ..LogFilter::default() };
        let names = self.names_of_accounts(usual.names).await?;
        let search = AnomalySearch::new(Usual { names, ..usual });
        let search = Arc::new(Mutex::new((search, 0_usize)));
        let seen = search.clone();
        let visitor = Box::new(move |event: LoggedEvent| {
            let mut search = seen.lock().unwrap_or_else(PoisonError::into_inner);
            search.1 += 1;
            if let Some(request) = event.request.get() {
                let concerned: Vec<&Concerned> =
                    event.concerned.iter().filter_map(LoggedPart::get).collect();
                let leaf = (event.leaf.seq, event.leaf.time, event.leaf.kind);
                search.0.see(leaf, request, &concerned);
            }
            Ok(())
        });
        self.log().await?.scan(filter, visitor).await?;
        let (found, events) = {
            let mut search = search.lock().unwrap_or_else(PoisonError::into_inner);
            (std::mem::replace(&mut search.0, AnomalySearch::new(Usual::default())), search.1)
        };
        let findings = found.finish().into_iter().map(finding).collect();
        let (obligations, watermark) = (granted.obligations(), granted.watermark());
        Ok(granted.accounted(LogFindings { events, findings, obligations, watermark }))
    }

    /// The names that accounts have: those that are stated, and the account's own where it is made
    /// of one.
    pub(in crate::app) async fn names_of_accounts(
        &self,
        mut stated: BTreeMap<String, Vec<String>>,
    ) -> Result<BTreeMap<String, Vec<String>>, ServerError> {
        for account in self.store.accounts().await? {
            let name = account.name.as_str();
            let parts: Vec<&str> = name.split(['-', '.', '_']).collect();
            // One word alone is the name of too many.
            if parts.len() > 1 {
                stated.entry(name.to_owned()).or_default().push(parts.join(" "));
            }
        }
        Ok(stated)
    }
}

fn finding(anomaly: Anomaly) -> LogFinding {
    let what = match anomaly.kind {
        AnomalyKind::Volume => "read more than is usual in a day",
        AnomalyKind::OutOfHours => "read outside of working hours",
        AnomalyKind::SelfLookUp => "asked about somebody of their own name",
    };
    LogFinding {
        kind: anomaly_name(anomaly.kind).to_owned(),
        actor: anomaly.actor,
        detail: what.to_owned(),
        from: anomaly.time.to_string(),
        sequence: anomaly.seq,
        events: anomaly.events,
    }
}

/// What is unusual, in a word.
pub(in crate::app) fn anomaly_name(kind: AnomalyKind) -> &'static str {
    match kind {
        AnomalyKind::Volume => "volume",
        AnomalyKind::OutOfHours => "out-of-hours",
        AnomalyKind::SelfLookUp => "self-look-up",
    }
}
