//! Documents and other numbers.

use crate::parts::{Document, add_document};
use crate::party::Party;
use crate::text::join;
use crate::xml::Element;

use super::details::country;

/// The codes of identification types with the properties that take their numbers.
const TYPES: [(&str, &[&str]); 9] = [
    ("passport", &["passportNumber", "idNumber"]),
    ("regnumber", &["registrationNumber"]),
    ("fiscalcode", &["taxNumber"]),
    ("taxid", &["taxNumber"]),
    ("euvat", &["vatCode"]),
    ("imo", &["imoNumber", "registrationNumber"]),
    ("swiftbic", &["swiftBic"]),
    ("ssn", &["socialSecurityNumber", "idNumber"]),
    ("tradelic", &["licenseNumber"]),
];

/// What may be said of a document.
const FLAGS: [(&str, &str); 5] = [
    ("diplomatic", "diplomatic"),
    ("knownExpired", "known to have expired"),
    ("knownFalse", "known to be false"),
    ("reportedLost", "reported lost"),
    ("revokedByIssuer", "revoked by its issuer"),
];

pub(super) fn add(party: &mut Party, found: &Element) {
    let code = found.attribute("identificationTypeCode");
    let kind = match found.attribute("identificationTypeDescription") {
        "" => code,
        words => words,
    };
    let known = TYPES.iter().find(|(known, _)| *known == code);
    let properties = known.map_or(["idNumber"].as_slice(), |(_, properties)| properties);
    let number = match found.attribute("number") {
        "" => found.attribute("latinNumber"),
        number => number,
    };
    let is_true = |name: &str| matches!(found.attribute(name), "true" | "1");
    let flags = FLAGS.iter().filter(|(name, _)| is_true(name)).map(|(_, words)| *words);
    let remarks = found.all("remark").map(|remark| remark.text.trim());
    let about = [found.attribute("nameOnDocument"), found.attribute("region")];
    let remark = join(flags.chain(about).chain(remarks), "; ");
    let starts = match found.attribute("validFrom") {
        "" => found.attribute("issueDate"),
        date => date,
    };
    let document = Document {
        kind,
        properties,
        number,
        country: country(found).1,
        authority: found.attribute("issuedBy"),
        starts,
        ends: found.attribute("validTo"),
        remark: &remark,
    };
    add_document(party, &document);
    let latin = found.attribute("latinNumber");
    if !latin.is_empty() && latin != number {
        add_document(party, &Document { number: latin, ..document });
    }
}
