use comity_model::{Record, RecordId, Statement};

use crate::v1::{RelatedRecord, SourceRecord, StatementInfo};

/// A statement of a record in a dataset.
#[must_use]
pub fn statement_info(dataset: &str, record: &RecordId, statement: &Statement) -> StatementInfo {
    StatementInfo {
        id: statement.id(record).to_string(),
        record: SourceRecord { dataset: dataset.to_owned(), id: record.to_string() },
        property: statement.property.name().to_owned(),
        value: statement.value.clone(),
        original: statement.original.clone(),
        language: statement.language.clone(),
        dataset: statement.origin.dataset().to_string(),
        party: statement.origin.party().to_string(),
        marking: statement.origin.marking().to_string(),
        first_seen: statement.first_seen.map(|time| time.to_string()),
        last_seen: statement.last_seen.map(|time| time.to_string()),
    }
}

/// A record that describes another.
#[must_use]
pub fn related_record(dataset: &str, record: &Record) -> RelatedRecord {
    let statements = record.statements().iter();
    RelatedRecord {
        dataset: dataset.to_owned(),
        id: record.id().to_string(),
        schema: record.schema().name().to_owned(),
        caption: record.caption(),
        statements: statements
            .map(|statement| statement_info(dataset, record.id(), statement))
            .collect(),
    }
}
