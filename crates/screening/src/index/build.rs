use comity_model::{DatasetName, DatasetVersion, Groups, Marking, Record, RecordRef, Schema};
use comity_names::{NameKind, NameToken, analyze};
use rustc_hash::FxHashMap;

use super::acronyms::acronym_keys;
use super::joins::{Join, joined};
use super::lookup::Lookup;
use super::snapshot::{NO_GROUP, Snapshot, to_u32};
use super::tokens::flags;
use super::{FeatureKind, feature_of};
use crate::query::document_property;

/// Makes a [`Snapshot`] from records. In memory, without I/O.
#[derive(Debug, Default)]
pub struct IndexBuilder {
    pub(super) snapshot: Snapshot,
    pub(super) markings: FxHashMap<Marking, u16>,
    pub(super) datasets: FxHashMap<DatasetName, u16>,
    pub(super) properties: FxHashMap<String, u16>,
    /// Tokens by text, native letters and flags.
    pub(super) vocabulary: FxHashMap<(Box<str>, Box<str>, u8), u32>,
    /// Values that many records share, such as countries and years.
    pub(super) shared: FxHashMap<Box<str>, u32>,
    pub(super) joins: Vec<Join>,
    /// Acronyms, as hashes, and the names that they stand for.
    pub(super) acronyms: Vec<(u32, u32)>,
    /// Numbers that related records state about their holders: a document may come before the
    /// record that it belongs to.
    pub(super) documents: FxHashMap<(u16, Box<str>), Vec<Document>>,
    pub(super) groups: Groups,
    /// How the tokens up to that number are found, if the builder goes on from a snapshot.
    pub(super) known: Lookup,
    pub(super) known_tokens: u32,
}

/// A number that a related record (a passport) states about its holder.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) property: &'static str,
    pub(super) value: String,
    pub(super) marking: u16,
}

/// When a record's statements under one marking were seen, in seconds since 1970.
#[derive(Debug, Default)]
struct Seen {
    first: Option<i64>,
    /// The newest of the first times: a value that changed is a new statement.
    changed: Option<i64>,
    last: Option<i64>,
}

impl IndexBuilder {
    /// An empty builder.
    #[must_use]
    pub fn new() -> IndexBuilder {
        IndexBuilder::default()
    }

    /// Adds a stored record under the store's key. Related records feed the records that they
    /// describe: a passport's number finds its holder.
    pub fn add(&mut self, key: i64, dataset: &DatasetName, record: &Record) {
        let dataset = self.dataset(dataset);
        if record.schema().is_related() {
            self.add_document(dataset, record);
            return;
        }
        let at = to_u32(self.snapshot.records.key.len());
        let names_before = to_u32(self.snapshot.names.record.len());
        let features_before = to_u32(self.snapshot.features.kind.len());
        self.add_names(at, record);
        self.add_features(record);
        let records = &mut self.snapshot.records;
        records.key.push(key);
        records.id.push(self.snapshot.strings.push(record.id().as_str()));
        records.dataset.push(dataset);
        records.schema.push(record.schema().index());
        records.group.push(NO_GROUP);
        records.name_start.push(names_before);
        records.feature_start.push(features_before);
    }

    /// Takes over the same-as groups; the last call counts.
    pub fn groups(&mut self, groups: &Groups) {
        self.groups = groups.clone();
    }

    /// The finished index.
    #[must_use]
    pub fn finish(mut self, versions: Vec<DatasetVersion>, generation: u64) -> Snapshot {
        self.snapshot.versions = versions;
        self.snapshot.generation = generation;
        self.freeze()
    }

    pub(super) fn dataset(&mut self, name: &DatasetName) -> u16 {
        let datasets = &mut self.snapshot.datasets;
        *self.datasets.entry(name.clone()).or_insert_with(|| {
            datasets.push(name.as_str().to_owned());
            u16::try_from(datasets.len() - 1).unwrap_or(u16::MAX)
        })
    }

    fn marking(&mut self, marking: &Marking) -> u16 {
        if let Some(known) = self.markings.get(marking) {
            return *known;
        }
        let at = u16::try_from(self.snapshot.markings.len()).unwrap_or(u16::MAX);
        self.snapshot.markings.push(marking.clone());
        self.markings.insert(marking.clone(), at);
        at
    }

    fn add_document(&mut self, dataset: u16, record: &Record) {
        let Some(holder) = holder_of(record) else { return };
        let slot: Box<str> = holder.into();
        let property = document_property(record.schema());
        for statement in record.statements() {
            if matches!(statement.property.name(), "number" | "passportNumber") {
                let marking = self.marking(statement.origin.marking());
                let document = Document { property, value: statement.value.clone(), marking };
                self.documents.entry((dataset, slot.clone())).or_default().push(document);
            }
        }
    }

    /// Names in the order in which they serve as captions, so that the first visible one does.
    fn add_names(&mut self, record_at: u32, record: &Record) {
        let schema = record.schema();
        let kind = name_kind(schema);
        let order = schema.caption_properties();
        let mut names: Vec<_> = record
            .statements()
            .iter()
            .filter_map(|statement| match feature_of(schema, statement.property)? {
                kind @ (FeatureKind::Name | FeatureKind::WeakName) => {
                    let name = statement.property.name();
                    let rank = order.iter().position(|property| *property == name);
                    Some((rank.unwrap_or(usize::MAX), kind, statement))
                }
                _ => None,
            })
            .collect();
        names.sort_by_key(|(rank, ..)| *rank);
        for (_, name_kind, statement) in names {
            let marking = self.marking(statement.origin.marking());
            let tokens = analyze(&statement.value, kind);
            let at = to_u32(self.snapshot.names.record.len());
            let token_start = to_u32(self.snapshot.names.token.len());
            for token in &tokens {
                let token = self.token(token);
                self.snapshot.names.token.push(token);
            }
            let joined = joined(&tokens);
            self.joins.extend(joined.iter().map(|unit| Join::new(at, unit, &tokens)));
            self.acronyms.extend(acronym_keys(&statement.value, kind).map(|key| (key, at)));
            let text = self.snapshot.strings.push(&statement.value);
            let columns = &mut self.snapshot.names;
            columns.record.push(record_at);
            columns.text.push(text);
            columns.kind.push(name_kind as u8);
            columns.marking.push(marking);
            columns.token_start.push(token_start);
        }
    }

    fn token(&mut self, token: &NameToken) -> u32 {
        let flags = flags(token);
        let tokens = &mut self.snapshot.tokens;
        let key = (Box::from(token.text.as_str()), Box::from(token.native.as_str()), flags);
        *self.vocabulary.entry(key).or_insert_with(|| tokens.push(token, flags))
    }

    fn add_features(&mut self, record: &Record) {
        let mut seen: Vec<(u16, Seen)> = Vec::new();
        for statement in record.statements() {
            let marking = self.marking(statement.origin.marking());
            let known = seen.iter().position(|(known, _)| *known == marking);
            let place = known.unwrap_or(seen.len());
            if known.is_none() {
                seen.push((marking, Seen::default()));
            }
            let Some((_, times)) = seen.get_mut(place) else { continue };
            if let Some(first) = statement.first_seen {
                times.first = Some(times.first.map_or(first.0, |known| known.min(first.0)));
                times.changed = times.changed.max(Some(first.0));
            }
            times.last = times.last.max(statement.last_seen.map(|last| last.0));
            let Some(kind) = feature_of(record.schema(), statement.property) else { continue };
            if !matches!(kind, FeatureKind::Name | FeatureKind::WeakName) {
                self.feature(kind, statement.property.name(), marking, &statement.value);
            }
        }
        seen.sort_unstable_by_key(|(marking, _)| *marking);
        for (marking, times) in seen {
            let kinds = [
                (FeatureKind::Changed, times.changed),
                (FeatureKind::FirstSeen, times.first),
                (FeatureKind::LastSeen, times.last),
            ];
            for (kind, at) in kinds {
                if let Some(at) = at {
                    self.feature(kind, "", marking, &at.to_string());
                }
            }
        }
    }

    pub(super) fn feature(&mut self, kind: FeatureKind, property: &str, marking: u16, value: &str) {
        let property = self.property(property);
        let text = match kind.is_shared() {
            true => self.shared(value),
            false => self.snapshot.strings.push(value),
        };
        let columns = &mut self.snapshot.features;
        columns.kind.push(kind as u8);
        columns.property.push(property);
        columns.marking.push(marking);
        columns.text.push(text);
    }

    pub(super) fn shared(&mut self, value: &str) -> u32 {
        if let Some(known) = self.shared.get(value) {
            return *known;
        }
        let text = self.snapshot.strings.push(value);
        self.shared.insert(value.into(), text);
        text
    }

    pub(super) fn property(&mut self, name: &str) -> u16 {
        if let Some(known) = self.properties.get(name) {
            return *known;
        }
        let at = u16::try_from(self.snapshot.properties.len()).unwrap_or(u16::MAX);
        self.snapshot.properties.push(name.to_owned());
        self.properties.insert(name.to_owned(), at);
        at
    }
}

/// The id of the record about which a document speaks.
fn holder_of(record: &Record) -> Option<&str> {
    record.schema().is_a("Identification").then(|| record.first("holder")).flatten()
}

/// The record of the same dataset that is indexed otherwise when this related record changes.
#[must_use]
pub fn described_by(dataset: &DatasetName, record: &Record) -> Option<RecordRef> {
    let id = comity_model::RecordId::new(holder_of(record)?).ok()?;
    Some(RecordRef { dataset: dataset.clone(), id })
}

/// How names of a schema are read.
pub(crate) fn name_kind(schema: Schema) -> NameKind {
    if schema.is_a("Person") { NameKind::Person } else { NameKind::Other }
}
