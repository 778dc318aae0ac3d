use comity_model::Schema;

use super::FoundDocument;
use crate::answer::CandidateRecord;
use crate::index::snapshot::Snapshot;
use crate::index::view::View;

/// The documents of a view: each record, and each same-as group of records as one.
///
/// A document's number is that of its first record that the view shows. A group of which the view
/// shows one member is that record.
#[derive(Clone, Copy)]
pub(super) struct Docs<'s> {
    pub(super) snapshot: &'s Snapshot,
    pub(super) view: &'s View,
}

impl<'s> Docs<'s> {
    /// The document that a record belongs to, if the view shows the record.
    pub(super) fn of(&self, record: u32) -> Option<u32> {
        if !self.view.shows_record(record) {
            return None;
        }
        let members = self.snapshot.group_members(record);
        let first = members.iter().find(|member| self.view.shows_record(**member));
        Some(first.copied().unwrap_or(record))
    }

    /// Whether a record is the first of its document.
    pub(super) fn is_first(&self, record: u32) -> bool {
        self.of(record) == Some(record)
    }

    /// The records of a document that the view shows.
    pub(super) fn members(&self, doc: u32) -> impl Iterator<Item = u32> + use<'s> {
        let Docs { snapshot, view } = *self;
        let members = snapshot.group_members(doc);
        let alone = members.is_empty().then_some(doc);
        alone.into_iter().chain(members.iter().copied()).filter(|member| view.shows_record(*member))
    }

    /// The names of a document that the view shows.
    pub(super) fn names(&self, doc: u32) -> impl Iterator<Item = u32> + use<'s> {
        let Docs { snapshot, view } = *self;
        self.members(doc)
            .flat_map(|member| snapshot.names_of(member))
            .filter(|name| view.shows(snapshot.marking_of_name(*name)))
    }

    pub(super) fn schema(&self, doc: u32) -> Option<Schema> {
        self.snapshot.schema_of(doc)
    }

    pub(super) fn caption(&self, doc: u32) -> &'s str {
        self.snapshot.caption_of(doc, self.view)
    }

    /// The id by which the document is known.
    pub(super) fn id(&self, doc: u32) -> &'s str {
        let snapshot = self.snapshot;
        if self.members(doc).nth(1).is_none() {
            return snapshot.id_of(doc);
        }
        snapshot.canonical_of(doc)
    }

    /// What is said of a document that was found.
    pub(super) fn found(&self, doc: u32, score: f64) -> Option<FoundDocument> {
        let snapshot = self.snapshot;
        let records = self.members(doc).map(|member| CandidateRecord {
            key: snapshot.key_of(member),
            dataset: snapshot.dataset_of(member).to_owned(),
            id: snapshot.id_of(member).to_owned(),
        });
        Some(FoundDocument {
            id: self.id(doc).to_owned(),
            schema: self.schema(doc)?,
            caption: self.caption(doc).to_owned(),
            records: records.collect(),
            score,
        })
    }
}
