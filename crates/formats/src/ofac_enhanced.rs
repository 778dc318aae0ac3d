//! OFAC's lists in the enhanced XML edition: `sdn_enhanced.xml` and `cons_enhanced.xml`.
//!
//! The root is `sanctionsData`; each `entities/entity` holds names in several scripts, addresses,
//! features (`Birthdate`, `Gender`), identity documents and its relationships to others by number.
//! Reference values stand beside their numbers in the text, so that the tables of the file are not
//! needed.
//!
//! Source: <https://ofac.treasury.gov/sdn-list-data-formats-data-schemas>.

use crate::ofac::{
    Address, Alias, Entries, Entry, Listing, Numbered, Relation, alias_property, each_element,
    keep_unknown, listed, texts,
};
use crate::output::Output;
use crate::read::{FileText, Reader};
use crate::text::join;
use crate::xml::{Element, Shape};
use crate::{Format, FormatError, Options};

const SHAPE: Shape = Shape { format: Format::OfacEnhanced, root: "sanctionsData", depth: 2 };

pub(crate) struct OfacEnhancedReader {
    entries: Entries,
    bytes: u64,
}

impl OfacEnhancedReader {
    pub(crate) fn new(options: &Options) -> OfacEnhancedReader {
        OfacEnhancedReader { entries: Entries::new(options.dataset.clone()), bytes: 0 }
    }
}

impl Reader for OfacEnhancedReader {
    fn file(
        &mut self,
        name: &str,
        text: &mut FileText<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), FormatError> {
        let file = self.entries.begin_file(name);
        let entries = &mut self.entries;
        each_element(name, text, SHAPE, &mut self.bytes, &mut |element| match element.name.as_str()
        {
            "entity" => entries.push(entry(element, file), output),
            "referenceValue" | "featureType" | "dataAsOf" | "filters" => {}
            _ => output.skip(
                format_args!("line {}, {}", element.line, element.name),
                "an element of this name is no party of this list",
            ),
        })
    }

    fn finish(self: Box<Self>, output: &mut Output<'_>) -> Result<(), FormatError> {
        self.entries.emit(output)
    }
}

/// The elements of a party that are read; others become notes.
const KNOWN: [&str; 10] = [
    "addresses",
    "features",
    "generalInfo",
    "identityDocuments",
    "legalAuthorities",
    "names",
    "relationships",
    "sanctionsLists",
    "sanctionsPrograms",
    "sanctionsTypes",
];

fn entry(element: &Element, file: usize) -> Entry {
    let mut entry = Entry {
        key: element.attribute("id").to_owned(),
        file,
        line: element.line,
        programs: texts(element, "sanctionsPrograms", "sanctionsProgram"),
        listing: Listing {
            provisions: texts(element, "sanctionsTypes", "sanctionsType"),
            reasons: texts(element, "legalAuthorities", "legalAuthority"),
            dates: listed(element, "sanctionsLists", "sanctionsList")
                .map(|list| list.attribute("datePublished").to_owned())
                .collect(),
            lists: texts(element, "sanctionsLists", "sanctionsList"),
        },
        ..Entry::default()
    };
    for info in element.all("generalInfo") {
        info.text_of("entityType").clone_into(&mut entry.kind);
        info.text_of("title").clone_into(&mut entry.title);
        info.text_of("remarks").clone_into(&mut entry.remarks);
        keep_unknown(&mut entry, info, &["entityType", "identityId", "remarks", "title"]);
    }
    for name in listed(element, "names", "name") {
        add_name(&mut entry, name);
    }
    for address in listed(element, "addresses", "address") {
        add_address(&mut entry, address);
    }
    for feature in listed(element, "features", "feature") {
        add_feature(&mut entry, feature);
    }
    for document in listed(element, "identityDocuments", "identityDocument") {
        add_document(&mut entry, document);
    }
    for relationship in listed(element, "relationships", "relationship") {
        add_relation(&mut entry, relationship);
    }
    keep_unknown(&mut entry, element, &KNOWN);
    entry
}

fn is_true(element: &Element, name: &str) -> bool {
    element.text_of(name) == "true"
}

/// One name in all its scripts; the primary script of the primary name is the party's name.
fn add_name(entry: &mut Entry, name: &Element) {
    let is_primary = is_true(name, "isPrimary");
    let property = if is_primary {
        "name"
    } else {
        alias_property(name.text_of("aliasType"), is_true(name, "isLowQuality"))
    };
    for translation in listed(name, "translations", "translation") {
        let full = translation.text_of("formattedFullName");
        if full.is_empty() {
        } else if is_primary && entry.name.is_empty() && is_true(translation, "isPrimary") {
            full.clone_into(&mut entry.name);
        } else {
            let remark = translation.text_of("comments").to_owned();
            entry.aliases.push(Alias { property, name: full.to_owned(), remark });
        }
    }
    let known = ["aliasType", "isLowQuality", "isPrimary", "translations"];
    keep_unknown(entry, name, &known);
}

/// One address in all its scripts.
fn add_address(entry: &mut Entry, element: &Element) {
    let key = element.attribute("id");
    for translation in listed(element, "translations", "translation") {
        let part = |kind: &str| {
            let mut parts = listed(translation, "addressParts", "addressPart");
            let found = parts.find(|part| part.text_of("type").eq_ignore_ascii_case(kind));
            found.map(|part| part.text_of("value")).unwrap_or_default()
        };
        let is_primary = is_true(translation, "isPrimary");
        let key = if is_primary { key } else { translation.attribute("id") };
        entry.addresses.push(Address {
            key: key.to_owned(),
            street: join(["ADDRESS1", "ADDRESS2", "ADDRESS3"].map(part), ", "),
            city: part("CITY").to_owned(),
            state: part("STATE/PROVINCE").to_owned(),
            postal_code: part("POSTAL CODE").to_owned(),
            region: part("REGION").to_owned(),
            country: element.text_of("country").to_owned(),
            remark: element.text_of("comments").to_owned(),
        });
    }
    keep_unknown(entry, element, &["comments", "country", "translations"]);
}

fn add_feature(entry: &mut Entry, feature: &Element) {
    let (kind, value) = (feature.text_of("type"), feature.text_of("value"));
    if value.is_empty() {
        let about = feature.whole_text();
        entry.notes.push(about);
        return;
    }
    entry.add_feature(kind, value);
    // Most features are confirmed; the word matters where one is not.
    let reliability = feature.text_of("reliability");
    let doubt = if reliability == "Confirmed" { "" } else { reliability };
    let comment = join([feature.text_of("comments"), doubt], ", ");
    if !comment.is_empty() {
        entry.notes.push(format!("{kind} `{value}`: {comment}"));
    }
    let known = [
        "comments",
        "isPrimary",
        "reliability",
        "type",
        "value",
        "valueDate",
        "valueRefId",
        "versionId",
    ];
    keep_unknown(entry, feature, &known);
}

fn add_document(entry: &mut Entry, document: &Element) {
    let numbered = Numbered {
        label: document.text_of("type"),
        number: document.text_of("documentNumber"),
        country: document.text_of("issuingCountry"),
        issued: document.text_of("issueDate"),
        expires: document.text_of("expirationDate"),
    };
    let stated = numbered.stated(true);
    let invalid = if document.text_of("isValid") == "false" { "not valid" } else { "" };
    // The country again, as a place.
    let place = document.text_of("issuingLocation");
    let place = if place == numbered.country { "" } else { place };
    let authority = document.text_of("issuingAuthority");
    let comment = join([authority, place, document.text_of("comments"), invalid], ", ");
    if !comment.is_empty() {
        entry.notes.push(format!("{}: {comment}", stated.text));
    }
    entry.stated.push(stated);
    let known = [
        "comments",
        "documentNumber",
        "expirationDate",
        "isValid",
        "issueDate",
        "issuingAuthority",
        "issuingCountry",
        "issuingLocation",
        "name",
        "type",
    ];
    keep_unknown(entry, document, &known);
}

fn add_relation(entry: &mut Entry, relationship: &Element) {
    let Some(other) = relationship.all("relatedEntity").next() else {
        entry.notes.push(relationship.whole_text());
        return;
    };
    entry.relations.push(Relation {
        other: other.attribute("entityId").to_owned(),
        name: other.text.trim().to_owned(),
        role: relationship.text_of("type").to_owned(),
    });
    keep_unknown(entry, relationship, &["quality", "relatedEntity", "type"]);
}

#[cfg(test)]
mod tests;
