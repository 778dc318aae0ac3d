//! Values of properties in their normal forms.

use std::net::IpAddr;

use crate::error::printable;
use crate::language::language_code;
use crate::{
    ModelError, PartialDate, Property, PropertyType, RecordId, country_code, gender_code,
    identifier, is_topic,
};

/// The normal form of a value of a property, by the property's type: dates as [`PartialDate`]
/// writes them, countries, languages and genders as codes, identifiers in their format's form
/// where they are valid in it, one line of text without control characters otherwise.
///
/// # Errors
/// [`ModelError::InvalidValue`] if the value does not fit the type, [`ModelError::TooMany`] if it
/// is longer than the type allows.
pub fn clean_value(property: Property, text: &str) -> Result<String, ModelError> {
    let kind = property.kind();
    let clean = match kind {
        PropertyType::Html | PropertyType::Json | PropertyType::Text => clean_text(text),
        _ => clean_line(text),
    };
    let value = typed(property, clean).map_err(|expected| invalid(property, text, expected))?;
    if value.is_empty() {
        return Err(invalid(property, text, "visible text"));
    }
    let limit = kind.chars_max();
    // No character is shorter than a byte, so most values need no counting.
    if value.len() > limit && value.chars().nth(limit).is_some() {
        return Err(ModelError::TooMany { what: "characters in one value", limit });
    }
    Ok(value)
}

fn invalid(property: Property, text: &str, expected: &'static str) -> ModelError {
    let property = property.name().to_owned();
    ModelError::InvalidValue { property, value: printable(text), expected }
}

/// The value by its type, or what the type expects instead.
fn typed(property: Property, line: String) -> Result<String, &'static str> {
    let keep_if = |is_plausible: bool, line: String, expected: &'static str| {
        if is_plausible { Ok(line) } else { Err(expected) }
    };
    match property.kind() {
        PropertyType::Address
        | PropertyType::Html
        | PropertyType::Json
        | PropertyType::Name
        | PropertyType::Phone
        | PropertyType::String
        | PropertyType::Text => Ok(line),
        PropertyType::Country => country_code(&line).map(str::to_owned).ok_or("country"),
        PropertyType::Date => {
            PartialDate::parse_loose(&line).map(|date| date.to_string()).map_err(|_| "date")
        }
        PropertyType::Gender => gender_code(&line).map(str::to_owned).ok_or("gender"),
        PropertyType::Language => language_code(&line).ok_or("language"),
        PropertyType::Topic => {
            let topic = line.to_ascii_lowercase();
            keep_if(is_topic(&topic), topic, "topic")
        }
        PropertyType::Identifier => {
            let normal = property.format().and_then(|name| identifier::normalize(name, &line));
            Ok(normal.unwrap_or(line))
        }
        PropertyType::Ip => line.parse().map(|ip: IpAddr| ip.to_string()).map_err(|_| "IP address"),
        PropertyType::Url => keep_if(is_url(&line), line, "web address"),
        PropertyType::Email => keep_if(is_email(&line), line, "e-mail address"),
        PropertyType::Number => {
            keep_if(line.contains(|c: char| c.is_ascii_digit()), line, "number")
        }
        PropertyType::Mimetype => keep_if(line.contains('/'), line, "media type"),
        PropertyType::Checksum => {
            keep_if(line.bytes().all(|b| b.is_ascii_hexdigit()), line, "checksum")
        }
        PropertyType::Entity => keep_if(RecordId::new(&line).is_ok(), line, "record id"),
    }
}

fn is_url(line: &str) -> bool {
    let rest = line.split_once("://").map_or(line, |(_, rest)| rest);
    rest.contains('.') && !rest.starts_with('.') && !line.contains(char::is_whitespace)
}

fn is_email(line: &str) -> bool {
    let is_domain = |domain: &str| domain.contains('.') && !domain.contains('@');
    !line.contains(char::is_whitespace)
        && line.split_once('@').is_some_and(|(user, domain)| !user.is_empty() && is_domain(domain))
}

/// One line: white space and control characters become single spaces, marks that cannot be seen
/// go. Joiners stay: several scripts are misspelt without them.
fn clean_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !is_invisible(*c)) {
        if !c.is_whitespace() && !c.is_control() {
            line.push(c);
        } else if !line.is_empty() && !line.ends_with(' ') {
            line.push(' ');
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// Text of several lines: only control characters other than line ends and tabs go.
fn clean_text(text: &str) -> String {
    let is_kept = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
    text.chars().filter(is_kept).collect::<String>().trim().to_owned()
}

/// Direction marks, zero-width spaces, byte order marks, soft hyphens: they would make two equal
/// names differ, or one name look like another.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Schema;

    fn clean(schema: &str, property: &str, text: &str) -> Result<String, ModelError> {
        clean_value(Schema::named(schema).unwrap().property(property).unwrap(), text)
    }

    #[test]
    fn values_take_the_normal_form_of_their_type() {
        for (schema, property, text, value) in [
            ("Person", "name", " Ada\u{200e}\t \u{0}Test\u{a0}Case ", "Ada Test Case"),
            ("Person", "notes", " one\n\ttwo \u{7} ", "one\n\ttwo"),
            ("Person", "birthDate", "23 Nov 1962", "1962-11-23"),
            ("Person", "birthDate", "1962-11-23T00:00:00", "1962-11-23"),
            ("Person", "nationality", "Iran (Islamic Republic of)", "ir"),
            ("Person", "gender", "F", "female"),
            ("Person", "topics", "Sanction", "sanction"),
            ("Vessel", "imoNumber", "9074729", "IMO9074729"),
            ("Vessel", "imoNumber", " 9074728", "9074728"),
            ("Company", "leiCode", "5493001kjtiigc8y1r12", "5493001KJTIIGC8Y1R12"),
            ("Person", "passportNumber", " a 1-2 ", "a 1-2"),
            ("Person", "wikidataId", "https://www.wikidata.org/entity/Q42", "Q42"),
            ("Person", "email", "desk@example.org", "desk@example.org"),
            ("Person", "website", "www.example.org", "www.example.org"),
            ("Person", "phone", "+1 (555) 0100 ext. 3", "+1 (555) 0100 ext. 3"),
            ("Vessel", "grossRegisteredTonnage", "8,750", "8,750"),
        ] {
            assert_eq!(clean(schema, property, text).as_deref(), Ok(value), "{property}");
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for (property, text) in [
            ("birthDate", "1962-13"),
            ("nationality", "Atlantis"),
            ("gender", "unknown"),
            ("topics", "no.such.topic"),
            ("email", "desk"),
            ("website", "see notes"),
            ("name", "\u{200b}"),
        ] {
            let error = clean("Person", property, text).unwrap_err();
            assert_eq!(error.code(), "invalid-value", "{property}");
        }
        let error = clean("Person", "nationality", "Atlantis").unwrap_err();
        assert_eq!(error.to_string(), "`Atlantis` is not a valid country for `nationality`");
        let long = "x".repeat(1_001);
        assert_eq!(clean("Person", "name", &long).unwrap_err().code(), "too-many");
        assert!(clean("Person", "name", &"я".repeat(1_000)).is_ok());
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(text in "\\PC{0,40}|[0-9A-Za-z/. ~-]{0,20}") {
            let schemata = ["Person", "Vessel", "Company", "BankAccount", "Document"];
            for schema in schemata {
                for property in Schema::named(schema).unwrap().properties() {
                    if let Ok(value) = clean_value(property, &text) {
                        prop_assert_eq!(clean_value(property, &value), Ok(value), "{:?}", property);
                    }
                }
            }
        }
    }
}
