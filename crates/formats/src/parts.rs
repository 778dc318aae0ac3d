//! What parties of several lists have alike: dates, addresses, documents.

use comity_model::{ModelError, PartialDate, Schema, clean_value, country_code};

use crate::party::Party;
use crate::text::{content_key, join, tidy};

/// Adds a date as far as it is known; one that is none is left out and reported.
pub(crate) fn add_date(party: &mut Party, property: &str, written: &str, is_about: bool) {
    let text = tidy(written);
    if text.is_empty() {
        return;
    }
    if party.record().schema().property(property).is_err() {
        return party.note(&format!("{property}: {text}"));
    }
    match PartialDate::parse_loose(&text) {
        Ok(date) if is_about && !date.is_approximate() => {
            let about = date.to_string().replace('/', "~/") + "~";
            party.add_rewritten(property, &about, &text);
        }
        Ok(date) => party.add_rewritten(property, &date.to_string(), &text),
        Err(_) => {
            let value = text.chars().take(80).collect();
            let property = property.to_owned();
            let error =
                ModelError::InvalidValue { property: property.clone(), value, expected: "date" };
            party.reject(&property, &text, error);
        }
    }
}

/// The ISO 639-3 code of a language, given as a code or as an English name.
pub(crate) fn language(text: &str) -> Option<String> {
    let person = Schema::named("Person").ok()?;
    clean_value(person.property("spokenLanguage").ok()?, text.trim()).ok()
}

/// The code of a country that may stand before a remark in brackets.
pub(crate) fn country_before_remark(text: &str) -> Option<&'static str> {
    country_code(text).or_else(|| country_code(text.split_once(" (")?.0.trim()))
}

/// An address.
#[derive(Default)]
pub(crate) struct Address<'a> {
    /// All but the country, as it should be shown.
    pub(crate) local: &'a str,
    /// The country as the list writes it.
    pub(crate) country: &'a str,
    /// Its code, if the list gives one beside it.
    pub(crate) country_code: Option<&'static str>,
    /// The parts, by the properties of an `Address`.
    pub(crate) parts: &'a [(&'a str, &'a str)],
    pub(crate) remark: &'a str,
}

/// Adds an address; one that is nothing but a country says no more than the country does.
pub(crate) fn add_address(party: &mut Party, address: &Address<'_>) {
    let country = tidy(address.country);
    let code = address.country_code.or_else(|| country_before_remark(&country));
    party.add("country", code.unwrap_or_default());
    let full = join([address.local, &country], ", ");
    if address.local.is_empty() && (code.is_some() || country.is_empty()) {
        if !address.remark.is_empty() {
            party.note(&join(["address", &country, address.remark], ", "));
        }
        return;
    }
    let key = format!("address-{}", content_key(&[&full, address.remark]));
    let mut values = vec![("full", full.as_str())];
    values.extend(address.parts);
    values.extend([("country", code.unwrap_or_default()), ("remarks", address.remark)]);
    party.add("address", &full);
    if let Some(id) = party.relate("Address", &key, &values) {
        party.add("addressEntity", id.as_str());
    }
}

/// A numbered document.
#[derive(Default)]
pub(crate) struct Document<'a> {
    /// What the list calls it.
    pub(crate) kind: &'a str,
    /// The properties of the party that may take its number, best first.
    pub(crate) properties: &'a [&'a str],
    pub(crate) number: &'a str,
    pub(crate) country: Option<&'static str>,
    pub(crate) authority: &'a str,
    pub(crate) starts: &'a str,
    pub(crate) ends: &'a str,
    pub(crate) remark: &'a str,
}

/// Adds a document. Without a number it is only what is said about it.
pub(crate) fn add_document(party: &mut Party, document: &Document<'_>) {
    let number = tidy(document.number);
    if !number.contains(|c: char| c.is_alphanumeric()) {
        let country = document.country.unwrap_or_default();
        let about = join([country, document.authority, document.remark], ", ");
        if !about.is_empty() {
            party.note(&format!("{}: {about}", document.kind));
        }
        return;
    }
    if !document.properties.iter().any(|property| party.try_add(property, &number)) {
        party.note(&format!("{} {number}", document.kind));
    }
    let is_passport = document.properties.contains(&"passportNumber") && party.is_a("Person");
    let schema = if is_passport { "Passport" } else { "Identification" };
    let holder = party.id().clone();
    let country = document.country.unwrap_or_default();
    let values = [
        ("holder", holder.as_str()),
        ("type", document.kind),
        ("number", &number),
        ("country", country),
        ("authority", document.authority),
        ("startDate", document.starts),
        ("endDate", document.ends),
        ("summary", document.remark),
        ("passportNumber", &number),
    ];
    let values = if is_passport { &values[..] } else { values.get(..8).unwrap_or_default() };
    let key = format!("document-{}", content_key(&[document.kind, &number, country]));
    party.relate(schema, &key, values);
}
