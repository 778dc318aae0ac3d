//! The consolidated list of the United Nations Security Council.
//!
//! Source: <https://scsanctions.un.org/resources/xml/en/consolidated.xml>, described by
//! `sc-sanctions.xsd`. Persons become `Person`, entities `Organization`, both with the id
//! `<dataset>-<DATAID>`; every address, document and listing becomes a related record. Empty
//! elements are usual in this list and are passed over without a word.

mod details;
mod names;
mod person;

use comity_model::{DatasetName, Schema};

use crate::output::Output;
use crate::party::Party;
use crate::read::{FileText, Reader};
use crate::xml::{Element, Parties, Shape, Step};
use crate::{Format, FormatError, Options};

const SHAPE: Shape = Shape { format: Format::UnXml, root: "CONSOLIDATED_LIST", depth: 2 };
const AUTHORITY: &str = "United Nations Security Council";

pub(crate) struct UnReader {
    dataset: DatasetName,
}

impl UnReader {
    pub(crate) fn new(options: &Options) -> UnReader {
        UnReader { dataset: options.dataset.clone() }
    }

    /// Turns one element into a party; what cannot be one is skipped.
    fn party(&self, element: &Element, output: &mut Output<'_>) -> Result<(), FormatError> {
        let place = format!("line {}, {}", element.line, element.name);
        let schema = match element.name.as_str() {
            "INDIVIDUAL" => "Person",
            "ENTITY" => "Organization",
            _ => {
                output.skip(place, "an element of this name is no party of this list");
                return Ok(());
            }
        };
        let key = element.text_of("DATAID");
        if key.is_empty() {
            output.skip(place, "it has no DATAID, so it has no id");
            return Ok(());
        }
        let Some(id) = output.new_id(&format!("{}-{key}", self.dataset), &place) else {
            return Ok(());
        };
        let mut party = Party::new(id, Schema::named(schema)?, output.origin());
        names::add(&mut party, element);
        let names = ["name", "alias", "weakAlias", "previousName"];
        if !names.iter().any(|property| party.record().first(property).is_some()) {
            output.skip(place, "it has no name");
            return Ok(());
        }
        if party.is_a("Person") {
            person::add(&mut party, element);
        }
        details::add(&mut party, element);
        listing(&mut party, element);
        party.emit(&place, output)
    }
}

impl Reader for UnReader {
    fn file(
        &mut self,
        name: &str,
        text: &mut FileText<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), FormatError> {
        let mut parties = Parties::new(name, text, SHAPE);
        while let Step::Party(element) = parties.next()? {
            self.party(&element, output)?;
        }
        Ok(())
    }
}

/// Why and since when the party is on the list.
fn listing(party: &mut Party, element: &Element) {
    party.add("topics", "sanction");
    let listed_on = element.text_of("LISTED_ON");
    let updates: Vec<&str> = element.values_of("LAST_DAY_UPDATED").collect();
    // ISO 8601 dates sort as text.
    let updated = updates.iter().max().copied().unwrap_or_default();
    party.add("createdAt", listed_on);
    party.add("modifiedAt", updated);
    let id = party.id().clone();
    let reference = element.text_of("REFERENCE_NUMBER");
    let values = [
        ("entity", id.as_str()),
        ("authority", AUTHORITY),
        ("program", element.text_of("UN_LIST_TYPE")),
        ("unscId", reference),
        ("authorityId", reference),
        ("listingDate", listed_on),
        ("startDate", listed_on),
        ("endDate", element.text_of("DELISTED_ON")),
        ("modifiedAt", updated),
        ("reason", element.text_of("COMMENTS1")),
        ("publisher", element.text_of("SUBMITTED_BY")),
    ];
    party.relate("Sanction", "sanction", &values);
}

#[cfg(test)]
mod tests;
