use crate::{Record, RecordId};

/// One step of a delta: what a publisher changed from one edition of a dataset to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeltaStep {
    /// A record that the edition before did not have.
    Add(Record),
    /// A record that says something else now: all of it, not only what is new.
    Modify(Record),
    /// A record that is gone.
    Remove(RecordId),
    /// A record of which nothing can be kept: what was kept of it before, if anything was, is gone.
    Drop(RecordId),
}
