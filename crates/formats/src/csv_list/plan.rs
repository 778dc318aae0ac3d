//! A mapping applied to a header: which column goes where.

use std::collections::BTreeSet;

use comity_model::{Alert, ModelError, PartialDate, PropertyType, RecordId, Schema};

use super::alert::AlertPlan;
use super::mapping::{ColumnSpec, DateForm, Mapping, SchemaSpec, Spec};
use crate::FormatError;
use crate::text::{join, tidy};

/// One value for a record.
pub(super) struct Field<'p> {
    pub(super) property: &'p str,
    pub(super) value: String,
    pub(super) language: Option<&'p str>,
}

/// Where every part of a row comes from; columns by their place.
pub(super) struct Plan {
    key: usize,
    /// Whether the key is a whole id, as in a table that speaks FollowTheMoney.
    key_is_id: bool,
    schema: SchemaPlan,
    marking: Option<usize>,
    columns: Vec<ColumnPlan>,
    joined: Vec<(String, Vec<usize>)>,
    constants: Vec<(String, String)>,
    topics: Vec<String>,
    alert: Option<AlertPlan>,
    unknown: Vec<String>,
}

enum SchemaPlan {
    Fixed(String),
    Column { at: usize, values: Vec<(String, String)>, otherwise: Option<String> },
}

struct ColumnPlan {
    at: usize,
    property: String,
    split: Option<String>,
    language: Option<String>,
    /// Whether its values are dates as lists write them.
    loose_date: bool,
}

impl Plan {
    /// Applies a mapping, or where there is none, takes the header for property names.
    pub(super) fn new(mapping: Option<&Mapping>, header: &[String]) -> Result<Plan, FormatError> {
        match mapping {
            Some(Mapping(spec)) => Plan::of_spec(spec, &Header(header)),
            None => Plan::of_header(header),
        }
    }

    fn of_spec(spec: &Spec, header: &Header<'_>) -> Result<Plan, FormatError> {
        let schema = match &spec.schema {
            SchemaSpec::Fixed(name) => SchemaPlan::Fixed(name.clone()),
            SchemaSpec::Column(found) => SchemaPlan::Column {
                at: header.place(&found.column)?,
                values: found.values.clone().into_iter().collect(),
                otherwise: found.otherwise.clone(),
            },
        };
        let mut columns = Vec::new();
        for (column, found) in &spec.columns {
            let at = header.place(column)?;
            let plain = |property: &String| ColumnPlan::plain(at, property);
            match found {
                ColumnSpec::Property(property) => columns.push(plain(property)),
                ColumnSpec::Properties(properties) => columns.extend(properties.iter().map(plain)),
                ColumnSpec::Detailed(detail) => columns.push(ColumnPlan {
                    split: detail.split.clone().filter(|split| !split.is_empty()),
                    language: detail.language.clone(),
                    loose_date: detail.date != Some(DateForm::Iso) && is_date(&detail.property),
                    ..plain(&detail.property)
                }),
            }
        }
        let joined = spec.joined.iter().map(|(property, columns)| {
            let places: Result<Vec<usize>, FormatError> =
                columns.iter().map(|column| header.place(column)).collect();
            places.map(|places| (property.clone(), places))
        });
        let marking = spec.marking.as_ref().map(|column| header.place(column)).transpose()?;
        let alert = spec.alert.as_ref().map(|alert| AlertPlan::new(alert, header)).transpose()?;
        let plan = Plan {
            key: header.place(&spec.key)?,
            key_is_id: false,
            joined: joined.collect::<Result<_, _>>()?,
            schema,
            marking,
            columns,
            constants: spec.constants.clone().into_iter().collect(),
            topics: spec.topics.clone(),
            alert,
            unknown: Vec::new(),
        };
        plan.check()?;
        Ok(plan)
    }

    fn of_header(header: &[String]) -> Result<Plan, FormatError> {
        let names: BTreeSet<&str> =
            Schema::all().flat_map(Schema::properties).map(|property| property.name()).collect();
        let place = |name: &str| header.iter().position(|column| column == name);
        let (Some(key), Some(schema)) = (place("id"), place("schema")) else {
            return Err(FormatError::Mapping {
                reason: "there is none, and the header has no columns `id` and `schema`; write a \
                         mapping or name the columns so"
                    .to_owned(),
            });
        };
        let others = || header.iter().enumerate().filter(|(at, _)| *at != key && *at != schema);
        let is_known = |column: &str| names.contains(column);
        let columns = others().filter(|(_, column)| is_known(column)).map(|(at, column)| {
            let split = splits(column).then(|| ";".to_owned());
            ColumnPlan { split, ..ColumnPlan::plain(at, column) }
        });
        let unknown = others().filter(|(_, column)| !is_known(column));
        Ok(Plan {
            key,
            key_is_id: true,
            schema: SchemaPlan::Column { at: schema, values: Vec::new(), otherwise: None },
            marking: None,
            columns: columns.collect(),
            joined: Vec::new(),
            constants: Vec::new(),
            topics: Vec::new(),
            alert: None,
            unknown: unknown.map(|(_, column)| column.clone()).collect(),
        })
    }

    /// Every schema must exist, and every property in at least one of them: a slip of the pen in a
    /// mapping should not wait for the report to be seen.
    fn check(&self) -> Result<(), FormatError> {
        let wrong = |reason: String| FormatError::Mapping { reason };
        let names: Vec<&str> = match &self.schema {
            SchemaPlan::Fixed(name) => vec![name],
            SchemaPlan::Column { values, otherwise, .. } => {
                values.iter().map(|(_, name)| name).chain(otherwise).map(String::as_str).collect()
            }
        };
        let named: Result<Vec<Schema>, _> = names.into_iter().map(Schema::named).collect();
        let mut schemata = named.map_err(|error| wrong(error.to_string()))?;
        if schemata.is_empty() {
            schemata = Schema::all().collect();
        }
        let columns = self.columns.iter().map(|column| &column.property);
        let joined = self.joined.iter().map(|(property, _)| property);
        let constants = self.constants.iter().map(|(property, _)| property);
        for property in columns.chain(joined).chain(constants) {
            if !schemata.iter().any(|schema| schema.property(property).is_ok()) {
                let property = property.escape_debug();
                return Err(wrong(format!("no schema that it names has a property `{property}`")));
            }
        }
        Ok(())
    }

    pub(super) fn key<'f>(&self, fields: &'f [String]) -> &'f str {
        field(fields, self.key)
    }

    pub(super) fn key_is_id(&self) -> bool {
        self.key_is_id
    }

    /// The schema's name for a row, or why there is none.
    pub(super) fn schema(&self, fields: &[String]) -> Result<String, String> {
        match &self.schema {
            SchemaPlan::Fixed(name) => Ok(name.clone()),
            SchemaPlan::Column { at, values, otherwise } => {
                let stated = tidy(field(fields, *at));
                let mapped = values.iter().find(|(from, _)| *from == stated).map(|(_, to)| to);
                match mapped.or(otherwise.as_ref()) {
                    Some(name) => Ok(name.clone()),
                    None if values.is_empty() => Ok(stated),
                    None => {
                        let stated = stated.escape_debug();
                        Err(format!("the mapping has no schema for `{stated}`"))
                    }
                }
            }
        }
    }

    pub(super) fn marking<'f>(&self, fields: &'f [String]) -> &'f str {
        self.marking.map(|at| field(fields, at)).unwrap_or_default()
    }

    pub(super) fn topics(&self) -> impl Iterator<Item = &str> {
        self.topics.iter().map(String::as_str)
    }

    pub(super) fn unknown_columns(&self) -> impl Iterator<Item = &str> {
        self.unknown.iter().map(String::as_str)
    }

    /// All values of a row, joined ones first because they are usually the name.
    pub(super) fn values<'p>(&'p self, fields: &'p [String]) -> impl Iterator<Item = Field<'p>> {
        let joined = self.joined.iter().map(|(property, places)| {
            let parts: Vec<String> = places.iter().map(|at| tidy(field(fields, *at))).collect();
            let value = join(parts.iter().map(String::as_str), " ");
            Field { property, value, language: None }
        });
        let columns = self.columns.iter().flat_map(|column| column.values(fields));
        let constants = self.constants.iter().map(|(property, value)| Field {
            property,
            value: value.clone(),
            language: None,
        });
        joined.chain(columns).chain(constants)
    }

    /// The alert of a row, if it has one.
    pub(super) fn alert(
        &self,
        entity: &RecordId,
        fields: &[String],
        bad_values: &mut Vec<ModelError>,
    ) -> Result<Option<Alert>, ModelError> {
        self.alert.as_ref().map_or(Ok(None), |plan| plan.alert(entity, fields, bad_values))
    }
}

impl ColumnPlan {
    fn plain(at: usize, property: &str) -> ColumnPlan {
        let loose_date = is_date(property);
        let property = property.to_owned();
        ColumnPlan { at, property, split: None, language: None, loose_date }
    }

    fn values<'p>(&'p self, fields: &'p [String]) -> impl Iterator<Item = Field<'p>> {
        let whole = field(fields, self.at);
        // A text without its separator is one value.
        let separator = self.split.as_deref().unwrap_or("\u{0}");
        whole.split(separator).map(|part| {
            let value = tidy(part);
            let loose = self.loose_date.then(|| PartialDate::parse_loose(&value).ok()).flatten();
            let value = loose.map_or(value, |date| date.to_string());
            Field { property: &self.property, value, language: self.language.as_deref() }
        })
    }
}

/// The names of the columns.
pub(super) struct Header<'h>(&'h [String]);

impl Header<'_> {
    /// The place of a column that the mapping names.
    pub(super) fn place(&self, column: &str) -> Result<usize, FormatError> {
        let name = tidy(column);
        self.0.iter().position(|known| *known == name).ok_or_else(|| FormatError::Mapping {
            reason: format!(
                "the list has no column `{}`; it has {}",
                name.escape_debug(),
                self.0.join(", ").chars().take(300).collect::<String>().escape_debug()
            ),
        })
    }
}

pub(super) fn field(fields: &[String], at: usize) -> &str {
    fields.get(at).map(String::as_str).unwrap_or_default()
}

fn kind_of(property: &str) -> Option<PropertyType> {
    let found = Schema::all().find_map(|schema| schema.property(property).ok());
    found.map(comity_model::Property::kind)
}

fn is_date(property: &str) -> bool {
    kind_of(property) == Some(PropertyType::Date)
}

/// Whether several values of a property may stand in one field without a mapping: a semicolon is
/// part of a sentence, but not of a name or a number.
fn splits(property: &str) -> bool {
    !matches!(
        kind_of(property),
        Some(PropertyType::Text | PropertyType::Html | PropertyType::Json | PropertyType::Address)
    )
}
