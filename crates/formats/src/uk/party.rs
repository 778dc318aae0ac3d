//! One party of the list, out of its designation.

use comity_model::{Origin, PartialDate, RecordId, Schema, country_code};

use crate::FormatError;
use crate::parts::{
    Address, Document, add_address, add_date, add_document, country_before_remark, language,
};
use crate::party::Party;
use crate::text::join;

use super::columns::{Column, Group};
use super::designation::{Designation, Values, value};
use super::names;

const AUTHORITY: &str = "Foreign, Commonwealth and Development Office";
const AUTHORITY_RETIRED: &str = "HM Treasury, Office of Financial Sanctions Implementation";

/// Makes the party and the records that describe it; none without a name.
pub(super) fn build(
    designation: &Designation,
    id: RecordId,
    origin: Origin,
) -> Result<Option<Party>, FormatError> {
    let mut party = Party::new(id, Schema::named(schema_of(designation))?, origin);
    if !names::add(&mut party, designation) {
        return Ok(None);
    }
    for written in designation.all(Group::NonLatinName) {
        let code = language(value(written, Column::NonLatinLanguage));
        party.add_in("alias", value(written, Column::NameNonLatin), code.as_deref());
    }
    for values in designation.all(Group::Address) {
        address(&mut party, values);
    }
    for values in designation.all(Group::BirthPlace) {
        birth_place(&mut party, values);
    }
    documents(&mut party, designation);
    singles(&mut party, designation);
    designation.notes.iter().for_each(|note| party.note(note));
    listing(&mut party, designation);
    Ok(Some(party))
}

fn schema_of(designation: &Designation) -> &'static str {
    match designation.first(Column::Kind).map(str::to_ascii_lowercase).as_deref() {
        Some("individual") => "Person",
        Some("entity") => "Organization",
        Some("ship") => "Vessel",
        _ => "LegalEntity",
    }
}

fn address(party: &mut Party, values: &Values) {
    let lines = values.iter().filter(|(column, _)| *column == Column::AddressLine);
    let lines: Vec<&str> = lines.map(|(_, line)| line.as_str()).collect();
    let code = value(values, Column::PostalCode);
    add_address(
        party,
        &Address {
            local: &join(lines.iter().copied().chain([code]), ", "),
            country: value(values, Column::AddressCountry),
            parts: &[("postalCode", code)],
            ..Address::default()
        },
    );
}

fn birth_place(party: &mut Party, values: &Values) {
    let country = value(values, Column::CountryOfBirth);
    let place = join([value(values, Column::TownOfBirth), country], ", ");
    party.add_or_note("birthPlace", &place);
    if party.is_a("Person") {
        party.add("birthCountry", country_before_remark(country).unwrap_or_default());
    }
}

fn documents(party: &mut Party, designation: &Designation) {
    let passport: &[&str] = &["passportNumber", "idNumber"];
    let kinds = [
        (Group::Passport, Column::PassportNumber, Column::PassportInfo, "Passport", passport),
        (
            Group::NationalId,
            Column::NationalIdNumber,
            Column::NationalIdInfo,
            "National identification",
            &["idNumber"],
        ),
    ];
    for (group, number, info, kind, properties) in kinds {
        for values in designation.all(group) {
            let remark = value(values, info);
            for number in enumerated(value(values, number)) {
                let bracket = number.strip_suffix(')').and_then(|text| text.rsplit_once('('));
                let found = bracket.and_then(|(bare, inside)| Some((bare, country_code(inside)?)));
                let (bare, country) =
                    found.map_or((number, None), |(bare, code)| (bare, Some(code)));
                let number = bare.trim();
                let document =
                    Document { kind, properties, number, country, remark, ..Document::default() };
                add_document(party, &document);
            }
            if value(values, number).is_empty() {
                party.note(&format!("{kind}: {remark}"));
            }
        }
    }
    for number in designation.values(Column::BusinessRegistration) {
        let kind = "Business registration number";
        let properties = &["registrationNumber"];
        add_document(party, &Document { kind, properties, number, ..Document::default() });
        for (property, code) in russian_codes(number) {
            party.try_add(property, code);
        }
    }
}

/// The numbers behind the names of Russian registers, as in `INN: 7700000000 KPP: 770000000`.
fn russian_codes(text: &str) -> Vec<(&'static str, &str)> {
    let words: Vec<&str> =
        text.split([' ', ':', ',', ';']).filter(|word| !word.is_empty()).collect();
    let pairs = words.iter().zip(words.iter().skip(1));
    let labelled = pairs.filter_map(|(label, number)| {
        let property = match *label {
            "INN" => "innCode",
            "OGRN" => "ogrnCode",
            _ => return None,
        };
        number.bytes().all(|byte| byte.is_ascii_digit()).then_some((property, *number))
    });
    labelled.collect()
}

/// The values that stand alone, with the properties they go to.
const PROPERTIES: [(Column, &str); 14] = [
    (Column::Title, "title"),
    (Column::Position, "position"),
    (Column::Gender, "gender"),
    (Column::Phone, "phone"),
    (Column::Website, "website"),
    (Column::Email, "email"),
    (Column::EntityType, "classification"),
    (Column::ImoNumber, "imoNumber"),
    (Column::HullNumber, "registrationNumber"),
    (Column::Flag, "flag"),
    (Column::PreviousFlag, "pastFlags"),
    (Column::ShipType, "type"),
    (Column::ShipTonnage, "tonnage"),
    (Column::OtherInformation, "notes"),
];

/// What has no property of its own, with the words it is noted under.
const NOTED: [(Column, &str); 5] = [
    (Column::Owner, "current owner or operator"),
    (Column::PreviousOwner, "previous owner or operator"),
    (Column::Parent, "parent company"),
    (Column::Subsidiary, "subsidiary"),
    (Column::ShipLength, "length"),
];

fn singles(party: &mut Party, designation: &Designation) {
    for (column, property) in PROPERTIES {
        for text in designation.values(column) {
            let is_prose = matches!(column, Column::OtherInformation | Column::Position);
            let texts = if is_prose { vec![text] } else { enumerated(text) };
            texts.into_iter().for_each(|text| party.add_or_note(property, text));
        }
    }
    for text in designation.values(Column::Nationality).flat_map(enumerated) {
        let property = if party.is_a("Person") { "nationality" } else { "country" };
        party.add(property, country_before_remark(text).unwrap_or(text));
    }
    for text in designation.values(Column::DateOfBirth) {
        add_date(party, "birthDate", &known_date(text), false);
    }
    for text in designation.values(Column::YearBuilt) {
        add_date(party, "buildDate", text, false);
    }
    for (column, words) in NOTED {
        designation.values(column).for_each(|text| party.note(&format!("{words}: {text}")));
    }
}

/// The parts of `(1) one (2) two`, or the whole.
fn enumerated(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    for n in 1_usize.. {
        let Some((before, after)) = rest.split_once(&format!("({n})")) else { break };
        if n == 1 && !before.trim().is_empty() {
            return vec![text];
        }
        parts.push(before);
        rest = after;
    }
    parts.push(rest);
    let bare = parts.into_iter().map(|part| part.trim().trim_end_matches(['.', ';', ',']));
    bare.filter(|part| !part.is_empty()).collect()
}

/// A date with zeros for the parts that the list leaves open: `dd/mm/1971`.
fn known_date(text: &str) -> String {
    text.replace("dd", "00").replace("mm", "00")
}

fn listing(party: &mut Party, designation: &Designation) {
    party.add("topics", "sanction");
    let date = |column| {
        let text = designation.first(column).unwrap_or_default();
        // The model reports what is no date.
        PartialDate::parse_loose(text).map_or_else(|_| text.to_owned(), |date| date.to_string())
    };
    let updated = designation.values(Column::LastUpdated);
    let updated = updated.filter_map(|text| PartialDate::parse_loose(text).ok()).max();
    let updated = updated.map(|date| date.to_string()).unwrap_or_default();
    let [designated, listed] = [Column::DateDesignated, Column::ListedOn].map(date);
    let first = if listed.is_empty() { &designated } else { &listed };
    party.add("createdAt", first);
    party.add("modifiedAt", &updated);
    let first_of = |column| designation.first(column).unwrap_or_default();
    let unique = first_of(Column::UniqueId);
    let group = first_of(Column::GroupId);
    let authority = if unique.is_empty() { AUTHORITY_RETIRED } else { AUTHORITY };
    let un_reference = Some(first_of(Column::UnReference)).filter(|text| *text != "N/A");
    let id = party.id().clone();
    let mut values = vec![
        ("entity", id.as_str()),
        ("authority", authority),
        ("authorityId", if unique.is_empty() { group } else { unique }),
        ("recordId", group),
        ("unscId", un_reference.unwrap_or_default()),
        ("listingDate", first),
        ("startDate", &designated),
        ("modifiedAt", &updated),
        ("summary", first_of(Column::DesignationSource)),
    ];
    values.extend(designation.values(Column::Regime).map(|regime| ("program", regime)));
    let imposed = designation.values(Column::SanctionsImposed);
    values.extend(imposed.flat_map(|list| list.split('|')).map(|rule| ("provisions", rule)));
    values.extend(designation.values(Column::Reasons).map(|text| ("reason", text)));
    party.relate("Sanction", "sanction", &values);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_lists_are_taken_apart() {
        assert_eq!(enumerated("(1) Freedonia. (2) Sylvania."), ["Freedonia", "Sylvania"]);
        assert_eq!(enumerated("(1) One"), ["One"]);
        assert_eq!(enumerated("No. (1) One"), ["No. (1) One"]);
        assert!(enumerated("").is_empty());
    }

    #[test]
    fn numbers_of_russian_registers_are_found() {
        let text = "OGRN: 1027700000000 KPP: 770000000 INN: 7700000000";
        let expect = [("ogrnCode", "1027700000000"), ("innCode", "7700000000")];
        assert_eq!(russian_codes(text), expect);
        assert!(russian_codes("INN pending").is_empty());
    }
}
