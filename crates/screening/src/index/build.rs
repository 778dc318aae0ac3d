use comity_model::{DatasetName, DatasetVersion, Groups, Marking, Record, identifier};
use comity_names::{
    NameKind, NameToken, SKELETON_EDIT_LETTERS_MIN, SOUND_LETTERS_MIN, analyze, deletions,
    edit_distance_max,
};
use rustc_hash::FxHashMap;

use super::lookup::{Lookup, Space, hash};
use super::snapshot::{NO_GROUP, Snapshot, to_u32};
use super::tokens::{JOINED, Tokens, flags};
use super::{FeatureKind, feature_of};
use crate::query::document_property;

/// Makes a [`Snapshot`] from records. In memory, without I/O.
#[derive(Debug, Default)]
pub struct IndexBuilder {
    snapshot: Snapshot,
    markings: FxHashMap<Marking, u16>,
    datasets: FxHashMap<DatasetName, u16>,
    properties: FxHashMap<&'static str, u16>,
    vocabulary: FxHashMap<(Box<str>, u8), u32>,
    counts: FxHashMap<(u32, u16), u32>,
    /// Documents, by dataset and the id of the record that they belong to.
    documents: FxHashMap<(u16, Box<str>), Vec<Document>>,
    pending: Vec<Pending>,
    groups: Groups,
}

/// A number that a related record (a passport) states about its holder.
#[derive(Debug)]
struct Document {
    property: &'static str,
    value: String,
    marking: u16,
}

/// When a record's statements under one marking were seen, in seconds since 1970.
#[derive(Debug, Default)]
struct Seen {
    first: Option<i64>,
    /// The newest of the first times: a value that changed is a new statement.
    changed: Option<i64>,
    last: Option<i64>,
}

/// A record whose features are still to be written: documents may come after their holder.
#[derive(Debug)]
struct Pending {
    id: Box<str>,
    dataset: u16,
    features: Vec<(FeatureKind, &'static str, u16, String)>,
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
        let names_before = self.snapshot.names.record.len();
        self.add_names(at, record);
        let features = self.features(record);
        let records = &mut self.snapshot.records;
        records.key.push(key);
        records.id.push(self.snapshot.strings.push(record.id().as_str()));
        records.dataset.push(dataset);
        records.schema.push(record.schema().index());
        records.group.push(NO_GROUP);
        records.name_start.push(to_u32(names_before));
        self.pending.push(Pending { id: record.id().as_str().into(), dataset, features });
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
        let names = to_u32(self.snapshot.names.record.len());
        self.snapshot.records.name_start.push(names);
        let units = to_u32(self.snapshot.names.unit_token.len());
        self.snapshot.names.unit_start.push(units);
        self.write_groups();
        self.write_features();
        self.write_counts();
        self.write_postings();
        self.snapshot.token_lookup = token_lookup(&self.snapshot.tokens);
        self.snapshot
    }

    fn dataset(&mut self, name: &DatasetName) -> u16 {
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
        if !record.schema().is_a("Identification") {
            return;
        }
        let property = document_property(record.schema());
        let Some(holder) = record.first("holder") else { return };
        let slot: Box<str> = holder.into();
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
        let mut counted: Vec<(u32, u16)> = Vec::new();
        for (_, name_kind, statement) in names {
            let marking = self.marking(statement.origin.marking());
            let tokens = analyze(&statement.value, kind);
            let unit_start = to_u32(self.snapshot.names.unit_token.len());
            for unit in units(&tokens) {
                let token = self.token(&unit.token, unit.len > 1);
                if unit.len == 1 {
                    counted.push((token, marking));
                }
                self.snapshot.names.unit_token.push(token);
                self.snapshot.names.unit_first.push(unit.first);
                self.snapshot.names.unit_len.push(unit.len);
            }
            let text = self.snapshot.strings.push(&statement.value);
            let columns = &mut self.snapshot.names;
            columns.record.push(record_at);
            columns.text.push(text);
            columns.kind.push(name_kind as u8);
            columns.marking.push(marking);
            columns.singles.push(u8::try_from(tokens.len()).unwrap_or(u8::MAX));
            columns.unit_start.push(unit_start);
        }
        counted.sort_unstable();
        counted.dedup();
        for entry in counted {
            *self.counts.entry(entry).or_default() += 1;
        }
    }

    fn token(&mut self, token: &NameToken, joined: bool) -> u32 {
        let flags = flags(token, joined);
        let tokens = &mut self.snapshot.tokens;
        let key = (Box::from(token.text.as_str()), flags);
        *self.vocabulary.entry(key).or_insert_with(|| tokens.push(token, flags))
    }

    fn features(&mut self, record: &Record) -> Vec<(FeatureKind, &'static str, u16, String)> {
        let mut features = Vec::new();
        let mut seen: FxHashMap<u16, Seen> = FxHashMap::default();
        for statement in record.statements() {
            let marking = self.marking(statement.origin.marking());
            let times = seen.entry(marking).or_default();
            if let Some(first) = statement.first_seen {
                times.first = Some(times.first.map_or(first.0, |known| known.min(first.0)));
                times.changed = times.changed.max(Some(first.0));
            }
            times.last = times.last.max(statement.last_seen.map(|last| last.0));
            let Some(kind) = feature_of(record.schema(), statement.property) else { continue };
            if !matches!(kind, FeatureKind::Name | FeatureKind::WeakName) {
                let name = statement.property.name();
                features.push((kind, name, marking, statement.value.clone()));
            }
        }
        let mut seen: Vec<_> = seen.into_iter().collect();
        seen.sort_unstable_by_key(|(marking, _)| *marking);
        for (marking, times) in seen {
            let kinds = [
                (FeatureKind::Changed, times.changed),
                (FeatureKind::FirstSeen, times.first),
                (FeatureKind::LastSeen, times.last),
            ];
            let known = kinds.into_iter().filter_map(|(kind, at)| Some((kind, at?)));
            features.extend(known.map(|(kind, at)| (kind, "", marking, at.to_string())));
        }
        features
    }

    fn write_features(&mut self) {
        let mut identifiers = Vec::new();
        let pending = std::mem::take(&mut self.pending);
        for (mut record, at) in pending.into_iter().zip(0_u32..) {
            let start = to_u32(self.snapshot.features.kind.len());
            self.snapshot.records.feature_start.push(start);
            for document in self.documents.remove(&(record.dataset, record.id)).unwrap_or_default()
            {
                let Document { property, value, marking } = document;
                record.features.push((FeatureKind::Identifier, property, marking, value));
            }
            for (kind, property, marking, value) in record.features {
                if kind == FeatureKind::Identifier {
                    let key = identifier::key(&value);
                    identifiers.push((hash(Space::Identifier, key.as_bytes()), at));
                }
                let property = self.property(property);
                let text = self.snapshot.strings.push(&value);
                let columns = &mut self.snapshot.features;
                columns.kind.push(kind as u8);
                columns.property.push(property);
                columns.marking.push(marking);
                columns.text.push(text);
            }
        }
        let end = to_u32(self.snapshot.features.kind.len());
        self.snapshot.records.feature_start.push(end);
        self.snapshot.identifier_lookup = Lookup::freeze(identifiers);
    }

    fn property(&mut self, name: &'static str) -> u16 {
        let properties = &mut self.snapshot.properties;
        *self.properties.entry(name).or_insert_with(|| {
            properties.push(name.to_owned());
            u16::try_from(properties.len() - 1).unwrap_or(u16::MAX)
        })
    }

    fn write_groups(&mut self) {
        let mut places: FxHashMap<(&str, u16), u32> = FxHashMap::default();
        for (pending, at) in self.pending.iter().zip(0_u32..) {
            places.insert((&pending.id, pending.dataset), at);
        }
        let groups = &mut self.snapshot.groups;
        groups.member_start.push(0);
        for (canonical, members) in self.groups.iter() {
            let group = to_u32(groups.id.len());
            groups.id.push(self.snapshot.strings.push(canonical.as_str()));
            for member in members {
                let Some(dataset) = self.datasets.get(&member.dataset) else { continue };
                let Some(at) = places.get(&(member.id.as_str(), *dataset)) else { continue };
                groups.member.push(*at);
                if let Some(slot) = self.snapshot.records.group.get_mut(*at as usize) {
                    *slot = group;
                }
            }
            groups.member_start.push(to_u32(groups.member.len()));
        }
    }

    fn write_counts(&mut self) {
        let mut counts: Vec<_> = std::mem::take(&mut self.counts).into_iter().collect();
        counts.sort_unstable();
        let tokens = &mut self.snapshot.tokens;
        let mut counts = counts.into_iter().peekable();
        for token in 0..to_u32(tokens.flags.len()) {
            tokens.count_start.push(to_u32(tokens.count.len()));
            while let Some(((_, marking), count)) = counts.next_if(|entry| entry.0.0 == token) {
                tokens.count_marking.push(marking);
                tokens.count.push(count);
            }
        }
        tokens.count_start.push(to_u32(tokens.count.len()));
    }

    fn write_postings(&mut self) {
        let mut pairs: Vec<(u32, u32)> = Vec::with_capacity(self.snapshot.names.unit_token.len());
        for name in 0..to_u32(self.snapshot.names.record.len()) {
            pairs.extend(self.snapshot.units(name).map(|unit| (unit.token, name)));
        }
        pairs.sort_unstable();
        pairs.dedup();
        let tokens = &mut self.snapshot.tokens;
        let mut pairs = pairs.into_iter().peekable();
        for token in 0..to_u32(tokens.flags.len()) {
            tokens.posting_start.push(to_u32(tokens.posting.len()));
            while let Some((_, name)) = pairs.next_if(|pair| pair.0 == token) {
                tokens.posting.push(name);
            }
        }
        tokens.posting_start.push(to_u32(tokens.posting.len()));
    }
}

/// How names of a schema are read.
pub(crate) fn name_kind(schema: comity_model::Schema) -> NameKind {
    if schema.is_a("Person") { NameKind::Person } else { NameKind::Other }
}

/// A token or neighbouring tokens joined, with its place in the name.
#[derive(Debug)]
pub(crate) struct NameUnit {
    pub(crate) token: NameToken,
    pub(crate) first: u8,
    pub(crate) len: u8,
}

/// Most letters of neighbours that are joined: longer ones are not written together.
const JOINED_LETTERS_MAX: usize = 24;

/// The units of a name: its tokens, then each two neighbours joined, and each three around a
/// particle (`abd al rahman`).
pub(crate) fn units(tokens: &[NameToken]) -> Vec<NameUnit> {
    let place = |at: usize| u8::try_from(at).unwrap_or(u8::MAX);
    let singles = tokens.iter().enumerate();
    let mut units: Vec<NameUnit> = singles
        .map(|(at, token)| NameUnit { token: token.clone(), first: place(at), len: 1 })
        .collect();
    for len in [2, 3] {
        for (at, parts) in tokens.windows(len).enumerate() {
            let letters: usize = parts.iter().map(|part| part.text.len()).sum();
            let around_particle = parts.get(1).is_some_and(|part| part.text.len() == 2);
            if letters <= JOINED_LETTERS_MAX && (len == 2 || around_particle) {
                let (first, len) = (place(at), place(len));
                units.push(NameUnit { token: NameToken::joined(parts), first, len });
                // The article's sound merges with what follows: `abd al rahim`, `abdurrahim`.
                if let [before, _, after] = parts {
                    let token = NameToken::joined(&[before.clone(), after.clone()]);
                    units.push(NameUnit { token, first, len });
                }
            }
        }
    }
    units
}

/// Every way in which a token can be found: see [`comity_names::compare`] for the relations.
fn token_lookup(tokens: &Tokens) -> Lookup {
    let mut entries = Vec::new();
    let mut scratch = Vec::new();
    for token in 0..to_u32(tokens.len()) {
        let (text, skeleton) = tokens.forms(token);
        let (text, skeleton) = (text.as_bytes(), skeleton.as_bytes());
        entries.push((hash(Space::Text, text), token));
        if text.iter().any(u8::is_ascii_digit) {
            continue;
        }
        if skeleton.len() >= SOUND_LETTERS_MIN {
            entries.push((hash(Space::Skeleton, skeleton), token));
        }
        if tokens.flags(token) & JOINED != 0 {
            continue;
        }
        let edits = edit_distance_max(text.len());
        if edits > 0 {
            deletions(text, edits, &mut scratch, |form| {
                entries.push((hash(Space::Deletion, form), token));
            });
        }
        if skeleton.len() >= SKELETON_EDIT_LETTERS_MIN {
            deletions(skeleton, 1, &mut scratch, |form| {
                entries.push((hash(Space::SkeletonDeletion, form), token));
            });
        }
    }
    Lookup::freeze(entries)
}
