use comity_api::Fault;
use comity_api::v1::{LogEntry, LogPage, LogQuery, LogSubject};
use comity_audit::{Concerned, Kind, Outcome};
use comity_model::Timestamp;
use comity_policy::{Action, Released};
use comity_store::{LogFilter, LoggedEvent, LoggedPart};

use super::{Matter, Told};
use crate::app::approvals::Wanted;
use crate::app::node::Node;
use crate::limits::{LOG_PAGE_MAX, LOG_PAGE_USUAL};
use crate::{Context, ServerError};

impl Node {
    /// A page of the log, newest first. Reading it is an event itself.
    pub(crate) async fn show_log(
        &self,
        ctx: &Context,
        query: &LogQuery,
    ) -> Result<Released<LogPage>, ServerError> {
        let wanted = wanted("events of the log", query)?.about(query.subject.clone());
        let granted = self.may_about(ctx, Action::ReadLog, Matter::of(wanted)).await?;
        let limit = query.limit.unwrap_or(LOG_PAGE_USUAL).clamp(1, LOG_PAGE_MAX);
        let filter = filter(query)?;
        // What is looked for names people, too.
        let mut told = Told::default();
        if let Some(subject) = &query.subject {
            let subject = subject.clone();
            told.concerned.push(Concerned { subject, ..Concerned::default() });
        }
        let log = self.log().await?;
        self.note_act(&granted, Kind::LogRead, told).await?;
        let found = log.events(filter, limit).await?;
        let last = found.last().map(|last| last.leaf.seq);
        let next = last.filter(|last| found.len() >= limit && *last > log.first());
        let page = LogPage {
            events: found.into_iter().map(entry).collect(),
            next,
            checkpoint: log.checkpoint(),
            key: log.key().to_string(),
            obligations: granted.obligations(),
            watermark: granted.watermark(),
        };
        Ok(granted.accounted(page))
    }
}

/// A query as a supervisor is asked about it.
pub(super) fn wanted(what: &str, query: &LogQuery) -> Result<Wanted, Fault> {
    let query_text = serde_json::to_string(query)
        .map_err(|err| Fault::internal(format!("a query cannot be written: {err}")))?;
    let key = format!("{what}\n{query_text}");
    let mut words = what.to_owned();
    for (name, value) in [
        ("of the actor", &query.actor),
        ("for", &query.purpose),
        ("of the case", &query.case),
        ("from", &query.from),
        ("until", &query.until),
    ] {
        if let Some(value) = value {
            words.push_str(&format!(", {name} {value}"));
        }
    }
    Ok(Wanted::new(key, words))
}

/// A query as the log takes it.
pub(super) fn filter(query: &LogQuery) -> Result<LogFilter, Fault> {
    let kind = |name: &String| {
        Kind::parse(name).ok_or_else(|| {
            let message = format!("`{name}` is not a kind of event");
            Fault::invalid("log-kind", message).with_hint("`read`, `disclosure`, `refusal`, …")
        })
    };
    Ok(LogFilter {
        actor: query.actor.clone(),
        subject: query.subject.clone(),
        purpose: query.purpose.clone(),
        case: query.case.clone(),
        kinds: query.kinds.iter().map(kind).collect::<Result<_, _>>()?,
        from: query.from.as_deref().map(moment).transpose()?,
        until: query.until.as_deref().map(moment).transpose()?,
        before: query.before,
    })
}

/// The moment that a text names; a day begins at midnight, in UTC.
pub(in crate::app) fn moment(text: &str) -> Result<Timestamp, Fault> {
    let text = text.trim().trim_end_matches('Z');
    let utc = jiff::tz::TimeZone::UTC;
    let begins = text
        .parse::<jiff::civil::DateTime>()
        .or_else(|_| text.parse::<jiff::civil::Date>().map(|day| day.at(0, 0, 0, 0)))
        .and_then(|when| when.to_zoned(utc));
    begins.map(|when| Timestamp(when.timestamp().as_second())).map_err(|_| {
        Fault::invalid("moment", format!("`{text}` is neither a day nor a moment"))
            .with_hint("write it as 2026-12-01 or 2026-12-01T18:00:00")
    })
}

/// An event as it is shown.
pub(in crate::app) fn entry(event: LoggedEvent) -> LogEntry {
    let LoggedEvent { leaf, request, concerned } = event;
    let mut entry = LogEntry {
        sequence: leaf.seq,
        time: leaf.time.to_string(),
        kind: leaf.kind.name().to_owned(),
        operation: leaf.operation.clone(),
        state: state(&request).to_owned(),
        concerned: concerned.iter().map(subject).collect(),
        ..LogEntry::default()
    };
    let Some(request) = request.get() else { return entry };
    let request = request.clone();
    entry.actor = Some(request.actor);
    entry.actor_kind = serde_json::to_value(request.actor_kind)
        .ok()
        .and_then(|kind| kind.as_str().map(str::to_owned));
    entry.roles = request.roles;
    entry.purpose = request.purpose;
    entry.legal_basis = request.legal_basis;
    entry.case = request.case;
    entry.request_id = Some(request.request_id).filter(|id| !id.is_empty());
    entry.outcome = Some(match request.outcome {
        Outcome::Answered => "answered".to_owned(),
        Outcome::Refused(code) => code,
    });
    entry.recipients = request.recipients;
    entry.counts = request.counts;
    entry.details = request.details;
    entry
}

fn subject(part: &LoggedPart<Concerned>) -> LogSubject {
    let shown = LogSubject { state: state(part).to_owned(), ..LogSubject::default() };
    let Some(concerned) = part.get() else { return shown };
    LogSubject {
        subject: Some(concerned.subject.clone()),
        shown: concerned.shown.clone(),
        score_permille: concerned.score_permille,
        details: concerned.details.clone(),
        ..shown
    }
}

fn state<T>(part: &LoggedPart<T>) -> &'static str {
    match part {
        LoggedPart::Open(_) => "open",
        LoggedPart::Gone => "erased",
        LoggedPart::Damaged => "damaged",
    }
}
