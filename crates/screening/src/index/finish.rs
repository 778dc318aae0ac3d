//! The last step of building: what is derived from the columns of records and names.

use comity_model::identifier;
use comity_names::{SKELETON_EDIT_LETTERS_MIN, SOUND_LETTERS_MIN, deletions, edit_distance_max};
use rustc_hash::FxHashMap;

use super::FeatureKind;
use super::build::{Document, IndexBuilder};
use super::joins::Joins;
use super::lookup::{Lookup, Space, hash};
use super::snapshot::{Features, Snapshot, get, to_u32};
use super::tokens::Tokens;

impl IndexBuilder {
    pub(super) fn freeze(mut self) -> Snapshot {
        self.snapshot.names.token_start.push(to_u32(self.snapshot.names.token.len()));
        self.snapshot.records.name_start.push(to_u32(self.snapshot.names.record.len()));
        self.snapshot.records.feature_start.push(to_u32(self.snapshot.features.kind.len()));
        drop(std::mem::take(&mut self.vocabulary));
        self.snapshot.joins = Joins::freeze(std::mem::take(&mut self.joins));
        let places = self.places();
        self.write_groups(&places);
        self.write_documents(&places);
        self.snapshot.acronym_lookup = Lookup::freeze(std::mem::take(&mut self.acronyms));
        self.snapshot.identifier_lookup = identifier_lookup(&self.snapshot);
        write_counts(&mut self.snapshot);
        write_postings(&mut self.snapshot);
        let known = std::mem::take(&mut self.known);
        self.snapshot.token_lookup = token_lookup(&self.snapshot.tokens, known, self.known_tokens);
        self.snapshot.fit();
        self.snapshot
    }

    /// Where those records stand that groups and documents name.
    fn places(&self) -> FxHashMap<(Box<str>, u16), u32> {
        let mut wanted: FxHashMap<(Box<str>, u16), u32> = FxHashMap::default();
        for (_, members) in self.groups.iter() {
            for member in members {
                if let Some(dataset) = self.datasets.get(&member.dataset) {
                    wanted.insert((member.id.as_str().into(), *dataset), u32::MAX);
                }
            }
        }
        for (dataset, id) in self.documents.keys() {
            wanted.insert((id.clone(), *dataset), u32::MAX);
        }
        if wanted.is_empty() {
            return wanted;
        }
        for record in 0..to_u32(self.snapshot.record_count()) {
            let dataset = get(&self.snapshot.records.dataset, record);
            let key = (Box::from(self.snapshot.id_of(record)), dataset);
            if let Some(place) = wanted.get_mut(&key) {
                *place = record;
            }
        }
        wanted.retain(|_, place| *place != u32::MAX);
        wanted
    }

    fn write_groups(&mut self, places: &FxHashMap<(Box<str>, u16), u32>) {
        let groups = &mut self.snapshot.groups;
        groups.member_start.push(0);
        for (canonical, members) in self.groups.iter() {
            let group = to_u32(groups.id.len());
            groups.id.push(self.snapshot.strings.push(canonical.as_str()));
            for member in members {
                let Some(dataset) = self.datasets.get(&member.dataset) else { continue };
                let key = (Box::from(member.id.as_str()), *dataset);
                let Some(at) = places.get(&key) else { continue };
                groups.member.push(*at);
                if let Some(slot) = self.snapshot.records.group.get_mut(*at as usize) {
                    *slot = group;
                }
            }
            groups.member_start.push(to_u32(groups.member.len()));
        }
    }

    /// Puts what documents state behind what their holders state themselves.
    fn write_documents(&mut self, places: &FxHashMap<(Box<str>, u16), u32>) {
        let mut documents: FxHashMap<u32, Vec<Document>> = FxHashMap::default();
        for ((dataset, id), stated) in std::mem::take(&mut self.documents) {
            if let Some(holder) = places.get(&(id, dataset)) {
                documents.insert(*holder, stated);
            }
        }
        if documents.is_empty() {
            return;
        }
        let old = std::mem::take(&mut self.snapshot.features);
        let starts = std::mem::take(&mut self.snapshot.records.feature_start);
        for (record, bounds) in (0..).zip(starts.windows(2)) {
            let start = to_u32(self.snapshot.features.kind.len());
            self.snapshot.records.feature_start.push(start);
            let [start, end] = *bounds else { continue };
            for at in start..end {
                self.snapshot.features.push_from(&old, at);
            }
            for Document { property, value, marking } in
                documents.remove(&record).unwrap_or_default()
            {
                self.feature(FeatureKind::Identifier, property, marking, &value);
            }
        }
        self.snapshot.records.feature_start.push(to_u32(self.snapshot.features.kind.len()));
    }
}

impl Features {
    /// Appends a value of other columns whose texts, properties and markings are the same.
    pub(super) fn push_from(&mut self, other: &Features, at: u32) {
        self.kind.push(get(&other.kind, at));
        self.property.push(get(&other.property, at));
        self.marking.push(get(&other.marking, at));
        self.text.push(get(&other.text, at));
    }
}

fn identifier_lookup(snapshot: &Snapshot) -> Lookup {
    let mut identifiers = Vec::new();
    let features = &snapshot.features;
    for (record, bounds) in (0_u32..).zip(snapshot.records.feature_start.windows(2)) {
        let [start, end] = *bounds else { continue };
        for at in start..end {
            if get(&features.kind, at) == FeatureKind::Identifier as u8 {
                let key = identifier::key(snapshot.strings.get(get(&features.text, at)));
                identifiers.push((hash(Space::Identifier, key.as_bytes()), record));
            }
        }
    }
    Lookup::freeze(identifiers)
}

/// In how many records each token stands under each marking.
fn write_counts(snapshot: &mut Snapshot) {
    let mut counted: Vec<u64> = Vec::with_capacity(snapshot.names.token.len());
    for record in 0..to_u32(snapshot.record_count()) {
        let before = counted.len();
        for name in snapshot.names_of(record) {
            let marking = u64::from(get(&snapshot.names.marking, name));
            let tokens = snapshot.tokens_of(name).iter();
            counted.extend(tokens.map(|token| u64::from(*token) << 16 | marking));
        }
        // Few words a record: what it says twice counts once.
        if let Some(own) = counted.get_mut(before..) {
            own.sort_unstable();
            let mut kept = before;
            for at in before..counted.len() {
                let value = counted.get(at).copied().unwrap_or_default();
                if kept == before || counted.get(kept - 1) != Some(&value) {
                    if let Some(slot) = counted.get_mut(kept) {
                        *slot = value;
                    }
                    kept += 1;
                }
            }
            counted.truncate(kept);
        }
    }
    counted.sort_unstable();
    let tokens = &mut snapshot.tokens;
    let mut runs = counted.chunk_by(|left, right| left == right).peekable();
    for token in 0..tokens.len() as u64 {
        tokens.count_start.push(to_u32(tokens.count.len()));
        while let Some(run) =
            runs.next_if(|run| run.first().is_some_and(|value| value >> 16 == token))
        {
            let value = run.first().copied().unwrap_or_default();
            tokens.count_marking.push((value & 0xffff) as u16);
            tokens.count.push(to_u32(run.len()));
        }
    }
    tokens.count_start.push(to_u32(tokens.count.len()));
}

/// In which names each token stands, in order.
fn write_postings(snapshot: &mut Snapshot) {
    let names = &snapshot.names;
    let count = snapshot.tokens.len();
    let mut starts = vec![0_u32; count + 1];
    each_token(names, count, |token, _| {
        if let Some(slot) = starts.get_mut(token as usize + 1) {
            *slot += 1;
        }
    });
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    let mut next = starts.clone();
    let mut postings = vec![0_u32; sum as usize];
    each_token(names, count, |token, name| {
        if let Some(next) = next.get_mut(token as usize) {
            if let Some(slot) = postings.get_mut(*next as usize) {
                *slot = name;
            }
            *next += 1;
        }
    });
    snapshot.tokens.posting_start = starts;
    snapshot.tokens.posting = postings;
}

/// Visits each token of each name, one that stands twice in a name once.
fn each_token(names: &super::snapshot::Names, tokens: usize, mut visit: impl FnMut(u32, u32)) {
    let mut last = vec![u32::MAX; tokens];
    for (name, bounds) in (0_u32..).zip(names.token_start.windows(2)) {
        let [start, end] = *bounds else { continue };
        for token in names.token.get(start as usize..end as usize).unwrap_or_default() {
            if let Some(last) = last.get_mut(*token as usize)
                && *last != name
            {
                *last = name;
                visit(*token, name);
            }
        }
    }
}

/// Every way in which a token can be found: see [`comity_names::compare`] for the relations.
/// The tokens before `known_tokens` stand in `known`.
fn token_lookup(tokens: &Tokens, known: Lookup, known_tokens: u32) -> Lookup {
    if known_tokens > 0 && known_tokens == to_u32(tokens.len()) {
        return known;
    }
    let mut entries: Vec<(u32, u32)> = known.entries().collect();
    drop(known);
    let mut scratch = Vec::new();
    for token in known_tokens..to_u32(tokens.len()) {
        let (text, skeleton) = tokens.forms(token);
        let (text, skeleton) = (text.as_bytes(), skeleton.as_bytes());
        entries.push((hash(Space::Text, text), token));
        if text.iter().any(u8::is_ascii_digit) {
            continue;
        }
        if skeleton.len() >= SOUND_LETTERS_MIN {
            entries.push((hash(Space::Skeleton, skeleton), token));
        }
        let (_, sounds) = tokens.native(token);
        for sound in sounds.filter(|sound| sound.len() >= SOUND_LETTERS_MIN) {
            entries.push((hash(Space::Skeleton, sound.as_bytes()), token));
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

impl Snapshot {
    /// Gives back what the columns grew into and do not use.
    fn fit(&mut self) {
        self.strings.text.shrink_to_fit();
        self.strings.ends.shrink_to_fit();
        self.names.record.shrink_to_fit();
        self.names.text.shrink_to_fit();
        self.names.kind.shrink_to_fit();
        self.names.marking.shrink_to_fit();
        self.names.token_start.shrink_to_fit();
        self.names.token.shrink_to_fit();
        self.records.key.shrink_to_fit();
        self.records.id.shrink_to_fit();
        self.records.dataset.shrink_to_fit();
        self.records.schema.shrink_to_fit();
        self.records.group.shrink_to_fit();
        self.records.name_start.shrink_to_fit();
        self.records.feature_start.shrink_to_fit();
        self.features.kind.shrink_to_fit();
        self.features.property.shrink_to_fit();
        self.features.marking.shrink_to_fit();
        self.features.text.shrink_to_fit();
        self.tokens.forms.shrink_to_fit();
        self.tokens.entry.shrink_to_fit();
    }
}
