//! What a message says: what is necessary to ask for the rest, and no more.

use comity_store::{Event, Events, Happened, HitChange};
use serde::Serialize;

/// A message to a target.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Message {
    /// The same whenever it is sent.
    pub(super) id: String,
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    /// The number of its last event.
    pub(super) sequence: u64,
    /// When its last event happened.
    timestamp: String,
    data: Data,
}

impl Message {
    /// The records that it names, as the log does.
    pub(super) fn subjects(&self) -> impl Iterator<Item = String> {
        let changes = match &self.data {
            Data::Hits { changes, .. } => changes.as_slice(),
            Data::Dataset { .. } => &[],
        };
        changes.iter().map(|hit| format!("{}/{}", hit.dataset, hit.record))
    }

    /// The same message under an id that was noted before.
    pub(super) fn named(self, id: String) -> Message {
        Message { id, ..self }
    }
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(untagged)]
enum Data {
    Hits {
        changes: Vec<HitChanged>,
        /// Whether there were older events that are not kept any more.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        missed: bool,
    },
    Dataset {
        dataset: String,
        version: String,
        records: u64,
        related: u64,
    },
}

#[derive(Debug, PartialEq, Serialize)]
struct HitChanged {
    sequence: u64,
    kind: &'static str,
    register: String,
    subject: String,
    id: String,
    dataset: String,
    record: String,
    score: f64,
}

/// The next message out of events: hits that follow one another, or one dataset.
pub(super) fn next(mark: &str, found: &Events) -> Option<Message> {
    let first = found.events.first()?;
    let (last, kind, data) = match &first.what {
        Happened::Dataset { dataset, version, records, related } => {
            let data = Data::Dataset {
                dataset: dataset.clone(),
                version: version.clone(),
                records: *records,
                related: *related,
            };
            (first, "dataset.changed", data)
        }
        Happened::Hit { .. } => {
            let hits: Vec<(&Event, HitChanged)> =
                found.events.iter().map_while(|event| Some((event, hit(event)?))).collect();
            let last = hits.last().map(|(event, _)| *event)?;
            let changes = hits.into_iter().map(|(_, hit)| hit).collect();
            (last, "hits.changed", Data::Hits { changes, missed: found.missed })
        }
    };
    Some(Message {
        id: format!("msg_{mark}_{}", last.seq),
        kind,
        sequence: last.seq,
        timestamp: format!("{}Z", last.at),
        data,
    })
}

fn hit(event: &Event) -> Option<HitChanged> {
    let Happened::Hit { change, register, id, hit, .. } = &event.what else { return None };
    Some(HitChanged {
        sequence: event.seq,
        kind: match change {
            HitChange::New => "new",
            HitChange::Changed => "changed",
            HitChange::Withdrawn => "withdrawn",
        },
        register: register.clone(),
        subject: id.clone(),
        id: hit.candidate.clone(),
        dataset: hit.dataset.clone(),
        record: hit.record.clone(),
        score: hit.score,
    })
}

#[cfg(test)]
mod tests {
    use comity_model::Timestamp;
    use comity_store::Hit;
    use serde_json::{Value, json};

    use super::*;

    fn hit_event(seq: u64) -> Event {
        let hit = Hit {
            candidate: "demo-v1".to_owned(),
            dataset: "demo".to_owned(),
            record: "demo-v1".to_owned(),
            score: 0.9,
            state: "secret".to_owned(),
        };
        let (register, id) = ("ferry".to_owned(), "crossing-1".to_owned());
        let clearance = "everything".to_owned();
        let what = Happened::Hit { change: HitChange::New, register, id, clearance, hit };
        Event { seq, at: Timestamp(1_795_343_312), what }
    }

    fn dataset_event(seq: u64) -> Event {
        let (dataset, version) = ("demo".to_owned(), "20261122102832-1".to_owned());
        let what = Happened::Dataset { dataset, version, records: 3, related: 1 };
        Event { seq, at: Timestamp(1_795_343_312), what }
    }

    fn told(events: Vec<Event>, missed: bool) -> Value {
        let last = events.last().map_or(0, |event| event.seq);
        serde_json::to_value(next("m7", &Events { events, missed, last })).unwrap()
    }

    #[test]
    fn a_message_says_what_is_necessary() {
        let said = told(vec![hit_event(4), hit_event(5), dataset_event(6), hit_event(7)], false);
        let change = |seq: u64| {
            json!({
                "sequence": seq, "kind": "new", "register": "ferry", "subject": "crossing-1",
                "id": "demo-v1", "dataset": "demo", "record": "demo-v1", "score": 0.9
            })
        };
        assert_eq!(
            said,
            json!({
                "id": "msg_m7_5", "type": "hits.changed", "sequence": 5,
                "timestamp": "2026-11-22T10:28:32Z",
                "data": { "changes": [change(4), change(5)] }
            })
        );
        let said = told(vec![dataset_event(6), hit_event(7)], false);
        let (dataset, version) = ("demo", "20261122102832-1");
        assert_eq!(
            said,
            json!({
                "id": "msg_m7_6", "type": "dataset.changed", "sequence": 6,
                "timestamp": "2026-11-22T10:28:32Z",
                "data": { "dataset": dataset, "version": version, "records": 3, "related": 1 }
            })
        );
        assert_eq!(told(vec![hit_event(9)], true)["data"]["missed"], true);
        assert_eq!(told(Vec::new(), false), Value::Null);
    }
}
