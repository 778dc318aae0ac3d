//! Birth, citizenship, addresses, remarks, and what this reader does not know.

use comity_model::country_code;

use crate::parts::{Address, add_address, add_date};
use crate::party::Party;
use crate::text::{join, tidy};
use crate::xml::Element;

/// The elements that are read somewhere; all others become notes.
const KNOWN: [&str; 9] = [
    "additionalInformation",
    "address",
    "birthdate",
    "citizenship",
    "identification",
    "nameAlias",
    "regulation",
    "remark",
    "subjectType",
];

pub(super) fn add(party: &mut Party, element: &Element) {
    for found in element.all("birthdate") {
        birth(party, found);
    }
    for found in element.all("citizenship") {
        let property = if party.is_a("Person") { "citizenship" } else { "country" };
        party.add(property, country(found).1.unwrap_or_default());
        let region = found.attribute("region");
        if !region.is_empty() {
            party.note(&format!("citizenship: {region}"));
        }
        add_remarks(party, found, "citizenship");
    }
    for found in element.all("address") {
        address(party, found);
    }
    add_remarks(party, element, "");
    for unknown in element.children.iter().filter(|child| !KNOWN.contains(&child.name.as_str())) {
        let text = unknown.whole_text();
        if !text.is_empty() {
            party.note(&format!("{}: {text}", unknown.name));
        }
    }
}

/// The remarks and further information inside an element, as notes.
pub(super) fn add_remarks(party: &mut Party, element: &Element, about: &str) {
    for remark in element.all("remark").map(|remark| remark.text.trim()) {
        let is_plain = about.is_empty() || remark.is_empty();
        party.note(&if is_plain { remark.to_owned() } else { format!("{about}: {remark}") });
    }
    for found in element.all("additionalInformation") {
        party.note(&format!("{}: {}", found.attribute("key"), found.attribute("value")));
    }
}

/// The country that an element names: in words and by its code, each if it is known.
pub(super) fn country(element: &Element) -> (&str, Option<&'static str>) {
    let words = element.attribute("countryDescription");
    // `00`, `UNKNOWN` stands for none.
    let words = if words.eq_ignore_ascii_case("unknown") { "" } else { words };
    (words, country_code(element.attribute("countryIso2Code")).or_else(|| country_code(words)))
}

fn birth(party: &mut Party, birth: &Element) {
    if !party.is_a("Person") {
        let text: Vec<&str> = birth.attributes.iter().map(|(_, value)| value.as_str()).collect();
        return party.note(&format!("birthdate: {}", text.join(" ")));
    }
    let parts = ["city", "place", "region"].map(|part| match birth.attribute(part) {
        "-" => "",
        text => text,
    });
    let (words, code) = country(birth);
    party.add("birthPlace", &join(parts.into_iter().chain([words]), ", "));
    party.add("birthCountry", code.unwrap_or_default());
    let date = date(birth);
    let calendar = birth.attribute("calendarType");
    if calendar.is_empty() || calendar == "GREGORIAN" {
        let is_about = matches!(birth.attribute("circa"), "true" | "1");
        add_date(party, "birthDate", &date, is_about);
    } else if !date.is_empty() {
        // Which of several calendars of that name is meant is not said, so it is not converted.
        party.note(&format!("date of birth: {date}, {} calendar", calendar.to_lowercase()));
    }
    add_remarks(party, birth, "birth");
}

/// The date as far as it is known: a day, a month, a year, or two years.
fn date(birth: &Element) -> String {
    let [day, year, month, from, to] =
        ["birthdate", "year", "monthOfYear", "yearRangeFrom", "yearRangeTo"]
            .map(|name| birth.attribute(name));
    match (day, year, month) {
        ("", "", _) if from.is_empty() || to.is_empty() => format!("{from}{to}"),
        ("", "", _) => format!("{from}/{to}"),
        ("", year, "") => year.to_owned(),
        ("", year, month) => format!("{year}-{month:0>2}"),
        (day, ..) => day.to_owned(),
    }
}

fn address(party: &mut Party, found: &Element) {
    let [street, post_box, code, city, region, place] =
        ["street", "poBox", "zipCode", "city", "region", "place"]
            .map(|name| tidy(found.attribute(name)));
    let remarks = found.all("remark").map(|remark| remark.text.trim());
    let remark = join(remarks, " ");
    let (country, country_code) = country(found);
    let box_words = if post_box.is_empty() { String::new() } else { format!("PO Box {post_box}") };
    let town = join([code.as_str(), &city], " ");
    add_address(
        party,
        &Address {
            local: &join([street.as_str(), &place, &box_words, &town, &region], ", "),
            country,
            country_code,
            parts: &[
                ("street", &street),
                ("street2", &place),
                ("postOfficeBox", &post_box),
                ("postalCode", &code),
                ("city", &city),
                ("region", &region),
            ],
            remark: &remark,
        },
    );
    for contact in found.all("contactInfo") {
        let [key, value] = ["key", "value"].map(|name| contact.attribute(name));
        let property = match key.to_ascii_lowercase().as_str() {
            "email" | "e-mail" => "email",
            "phone" | "telephone" | "mobile" => "phone",
            "web" | "website" | "url" => "website",
            _ => "",
        };
        if property.is_empty() || !party.try_add(property, value) {
            party.note(&format!("{key}: {value}"));
        }
    }
}
