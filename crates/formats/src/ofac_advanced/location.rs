//! Addresses and places.

use super::reference::References;
use crate::ofac::Address;
use crate::text::join;
use crate::xml::Element;

pub(super) fn read(element: &Element, references: &References) -> Address {
    let part = |kind: &str| {
        let is_kind = |part: &&Element| {
            references.text("LocPartType", part, "LocPartTypeID").eq_ignore_ascii_case(kind)
        };
        let values =
            element.all("LocationPart").filter(is_kind).flat_map(|p| p.all("LocationPartValue"));
        let mut values: Vec<&Element> = values.collect();
        // The primary spelling, of several.
        values.sort_by_key(|value| value.attribute("Primary") != "true");
        values.first().map(|value| value.text_of("Value")).unwrap_or_default()
    };
    let country = element.all("LocationCountry").next();
    let country = country.map(|country| references.text("Country", country, "CountryID"));
    let area = element.all("LocationAreaCode").next();
    let area = area.map(|area| references.text("AreaCode", area, "AreaCodeID"));
    Address {
        key: element.attribute("ID").to_owned(),
        street: join(["ADDRESS1", "ADDRESS2", "ADDRESS3"].map(part), ", "),
        city: part("CITY").to_owned(),
        state: part("STATE/PROVINCE").to_owned(),
        postal_code: part("POSTAL CODE").to_owned(),
        region: part("REGION").to_owned(),
        // The area is mostly a country too; it serves where no country is given.
        country: country.or(area).unwrap_or_default().to_owned(),
        remark: element.text_of("Comment").to_owned(),
    }
}

/// A place in one line.
pub(super) fn line(address: &Address) -> String {
    let place = [&address.street, &address.city, &address.state, &address.region, &address.country];
    join(place.map(String::as_str), ", ")
}
