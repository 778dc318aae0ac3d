//! OFAC's lists in the advanced XML edition: `sdn_advanced.xml` and `cons_advanced.xml`.
//!
//! The root is `Sanctions`, described by `sdn_advanced.xsd`; what a party is stands in several
//! places, joined by numbers:
//!
//! | part | holds |
//! |---|---|
//! | `ReferenceValueSets` | what the numbers of types, countries and scripts mean |
//! | `Locations` | addresses and places |
//! | `IDRegDocuments` | documents, each of one identity |
//! | `DistinctParties` | parties: identities with their names, and features |
//! | `ProfileRelationships` | how two parties stand to each other |
//! | `SanctionsEntries` | why and since when a party is listed |
//!
//! The parts come in this order, so that each is read with what it refers to at hand.

mod document;
mod listing;
mod location;
mod name;
mod party;
mod period;
mod reference;

use std::collections::HashMap;

use crate::ofac::{Entries, each_element};
use crate::output::Output;
use crate::read::{FileText, Reader};
use crate::xml::{Element, Shape};
use crate::{Format, FormatError, Options};

use document::Document;
use reference::References;

const SHAPE: Shape = Shape { format: Format::OfacAdvanced, root: "Sanctions", depth: 2 };

pub(crate) struct OfacAdvancedReader {
    entries: Entries,
    bytes: u64,
}

impl OfacAdvancedReader {
    pub(crate) fn new(options: &Options) -> OfacAdvancedReader {
        OfacAdvancedReader { entries: Entries::new(options.dataset.clone()), bytes: 0 }
    }
}

impl Reader for OfacAdvancedReader {
    fn file(
        &mut self,
        name: &str,
        text: &mut FileText<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), FormatError> {
        let file = self.entries.begin_file(name);
        let mut list = List { entries: &mut self.entries, file, parts: Parts::default() };
        let read = &mut |element: &Element| {
            if let Err(reason) = list.element(element, output) {
                output.skip(format_args!("line {}, {}", element.line, element.name), reason);
            }
        };
        each_element(name, text, SHAPE, &mut self.bytes, read)?;
        for document in list.parts.documents.into_values().flatten() {
            let place = format!("line {}, IDRegDocument", document.line);
            output.skip(place, "no party has the identity that it names");
        }
        Ok(())
    }

    fn finish(self: Box<Self>, output: &mut Output<'_>) -> Result<(), FormatError> {
        self.entries.emit(output)
    }
}

/// What a file has told so far, besides its parties.
#[derive(Default)]
struct Parts {
    references: References,
    locations: HashMap<String, crate::ofac::Address>,
    /// The documents of each identity that is still to come.
    documents: HashMap<String, Vec<Document>>,
    /// The party's number for each profile.
    profiles: HashMap<String, String>,
}

struct List<'l> {
    entries: &'l mut Entries,
    file: usize,
    parts: Parts,
}

impl List<'_> {
    /// Reads one element; what it is of no use for is the error.
    fn element(&mut self, element: &Element, output: &mut Output<'_>) -> Result<(), String> {
        if element.attribute("DeltaAction") == "delete" {
            return Err(
                "it is to be deleted from an earlier edition; the whole list is needed".into()
            );
        }
        match element.name.as_str() {
            // The parts of the date of issue.
            "Year" | "Month" | "Day" => Ok(()),
            "Location" => {
                let id = element.attribute("ID").to_owned();
                let location = location::read(element, &self.parts.references);
                self.parts.locations.insert(id, location);
                Ok(())
            }
            "IDRegDocument" => {
                let identity = element.attribute("IdentityID").to_owned();
                let document = document::read(element, &self.parts);
                self.parts.documents.entry(identity).or_default().push(document);
                Ok(())
            }
            "DistinctParty" => {
                let entry = party::read(element, self.file, &mut self.parts);
                self.entries.push(entry, output);
                Ok(())
            }
            "ProfileRelationship" => listing::relate(element, &self.parts, self.entries),
            "SanctionsEntry" => listing::list(element, &self.parts, self.entries),
            "SanctionsEntryLink" => Err("links between entries are not read".to_owned()),
            _ if element.name.ends_with("Values") => {
                self.parts.references.add(element);
                Ok(())
            }
            _ => Err("an element of this name is no part of this list".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests;
