//! Different people of one list whose names are nearly the same.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use anyhow::{Result, ensure};
use comity_model::{DatasetName, Marking, Origin, Record, RecordId};
use comity_screening::{Config, IndexBuilder, Query, Snapshot};

use super::asker::Asker;
use super::crosslist::{self, Row};
use super::figure::Figure;
use super::rates::share;

/// Low enough that every score near the threshold shows.
const CUTOFF: f64 = 0.3;

/// How many of the wrong records stay below the default threshold when the other one's names are
/// asked, with its birth dates and without.
pub(super) fn figures() -> Result<Vec<Figure>> {
    let mut rows = crosslist::rows("hard_negatives.csv")?;
    rows.retain(|row| row.get("confidence") == "high");
    ensure!(!rows.is_empty(), "no pairs of high confidence");
    let lists = Lists::read(&rows)?;
    let snapshot = lists.index()?;
    let mut asker = Asker::over(&snapshot, CUTOFF);
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for row in &rows {
        let query = match lists.get(row, "a") {
            Some(record) => crosslist::names_and_dates(record),
            None => row.query("a")?,
        };
        let wrong = lists.id(row, "b");
        with.push(asker.score(&query, &wrong));
        without.push(asker.score(&Query { dates: Vec::new(), ..query }, &wrong));
    }
    let threshold = Config::default().threshold;
    let figure = |what: &str, scores: &[f64]| {
        let below = share(scores, |score| score < threshold);
        Figure::new(format!("quality.hard_negatives.below_threshold.{what}"), below, "share")
    };
    Ok(vec![figure("with_dates", &with), figure("without_dates", &without)])
}

/// The lists that the pairs are of.
struct Lists {
    records: BTreeMap<String, Record>,
    references: BTreeMap<String, String>,
}

impl Lists {
    /// Reads the lists. A record that only an edition has which is not here is made of the row.
    fn read(rows: &[Row]) -> Result<Lists> {
        let un = crosslist::un()?;
        let references = crosslist::un_references(&un).into_iter();
        let references = references.map(|(reference, id)| (reference.to_owned(), id.to_owned()));
        let references = references.collect();
        let all = crosslist::ofac()?.into_iter().chain(un);
        let records = all.map(|record| (record.id().as_str().to_owned(), record)).collect();
        let mut lists = Lists { records, references };
        for row in rows {
            let id = lists.id(row, "b");
            if let Entry::Vacant(place) = lists.records.entry(id) {
                let record = made_of(row, place.key())?;
                place.insert(record);
            }
        }
        Ok(lists)
    }

    fn id(&self, row: &Row, side: &str) -> String {
        let id = row.id(side);
        self.references.get(&id).cloned().unwrap_or(id)
    }

    fn get(&self, row: &Row, side: &str) -> Option<&Record> {
        self.records.get(&self.id(row, side))
    }

    fn index(&self) -> Result<Snapshot> {
        let mut builder = IndexBuilder::new();
        let dataset = DatasetName::new("lists")?;
        for (key, record) in (0..).zip(self.records.values()) {
            builder.add(key, &dataset, record);
        }
        Ok(builder.finish(Vec::new(), 0))
    }
}

/// The record of a row's second side.
fn made_of(row: &Row, id: &str) -> Result<Record> {
    let origin = Origin::new("lists", "lists", Marking::default())?;
    let query = row.query("b")?;
    let mut record = Record::new(RecordId::new(id)?, query.schema);
    for name in &query.names {
        record.add("name", name, &origin)?;
    }
    for date in query.dates.iter().flat_map(|date| date.ftm_values()) {
        record.add("birthDate", &date, &origin)?;
    }
    Ok(record)
}
