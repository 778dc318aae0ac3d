//! Which records may be candidates at all.

use comity_model::Schema;

use crate::config::Filter;
use crate::index::FeatureKind;
use crate::index::snapshot::{Snapshot, get};
use crate::index::view::View;

pub(crate) struct Filtered<'q> {
    snapshot: &'q Snapshot,
    view: &'q View,
    filter: &'q Filter,
    schemata: [bool; 256],
    datasets: Vec<bool>,
    looks_closer: bool,
}

impl<'q> Filtered<'q> {
    pub(super) fn new(
        snapshot: &'q Snapshot,
        view: &'q View,
        schema: Schema,
        filter: &'q Filter,
    ) -> Filtered<'q> {
        let mut schemata = [false; 256];
        for each in Schema::all() {
            let included = filter.include_schemata.is_empty()
                || filter.include_schemata.iter().any(|wanted| each.is_a(wanted.name()));
            let excluded =
                filter.exclude_schemata.iter().any(|unwanted| each.is_a(unwanted.name()))
                    || filter.exclude_schemata_alone.contains(&each);
            if let Some(slot) = schemata.get_mut(usize::from(each.index())) {
                *slot = schema.is_comparable(each) && included && !excluded;
            }
        }
        let is_wanted = |dataset: &String| {
            (filter.include_datasets.is_empty() || filter.include_datasets.contains(dataset))
                && !filter.exclude_datasets.contains(dataset)
        };
        let datasets = snapshot.datasets.iter().map(is_wanted).collect();
        let looks_closer = !filter.topics.is_empty()
            || !filter.exclude_topics.is_empty()
            || !filter.exclude_ids.is_empty()
            || filter.changed_since.is_some();
        Filtered { snapshot, view, filter, schemata, datasets, looks_closer }
    }

    pub(super) fn admits(&self, record: u32) -> bool {
        let records = &self.snapshot.records;
        let schema = usize::from(get(&records.schema, record));
        let dataset = usize::from(get(&records.dataset, record));
        self.schemata.get(schema).copied().unwrap_or_default()
            && self.datasets.get(dataset).copied().unwrap_or_default()
            && self.view.shows_record(record)
            && (!self.looks_closer || self.admits_closely(record))
    }

    fn admits_closely(&self, record: u32) -> bool {
        let snapshot = self.snapshot;
        let filter = self.filter;
        let excluded = |id: &str| filter.exclude_ids.iter().any(|each| each == id);
        let group = get(&snapshot.records.group, record);
        let canonical = snapshot.groups.id.get(group as usize);
        if excluded(snapshot.id_of(record))
            || canonical.is_some_and(|id| excluded(snapshot.strings.get(*id)))
        {
            return false;
        }
        let mut topics = Vec::new();
        let mut changed: Option<i64> = None;
        for value in snapshot.features_of(record, self.view) {
            match value.kind {
                FeatureKind::Topic => topics.push(value.text),
                FeatureKind::Changed => changed = changed.max(value.text.parse().ok()),
                _ => {}
            }
        }
        let has = |wanted: &String| topics.contains(&wanted.as_str());
        (filter.topics.is_empty() || filter.topics.iter().any(has))
            && !filter.exclude_topics.iter().any(has)
            && filter.changed_since.is_none_or(|since| changed.is_some_and(|at| at >= since))
    }
}
