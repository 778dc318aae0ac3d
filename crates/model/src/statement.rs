use std::sync::Arc;

use crate::{
    DatasetName, Marking, ModelError, PartyId, Property, RecordId, StatementId, Timestamp,
};

/// Where statements come from: shared by all statements that one reader makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(Arc<OriginSpec>);

#[derive(Debug, PartialEq, Eq)]
struct OriginSpec {
    dataset: DatasetName,
    party: PartyId,
    marking: Marking,
}

impl Origin {
    /// An origin of statements.
    ///
    /// # Errors
    /// If the dataset's or the party's name is not valid.
    pub fn new(dataset: &str, party: &str, marking: Marking) -> Result<Origin, ModelError> {
        Ok(Origin::of(DatasetName::new(dataset)?, PartyId::new(party)?, marking))
    }

    /// An origin from names that were checked before.
    #[must_use]
    pub fn of(dataset: DatasetName, party: PartyId, marking: Marking) -> Origin {
        Origin(Arc::new(OriginSpec { dataset, party, marking }))
    }

    /// The same origin, with the processing of what it states restricted.
    #[must_use]
    pub fn restricted(&self) -> Origin {
        let OriginSpec { dataset, party, marking } = &*self.0;
        Origin::of(dataset.clone(), party.clone(), marking.restricted())
    }

    /// The dataset that the statement was read from; the source's own name for it, which may
    /// differ from the dataset that it was imported into.
    #[must_use]
    pub fn dataset(&self) -> &DatasetName {
        &self.0.dataset
    }

    /// The party that made the statement.
    #[must_use]
    pub fn party(&self) -> &PartyId {
        &self.0.party
    }

    /// Who may see the statement, and for what.
    #[must_use]
    pub fn marking(&self) -> &Marking {
        &self.0.marking
    }
}

/// One value of one property of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The property.
    pub property: Property,
    /// The value in its normal form.
    pub value: String,
    /// The text as the source wrote it, where the normal form differs.
    pub original: Option<String>,
    /// The value's language, ISO 639-3, where stated.
    pub language: Option<String>,
    /// Dataset, party and marking.
    pub origin: Origin,
    /// When the statement was first seen.
    pub first_seen: Option<Timestamp>,
    /// When it was last seen.
    pub last_seen: Option<Timestamp>,
}

impl Statement {
    /// The statement's id, the same in every version and on every node.
    #[must_use]
    pub fn id(&self, record: &RecordId) -> StatementId {
        StatementId::of(&[
            self.origin.dataset().as_str(),
            record.as_str(),
            self.property.name(),
            &self.value,
            self.origin.party().as_str(),
        ])
    }
}
