//! A party's own list: a table, and a [`Mapping`] that says what its columns mean.
//!
//! Without a mapping the header itself must speak FollowTheMoney: a column `id`, a column `schema`
//! and properties such as `name` or `birthDate`; several values of one field stand apart by `;`.

mod alert;
mod dialect;
mod mapping;
mod plan;

use comity_model::{DatasetName, Marking, ModelError, Origin, PartyId, Record, RecordId, Schema};

pub use mapping::Mapping;

use crate::output::Output;
use crate::party::keep_as_note;
use crate::read::{FileText, Reader};
use crate::rows::{Breaks, Row, Rows};
use crate::text::tidy;
use crate::{FormatError, Options};

use plan::{Field, Plan};

pub(crate) struct CsvReader {
    dataset: DatasetName,
    party: PartyId,
    marking: Marking,
    mapping: Option<Mapping>,
    /// The origin of the last row; neighbours usually share their marking.
    origin: Option<Origin>,
}

impl CsvReader {
    pub(crate) fn new(options: &Options) -> CsvReader {
        CsvReader {
            dataset: options.dataset.clone(),
            party: options.party.clone(),
            marking: options.marking.clone(),
            mapping: options.mapping.clone(),
            origin: None,
        }
    }

    fn row(
        &mut self,
        plan: &Plan,
        fields: &[String],
        place: &str,
        output: &mut Output<'_>,
    ) -> Result<(), FormatError> {
        let mut bad_values = Vec::new();
        let records = match self.records(plan, fields, &mut bad_values) {
            Ok(records) => records,
            Err(reason) => {
                output.skip(place, reason);
                return Ok(());
            }
        };
        if records.first().is_some_and(|record| !output.is_unused(record.id(), place)) {
            return Ok(());
        }
        for reason in bad_values {
            output.skip(place, reason);
        }
        records.into_iter().try_for_each(|record| output.emit(record, place))
    }

    /// The party of a row and its alert, or why there is none.
    fn records(
        &mut self,
        plan: &Plan,
        fields: &[String],
        bad_values: &mut Vec<ModelError>,
    ) -> Result<Vec<Record>, String> {
        let words = |error: ModelError| error.to_string();
        let key = tidy(plan.key(fields));
        if key.is_empty() {
            return Err("its key is empty".to_owned());
        }
        let id = if plan.key_is_id() { key } else { format!("{}-{key}", self.dataset) };
        let id = RecordId::new(id).map_err(words)?;
        let schema = Schema::named(&plan.schema(fields)?).map_err(words)?;
        if schema.is_abstract() {
            return Err(format!("`{schema}` is abstract and cannot be the schema of a record"));
        }
        let origin = self.origin_of(tidy(plan.marking(fields)).as_str()).map_err(words)?;
        let mut record = Record::new(id, schema);
        let mut refused = Vec::new();
        for Field { property, value, language } in plan.values(fields) {
            // An empty field says nothing, so it cannot be wrong either.
            if value.is_empty() {
                continue;
            }
            if let Err(error) = record.add_in(property, &value, language, &origin) {
                bad_values.push(error);
                refused.push((property, value));
            }
        }
        if record.statements().is_empty() {
            return Err("it states nothing that could be kept".to_owned());
        }
        for (property, value) in refused {
            keep_as_note(&mut record, property, &value, &origin);
        }
        for topic in plan.topics() {
            record.add("topics", topic, &origin).map_err(words)?;
        }
        let alert = plan.alert(record.id(), fields, bad_values).map_err(words)?;
        let alert = alert.map(|alert| alert.to_record(&origin)).transpose().map_err(words)?;
        Ok(std::iter::once(record).chain(alert).collect())
    }

    /// The origin for a row's own marking, which can only narrow the import's. A marking that is
    /// not understood costs the row: unknown means no.
    fn origin_of(&mut self, marking: &str) -> Result<Origin, ModelError> {
        let marking = if marking.is_empty() {
            self.marking.clone()
        } else {
            self.marking.combine(&Marking::parse(marking)?)
        };
        let origin = self.origin.take().filter(|origin| *origin.marking() == marking);
        let origin =
            origin.unwrap_or_else(|| Origin::of(self.dataset.clone(), self.party.clone(), marking));
        self.origin = Some(origin.clone());
        Ok(origin)
    }
}

impl Reader for CsvReader {
    fn file(
        &mut self,
        name: &str,
        text: &mut FileText<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), FormatError> {
        let io = |error: std::io::Error| FormatError::of_io(name, &error);
        let asked = self.mapping.as_ref().and_then(Mapping::delimiter);
        let delimiter = dialect::begin(text, asked).map_err(io)?;
        let mut rows = Rows::new(text, delimiter, Breaks::InQuotes);
        let Some(Row::Whole) = rows.next().map_err(io)? else {
            return Err(FormatError::Damaged {
                file: name.to_owned(),
                reason: "its header cannot be read".to_owned(),
            });
        };
        let header: Vec<String> = rows.fields().iter().map(|field| tidy(field)).collect();
        let plan = Plan::new(self.mapping.as_ref(), &header)?;
        for column in plan.unknown_columns() {
            output.note(format_args!("`{name}`: the column `{column}` is not read"));
        }
        while let Some(row) = rows.next().map_err(io)? {
            let place = format!("line {}", rows.line());
            let fields = rows.fields().len();
            match row {
                // Spreadsheets write delimiters for columns that were used once and emptied.
                Row::Whole if fields >= header.len() && is_empty(rows.fields(), header.len()) => {
                    self.row(&plan, rows.fields(), &place, output)?;
                }
                Row::CutOff => {
                    let reason = format!("a quote that is opened in {place} is not closed");
                    return Err(FormatError::CutOff { file: name.to_owned(), reason });
                }
                Row::Whole if rows.ended_without_break() && fields < header.len() => {
                    let reason = format!("its last row, {place}, is not whole");
                    return Err(FormatError::CutOff { file: name.to_owned(), reason });
                }
                Row::Whole => {
                    let columns = header.len();
                    output.skip(place, format_args!("it has {fields} fields, not {columns}"));
                }
                Row::Bad(reason) => output.skip(place, reason),
            }
        }
        Ok(())
    }
}

/// Whether nothing stands in the fields from that place on.
fn is_empty(fields: &[String], from: usize) -> bool {
    fields.iter().skip(from).all(|field| field.trim().is_empty())
}

#[cfg(test)]
mod tests;
