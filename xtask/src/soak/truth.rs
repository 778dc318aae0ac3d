//! What the answers say of editions, and what is true.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use super::editions::{DATASETS, Edition};

/// Faults that are named; more are only counted.
const FAULTS_NAMED_MAX: usize = 20;

/// Shared by all clients and by whoever imports.
#[derive(Default)]
pub(super) struct Truth(Mutex<Known>);

/// A dataset and a version of it.
type Version = (String, String);

#[derive(Default)]
struct Known {
    /// The newest edition of each dataset that was acknowledged.
    acknowledged: [u64; DATASETS.len()],
    /// Which edition each version is, as the import said.
    versions: BTreeMap<Version, Edition>,
    /// Which edition each version is, as answers showed.
    shown: BTreeMap<Version, BTreeSet<Edition>>,
    /// How many records each version has, as answers said.
    sizes: BTreeMap<Version, BTreeSet<u64>>,
    faults: Vec<String>,
    faults_count: usize,
}

/// The editions that a client may be answered from: none that is older.
pub(super) struct Since([u64; DATASETS.len()]);

impl Truth {
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An import was acknowledged.
    pub(super) fn acknowledge(&self, version: &str, edition: Edition) {
        let mut known = self.lock();
        let dataset = DATASETS.get(edition.dataset).copied().unwrap_or_default();
        known.versions.insert((dataset.to_owned(), version.to_owned()), edition);
        if let Some(newest) = known.acknowledged.get_mut(edition.dataset) {
            *newest = edition.number;
        }
    }

    /// What is acknowledged at this moment.
    pub(super) fn since(&self) -> Since {
        Since(self.lock().acknowledged)
    }

    /// Takes note of something that must not be.
    pub(super) fn fault(&self, words: String) {
        let mut known = self.lock();
        known.faults_count += 1;
        if known.faults.len() < FAULTS_NAMED_MAX {
            known.faults.push(words);
        }
    }

    /// Holds an answer to one edition of each dataset, no older than what was acknowledged when it
    /// was asked for, and to the versions that it names.
    pub(super) fn check(&self, what: &str, answer: &Value, since: &Since) {
        let mut marks = BTreeSet::new();
        gather(answer, &mut marks);
        for (dataset, oldest) in since.0.iter().enumerate() {
            let of_it: Vec<&Edition> = marks.iter().filter(|at| at.dataset == dataset).collect();
            if of_it.len() > 1 {
                self.fault(format!("{what} mixes {of_it:?}"));
            }
            if let Some(old) = of_it.iter().find(|at| at.number < *oldest) {
                self.fault(format!("{what} shows {old:?} after {oldest} was acknowledged"));
            }
        }
        let named = answer.get("basis").and_then(|basis| basis.get("datasets"));
        for named in named.and_then(Value::as_array).into_iter().flatten() {
            let text = |key: &str| named.get(key).and_then(Value::as_str);
            let (Some(name), Some(version)) = (text("name"), text("version")) else { continue };
            let of_it = marks.iter().filter(|at| DATASETS.get(at.dataset) == Some(&name));
            let version = (name.to_owned(), version.to_owned());
            self.lock().shown.entry(version).or_default().extend(of_it);
        }
    }

    /// Notes how many records an answer says a version has.
    pub(super) fn note_size(&self, dataset: &str, version: &str, size: u64) {
        let version = (dataset.to_owned(), version.to_owned());
        self.lock().sizes.entry(version).or_default().insert(size);
    }

    /// All faults, after comparing what was shown with what is true.
    pub(super) fn faults(&self) -> Vec<String> {
        let known = self.lock();
        let mut faults = known.faults.clone();
        for (version, shown) in &known.shown {
            let is_true = known.versions.get(version).map(|edition| BTreeSet::from([*edition]));
            if !shown.is_empty() && Some(shown) != is_true.as_ref() {
                faults.push(format!("version {version:?} is {is_true:?} and showed {shown:?}"));
            }
        }
        for (version, sizes) in &known.sizes {
            let size = known.versions.get(version).map(|edition| edition.size());
            if !sizes.iter().eq(size.iter()) {
                faults
                    .push(format!("version {version:?} has {size:?} records and showed {sizes:?}"));
            }
        }
        let unnamed = known.faults_count.saturating_sub(known.faults.len());
        if unnamed > 0 {
            faults.push(format!("and {unnamed} more"));
        }
        faults
    }
}

/// The marks of editions in all texts of an answer.
fn gather(value: &Value, marks: &mut BTreeSet<Edition>) {
    match value {
        Value::String(text) => marks.extend(Edition::of_mark(text)),
        Value::Array(list) => list.iter().for_each(|value| gather(value, marks)),
        Value::Object(map) => map.values().for_each(|value| gather(value, marks)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const OLD: Edition = Edition { dataset: 0, number: 1 };
    const NEW: Edition = Edition { dataset: 0, number: 2 };

    fn check(answer: Value) -> Vec<String> {
        let truth = Truth::default();
        truth.acknowledge("v1", OLD);
        let since = truth.since();
        truth.acknowledge("v2", NEW);
        truth.check("it", &answer, &since);
        truth.faults()
    }

    fn answer(version: &str, marks: &[Edition]) -> Value {
        let marks: Vec<String> = marks.iter().map(|at| at.mark()).collect();
        let basis = json!({ "datasets": [{ "name": "soak_a", "version": version }] });
        json!({ "basis": basis, "candidates": [{ "properties": { "notes": marks } }] })
    }

    #[test]
    fn one_edition_in_its_version_is_as_it_must_be() {
        assert_eq!(check(answer("v1", &[OLD, OLD])), [""; 0]);
        assert_eq!(check(answer("v2", &[NEW])), [""; 0]);
        assert_eq!(check(answer("v2", &[])), [""; 0]);
    }

    #[test]
    fn what_is_mixed_old_or_of_another_version_is_a_fault() {
        assert!(check(answer("v2", &[OLD, NEW]))[0].contains("mixes"));
        assert!(check(answer("v1", &[NEW]))[0].contains("(\"soak_a\", \"v1\") is"));
        assert!(check(answer("v3", &[NEW]))[0].contains("\"v3\") is None"));
        let truth = Truth::default();
        truth.acknowledge("v2", NEW);
        truth.check("it", &answer("v1", &[OLD]), &truth.since());
        assert!(truth.faults()[0].contains("after 2 was acknowledged"));
        truth.note_size("soak_a", "v2", NEW.size() + 1);
        assert_eq!(truth.faults().len(), 3);
    }
}
