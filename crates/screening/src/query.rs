use comity_model::{PartialDate, Record, Schema};

use crate::index::{FeatureKind, feature_of};

/// Who or what is screened: an example of the record that is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// The kind of thing; records of schemata that extend it or that it extends are compared.
    pub schema: Schema,
    /// Names by which it is known, in any script and spelling.
    pub names: Vec<String>,
    /// Birth, incorporation or build dates.
    pub dates: Vec<PartialDate>,
    /// Country codes of nationality, citizenship, jurisdiction, flag or residence.
    pub countries: Vec<String>,
    /// Gender codes.
    pub genders: Vec<String>,
    /// Numbers of documents, registers, hulls.
    pub identifiers: Vec<QueryIdentifier>,
    /// Postal addresses in one line each.
    pub addresses: Vec<String>,
}

/// An identifier of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryIdentifier {
    /// The property that it was given as, such as `passportNumber`.
    pub property: &'static str,
    /// The number as it was given.
    pub value: String,
}

impl Query {
    /// A query for one name.
    #[must_use]
    pub fn name(schema: Schema, name: &str) -> Query {
        let mut query = Query::empty(schema);
        query.names.push(name.to_owned());
        query
    }

    /// A query that asks for nothing yet.
    #[must_use]
    pub fn empty(schema: Schema) -> Query {
        Query {
            schema,
            names: Vec::new(),
            dates: Vec::new(),
            countries: Vec::new(),
            genders: Vec::new(),
            identifiers: Vec::new(),
            addresses: Vec::new(),
        }
    }

    /// The query that asks for whatever a record states.
    #[must_use]
    pub fn of_record(record: &Record) -> Query {
        if record.schema().is_a("Identification") {
            return Query::of_document(record);
        }
        let mut query = Query::empty(record.schema());
        let mut parts: Vec<String> = Vec::new();
        for statement in record.statements() {
            let value = &statement.value;
            match feature_of(record.schema(), statement.property) {
                Some(FeatureKind::Name | FeatureKind::WeakName) => {
                    push_new(&mut query.names, value);
                }
                Some(FeatureKind::Date) => {
                    query.dates.extend(PartialDate::parse(value).ok());
                }
                Some(FeatureKind::Country) => push_new(&mut query.countries, value),
                Some(FeatureKind::Gender) => push_new(&mut query.genders, value),
                Some(FeatureKind::Identifier) => {
                    let property = statement.property.name();
                    query.identifiers.push(QueryIdentifier { property, value: value.clone() });
                }
                Some(FeatureKind::Address) => push_new(&mut query.addresses, value),
                Some(
                    FeatureKind::Topic
                    | FeatureKind::Changed
                    | FeatureKind::Other
                    | FeatureKind::FirstSeen
                    | FeatureKind::LastSeen,
                )
                | None => {}
            }
        }
        for property in ["firstName", "secondName", "middleName", "fatherName", "lastName"] {
            parts.extend(record.values(property).map(str::to_owned));
        }
        if query.names.is_empty() && !parts.is_empty() {
            query.names.push(parts.join(" "));
        }
        query
    }

    /// A travel or identity document asks for its holder.
    fn of_document(record: &Record) -> Query {
        let mut query = Query::empty(Schema::named("LegalEntity").unwrap_or(record.schema()));
        let property = document_property(record.schema());
        for number in ["number", "passportNumber"].into_iter().flat_map(|each| record.values(each))
        {
            query.identifiers.push(QueryIdentifier { property, value: number.to_owned() });
        }
        let name: Vec<&str> =
            ["givenName", "surname"].into_iter().flat_map(|each| record.values(each)).collect();
        if !name.is_empty() {
            query.schema = Schema::named("Person").unwrap_or(query.schema);
            query.names.push(name.join(" "));
        }
        query
            .dates
            .extend(record.values("birthDate").filter_map(|date| PartialDate::parse(date).ok()));
        query.genders.extend(record.values("gender").map(str::to_owned));
        query
    }
}

/// The property under which a document's number stands on its holder.
pub(crate) fn document_property(document: Schema) -> &'static str {
    if document.is_a("Passport") { "passportNumber" } else { "idNumber" }
}

fn push_new(values: &mut Vec<String>, value: &str) {
    if !values.iter().any(|known| known == value) {
        values.push(value.to_owned());
    }
}
