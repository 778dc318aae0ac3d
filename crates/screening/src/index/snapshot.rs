use std::sync::{Arc, LazyLock};

use comity_model::{DatasetVersion, Marking, Schema};

use super::FeatureKind;
use super::joins::Joins;
use super::lookup::Lookup;
use super::strings::Strings;
use super::tokens::{Tokens, range};
use super::view::View;
use crate::answer::{Basis, ENGINE_VERSION};

/// An index that never changes: everything of one moment that can be screened.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Snapshot {
    pub(crate) generation: u64,
    pub(crate) versions: Vec<DatasetVersion>,
    pub(crate) markings: Vec<Marking>,
    pub(crate) datasets: Vec<String>,
    pub(crate) properties: Vec<String>,
    pub(crate) strings: Strings,
    pub(crate) tokens: Tokens,
    pub(crate) names: Names,
    /// Neighbouring words of names, found as if they were written in one.
    pub(crate) joins: Joins,
    pub(crate) records: Records,
    pub(crate) features: Features,
    pub(crate) groups: Groups,
    /// Token texts, deletions and skeletons to tokens.
    pub(crate) token_lookup: Lookup,
    /// Identifier keys to records.
    pub(crate) identifier_lookup: Lookup,
    /// Names by their acronyms; a hash may bring others too.
    pub(crate) acronym_lookup: Lookup,
}

/// One row a name.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Names {
    pub(crate) record: Vec<u32>,
    pub(crate) text: Vec<u32>,
    pub(crate) kind: Vec<u8>,
    pub(crate) marking: Vec<u16>,
    /// For each name, where its tokens begin in the next column.
    pub(crate) token_start: Vec<u32>,
    pub(crate) token: Vec<u32>,
}

/// One row a record.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Records {
    pub(crate) key: Vec<i64>,
    pub(crate) id: Vec<u32>,
    pub(crate) dataset: Vec<u16>,
    pub(crate) schema: Vec<u8>,
    /// The same-as group, or [`NO_GROUP`].
    pub(crate) group: Vec<u32>,
    pub(crate) name_start: Vec<u32>,
    pub(crate) feature_start: Vec<u32>,
}

/// One row a value that is no name.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Features {
    pub(crate) kind: Vec<u8>,
    pub(crate) property: Vec<u16>,
    pub(crate) marking: Vec<u16>,
    pub(crate) text: Vec<u32>,
}

/// Same-as groups: canonical ids and members.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Groups {
    pub(crate) id: Vec<u32>,
    pub(crate) member_start: Vec<u32>,
    pub(crate) member: Vec<u32>,
}

/// The record is in no group.
pub(crate) const NO_GROUP: u32 = u32::MAX;

/// A feature's value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FeatureValue<'s> {
    pub(crate) kind: FeatureKind,
    pub(crate) property: &'s str,
    pub(crate) text: &'s str,
    pub(crate) marking: u16,
}

impl Snapshot {
    /// The store's generation when the records were read.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// What an answer from this snapshot rests on.
    #[must_use]
    pub fn basis(&self) -> Basis {
        Basis { engine: ENGINE_VERSION, datasets: self.versions.clone() }
    }

    /// How many records can be screened.
    #[must_use]
    pub fn record_count(&self) -> usize {
        self.records.key.len()
    }

    /// How many names they have.
    #[must_use]
    pub fn name_count(&self) -> usize {
        self.names.record.len()
    }

    /// All markings that stand on anything in the index.
    #[must_use]
    pub fn markings(&self) -> &[Marking] {
        &self.markings
    }

    /// The view of an actor who may see what `may_see` admits. Worth keeping: it takes a walk
    /// over the vocabulary.
    #[must_use]
    pub fn view(&self, may_see: impl Fn(&Marking) -> bool) -> Arc<View> {
        Arc::new(View::over(self, may_see))
    }

    /// The view that shows everything.
    #[must_use]
    pub fn view_all(&self) -> Arc<View> {
        self.view(|_| true)
    }

    /// The tokens of a name, in order.
    pub(crate) fn tokens_of(&self, name: u32) -> &[u32] {
        range(&self.names.token_start, name)
            .and_then(|range| self.names.token.get(range))
            .unwrap_or(&[])
    }

    pub(crate) fn names_of(&self, record: u32) -> std::ops::Range<u32> {
        range_of(&self.records.name_start, record)
    }

    pub(crate) fn name_text(&self, name: u32) -> &str {
        self.strings.get(get(&self.names.text, name))
    }

    /// The features of a record that the view shows.
    pub(crate) fn features_of<'s>(
        &'s self,
        record: u32,
        view: &'s View,
    ) -> impl Iterator<Item = FeatureValue<'s>> {
        let range = range(&self.records.feature_start, record).unwrap_or_default();
        range.filter_map(move |at| {
            let at = to_u32(at);
            let marking = get(&self.features.marking, at);
            if !view.shows(marking) {
                return None;
            }
            let property = usize::from(get(&self.features.property, at));
            Some(FeatureValue {
                kind: FeatureKind::of_code(get(&self.features.kind, at))?,
                property: self.properties.get(property).map_or("", String::as_str),
                text: self.strings.get(get(&self.features.text, at)),
                marking,
            })
        })
    }

    pub(crate) fn schema_of(&self, record: u32) -> Option<Schema> {
        Schema::at(get(&self.records.schema, record))
    }

    /// Whether a record's names are read as a person's.
    pub(crate) fn is_person(&self, record: u32) -> bool {
        static PERSONS: LazyLock<Vec<bool>> = LazyLock::new(|| {
            let schemata = (0..=u8::MAX).map(Schema::at);
            schemata.map(|schema| schema.is_some_and(|schema| schema.is_a("Person"))).collect()
        });
        PERSONS.get(usize::from(get(&self.records.schema, record))).copied().unwrap_or_default()
    }

    pub(crate) fn dataset_of(&self, record: u32) -> &str {
        let dataset = usize::from(get(&self.records.dataset, record));
        self.datasets.get(dataset).map_or("", String::as_str)
    }

    pub(crate) fn id_of(&self, record: u32) -> &str {
        self.strings.get(get(&self.records.id, record))
    }

    /// The members of the record's same-as group; empty if it is in none.
    pub(crate) fn group_members(&self, record: u32) -> &[u32] {
        let group = get(&self.records.group, record);
        range(&self.groups.member_start, group)
            .and_then(|range| self.groups.member.get(range))
            .unwrap_or(&[])
    }

    /// What to call a record in a view: its first name that the view shows, or its id.
    pub(crate) fn caption_of(&self, record: u32, view: &View) -> &str {
        let mut names = self.names_of(record);
        let shown = names.find(|name| view.shows(get(&self.names.marking, *name)));
        shown.map_or_else(|| self.id_of(record), |name| self.name_text(name))
    }
}

/// The rows of a packed column that belong to one item.
pub(crate) fn range_of(starts: &[u32], item: u32) -> std::ops::Range<u32> {
    let range = range(starts, item).unwrap_or_default();
    to_u32(range.start)..to_u32(range.end)
}

/// A column's value; columns that belong together have the same length by construction.
pub(crate) fn get<T: Copy + Default>(column: &[T], at: u32) -> T {
    column.get(at as usize).copied().unwrap_or_default()
}

pub(crate) fn to_u32(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
