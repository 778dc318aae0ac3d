use comity_audit::Hash;
use comity_model::{
    DatasetName, Marking, Origin, PartyId, Record, RecordId, Schema, Statement, Timestamp,
};
use serde::{Deserialize, Serialize};

use crate::ExchangeError;
use crate::canonical::to_canonical;

const WHAT: &str = "record";

/// A record as it crosses a border: its statements, each with where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordForm {
    schema: String,
    /// Dataset, party and marking, each set once.
    origins: Vec<(String, String, String)>,
    statements: Vec<StatementForm>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    referents: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StatementForm {
    /// The property.
    p: String,
    /// The value.
    v: String,
    /// The place of its origin among the record's.
    #[serde(skip_serializing_if = "is_zero", default)]
    o: usize,
    /// The text as the source wrote it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    original: Option<String>,
    /// ISO 639-3.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    language: Option<String>,
    /// When its originator first saw it: how old it is.
    #[serde(with = "crate::wire::maybe", skip_serializing_if = "Option::is_none", default)]
    since: Option<Timestamp>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands the field by reference")]
fn is_zero(place: &usize) -> bool {
    *place == 0
}

impl RecordForm {
    /// The form of a record of which every statement may be given.
    #[must_use]
    pub fn of(record: &Record) -> RecordForm {
        let mut origins: Vec<(String, String, String)> = Vec::new();
        let statements = record.statements().iter().map(|said| {
            let origin = &said.origin;
            let row = (
                origin.dataset().to_string(),
                origin.party().to_string(),
                origin.marking().to_string(),
            );
            let place = origins.iter().position(|known| *known == row).unwrap_or_else(|| {
                origins.push(row);
                origins.len() - 1
            });
            StatementForm {
                p: said.property.name().to_owned(),
                v: said.value.clone(),
                o: place,
                original: said.original.clone(),
                language: said.language.clone(),
                since: said.first_seen,
            }
        });
        let statements = statements.collect();
        let referents = record.referents().iter().map(ToString::to_string).collect();
        RecordForm { schema: record.schema().name().to_owned(), origins, statements, referents }
    }

    /// The names of the properties that it says something of.
    #[must_use]
    pub fn properties(&self) -> Vec<String> {
        let names: std::collections::BTreeSet<&String> =
            self.statements.iter().map(|said| &said.p).collect();
        names.into_iter().cloned().collect()
    }

    /// The hash by which its giver remembers what the taker holds.
    ///
    /// # Errors
    /// If it has no canonical form.
    pub fn hash(&self) -> Result<Hash, ExchangeError> {
        Ok(Hash::of(to_canonical(self)?.as_bytes()))
    }

    /// The record, with what its taker has to keep to added to every marking.
    ///
    /// # Errors
    /// If a part is not understood: unknown means no.
    pub fn record(&self, id: &RecordId, conditions: &Marking) -> Result<Record, ExchangeError> {
        let unfitting = |why: String| ExchangeError::Unfitting { what: WHAT, why };
        let model = |error: comity_model::ModelError| unfitting(error.to_string());
        let schema = Schema::named(&self.schema).map_err(model)?;
        let mut record = Record::new(id.clone(), schema);
        let origins = self.origins.iter().map(|(dataset, party, marking)| {
            let marking = Marking::parse(marking)?.combine(conditions);
            Ok(Origin::of(DatasetName::new(dataset)?, PartyId::new(party)?, marking))
        });
        let origins: Vec<Origin> = origins.collect::<Result<_, _>>().map_err(model)?;
        for said in &self.statements {
            let origin = origins.get(said.o);
            let origin = origin.ok_or_else(|| unfitting("a statement has no origin".to_owned()))?;
            // A value that this party would not have written itself is not taken over either.
            let property = schema.property(&said.p).map_err(model)?;
            let mut checked = Record::new(id.clone(), schema);
            checked.add(&said.p, &said.v, origin).map_err(model)?;
            if checked.first(&said.p) != Some(said.v.as_str()) {
                return Err(unfitting(format!(
                    "a value of `{}` is not in its normal form",
                    said.p
                )));
            }
            let statement = Statement {
                property,
                value: said.v.clone(),
                original: said.original.clone(),
                language: said.language.clone(),
                origin: origin.clone(),
                first_seen: said.since,
                last_seen: None,
            };
            record.push(statement).map_err(model)?;
        }
        for referent in &self.referents {
            let referent = RecordId::new(referent).map_err(model)?;
            record.add_referent(referent).map_err(model)?;
        }
        Ok(record)
    }
}
