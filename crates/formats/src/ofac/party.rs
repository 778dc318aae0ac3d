//! One party of the list, out of what an edition states and its remarks.

use std::collections::{BTreeMap, HashMap};

use comity_model::{Origin, PartialDate, RecordId, Schema, country_code};

use super::entry::{Address, Entry, Vessel};
use super::links::{Links, Names};
use super::numbers::Number;
use super::remarks::{Item, parse, stated};
use crate::FormatError;
use crate::party::Party;
use crate::text::{content_key, country_of_place, join, tidy};

const AUTHORITY: &str = "US Department of the Treasury, Office of Foreign Assets Control";

/// Makes the party and the records that describe it.
pub(super) fn build(
    entry: &Entry,
    id: RecordId,
    origin: Origin,
    links: &Links<'_>,
) -> Result<Party, FormatError> {
    let mut items: Vec<Item<'_>> = entry.stated.iter().map(stated).collect();
    items.extend(parse(&entry.remarks, entry.remarks_cut_off));
    let schema = Schema::named(schema_of(&entry.kind.to_ascii_lowercase(), &items))?;
    let mut party = Party::new(id, schema, origin);
    add_name(&mut party, "name", &entry.name);
    if party.is_a("Person") {
        add_name_parts(&mut party, &entry.name);
    }
    party.add("topics", "sanction");
    for alias in &entry.aliases {
        add_name(&mut party, alias.property, &alias.name);
        note_remark(&mut party, "alias", &alias.name, &alias.remark);
    }
    for address in &entry.addresses {
        add_address(&mut party, address);
    }
    add_title(&mut party, &entry.title);
    if party.is_a("Airplane") {
        party.add("registrationNumber", &entry.name);
    }
    add_vessel(&mut party, &entry.vessel, links);
    // Before the remarks, which say of the same parties only that they are linked.
    add_relations(&mut party, entry, links);
    let mut rules = Rules::default();
    for item in &items {
        add_item(&mut party, item, &entry.title, links, &mut rules);
    }
    entry.notes.iter().for_each(|note| party.note(note));
    add_listings(&mut party, entry, &rules);
    Ok(party)
}

/// Adds what a text in the words of the remarks says, and returns what it says of the listing.
pub(crate) fn add_words<'t>(party: &mut Party, text: &'t str, title: &str) -> Vec<&'t str> {
    let (names, keys) = (Names::default(), HashMap::new());
    let links = names.resolver(0, &[], &keys);
    let mut rules = Rules::default();
    for item in parse(text, false) {
        add_item(party, &item, title, &links, &mut rules);
    }
    rules.provisions
}

/// What the items say about all listings of the party.
#[derive(Default)]
struct Rules<'t> {
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
pub(crate) fn add_name(party: &mut Party, property: &str, name: &str) {
    if party.is_a("Person")
        && let Some([last, first, suffix]) = name_parts(name)
    {
        return party.add_rewritten(property, &join([first, last, suffix], " "), name);
    }
    party.add(property, name);
}

pub(crate) fn add_name_parts(party: &mut Party, name: &str) {
    if let Some([last, first, suffix]) = name_parts(name) {
        party.add("lastName", last);
        party.add("firstName", first);
        party.add("nameSuffix", suffix);
    }
}

/// Last name, first name and suffix of `LAST, First`, `LAST, First, Jr.` and `LAST, JR., First`.
fn name_parts(name: &str) -> Option<[&str; 3]> {
    const SUFFIXES: [&str; 6] = ["jr", "sr", "ii", "iii", "iv", "v"];
    let (last, rest) = name.split_once(',')?;
    let (first, suffix) = rest.split_once(',').unwrap_or((rest, ""));
    let [last, first, suffix] = [last, first, suffix].map(str::trim);
    let bare = first.trim_end_matches('.').to_ascii_lowercase();
    let is_turned = !suffix.is_empty() && SUFFIXES.contains(&bare.as_str());
    Some(if is_turned { [last, suffix, first] } else { [last, first, suffix] })
}

fn note_remark(party: &mut Party, what: &str, about: &str, remark: &str) {
    if !remark.is_empty() {
        party.note(&format!("{what} `{about}`: {remark}"));
    }
}

/// An address; one that is nothing but a country says no more than the country does.
fn add_address(party: &mut Party, address: &Address) {
    let Address { street, city, state, postal_code, region, country, .. } = address;
    let [street, city, state, postal_code, region, country, remark] =
        [street, city, state, postal_code, region, country, &address.remark].map(|t| tidy(t));
    // The CSV files write a region where no country is given.
    let (country, between) = match (country.is_empty(), region.is_empty()) {
        (true, false) => (format!("Region: {region}"), ""),
        _ => (country, region.as_str()),
    };
    let code = country_code(&country);
    if code.is_some() {
        party.add("country", &country);
    }
    let place = join([city.as_str(), &state], ", ");
    let place = join([place.as_str(), &postal_code], " ");
    let full = join([street.as_str(), &place, between, &country], ", ");
    let is_country_alone = [street.as_str(), &place, between].concat().is_empty();
    if is_country_alone && (code.is_some() || country.is_empty()) {
        note_remark(party, "address", &full, &remark);
        return;
    }
    let values = [
        ("full", full.as_str()),
        ("street", &street),
        ("city", &city),
        ("state", &state),
        ("postalCode", &postal_code),
        ("region", &region),
        ("country", if code.is_some() { &country } else { "" }),
        ("remarks", &remark),
    ];
    party.add("address", &full);
    if let Some(id) = party.relate("Address", &format!("address-{}", address.key), &values) {
        party.add("addressEntity", id.as_str());
    }
}

fn add_title(party: &mut Party, title: &str) {
    if party.is_a("Person") {
        for position in title.split(';') {
            party.add("position", position);
        }
    } else if !title.is_empty() {
        party.note(title);
    }
}

/// The columns for vessels, and the owner, which an aircraft may have too.
fn add_vessel(party: &mut Party, vessel: &Vessel, links: &Links<'_>) {
    let [tonnage, gross] =
        [&vessel.tonnage, &vessel.gross_tonnage].map(|written| written.replace(',', ""));
    let columns = [
        ("callSign", &vessel.call_sign, &vessel.call_sign),
        ("type", &vessel.kind, &vessel.kind),
        ("tonnage", &tonnage, &vessel.tonnage),
        ("grossRegisteredTonnage", &gross, &vessel.gross_tonnage),
        ("flag", &vessel.flag, &vessel.flag),
    ];
    for (property, value, written) in columns {
        if value.is_empty() {
        } else if party.is_a("Vessel") {
            party.add_rewritten(property, value, written);
        } else {
            party.note(&format!("{property}: {written}"));
        }
    }
    if !vessel.owner.is_empty() {
        add_party(party, "owner", &vessel.owner, links);
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
    rules: &mut Rules<'t>,
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
        Item::Provision(text) => rules.provisions.push(text),
        Item::ListingDate(text, date) => {
            rules.provisions.push(text);
            rules.dates.push(date);
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

/// How the party stands to others, one record for each of them.
fn add_relations(party: &mut Party, entry: &Entry, links: &Links<'_>) {
    let mut others: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for relation in &entry.relations {
        match links.numbered(&relation.other) {
            Some(other) => others.entry(other.as_str()).or_default().push(&relation.role),
            None => party.note(&format!("{}: {}", relation.role, relation.name)),
        }
    }
    let subject = party.id().clone();
    for (other, roles) in others {
        let mut values = vec![("subject", subject.as_str()), ("object", other)];
        values.extend(roles.iter().map(|role| ("role", *role)));
        party.relate("UnknownLink", &format!("link-{}", content_key(&[other])), &values);
    }
}

/// One listing for each programme.
fn add_listings(party: &mut Party, entry: &Entry, rules: &Rules<'_>) {
    let dates: Vec<String> = rules
        .dates
        .iter()
        .map(|text| {
            PartialDate::parse_loose(text).map_or_else(|_| (*text).to_owned(), |d| d.to_string())
        })
        .collect();
    let id = party.id().clone();
    let listing = &entry.listing;
    for program in &entry.programs {
        let mut values = vec![
            ("entity", id.as_str()),
            ("authority", AUTHORITY),
            ("authorityId", &entry.key),
            ("program", program),
            ("programId", program),
        ];
        values.extend(rules.provisions.iter().map(|text| ("provisions", *text)));
        values.extend(dates.iter().map(|date| ("listingDate", date.as_str())));
        let stated = [
            ("provisions", &listing.provisions),
            ("reason", &listing.reasons),
            ("listingDate", &listing.dates),
            ("summary", &listing.lists),
        ];
        for (property, texts) in stated {
            values.extend(texts.iter().map(|text| (property, text.as_str())));
        }
        party.relate("Sanction", &format!("sanction-{}", content_key(&[program])), &values);
    }
}

#[cfg(test)]
mod tests {
    use super::name_parts;

    #[test]
    fn names_are_turned_round_with_their_suffix_at_the_end() {
        assert_eq!(name_parts("TEVOR, Anso Bril"), Some(["TEVOR", "Anso Bril", ""]));
        assert_eq!(name_parts("TEVOR,Anso"), Some(["TEVOR", "Anso", ""]));
        assert_eq!(name_parts("TEVOR, Anso, Jr."), Some(["TEVOR", "Anso", "Jr."]));
        assert_eq!(name_parts("TEVOR, JR., Anso"), Some(["TEVOR", "Anso", "JR."]));
        assert_eq!(name_parts("TEVOR, Jr."), Some(["TEVOR", "Jr.", ""]));
        assert_eq!(name_parts("TEVOR"), None);
    }
}
