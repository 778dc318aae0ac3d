//! One party of the list, out of its rows.

use comity_model::country_code;

use crate::ofac::{add_name, add_name_parts, add_words};
use crate::parts::{Address, add_address, add_date};
use crate::party::Party;
use crate::text::{content_key, country_of_place};

use super::columns::Row;
use super::{ids, sources};

/// The schema for the type column, which only the Treasury's lists fill. Who issues securities or
/// has a bank's code is a company.
pub(super) fn schema_of(row: &Row<'_>) -> &'static str {
    let is_company = |item: &str| {
        [", ISIN", ", Equity Ticker", ", BIK (RU)"].iter().any(|label| item.ends_with(label))
    };
    match row.text("type").to_ascii_lowercase().as_str() {
        "individual" => "Person",
        "entity" if row.values("ids").any(is_company) => "Company",
        "entity" => "Organization",
        "vessel" => "Vessel",
        "aircraft" => "Airplane",
        _ => "LegalEntity",
    }
}

/// Adds what a row says; whether any of it was new.
pub(super) fn add_row(party: &mut Party, row: &Row<'_>) -> bool {
    let fields: Vec<&str> = row.fields().iter().map(|field| field.trim()).collect();
    let key = format!("sanction-{}", content_key(&fields));
    if party.has_related(&key) {
        return false;
    }
    let name = row.text("name");
    add_name(party, "name", name);
    if party.is_a("Person") {
        add_name_parts(party, name);
    }
    row.values("altnames").for_each(|name| add_name(party, "alias", name));
    row.values("addresses").for_each(|text| address(party, text));
    person(party, row);
    vessel(party, row);
    let mut provisions = add_ids(party, row);
    let (remarks, title) = (row.text("remarks"), row.text("title"));
    if row.text("entitynumber").is_empty() {
        party.note(remarks);
    } else {
        // Only OFAC numbers its parties, and only its remarks follow rules.
        let found = add_words(party, remarks, title);
        provisions.extend(found.into_iter().map(str::to_owned));
    }
    provisions
        .extend(["licenserequirement", "licensepolicy"].map(|column| row.text(column).to_owned()));
    listing(party, row, &key, &provisions);
    true
}

/// An address, which ends with the code of its country where that is known.
fn address(party: &mut Party, text: &str) {
    let (local, country) = match text.rsplit_once(", ") {
        Some((local, last)) if is_code(last) => (local, last),
        None if is_code(text) => ("", text),
        _ => (text, ""),
    };
    add_address(party, &Address { local, country, ..Address::default() });
}

fn is_code(text: &str) -> bool {
    text.len() == 2 && country_code(text).is_some()
}

fn person(party: &mut Party, row: &Row<'_>) {
    let title = row.text("title");
    if party.is_a("Person") {
        title.split(';').for_each(|position| party.add("position", position));
    } else {
        party.note(title);
    }
    row.values("datesofbirth").for_each(|date| add_date(party, "birthDate", date, false));
    for place in row.values("placesofbirth") {
        party.add_or_note("birthPlace", place);
        if party.is_a("Person") {
            party.add("birthCountry", country_of_place(place).unwrap_or_default());
        }
    }
    for (column, property) in [("nationalities", "nationality"), ("citizenships", "citizenship")] {
        let property = if party.is_a("Person") { property } else { "country" };
        row.values(column).for_each(|country| party.add(property, country));
    }
}

fn vessel(party: &mut Party, row: &Row<'_>) {
    for (column, property) in [
        ("callsign", "callSign"),
        ("vesseltype", "type"),
        ("grosstonnage", "tonnage"),
        ("grossregisteredtonnage", "grossRegisteredTonnage"),
        ("vesselflag", "flag"),
    ] {
        party.add_or_note(property, row.text(column));
    }
    let owner = row.text("vesselowner");
    if !owner.is_empty() {
        party.note(&format!("owner: {owner}"));
    }
}

/// Adds the identifiers and returns what the field says of the listing.
fn add_ids(party: &mut Party, row: &Row<'_>) -> Vec<String> {
    let mut provisions = Vec::new();
    for item in row.values("ids") {
        let words = ids::words(item);
        let found = add_words(party, &words.text, row.text("title"));
        provisions.extend(found.into_iter().map(str::to_owned));
        if let Some(date) = words.date {
            party.note(&format!("{}: issued or expires {date}", words.text));
        }
    }
    provisions
}

fn listing(party: &mut Party, row: &Row<'_>, key: &str, provisions: &[String]) {
    let source = sources::of(row.text("source"));
    // A list that is not known yet gets the topic that its agency's lists share.
    let is_export = source.agency.contains("Industry and Security");
    let topics = match source.topics {
        [] if is_export => ["export.control"].as_slice(),
        [] => ["sanction"].as_slice(),
        topics => topics,
    };
    topics.iter().for_each(|topic| party.add("topics", topic));
    let id = party.id().clone();
    let notice = row.text("federalregisternotice");
    let notice = if notice.is_empty() { String::new() } else { format!("notice: {notice}") };
    let order = row.text("standardorder");
    let order = if order.is_empty() { String::new() } else { format!("standard order: {order}") };
    let start = row.text("startdate");
    let mut values = vec![
        ("entity", id.as_str()),
        ("authority", source.agency),
        ("authorityId", row.text("entitynumber")),
        ("summary", source.list),
        ("description", &notice),
        ("listingDate", start),
        ("startDate", start),
        ("endDate", row.text("enddate")),
        ("sourceUrl", row.text("sourcelisturl")),
        ("status", &order),
    ];
    values.extend(row.values("programs").flat_map(|code| [("program", code), ("programId", code)]));
    if row.text("programs").is_empty() {
        values.push(("program", source.list));
    }
    values.extend(provisions.iter().map(|text| ("provisions", text.as_str())));
    party.relate("Sanction", key, &values);
}
