//! Why a party is listed, and how two stand to each other.

use super::{Parts, period};
use crate::ofac::{Entries, Entry, Relation};
use crate::text::join;
use crate::xml::Element;

/// Adds a relationship to the party that it starts from.
pub(super) fn relate(
    element: &Element,
    parts: &Parts,
    entries: &mut Entries,
) -> Result<(), String> {
    let other = parts.profiles.get(element.attribute("To-ProfileID"));
    let other = other.ok_or("no party has the profile that it goes to")?.clone();
    let name = entries.get(&other).map(|entry| entry.name.clone()).unwrap_or_default();
    let entry = party(element, "From-ProfileID", parts, entries)?;
    let former = if element.attribute("Former") == "true" { "formerly" } else { "" };
    let kind = parts.references.text("RelationType", element, "RelationTypeID");
    let role = join([former, kind], " ");
    let comment = element.text_of("Comment");
    if !comment.is_empty() {
        entry.notes.push(format!("{role}: {name}: {comment}"));
    }
    entry.relations.push(Relation { other, name, role });
    Ok(())
}

/// Adds a listing to its party. OFAC names the programme in the comment of a measure.
pub(super) fn list(element: &Element, parts: &Parts, entries: &mut Entries) -> Result<(), String> {
    let references = &parts.references;
    let entry = party(element, "ProfileID", parts, entries)?;
    let listing = &mut entry.listing;
    add_new(&mut listing.lists, references.text("List", element, "ListID"));
    for event in element.all("EntryEvent") {
        add_new(&mut listing.reasons, references.text("LegalBasis", event, "LegalBasisID"));
        for date in event.all("Date") {
            add_new(&mut listing.dates, &period::read_day(date));
        }
        add_new(&mut entry.notes, event.text_of("Comment"));
    }
    for measure in element.all("SanctionsMeasure") {
        let comment = measure.text_of("Comment");
        match references.text("SanctionsType", measure, "SanctionsTypeID") {
            "Program" => add_new(&mut entry.programs, comment),
            kind => add_new(&mut listing.provisions, &join([kind, comment], ": ")),
        }
    }
    let texts = element.all("SupportingInfo").map(|info| info.text_of("Text"));
    let texts = texts.chain([element.text_of("LimitationsToListing"), element.text_of("Comment")]);
    texts.for_each(|text| add_new(&mut entry.notes, text));
    Ok(())
}

fn party<'e>(
    element: &Element,
    attribute: &str,
    parts: &Parts,
    entries: &'e mut Entries,
) -> Result<&'e mut Entry, String> {
    let key = parts.profiles.get(element.attribute(attribute));
    key.and_then(|key| entries.get_mut(key))
        .ok_or_else(|| format!("no party has the profile of its `{attribute}`"))
}

fn add_new(texts: &mut Vec<String>, text: &str) {
    if !text.is_empty() && !texts.iter().any(|known| known == text) {
        texts.push(text.to_owned());
    }
}
