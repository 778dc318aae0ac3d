//! From arguments to an example of what is looked for.

use std::collections::BTreeMap;

use comity_api::v1::Example;
use comity_api::yente::OneOrMany;
use comity_model::identifier::{Check, check};
use comity_model::{PropertyType, Schema};
use serde_json::Value;

use crate::failure::Failure;

/// The arguments of a query, by the names that clap knows them by.
pub(super) const NAMES: [&str; 7] =
    ["name", "schema", "birth_date", "nationality", "gender", "id", "address"];
/// Those that a batch states line by line.
pub(super) const NOT_IN_BATCH: [&str; 6] =
    ["name", "birth_date", "nationality", "gender", "id", "address"];

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Query")]
pub(in crate::cli) struct QueryArgs {
    /// The name, in any script and spelling
    #[arg(value_name = "NAME", help_heading = None)]
    name: Option<String>,
    /// What is looked for: Person, Company, Organization, LegalEntity, Vessel, Airplane ...; a
    /// Person where a birth date, gender or nationality is stated, otherwise anything with a name
    #[arg(long, value_name = "SCHEMA")]
    pub(super) schema: Option<String>,
    /// Date of birth, of incorporation or of building: `1974-08-12`, `1974-08` or `1974`
    #[arg(long, value_name = "DATE")]
    birth_date: Option<String>,
    /// Nationality, flag or country of incorporation: a code or a name; may be repeated
    #[arg(long, value_name = "COUNTRY")]
    nationality: Vec<String>,
    /// `male`, `female` or `other`
    #[arg(long, value_name = "GENDER")]
    gender: Option<String>,
    /// A number of a document, register or hull, or `PROPERTY=NUMBER`; may be repeated
    #[arg(long, value_name = "NUMBER")]
    id: Vec<String>,
    /// A postal address in one line; may be repeated
    #[arg(long, value_name = "TEXT")]
    address: Vec<String>,
}

impl QueryArgs {
    /// The same about a person, unless another schema is stated.
    pub(in crate::cli) fn person_unless_stated(self) -> QueryArgs {
        QueryArgs { schema: self.schema.or_else(|| Some("Person".to_owned())), ..self }
    }

    /// The example that these arguments describe.
    pub(in crate::cli) fn example(self) -> Result<Example, Failure> {
        let schema = self.schema_asked()?;
        let mut properties: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut add = |property: &str, value: String| {
            properties.entry(property.to_owned()).or_default().push(value);
        };
        let place = |wanted: &[&'static str], argument: &str| {
            let known = wanted.iter().find(|property| schema.property(property).is_ok());
            let message = || format!("a {} has nothing for `{argument}`", schema.name());
            known.copied().ok_or_else(|| Failure::usage(message()))
        };
        if let Some(name) = self.name {
            add("name", name);
        }
        if let Some(date) = self.birth_date {
            add(place(&["birthDate", "incorporationDate", "buildDate"], "--birth-date")?, date);
        }
        for country in self.nationality {
            add(
                place(&["nationality", "flag", "jurisdiction", "country"], "--nationality")?,
                country,
            );
        }
        if let Some(gender) = self.gender {
            add(place(&["gender"], "--gender")?, gender);
        }
        for id in self.id {
            let (property, number) = identifier(schema, &id)?;
            add(&property, number);
        }
        for address in self.address {
            add("address", address);
        }
        let values =
            |values: Vec<String>| OneOrMany::Many(values.into_iter().map(Value::String).collect());
        Ok(Example {
            schema: schema.name().to_owned(),
            properties: properties.into_iter().map(|(name, each)| (name, values(each))).collect(),
        })
    }

    fn schema_asked(&self) -> Result<Schema, Failure> {
        let states_person =
            self.birth_date.is_some() || self.gender.is_some() || !self.nationality.is_empty();
        let usual = || match self.id.first() {
            _ if states_person => "Person",
            Some(number) if check("imo", number) == Check::Valid => "Vessel",
            Some(_) => "LegalEntity",
            None => "Thing",
        };
        let name = self.schema.as_deref().unwrap_or_else(usual);
        Schema::named(name).map_err(|err| {
            Failure::usage(err.to_string())
                .with_hint("such as Person, Company, Organization, LegalEntity, Vessel, Airplane")
        })
    }
}

/// The property and the number: as stated, or the first property whose format the number has, or
/// the number that such things usually have.
fn identifier(schema: Schema, text: &str) -> Result<(String, String), Failure> {
    if let Some((name, number)) = text.split_once('=') {
        let property = schema.property(name).map_err(|err| Failure::usage(err.to_string()))?;
        if property.kind() != PropertyType::Identifier {
            return Err(Failure::usage(format!("`{name}` is not an identifier")));
        }
        return Ok((name.to_owned(), number.to_owned()));
    }
    // Formats whose check digits hardly ever hold by chance.
    const TELLING: [&str; 6] = ["imo", "lei", "isin", "iban", "uscc", "ogrn"];
    let fits = schema.properties().find(|property| {
        let format = property.format().filter(|format| TELLING.contains(format));
        format.is_some_and(|format| check(format, text) == Check::Valid)
    });
    const USUAL: [&str; 4] = ["passportNumber", "registrationNumber", "serialNumber", "imoNumber"];
    let usual = || USUAL.into_iter().find(|name| schema.property(name).is_ok());
    let name = fits.map(|property| property.name()).or_else(usual).ok_or_else(|| {
        Failure::usage(format!("a {} has no number", schema.name()))
            .with_hint("name the property: `--id PROPERTY=NUMBER`")
    })?;
    Ok((name.to_owned(), text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(words: &[&str]) -> QueryArgs {
        #[derive(clap::Parser)]
        struct Only {
            #[command(flatten)]
            query: QueryArgs,
        }
        let words = std::iter::once("x").chain(words.iter().copied());
        <Only as clap::Parser>::parse_from(words).query
    }

    #[track_caller]
    fn check_example(words: &[&str], expect: &str) {
        let example = args(words).example().unwrap();
        let properties = serde_json::to_string(&example.properties).unwrap();
        assert_eq!(format!("{} {properties}", example.schema), expect);
    }

    #[test]
    fn arguments_become_an_example() {
        check_example(&["Tern"], r#"Thing {"name":["Tern"]}"#);
        check_example(
            &["Tern", "--birth-date", "1970", "--gender", "f"],
            r#"Person {"birthDate":["1970"],"gender":["f"],"name":["Tern"]}"#,
        );
        check_example(
            &["Tern", "--schema", "Vessel", "--nationality", "no", "--birth-date", "1999"],
            r#"Vessel {"buildDate":["1999"],"flag":["no"],"name":["Tern"]}"#,
        );
    }

    #[test]
    fn numbers_find_their_property() {
        check_example(&["--id", "9074729"], r#"Vessel {"imoNumber":["9074729"]}"#);
        check_example(&["--id", "X1234567"], r#"LegalEntity {"registrationNumber":["X1234567"]}"#);
        check_example(
            &["--id", "X1234567", "--schema", "Person"],
            r#"Person {"passportNumber":["X1234567"]}"#,
        );
        check_example(
            &["--id", "mmsi=257000000", "--schema", "Vessel"],
            r#"Vessel {"mmsi":["257000000"]}"#,
        );
        check_example(
            &["--id", "5493001KJTIIGC8Y1R12", "--schema", "Company"],
            r#"Company {"leiCode":["5493001KJTIIGC8Y1R12"]}"#,
        );
    }

    #[test]
    fn what_a_schema_does_not_have_is_refused() {
        for words in [
            &["Tern", "--schema", "Vessel", "--gender", "f"][..],
            &["Tern", "--schema", "Nothing"],
            &["Tern", "--schema", "Vessel", "--id", "name=x"],
            &["Tern", "--schema", "Vessel", "--id", "wings=2"],
        ] {
            assert!(args(words).example().is_err(), "{words:?}");
        }
    }
}
