use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use comity_model::{DatasetName, Groups, Marking, Record, RecordId, RecordRef};
use comity_screening::{Basis, SearchIndex, Snapshot, View};
use serde::{Deserialize, Serialize};

use crate::Clearance;

/// One state of what is searched, whole in itself: an answer that holds on to it stays consistent
/// whatever is imported meanwhile.
pub(crate) struct Loaded {
    pub(crate) snapshot: Snapshot,
    pub(crate) groups: Groups,
    pub(crate) census: Census,
    views: [OnceLock<Arc<View>>; Clearance::COUNT],
    /// What searches need beside the snapshot; made when the first one comes.
    search: OnceLock<SearchIndex>,
}

impl Loaded {
    pub(crate) fn new(snapshot: Snapshot, groups: Groups, census: Census) -> Loaded {
        Loaded { snapshot, groups, census, views: Default::default(), search: OnceLock::new() }
    }

    /// What an actor with this clearance may see, decided once.
    pub(crate) fn view(&self, clearance: Clearance) -> Arc<View> {
        let decide = || match clearance {
            Clearance::Everything => self.snapshot.view_all(),
            Clearance::UpTo(_) => self.snapshot.view(|marking: &Marking| clearance.shows(marking)),
        };
        match self.views.get(clearance.index()) {
            Some(known) => known.get_or_init(decide).clone(),
            None => decide(),
        }
    }

    /// What searches need beside the snapshot. The first call reads the whole snapshot.
    pub(crate) fn search_index(&self) -> &SearchIndex {
        self.search.get_or_init(|| SearchIndex::over(&self.snapshot))
    }

    /// Whether anybody searched this state.
    pub(crate) fn was_searched(&self) -> bool {
        self.search.get().is_some()
    }

    /// Whether the clearance shows anything of a dataset. What is withheld looks like absent.
    pub(crate) fn shows(&self, dataset: &str, clearance: Clearance) -> bool {
        clearance == Clearance::Everything || self.census.count(dataset, clearance) != (0, 0)
    }

    /// What an answer rests on, of the datasets that the clearance shows.
    pub(crate) fn basis(&self, clearance: Clearance) -> Basis {
        let mut basis = self.snapshot.basis();
        basis.datasets.retain(|version| self.shows(version.dataset.as_str(), clearance));
        basis
    }

    /// Ids to exclude, with those of the groups that they are part of: whoever excludes a record
    /// means the party that it is about.
    pub(crate) fn with_groups(&self, ids: Vec<String>) -> Vec<String> {
        let mut all = ids.clone();
        let datasets = self.snapshot.basis().datasets;
        for id in ids {
            let Ok(id) = RecordId::new(&id) else { continue };
            all.extend(self.groups.redirect(id.as_str()).map(ToString::to_string));
            all.extend(datasets.iter().filter_map(|version| {
                let member = RecordRef { dataset: version.dataset.clone(), id: id.clone() };
                self.groups.canonical(&member).map(ToString::to_string)
            }));
        }
        all
    }

    /// The names of the indexed datasets that the clearance shows.
    pub(crate) fn datasets(&self, clearance: Clearance) -> Vec<String> {
        let versions = self.basis(clearance).datasets;
        versions.into_iter().map(|version| version.dataset.to_string()).collect()
    }
}

/// How many records of each dataset become visible at which traffic light.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Census(BTreeMap<String, [(u64, u64); Clearance::COUNT]>);

impl Census {
    /// Counts one record at the least restrictive light of its statements.
    pub(crate) fn add(&mut self, dataset: &DatasetName, record: &Record) {
        self.change(dataset, record, |count| count + 1);
    }

    /// Counts one record no more that was counted before.
    pub(crate) fn remove(&mut self, dataset: &DatasetName, record: &Record) {
        self.change(dataset, record, |count| count.saturating_sub(1));
    }

    fn change(&mut self, dataset: &DatasetName, record: &Record, change: fn(u64) -> u64) {
        let lights = record.statements().iter().map(|said| said.origin.marking().tlp());
        let clearance = lights.min().map_or(Clearance::Everything, Clearance::UpTo);
        let counts = self.0.entry(dataset.to_string()).or_default();
        if let Some((records, related)) = counts.get_mut(clearance.index()) {
            let count = if record.schema().is_related() { related } else { records };
            *count = change(*count);
        }
    }

    /// How many records and related records of a dataset the clearance shows.
    pub(crate) fn count(&self, dataset: &str, clearance: Clearance) -> (u64, u64) {
        let counts = self.0.get(dataset).into_iter().flatten().take(clearance.index() + 1);
        counts.fold((0, 0), |sum, count| (sum.0 + count.0, sum.1 + count.1))
    }
}

#[cfg(test)]
mod tests {
    use comity_model::{Origin, RecordId, Schema, Tlp};

    use super::*;

    #[test]
    fn a_record_counts_from_its_least_restrictive_light_on() {
        let dataset = DatasetName::new("list").unwrap();
        let mut record = Record::new(RecordId::new("a").unwrap(), Schema::named("Vessel").unwrap());
        for (name, light) in [("Red Tern", Tlp::Red), ("Amber Tern", Tlp::Amber)] {
            let origin = Origin::new("list", "party", Marking::tlp_only(light)).unwrap();
            record.add("name", name, &origin).unwrap();
        }
        let mut census = Census::default();
        census.add(&dataset, &record);
        assert_eq!(census.count("list", Clearance::UpTo(Tlp::Green)), (0, 0));
        assert_eq!(census.count("list", Clearance::UpTo(Tlp::Amber)), (1, 0));
        assert_eq!(census.count("list", Clearance::Everything), (1, 0));
        assert_eq!(census.count("other", Clearance::Everything), (0, 0));
    }
}
