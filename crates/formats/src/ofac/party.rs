//! One party of the list, out of its rows and its remarks.

use comity_model::{Origin, PartialDate, Schema, country_code};

use super::join::{Joined, Placed};
use super::links::Links;
use super::numbers::Number;
use super::remarks::{Item, parse};
use crate::FormatError;
use crate::party::Party;
use crate::text::{content_key, country_of_place, join, tidy};

const AUTHORITY: &str = "US Department of the Treasury, Office of Foreign Assets Control";

/// Makes the party and the records that describe it.
pub(super) fn build(
    joined: &Joined,
    origin: Origin,
    links: &Links<'_>,
) -> Result<Party, FormatError> {
    let items = parse(&joined.remarks, joined.remarks_cut_off);
    let schema = Schema::named(schema_of(joined.primary.field(2), &items))?;
    let mut party = Party::new(joined.id.clone(), schema, origin);
    add_name(&mut party, "name", joined.primary.field(1));
    if party.is_a("Person") {
        add_name_parts(&mut party, joined.primary.field(1));
    }
    party.add("topics", "sanction");
    for alias in &joined.aliases {
        let property = if alias.field(2) == "fka" { "previousName" } else { "alias" };
        add_name(&mut party, property, alias.field(3));
        note_remark(&mut party, "alias", alias.field(3), alias.field(4));
    }
    for address in &joined.addresses {
        add_address(&mut party, address);
    }
    add_columns(&mut party, &joined.primary, links);
    let title = joined.primary.field(4);
    let mut listing = Listing::default();
    for item in &items {
        add_item(&mut party, item, title, links, &mut listing);
    }
    add_listings(&mut party, &joined.primary, &listing);
    Ok(party)
}

/// What the remarks say about all listings of the party.
#[derive(Default)]
struct Listing<'t> {
    provisions: Vec<&'t str>,
    dates: Vec<&'t str>,
}

/// The schema for the type column. Who issues securities or has a bank's code is a company.
fn schema_of(kind: &str, items: &[Item<'_>]) -> &'static str {
    let is_company = |item: &Item<'_>| match item {
        Item::Number(label, _) => ["isinCode", "ticker", "bikCode"]
            .iter()
            .any(|property| label.properties.contains(property)),
        _ => false,
    };
    match kind {
        "individual" => "Person",
        "vessel" => "Vessel",
        "aircraft" => "Airplane",
        "" | "entity" if items.iter().any(is_company) => "Company",
        "" | "entity" => "Organization",
        _ => "LegalEntity",
    }
}

/// Adds a name; a person's `LAST, First` is turned round.
fn add_name(party: &mut Party, property: &str, name: &str) {
    if party.is_a("Person")
        && let Some((last, first)) = name.split_once(", ")
    {
        // `LAST, First, Jr.` ends with what belongs to the end.
        let (first, suffix) = first.split_once(", ").unwrap_or((first, ""));
        let turned = join([first, last, suffix], " ");
        return party.add_rewritten(property, &turned, name);
    }
    party.add(property, name);
}

fn add_name_parts(party: &mut Party, name: &str) {
    if let Some((last, first)) = name.split_once(", ") {
        let (first, suffix) = first.split_once(", ").unwrap_or((first, ""));
        party.add("lastName", last);
        party.add("firstName", first);
        party.add("nameSuffix", suffix);
    }
}

fn note_remark(party: &mut Party, what: &str, about: &str, remark: &str) {
    if !remark.is_empty() {
        party.note(&format!("{what} `{about}`: {remark}"));
    }
}

/// An address; one that is nothing but a country says no more than the country does.
fn add_address(party: &mut Party, row: &Placed) {
    let [street, city, country, remark] = [2, 3, 4, 5].map(|at| tidy(row.field(at)));
    let code = country_code(&country);
    if code.is_some() {
        party.add("country", &country);
    }
    let full = join([street.as_str(), &city, &country], ", ");
    if street.is_empty() && city.is_empty() && (code.is_some() || country.is_empty()) {
        note_remark(party, "address", &full, &remark);
        return;
    }
    let values = [
        ("full", full.as_str()),
        ("street", &street),
        ("city", &city),
        ("country", if code.is_some() { &country } else { "" }),
        ("remarks", &remark),
    ];
    party.add("address", &full);
    if let Some(id) = party.relate("Address", &format!("address-{}", row.field(1)), &values) {
        party.add("addressEntity", id.as_str());
    }
}

/// The columns for titles, vessels and aircraft.
fn add_columns(party: &mut Party, row: &Placed, links: &Links<'_>) {
    let title = row.field(4);
    if party.is_a("Person") {
        for position in title.split(';') {
            party.add("position", position);
        }
    } else if !title.is_empty() {
        party.note(title);
    }
    if party.is_a("Airplane") {
        party.add("registrationNumber", row.field(1));
    }
    let tonnages = [7, 8].map(|at| row.field(at).replace(',', ""));
    let [tonnage, gross] = &tonnages;
    let columns = [
        ("callSign", row.field(5), row.field(5)),
        ("type", row.field(6), row.field(6)),
        ("tonnage", tonnage, row.field(7)),
        ("grossRegisteredTonnage", gross, row.field(8)),
        ("flag", row.field(9), row.field(9)),
    ];
    for (property, value, written) in columns {
        if value.is_empty() {
        } else if party.is_a("Vessel") {
            party.add_rewritten(property, value, written);
        } else {
            party.note(&format!("{property}: {written}"));
        }
    }
    let owner = row.field(10);
    if !owner.is_empty() {
        add_party(party, "owner", owner, links);
    }
}

/// Joins the party to another by a property; a name that is nobody's stays words.
fn add_party(party: &mut Party, property: &str, name: &str, links: &Links<'_>) {
    let is_joined = links.resolve(name).is_some_and(|id| party.try_add(property, id.as_str()));
    if !is_joined {
        party.note(&format!("{property}: {name}"));
    }
}

fn add_item<'t>(
    party: &mut Party,
    item: &Item<'t>,
    title: &str,
    links: &Links<'_>,
    listing: &mut Listing<'t>,
) {
    match *item {
        Item::Value(property, value) => add_value(party, property, value),
        Item::Date(property, text) => add_date(party, property, text),
        Item::BirthPlace(place) if party.is_a("Person") => {
            party.add("birthPlace", place);
            party.add("birthCountry", country_of_place(place).unwrap_or_default());
        }
        Item::BirthPlace(place) => party.note(&format!("POB {place}")),
        Item::Number(label, text) => {
            let number = Number::parse(text);
            if label.is_document {
                add_document(party, label.words, label.properties, &number);
            } else {
                add_number(party, label.words, label.properties, number.number);
            }
        }
        Item::OtherNumber(label, text) => {
            let number = Number::parse(text);
            add_document(party, label, &["idNumber", "registrationNumber"], &number);
        }
        Item::Alias(property, name) => add_name(party, property, name),
        Item::Link(name) => add_link(party, name, links),
        Item::Party(property, name) => add_party(party, property, name, links),
        Item::Provision(text) => listing.provisions.push(text),
        Item::ListingDate(text, date) => {
            listing.provisions.push(text);
            listing.dates.push(date);
        }
        // The title column is repeated in the remarks, and cut there after 200 characters.
        Item::Note(text) if party.is_a("Person") && is_title(text, title) => {
            party.add("position", text);
        }
        Item::Note(text) => party.note(text),
    }
}

fn is_title(text: &str, title: &str) -> bool {
    title.split(';').map(str::trim).any(|known| known == text)
}

fn add_value(party: &mut Party, property: &str, value: &str) {
    let has = |property: &str| party.record().schema().property(property).is_ok();
    match property {
        "website" if has(property) && !value.contains("://") => {
            party.add_rewritten(property, &format!("http://{value}"), value);
        }
        // OFAC writes the nationality of a few organisations.
        "nationality" | "citizenship" if !has(property) => party.add("country", value),
        _ if has(property) => party.add(property, value),
        _ => party.note(&format!("{property}: {value}")),
    }
}

fn add_date(party: &mut Party, property: &str, text: &str) {
    let has = party.record().schema().property(property).is_ok();
    match PartialDate::parse_loose(text) {
        Ok(date) if has => party.add_rewritten(property, &date.to_string(), text),
        // The model names the fault, or the note keeps what the schema has no place for.
        _ if has => party.add(property, text),
        _ => party.note(&format!("{property}: {text}")),
    }
}

/// Adds a number under the first property that takes it.
fn add_number(party: &mut Party, label: &str, properties: &[&str], number: &str) {
    if !properties.iter().any(|property| party.try_add(property, number)) {
        party.note(&format!("{label} {number}"));
    }
}

fn add_document(party: &mut Party, label: &str, properties: &[&str], number: &Number<'_>) {
    add_number(party, label, properties, number.number);
    let is_passport = properties.contains(&"passportNumber") && party.is_a("Person");
    let schema = if is_passport { "Passport" } else { "Identification" };
    let [issued, expires] = [number.issued, number.expires].map(|text| {
        PartialDate::parse_loose(text).map_or_else(|_| text.to_owned(), |date| date.to_string())
    });
    let holder = party.id().clone();
    let mut values = vec![
        ("holder", holder.as_str()),
        ("type", label),
        ("number", number.number),
        ("country", number.country.unwrap_or_default()),
        ("startDate", &issued),
        ("endDate", &expires),
        ("summary", number.remark),
    ];
    if is_passport {
        values.push(("passportNumber", number.number));
    }
    let country = number.country.unwrap_or_default();
    let key = format!("document-{}", content_key(&[label, number.number, country]));
    party.relate(schema, &key, &values);
}

fn add_link(party: &mut Party, name: &str, links: &Links<'_>) {
    let Some(other) = links.resolve(name) else {
        party.note(&format!("Linked To: {name}"));
        return;
    };
    let subject = party.id().clone();
    let values = [("subject", subject.as_str()), ("object", other.as_str()), ("role", "Linked To")];
    party.relate("UnknownLink", &format!("link-{}", content_key(&[other.as_str()])), &values);
}

/// One listing for each programme: `SDGT] [IFSR` are two.
fn add_listings(party: &mut Party, row: &Placed, listing: &Listing<'_>) {
    let dates: Vec<String> = listing
        .dates
        .iter()
        .map(|text| {
            PartialDate::parse_loose(text).map_or_else(|_| (*text).to_owned(), |d| d.to_string())
        })
        .collect();
    let id = party.id().clone();
    for program in row.field(3).split(['[', ']']).map(str::trim).filter(|code| !code.is_empty()) {
        let mut values = vec![
            ("entity", id.as_str()),
            ("authority", AUTHORITY),
            ("authorityId", row.key()),
            ("program", program),
            ("programId", program),
        ];
        values.extend(listing.provisions.iter().map(|text| ("provisions", *text)));
        values.extend(dates.iter().map(|date| ("listingDate", date.as_str())));
        party.relate("Sanction", &format!("sanction-{}", content_key(&[program])), &values);
    }
}
