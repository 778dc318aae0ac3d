//! The European Union's consolidated list of financial sanctions: FSF, XML version 1.1.
//!
//! Source: <https://webgate.ec.europa.eu/fsd/fsf>, described by its XSD
//! (`http://eu.europa.ec/fpi/fsd/export`). Nearly all is said in attributes:
//!
//! | element | becomes |
//! |---|---|
//! | `sanctionEntity` | `Person` or `Organization`, by the classification code of `subjectType` |
//! | `nameAlias` | the first strong one `name`, other strong ones `alias`, the rest `weakAlias` |
//! | `regulation` | a `Sanction` |
//! | `birthdate`, `citizenship` | properties |
//! | `address` | an `Address` |
//! | `identification` | a `Passport` or an `Identification` |
//! | `remark` | notes |
//!
//! The id is `<dataset>-<euReferenceNumber>`: the number that the Union prints and cites, the same
//! in every edition and file format, whereas `logicalId` is the key of one database. Only a party
//! without the number is known by its `logicalId`.

mod details;
mod document;
mod names;

use comity_model::{DatasetName, Schema};

use crate::output::Output;
use crate::party::Party;
use crate::read::{FileText, Reader};
use crate::text::{content_key, join};
use crate::xml::{Element, Parties, Shape, Step};
use crate::{Format, FormatError, Options};

const SHAPE: Shape = Shape { format: Format::EuFsf, root: "export", depth: 1 };
const AUTHORITY: &str = "European Union";

pub(crate) struct EuReader {
    dataset: DatasetName,
}

impl EuReader {
    pub(crate) fn new(options: &Options) -> EuReader {
        EuReader { dataset: options.dataset.clone() }
    }

    /// Turns one element into a party; what cannot be one is skipped.
    fn party(&self, element: &Element, output: &mut Output<'_>) -> Result<(), FormatError> {
        let place = format!("line {}, {}", element.line, element.name);
        if element.name != "sanctionEntity" {
            output.skip(place, "an element of this name is no party of this list");
            return Ok(());
        }
        let reference = element.attribute("euReferenceNumber");
        let logical = element.attribute("logicalId");
        let key = if reference.is_empty() { logical } else { reference };
        if key.is_empty() {
            output.skip(place, "it has no euReferenceNumber and no logicalId, so it has no id");
            return Ok(());
        }
        let Some(id) = output.new_id(&format!("{}-{key}", self.dataset), &place) else {
            return Ok(());
        };
        let mut party = Party::new(id, Schema::named(schema_of(element))?, output.origin());
        if !names::add(&mut party, element) {
            output.skip(place, "it has no name");
            return Ok(());
        }
        details::add(&mut party, element);
        for found in element.all("identification") {
            document::add(&mut party, found);
        }
        listing(&mut party, element, key);
        party.emit(&place, output)
    }
}

impl Reader for EuReader {
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

fn schema_of(element: &Element) -> &'static str {
    let subject = element.all("subjectType").next();
    match subject.map(|subject| subject.attribute("classificationCode")) {
        Some("P") => "Person",
        Some("E") => "Organization",
        _ => "LegalEntity",
    }
}

/// Why and since when the party is on the list: one listing for each regulation.
fn listing(party: &mut Party, element: &Element, key: &str) {
    party.add("topics", "sanction");
    let designated = element.attribute("designationDate");
    party.add("createdAt", designated);
    // ISO 8601 dates sort as text.
    let updated = element.all("regulation").map(|found| found.attribute("publicationDate")).max();
    party.add("modifiedAt", updated.unwrap_or_default());
    let id = party.id().clone();
    for regulation in element.all("regulation") {
        let [title, published] =
            ["numberTitle", "publicationDate"].map(|name| regulation.attribute(name));
        let kind = join(
            [regulation.attribute("organisationType"), regulation.attribute("regulationType")],
            " ",
        );
        let program = regulation.attribute("programme");
        let values = [
            ("entity", id.as_str()),
            ("authority", AUTHORITY),
            ("authorityId", key),
            ("unscId", element.attribute("unitedNationId")),
            ("program", program),
            ("programId", program),
            ("listingDate", designated),
            ("startDate", regulation.attribute("entryIntoForceDate")),
            ("endDate", element.attribute("delistingDate")),
            ("date", published),
            ("modifiedAt", published),
            ("recordId", title),
            ("description", &kind),
            ("summary", element.attribute("designationDetails")),
            ("sourceUrl", regulation.text_of("publicationUrl")),
        ];
        let key = format!("sanction-{}", content_key(&[title, program]));
        party.relate("Sanction", &key, &values);
    }
}

#[cfg(test)]
mod tests;
