//! What persons and entities have alike: addresses, comments, and what this reader does not know.

use comity_model::country_code;

use crate::party::Party;
use crate::text::{content_key, join, tidy};
use crate::xml::Element;

/// The elements that are read somewhere; all others become notes.
const KNOWN: [&str; 29] = [
    "COMMENTS1",
    "DATAID",
    "DELISTED_ON",
    "DESIGNATION",
    "ENTITY_ADDRESS",
    "ENTITY_ALIAS",
    "FIRST_NAME",
    "FOURTH_NAME",
    "GENDER",
    "INDIVIDUAL_ADDRESS",
    "INDIVIDUAL_ALIAS",
    "INDIVIDUAL_DATE_OF_BIRTH",
    "INDIVIDUAL_DOCUMENT",
    "INDIVIDUAL_PLACE_OF_BIRTH",
    "LAST_DAY_UPDATED",
    "LISTED_ON",
    "LIST_TYPE",
    "NAME_ORIGINAL_SCRIPT",
    "NATIONALITY",
    "NATIONALITY2",
    "REFERENCE_NUMBER",
    "SECOND_NAME",
    "SORT_KEY",
    "SORT_KEY_LAST_MOD",
    "SUBMITTED_BY",
    "THIRD_NAME",
    "TITLE",
    "UN_LIST_TYPE",
    "VERSIONNUM",
];

/// The elements inside those that are read somewhere.
const KNOWN_INSIDE: [&str; 25] = [
    "ALIAS_NAME",
    "CITY",
    "CITY_OF_BIRTH",
    "CITY_OF_ISSUE",
    "COUNTRY",
    "COUNTRY_OF_BIRTH",
    "COUNTRY_OF_ISSUE",
    "DATE",
    "DATE_OF_BIRTH",
    "DATE_OF_ISSUE",
    "FROM_YEAR",
    "GENDER",
    "ISSUING_COUNTRY",
    "NOTE",
    "NUMBER",
    "QUALITY",
    "STATE_PROVINCE",
    "STREET",
    "TO_YEAR",
    "TYPE_OF_DATE",
    "TYPE_OF_DOCUMENT",
    "TYPE_OF_DOCUMENT2",
    "VALUE",
    "YEAR",
    "ZIP_CODE",
];

pub(super) fn add(party: &mut Party, element: &Element) {
    party.note(element.text_of("COMMENTS1"));
    for address in element.all("INDIVIDUAL_ADDRESS").chain(element.all("ENTITY_ADDRESS")) {
        add_address(party, address);
    }
    for child in &element.children {
        if !KNOWN.contains(&child.name.as_str()) {
            note_unknown(party, &child.name, child);
            continue;
        }
        let is_unknown = |inner: &&Element| !KNOWN_INSIDE.contains(&inner.name.as_str());
        for inner in child.children.iter().filter(is_unknown) {
            note_unknown(party, &format!("{} {}", child.name, inner.name), inner);
        }
    }
}

fn note_unknown(party: &mut Party, name: &str, unknown: &Element) {
    let text = unknown.whole_text();
    if !text.is_empty() {
        party.note(&format!("{name}: {text}"));
    }
}

/// An address; one that is nothing but a country says no more than the country does.
fn add_address(party: &mut Party, address: &Element) {
    let [street, city, state, code, country, note] =
        ["STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY", "NOTE"]
            .map(|field| tidy(address.text_of(field)));
    let country_is_known = country_code(&country).is_some();
    if country_is_known {
        party.add("country", &country);
    }
    let local = join([street.as_str(), &city, &state, &code], ", ");
    if local.is_empty() && (country_is_known || country.is_empty()) {
        if !note.is_empty() {
            party.note(&join(["address", &country, &note], ", "));
        }
        return;
    }
    let full = join([local.as_str(), &country], ", ");
    let key = format!("address-{}", content_key(&[&full, &note]));
    let values = [
        ("full", full.as_str()),
        ("street", &street),
        ("city", &city),
        ("state", &state),
        ("postalCode", &code),
        ("country", if country_is_known { &country } else { "" }),
        ("remarks", &note),
    ];
    party.add("address", &full);
    if let Some(id) = party.relate("Address", &key, &values) {
        party.add("addressEntity", id.as_str());
    }
}
