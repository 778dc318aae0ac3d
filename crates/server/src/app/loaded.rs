use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use comity_model::{DatasetName, Groups, Marking, Record, RecordId, RecordRef};
use comity_screening::{Basis, SearchIndex, Snapshot, View};
use serde::{Deserialize, Serialize};

use super::law::{Sight, SightKey};
use crate::limits::SIGHTS_KEPT_MAX;

/// One state of what is searched, whole in itself: an answer that holds on to it stays consistent
/// whatever is imported meanwhile.
pub(crate) struct Loaded {
    pub(crate) snapshot: Snapshot,
    pub(crate) groups: Groups,
    pub(crate) census: Census,
    /// The records that are marked as restricted in it.
    pub(crate) restricted: BTreeSet<RecordRef>,
    /// What each sight shows of it.
    seen: RwLock<HashMap<SightKey, Arc<Seen>>>,
    /// What searches need beside the snapshot; made when the first one comes.
    search: OnceLock<SearchIndex>,
}

/// What a sight shows of one state.
pub(crate) struct Seen {
    pub(crate) view: Arc<View>,
    /// How many records and related records there are of each dataset that is seen at all.
    counts: BTreeMap<String, (u64, u64)>,
}

impl Loaded {
    pub(crate) fn new(
        snapshot: Snapshot,
        groups: Groups,
        census: Census,
        restricted: BTreeSet<RecordRef>,
    ) -> Loaded {
        let (seen, search) = (RwLock::default(), OnceLock::new());
        Loaded { snapshot, groups, census, restricted, seen, search }
    }

    /// What a sight shows, decided once.
    pub(crate) fn seen(&self, sight: &Sight) -> Arc<Seen> {
        let key = sight.key();
        // A thread that died while it held the lock left a whole map: insertion is one step.
        let known = self.seen.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(known) = known {
            return known;
        }
        let view = match sight {
            Sight::All => self.snapshot.view_all(),
            _ => self.snapshot.view(|marking: &Marking| sight.shows(marking)),
        };
        let seen = Arc::new(Seen { view, counts: self.census.counts(sight) });
        let mut all = self.seen.write().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= SIGHTS_KEPT_MAX {
            all.clear();
        }
        all.insert(key, seen.clone());
        seen
    }

    /// The view of a sight.
    pub(crate) fn view(&self, sight: &Sight) -> Arc<View> {
        self.seen(sight).view.clone()
    }

    /// What searches need beside the snapshot. The first call reads the whole snapshot.
    pub(crate) fn search_index(&self) -> &SearchIndex {
        self.search.get_or_init(|| SearchIndex::over(&self.snapshot))
    }

    /// Whether anybody searched this state.
    pub(crate) fn was_searched(&self) -> bool {
        self.search.get().is_some()
    }

    /// How many records and related records of a dataset are seen; nothing of one of which none
    /// are. What is withheld looks like absent.
    pub(crate) fn count(&self, dataset: &str, sight: &Sight) -> Option<(u64, u64)> {
        self.seen(sight).counts.get(dataset).copied()
    }

    /// What an answer rests on, of the datasets that are seen.
    pub(crate) fn basis(&self, sight: &Sight) -> Basis {
        let mut basis = self.snapshot.basis();
        if !matches!(sight, Sight::All) {
            let seen = self.seen(sight);
            basis.datasets.retain(|version| seen.counts.contains_key(version.dataset.as_str()));
        }
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

    /// The names of the indexed datasets that are seen.
    pub(crate) fn datasets(&self, sight: &Sight) -> Vec<String> {
        let versions = self.basis(sight).datasets;
        versions.into_iter().map(|version| version.dataset.to_string()).collect()
    }
}

/// How many records each dataset has with which markings: who sees one of them counts the record.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Census(BTreeMap<String, BTreeMap<String, (u64, u64)>>);

/// What parts the markings of one record.
const BETWEEN: char = '\n';

impl Census {
    /// Counts one record under the markings of its statements.
    pub(crate) fn add(&mut self, dataset: &DatasetName, record: &Record) {
        self.change(dataset, record, |count| count + 1);
    }

    /// Counts one record no more that was counted before.
    pub(crate) fn remove(&mut self, dataset: &DatasetName, record: &Record) {
        self.change(dataset, record, |count| count.saturating_sub(1));
    }

    fn change(&mut self, dataset: &DatasetName, record: &Record, change: fn(u64) -> u64) {
        let said = record.statements().iter();
        let markings: BTreeSet<&Marking> = said.map(|said| said.origin.marking()).collect();
        let mut key = String::new();
        for marking in markings {
            if !key.is_empty() {
                key.push(BETWEEN);
            }
            // Writing to a string cannot fail.
            let _ = write!(key, "{marking}");
        }
        let counts = self.0.entry(dataset.to_string()).or_default().entry(key).or_default();
        let count = if record.schema().is_related() { &mut counts.1 } else { &mut counts.0 };
        *count = change(*count);
    }

    /// The markings that records of a dataset have.
    pub(crate) fn markings(&self, dataset: &str) -> BTreeSet<String> {
        let counted = self.0.get(dataset).into_iter().flatten();
        let held = counted.filter(|(_, (records, related))| records + related > 0);
        let each = held.flat_map(|(markings, _)| markings.split(BETWEEN));
        each.filter(|text| !text.is_empty()).map(str::to_owned).collect()
    }

    /// How many records and related records of each dataset a sight shows, where any are seen.
    fn counts(&self, sight: &Sight) -> BTreeMap<String, (u64, u64)> {
        let is_seen = |markings: &str| {
            let each = markings.split(BETWEEN).filter(|text| !text.is_empty());
            // A marking that is not understood hides.
            matches!(sight, Sight::All)
                || each.filter_map(|text| Marking::parse(text).ok()).any(|one| sight.shows(&one))
        };
        let mut seen = BTreeMap::new();
        for (dataset, by_markings) in &self.0 {
            let shown = by_markings.iter().filter(|(markings, _)| is_seen(markings));
            let counts = shown.fold((0, 0), |sum, (_, each)| (sum.0 + each.0, sum.1 + each.1));
            if counts != (0, 0) {
                seen.insert(dataset.clone(), counts);
            }
        }
        seen
    }
}

#[cfg(test)]
mod tests {
    use comity_model::{Origin, RecordId, Schema, Tlp};

    use super::*;

    #[test]
    fn a_record_counts_for_whoever_sees_any_of_it() {
        let dataset = DatasetName::new("list").unwrap();
        let mut record = Record::new(RecordId::new("a").unwrap(), Schema::named("Vessel").unwrap());
        for (name, light) in [("Red Tern", Tlp::Red), ("Amber Tern", Tlp::Amber)] {
            let origin = Origin::new("list", "party", Marking::tlp_only(light)).unwrap();
            record.add("name", name, &origin).unwrap();
        }
        let mut census = Census::default();
        census.add(&dataset, &record);
        let count = |census: &Census, sight: &Sight| census.counts(sight).get("list").copied();
        assert_eq!(count(&census, &Sight::UpTo(Tlp::Green)), None);
        assert_eq!(count(&census, &Sight::UpTo(Tlp::Amber)), Some((1, 0)));
        assert_eq!(count(&census, &Sight::All), Some((1, 0)));
        let kept: Census = serde_json::from_str(&serde_json::to_string(&census).unwrap()).unwrap();
        assert_eq!(kept, census);
        census.remove(&dataset, &record);
        assert_eq!(count(&census, &Sight::All), None);
    }
}
