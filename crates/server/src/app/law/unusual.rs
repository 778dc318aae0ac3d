use std::collections::BTreeMap;

use comity_api::v1::{LogEntry, LogFinding, LogFindings};
use comity_audit::Kind;
use comity_model::Timestamp;
use comity_policy::{Action, Released};
use comity_store::LogFilter;

use super::Told;
use super::show::entry;
use crate::app::node::Node;
use crate::limits::{
    LOG_FINDING_SEQUENCES_MAX, LOG_LOOKED_AT_MAX, LOG_REFUSALS_MAX, LOG_VOLUME_TIMES_MAX,
    LOG_VOLUME_USUAL_MIN,
};
use crate::{Context, ServerError};

const DAY_SECONDS: i64 = 24 * 60 * 60;
const HOUR_SECONDS: i64 = 60 * 60;

/// Hours of a working day, in UTC: from the first up to, but without, the second.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hours {
    pub(crate) from: i64,
    pub(crate) until: i64,
}

impl Node {
    /// What looks unusual in the log of the last days: who asked far more than usually, for
    /// themselves, outside of working hours, or was refused often.
    pub(crate) async fn unusual(
        &self,
        ctx: &Context,
        days: u16,
        hours: Hours,
    ) -> Result<Released<LogFindings>, ServerError> {
        let granted = self.may(ctx, Action::ReadLog).await?;
        let told = Told::default().counting("days", usize::from(days));
        let mut event = self.read_event(&granted, told);
        event.kind = Kind::LogRead;
        self.note(event).await?;
        let since = Timestamp(ctx.now.0.saturating_sub(i64::from(days) * DAY_SECONDS));
        let filter = LogFilter { from: Some(since), ..LogFilter::default() };
        let found = self.log().await?.events(filter, LOG_LOOKED_AT_MAX).await?;
        let times: Vec<i64> = found.iter().map(|event| event.leaf.time.0).collect();
        let entries: Vec<LogEntry> = found.into_iter().map(entry).collect();
        let events = entries.len();
        let each: Vec<(i64, LogEntry)> = times.into_iter().zip(entries).collect();
        let findings = findings(&each, hours);
        Ok(granted.permit().within_view(LogFindings { events, findings }))
    }
}

/// What is unusual among these events, by actor.
fn findings(events: &[(i64, LogEntry)], hours: Hours) -> Vec<LogFinding> {
    let mut by_actor: BTreeMap<&str, Vec<&(i64, LogEntry)>> = BTreeMap::new();
    for event in events {
        if let Some(actor) = &event.1.actor {
            by_actor.entry(actor).or_default().push(event);
        }
    }
    let mut found = Vec::new();
    for (actor, events) in by_actor {
        let is_person = events.iter().any(|(_, event)| is_person(event));
        let reads = || events.iter().copied().filter(|(_, event)| event.kind == Kind::Read.name());
        let refused = || {
            let refused = [Kind::Refusal.name(), Kind::LoginFailed.name()];
            events.iter().copied().filter(move |(_, event)| refused.contains(&event.kind.as_str()))
        };
        found.extend(volume(actor, reads()));
        if is_person {
            found.extend(listed("out-of-hours", actor, "read outside of working hours", {
                reads().filter(|(at, _)| is_outside(*at, hours))
            }));
            found.extend(listed(
                "self-look-up",
                actor,
                "asked about somebody of their own name",
                { reads().filter(|(_, event)| asks_for_itself(actor, event)) },
            ));
        }
        if refused().count() > LOG_REFUSALS_MAX {
            found.extend(listed("refusals", actor, "was refused", refused()));
        }
    }
    found
}

fn is_person(event: &LogEntry) -> bool {
    event.actor_kind.as_deref() == Some("person")
}

fn is_outside(at: i64, hours: Hours) -> bool {
    let hour = at.rem_euclid(DAY_SECONDS) / HOUR_SECONDS;
    !(hours.from..hours.until).contains(&hour)
}

/// Whether an event is about somebody whose name has all parts of the account's.
fn asks_for_itself(actor: &str, event: &LogEntry) -> bool {
    let parts: Vec<&str> = actor.split(['-', '.', '_']).filter(|part| part.len() > 2).collect();
    let asked = event.concerned.iter().filter_map(|each| each.details.get("name"));
    !parts.is_empty()
        && asked.map(|name| name.to_lowercase()).any(|name| {
            let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).collect();
            parts.iter().all(|part| words.contains(part))
        })
}

/// A day on which an actor read many times as much as on the middle one of their days.
fn volume<'e>(actor: &str, reads: impl Iterator<Item = &'e (i64, LogEntry)>) -> Option<LogFinding> {
    let mut days: BTreeMap<i64, Vec<u64>> = BTreeMap::new();
    for (at, event) in reads {
        days.entry(at.div_euclid(DAY_SECONDS)).or_default().push(event.sequence);
    }
    let mut counts: Vec<usize> = days.values().map(Vec::len).collect();
    counts.sort_unstable();
    let usual = counts.get(counts.len() / 2).copied().unwrap_or(0).max(LOG_VOLUME_USUAL_MIN);
    let (day, most) = days.into_iter().max_by_key(|(_, sequences)| sequences.len())?;
    if most.len() <= usual * LOG_VOLUME_TIMES_MAX {
        return None;
    }
    let date = Timestamp(day * DAY_SECONDS).to_string();
    let date = date.split('T').next().unwrap_or_default().to_owned();
    let detail = format!("read {} times on {date}, usually {usual}", most.len());
    Some(finding("volume", actor, detail, most))
}

fn listed<'e>(
    kind: &str,
    actor: &str,
    what: &str,
    events: impl Iterator<Item = &'e (i64, LogEntry)>,
) -> Option<LogFinding> {
    let sequences: Vec<u64> = events.map(|(_, event)| event.sequence).collect();
    let times =
        if sequences.len() == 1 { "once".to_owned() } else { format!("{} times", sequences.len()) };
    (!sequences.is_empty()).then(|| finding(kind, actor, format!("{what} {times}"), sequences))
}

fn finding(kind: &str, actor: &str, detail: String, mut sequences: Vec<u64>) -> LogFinding {
    sequences.truncate(LOG_FINDING_SEQUENCES_MAX);
    LogFinding { kind: kind.to_owned(), actor: actor.to_owned(), detail, sequences }
}

#[cfg(test)]
mod tests {
    use comity_api::v1::LogSubject;

    use super::*;

    const NOON: i64 = 1_795_348_800;

    fn read(sequence: u64, at: i64, actor: &str, name: &str) -> (i64, LogEntry) {
        let asked = LogSubject {
            details: [("name".to_owned(), name.to_owned())].into(),
            ..LogSubject::default()
        };
        let entry = LogEntry {
            sequence,
            kind: "read".to_owned(),
            actor: Some(actor.to_owned()),
            actor_kind: Some("person".to_owned()),
            concerned: vec![asked],
            ..LogEntry::default()
        };
        (at, entry)
    }

    fn kinds(events: &[(i64, LogEntry)]) -> Vec<String> {
        let found = findings(events, Hours { from: 6, until: 20 });
        found.into_iter().map(|one| format!("{} {}", one.actor, one.kind)).collect()
    }

    #[test]
    fn what_is_usual_is_not_listed() {
        let usual: Vec<_> = (0..30)
            .map(|day| read(day, NOON + day as i64 * DAY_SECONDS, "rivera", "Zoltrian Quenfelder"))
            .collect();
        assert_eq!(kinds(&usual), [""; 0]);
    }

    #[test]
    fn volume_hours_and_own_names_are_listed() {
        let mut events: Vec<_> =
            (0..200).map(|at| read(at, NOON, "rivera", "Zoltrian Quenfelder")).collect();
        for day in 1..20 {
            events.push(read(900 + day, NOON + day as i64 * DAY_SECONDS, "rivera", "x"));
        }
        events.push(read(990, NOON + 12 * HOUR_SECONDS, "moreau", "x"));
        events.push(read(991, NOON, "ana.moreau", "Moreau, Ana"));
        events.push(read(992, NOON, "moreau", "Moreaux"));
        assert_eq!(
            kinds(&events),
            ["ana.moreau self-look-up", "moreau out-of-hours", "rivera volume"]
        );
    }
}
