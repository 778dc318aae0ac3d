use std::collections::{BTreeMap, BTreeSet};

use comity_model::Timestamp;

use crate::limits::ANOMALY_DAYS_MAX;
use crate::{Concerned, Kind, Request};

/// Something in the log that a data-protection officer should look at. It proves nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anomaly {
    /// What is unusual.
    pub kind: AnomalyKind,
    /// Who did it.
    pub actor: String,
    /// The first leaf of it.
    pub seq: u64,
    /// When that was.
    pub time: Timestamp,
    /// How many events it is.
    pub events: u64,
}

/// What is unusual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AnomalyKind {
    /// An actor read more in one day than is usual.
    Volume,
    /// An actor read outside the hours of work.
    OutOfHours,
    /// An actor looked up who has the actor's own name.
    SelfLookUp,
}

/// What is usual at a node.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usual {
    /// Most reads of one actor in a day.
    pub reads_per_day_max: Option<u64>,
    /// The hours of work: minutes of the day from which and until which people read. A span that
    /// ends before it begins goes over midnight.
    pub minutes: Option<(u16, u16)>,
    /// How far local time is ahead of UTC, in minutes.
    pub offset_minutes: i32,
    /// The names that people with accounts have, by account.
    pub names: BTreeMap<String, Vec<String>>,
}

/// Looks for anomalies in events that are shown to it in their order.
#[derive(Debug)]
pub struct AnomalySearch {
    usual: Usual,
    /// Reads by actor and day, and what else was unusual then.
    found: BTreeMap<(i64, String, AnomalyKind), Anomaly>,
    /// Whether there were more actors and days than are counted.
    pub is_cut: bool,
}

/// Kinds of events in which an actor sees what is held.
const READS: [Kind; 2] = [Kind::Read, Kind::Disclosure];

impl AnomalySearch {
    /// A search with what is usual.
    #[must_use]
    pub fn new(usual: Usual) -> AnomalySearch {
        AnomalySearch { usual, found: BTreeMap::new(), is_cut: false }
    }

    /// Shows an event.
    pub fn see(
        &mut self,
        (seq, time, kind): (u64, Timestamp, Kind),
        request: &Request,
        concerned: &[&Concerned],
    ) {
        if !READS.contains(&kind) {
            return;
        }
        let offset = i64::from(self.usual.offset_minutes).saturating_mul(60);
        let local = time.0.saturating_add(offset);
        let minute = local.rem_euclid(86_400) / 60;
        let mut kinds = vec![AnomalyKind::Volume];
        if self.usual.minutes.is_some_and(|span| !is_within(minute, span)) {
            kinds.push(AnomalyKind::OutOfHours);
        }
        if self.is_self(&request.actor, concerned) {
            kinds.push(AnomalyKind::SelfLookUp);
        }
        for kind in kinds {
            let key = (local.div_euclid(86_400), request.actor.clone(), kind);
            if !self.found.contains_key(&key) && self.found.len() >= ANOMALY_DAYS_MAX {
                self.is_cut = true;
                continue;
            }
            let actor = request.actor.clone();
            let new = Anomaly { kind, actor, seq, time, events: 0 };
            self.found.entry(key).or_insert(new).events += 1;
        }
    }

    /// What was found, by day and actor.
    #[must_use]
    pub fn finish(self) -> Vec<Anomaly> {
        let usual = self.usual.reads_per_day_max.unwrap_or(u64::MAX);
        let unusual =
            |anomaly: &Anomaly| anomaly.kind != AnomalyKind::Volume || anomaly.events > usual;
        self.found.into_values().filter(unusual).collect()
    }

    /// Whether a text of a subject has all words of one of the actor's names.
    fn is_self(&self, actor: &str, concerned: &[&Concerned]) -> bool {
        let names = self.usual.names.get(actor).map_or(&[][..], Vec::as_slice);
        let names: Vec<BTreeSet<String>> = names.iter().map(|name| words(name)).collect();
        let mut texts = concerned
            .iter()
            .flat_map(|subject| std::iter::once(&subject.subject).chain(subject.details.values()));
        texts.any(|text| {
            let text = words(text);
            names.iter().any(|name| !name.is_empty() && name.is_subset(&text))
        })
    }
}

fn is_within(minute: i64, (from, until): (u16, u16)) -> bool {
    let (from, until) = (i64::from(from), i64::from(until));
    if from <= until { (from..until).contains(&minute) } else { minute >= from || minute < until }
}

fn words(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usual() -> Usual {
        Usual {
            reads_per_day_max: Some(3),
            minutes: Some((7 * 60, 19 * 60)),
            offset_minutes: 60,
            names: [("maria".to_owned(), vec!["Maria Meyer".to_owned()])].into(),
        }
    }

    /// What is found about reads of one actor at these times, asking for this name.
    fn found(times: &[&str], asked: &str) -> Vec<(AnomalyKind, u64, u64)> {
        let request = Request { actor: "maria".to_owned(), ..Request::default() };
        let details = [("name".to_owned(), asked.to_owned())].into();
        let subject = Concerned { details, ..Concerned::default() };
        let mut search = AnomalySearch::new(usual());
        for (time, seq) in times.iter().zip(0..) {
            let time = Timestamp::parse(time).unwrap();
            search.see((seq, time, Kind::Read), &request, &[&subject]);
            search.see((seq, time, Kind::Login), &request, &[&subject]);
        }
        let found = search.finish();
        found.into_iter().map(|one| (one.kind, one.seq, one.events)).collect()
    }

    #[test]
    fn what_is_usual_is_not_told() {
        let day = ["2026-11-27T06:00:00", "2026-11-27T12:00:00", "2026-11-27T17:59:59"];
        assert_eq!(found(&day, "Jonas Weber"), []);
        // Three more on the next day are not too many in a day.
        let next = ["2026-11-28T06:00:00", "2026-11-28T12:00:00", "2026-11-28T13:00:00"];
        assert_eq!(found(&[day, next].concat(), "Maria Weber"), []);
    }

    #[test]
    fn what_is_unusual_is_told_once_a_day() {
        let noon = ["2026-11-27T12:00:00"; 4];
        assert_eq!(found(&noon, "Jonas Weber"), [(AnomalyKind::Volume, 0, 4)]);
        let night = ["2026-11-27T18:00:00", "2026-11-27T05:59:59"];
        assert_eq!(found(&night, "Jonas Weber"), [(AnomalyKind::OutOfHours, 0, 2)]);
        let own = found(&noon[..2], "MEYER, Maria Anna");
        assert_eq!(own, [(AnomalyKind::SelfLookUp, 0, 2)]);
    }

    #[test]
    fn hours_may_go_over_midnight() {
        assert!(is_within(60, (22 * 60, 6 * 60)) && is_within(23 * 60, (22 * 60, 6 * 60)));
        assert!(!is_within(12 * 60, (22 * 60, 6 * 60)));
    }
}
