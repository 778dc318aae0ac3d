//! The made-up lists. Every value of an edition that can change carries the edition's mark, so an
//! answer that mixes two editions shows it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use serde_json::{Value, json};

/// The two datasets.
pub(super) const DATASETS: [&str; 2] = ["soak_a", "soak_b"];
/// Records that every edition of a dataset has, each with a listing.
pub(super) const STAYING: usize = 1_500;
/// Further ones in every second edition.
const COMING: usize = 300;

const WORDS: [&str; 24] = [
    "Amber", "Birch", "Cobalt", "Dune", "Ember", "Fjord", "Gale", "Heron", "Iris", "Juniper",
    "Kelp", "Lantern", "Marsh", "North", "Otter", "Petrel", "Quarry", "Reef", "Skua", "Tern",
    "Umber", "Violet", "Willow", "Yarrow",
];

/// Where editions are written to.
pub(super) struct Editions {
    folder: PathBuf,
}

/// One edition of one dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Edition {
    /// Which of [`DATASETS`].
    pub(super) dataset: usize,
    /// Its number, from 1.
    pub(super) number: u64,
}

impl Edition {
    /// What all of its values carry: `edition-1-17`.
    pub(super) fn mark(self) -> String {
        format!("edition-{}-{}", self.dataset, self.number)
    }

    /// The edition that a text is the mark of.
    pub(super) fn of_mark(text: &str) -> Option<Edition> {
        let (dataset, number) = text.strip_prefix("edition-")?.split_once('-')?;
        Some(Edition { dataset: dataset.parse().ok()?, number: number.parse().ok()? })
    }

    /// Its name, as the command line takes it; names sort as numbers do.
    pub(super) fn name(self) -> String {
        format!("{:012}-soak", self.number)
    }

    /// How many records and listings it has.
    pub(super) fn size(self) -> u64 {
        let records = STAYING + if self.number.is_multiple_of(2) { COMING } else { 0 };
        records as u64 * 2
    }
}

/// A record's id.
pub(super) fn id(dataset: usize, record: usize) -> String {
    format!("s{dataset}-{record}")
}

/// A record's name, which stays the same in all editions.
pub(super) fn name(dataset: usize, record: usize) -> String {
    let word = |at: usize| WORDS.get(at % WORDS.len()).copied().unwrap_or_default();
    let (first, second, third) = (record, record / WORDS.len(), record / WORDS.len().pow(2));
    format!("{} {} {}", word(first + dataset * 7), word(second), word(third + 11))
}

fn entities(edition: Edition, record: usize) -> [Value; 2] {
    let Edition { dataset, .. } = edition;
    let (id, mark) = (id(dataset, record), edition.mark());
    let vessel = json!({
        "id": id, "schema": "Vessel",
        "properties": { "name": [name(dataset, record)], "notes": [mark] },
    });
    let listing = json!({
        "id": format!("{id}-l"), "schema": "Sanction",
        "properties": { "entity": [id], "program": [mark] },
    });
    [vessel, listing]
}

impl Editions {
    pub(super) fn new(folder: &Path) -> Editions {
        Editions { folder: folder.to_owned() }
    }

    /// Writes a whole edition and gives its file.
    pub(super) fn whole(&self, edition: Edition) -> Result<PathBuf> {
        let mut text = String::new();
        let records = usize::try_from(edition.size() / 2)?;
        for entity in (0..records).flat_map(|record| entities(edition, record)) {
            writeln!(text, "{entity}")?;
        }
        self.write(edition, &text)
    }

    /// Writes what changed since the edition before.
    pub(super) fn delta(&self, edition: Edition) -> Result<PathBuf> {
        let mut text = String::new();
        let records = STAYING + COMING;
        let comes = edition.number.is_multiple_of(2);
        for record in 0..records {
            for entity in entities(edition, record) {
                let (op, entity) = match (record < STAYING, comes) {
                    (true, _) => ("MOD", entity),
                    (false, true) => ("ADD", entity),
                    (false, false) => ("DEL", json!({ "id": entity.get("id") })),
                };
                writeln!(text, "{}", json!({ "op": op, "entity": entity }))?;
            }
        }
        self.write(edition, &text)
    }

    fn write(&self, edition: Edition, text: &str) -> Result<PathBuf> {
        let path = self.folder.join(format!("list-{}.json", edition.dataset));
        fs::write(&path, text)?;
        Ok(path)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_mark_names_its_edition() {
        let edition = Edition { dataset: 1, number: 17 };
        assert_eq!(Edition::of_mark(&edition.mark()), Some(edition));
        assert_eq!(Edition::of_mark("a note"), None);
        assert!(edition.name() < Edition { number: 100, ..edition }.name());
    }

    #[test]
    fn names_are_told_apart() {
        for dataset in 0..DATASETS.len() {
            let all = STAYING + COMING;
            let names: BTreeSet<String> = (0..all).map(|record| name(dataset, record)).collect();
            assert_eq!(names.len(), all);
        }
    }
}
