//! Going on from a snapshot: what did not change is taken over as it is, without reading its names
//! again.

use comity_model::{DatasetName, DatasetVersion};
use rustc_hash::{FxHashMap, FxHashSet};

use super::FeatureKind;
use super::build::IndexBuilder;
use super::snapshot::{NO_GROUP, Snapshot, get, range_of, to_u32};

impl IndexBuilder {
    /// A builder that holds what a snapshot does, without the records of some keys. Adding the
    /// records that took their place makes an index that answers as one does that was made of all
    /// records anew.
    ///
    /// Invariant: a record that a related record describes (see [`super::build::described_by`])
    /// has to be left out and added again, with all that describes it, when one of those changed.
    ///
    /// `versions` are those of the new index: what stayed in a dataset was last seen in its newest.
    #[must_use]
    pub fn over(
        snapshot: &Snapshot,
        gone: &FxHashSet<i64>,
        versions: &[DatasetVersion],
    ) -> IndexBuilder {
        let mut builder = IndexBuilder::new();
        builder.take_tables(snapshot);
        let seen = snapshot.datasets.iter().map(|name| seen(snapshot, versions, name)).collect();
        let mut texts = Texts { old: snapshot, places: FxHashMap::default(), seen };
        let mut renamed = vec![u32::MAX; snapshot.name_count()];
        for record in 0..to_u32(snapshot.record_count()) {
            if !gone.contains(&get(&snapshot.records.key, record)) {
                builder.take_names(snapshot, record, &mut renamed);
                builder.take_features(snapshot, record, &mut texts);
                builder.take_record(snapshot, record);
            }
        }
        builder.joins = snapshot
            .joins
            .iter()
            .filter_map(|join| {
                let name = get(&renamed, join.name);
                (name != u32::MAX).then(|| join.renamed(name))
            })
            .collect();
        let acronyms = snapshot.acronym_lookup.entries();
        builder.acronyms = acronyms
            .map(|(hash, name)| (hash, get(&renamed, name)))
            .filter(|(_, name)| *name != u32::MAX)
            .collect();
        builder
    }

    /// Markings, datasets, properties and the vocabulary stay as they are, with what nothing uses
    /// any more: it counts nothing.
    fn take_tables(&mut self, snapshot: &Snapshot) {
        self.snapshot.markings.clone_from(&snapshot.markings);
        self.snapshot.datasets.clone_from(&snapshot.datasets);
        self.snapshot.properties.clone_from(&snapshot.properties);
        self.snapshot.tokens.forms.clone_from(&snapshot.tokens.forms);
        self.snapshot.tokens.entry.clone_from(&snapshot.tokens.entry);
        self.markings =
            (0_u16..).zip(&snapshot.markings).map(|(at, it)| (it.clone(), at)).collect();
        self.properties =
            (0_u16..).zip(&snapshot.properties).map(|(at, it)| (it.clone(), at)).collect();
        let names = (0_u16..).zip(&snapshot.datasets);
        self.datasets =
            names.filter_map(|(at, name)| Some((DatasetName::new(name).ok()?, at))).collect();
        self.vocabulary = (0..to_u32(snapshot.tokens.len()))
            .map(|token| {
                let tokens = &snapshot.tokens;
                let key = (tokens.text(token).into(), tokens.native(token).0.into());
                ((key.0, key.1, tokens.flags(token)), token)
            })
            .collect();
        self.known = snapshot.token_lookup.clone();
        self.known_tokens = to_u32(snapshot.tokens.len());
    }

    fn take_names(&mut self, from: &Snapshot, record: u32, renamed: &mut [u32]) {
        self.snapshot.records.name_start.push(to_u32(self.snapshot.names.record.len()));
        let at = to_u32(self.snapshot.records.key.len());
        for name in from.names_of(record) {
            let new = to_u32(self.snapshot.names.record.len());
            if let Some(slot) = renamed.get_mut(name as usize) {
                *slot = new;
            }
            let text = self.snapshot.strings.push(from.name_text(name));
            let names = &mut self.snapshot.names;
            names.record.push(at);
            names.text.push(text);
            names.kind.push(get(&from.names.kind, name));
            names.marking.push(get(&from.names.marking, name));
            names.token_start.push(to_u32(names.token.len()));
            names.token.extend_from_slice(from.tokens_of(name));
        }
    }

    fn take_features(&mut self, from: &Snapshot, record: u32, texts: &mut Texts<'_>) {
        let start = to_u32(self.snapshot.features.kind.len());
        self.snapshot.records.feature_start.push(start);
        let dataset = get(&from.records.dataset, record);
        for at in range_of(&from.records.feature_start, record) {
            let old = get(&from.features.text, at);
            let text = match FeatureKind::of_code(get(&from.features.kind, at)) {
                Some(FeatureKind::LastSeen) => texts.take_seen(self, dataset, old),
                Some(kind) if kind.is_shared() => texts.take(self, old),
                _ => self.snapshot.strings.push(from.strings.get(old)),
            };
            self.snapshot.features.push_from(&from.features, at);
            if let Some(slot) = self.snapshot.features.text.last_mut() {
                *slot = text;
            }
        }
    }

    fn take_record(&mut self, from: &Snapshot, record: u32) {
        let id = self.snapshot.strings.push(from.id_of(record));
        let records = &mut self.snapshot.records;
        records.key.push(get(&from.records.key, record));
        records.id.push(id);
        records.dataset.push(get(&from.records.dataset, record));
        records.schema.push(get(&from.records.schema, record));
        records.group.push(NO_GROUP);
    }
}

impl Snapshot {
    /// Whether so many of its words stand in no name any more that it is better made anew than gone
    /// on from.
    #[must_use]
    pub fn is_worn(&self) -> bool {
        let starts = self.tokens.posting_start.windows(2);
        let unused = starts.filter(|bounds| bounds.first() == bounds.last()).count();
        unused > WORDS_UNUSED_MIN && unused > self.tokens.len() / 4
    }
}

/// A vocabulary with fewer unused words is never worn.
const WORDS_UNUSED_MIN: usize = 1_000;

/// Values that many records share, where they stand now.
struct Texts<'s> {
    old: &'s Snapshot,
    places: FxHashMap<u32, u32>,
    /// For each dataset, when its version before was imported, and its version now.
    seen: Vec<Option<(String, String)>>,
}

/// When a dataset's version of the old index and that of the new one were imported.
fn seen(old: &Snapshot, new: &[DatasetVersion], name: &str) -> Option<(String, String)> {
    let at = |versions: &[DatasetVersion]| {
        let version = versions.iter().find(|version| version.dataset.as_str() == name);
        version.map(|version| version.imported_at.0.to_string())
    };
    Some((at(&old.versions)?, at(new)?))
}

impl Texts<'_> {
    fn take(&mut self, builder: &mut IndexBuilder, old: u32) -> u32 {
        let texts = self.old;
        *self.places.entry(old).or_insert_with(|| builder.shared(texts.strings.get(old)))
    }

    /// A time of last sight. Where it is that of the version before, it moves to the one of now;
    /// others were stated by the publisher.
    fn take_seen(&mut self, builder: &mut IndexBuilder, dataset: u16, old: u32) -> u32 {
        match self.seen.get(usize::from(dataset)) {
            Some(Some((before, now))) if self.old.strings.get(old) == before => builder.shared(now),
            _ => self.take(builder, old),
        }
    }
}
