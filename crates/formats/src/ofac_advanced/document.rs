//! Documents: passports, identity cards, registrations.

use super::{Parts, location, period};
use crate::ofac::{Numbered, Stated};
use crate::text::join;
use crate::xml::Element;

/// A document before its party is known.
pub(super) struct Document {
    pub(super) line: u64,
    pub(super) stated: Stated,
    /// What is said about it and has no place of its own.
    pub(super) note: String,
}

pub(super) fn read(element: &Element, parts: &Parts) -> Document {
    let references = &parts.references;
    let date = |words: &str| {
        let is_meant = |date: &&Element| {
            let kind = references.text("IDRegDocDateType", date, "IDRegDocDateTypeID");
            kind.to_ascii_lowercase().contains(words)
        };
        let dates = element.all("DocumentDate").filter(is_meant);
        dates.flat_map(|date| date.all("DatePeriod")).map(period::read).next().unwrap_or_default()
    };
    let (issued, expires) = (date("issue"), date("expir"));
    let numbered = Numbered {
        label: references.text("IDRegDocType", element, "IDRegDocTypeID"),
        number: element.text_of("IDRegistrationNo"),
        country: references.text("Country", element, "IssuedBy-CountryID"),
        issued: &issued,
        expires: &expires,
    };
    let stated = numbered.stated(true);
    let place = parts.locations.get(element.attribute("IssuedIn-LocationID"));
    let place = place.map(location::line).unwrap_or_default();
    let validity = references.text("Validity", element, "ValidityID");
    let validity = if validity.eq_ignore_ascii_case("valid") { "" } else { validity };
    // The country of issue says the same as the place, mostly.
    let place = if place == numbered.country { "" } else { &place };
    let about = [element.text_of("IssuingAuthority"), place, element.text_of("Comment"), validity];
    let about = join(about, ", ");
    let note = if about.is_empty() { about } else { format!("{}: {about}", stated.text) };
    Document { line: element.line, stated, note }
}
