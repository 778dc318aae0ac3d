//! What a search reads of the index's columns, in one place: a change of their layout ends here.

use crate::index::snapshot::{Snapshot, get};

impl Snapshot {
    /// The marking under which a name stands.
    pub(super) fn marking_of_name(&self, name: u32) -> u16 {
        get(&self.names.marking, name)
    }

    /// The number of a record's dataset among [`Snapshot::dataset_names`].
    pub(super) fn dataset_number(&self, record: u32) -> u16 {
        get(&self.records.dataset, record)
    }

    /// The names of all datasets, by their number.
    pub(super) fn dataset_names(&self) -> &[String] {
        &self.datasets
    }

    /// The number of a record's schema.
    pub(super) fn schema_number(&self, record: u32) -> u8 {
        get(&self.records.schema, record)
    }

    /// The store's key of a record's state.
    pub(super) fn key_of(&self, record: u32) -> i64 {
        get(&self.records.key, record)
    }

    /// The canonical id of the group that a record is in; empty if it is in none.
    pub(super) fn canonical_of(&self, record: u32) -> &str {
        let group = get(&self.records.group, record);
        self.groups.id.get(group as usize).map_or("", |id| self.strings.get(*id))
    }
}
