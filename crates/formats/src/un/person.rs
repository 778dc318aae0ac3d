//! What only persons have: birth, nationality, gender, office, documents.

use comity_model::{ModelError, PartialDate, country_code, gender_code};

use crate::party::Party;
use crate::text::{content_key, join, strip_prefix_any_case, tidy};
use crate::xml::Element;

pub(super) fn add(party: &mut Party, element: &Element) {
    for (list, property) in
        [("TITLE", "title"), ("DESIGNATION", "position"), ("NATIONALITY", "nationality")]
    {
        for value in element.values_of(list) {
            party.add(property, value);
        }
    }
    party.add("nationality", element.text_of("NATIONALITY2"));
    gender(party, element);
    for birth in element.all("INDIVIDUAL_DATE_OF_BIRTH") {
        birth_date(party, birth);
    }
    for place in element.all("INDIVIDUAL_PLACE_OF_BIRTH") {
        birth_place(party, place, ["STREET", "CITY", "STATE_PROVINCE", "COUNTRY"]);
        let note = place.text_of("NOTE");
        if !note.is_empty() {
            party.note(&format!("place of birth: {note}"));
        }
    }
    for alias in element.all("INDIVIDUAL_ALIAS") {
        loose_date(party, alias.text_of("DATE_OF_BIRTH"), false);
        birth_place(party, alias, ["", "CITY_OF_BIRTH", "", "COUNTRY_OF_BIRTH"]);
    }
    for found in element.all("INDIVIDUAL_DOCUMENT") {
        document(party, found);
    }
}

/// The gender stands in its own element or, in most records, at the start of a comment sentence.
fn gender(party: &mut Party, element: &Element) {
    let stated = element.text_of("GENDER");
    if !stated.is_empty() && !stated.eq_ignore_ascii_case("unknown") {
        party.add("gender", stated);
        return;
    }
    let comments = element.text_of("COMMENTS1");
    let after = comments
        .char_indices()
        .filter_map(|(at, _)| strip_prefix_any_case(comments.get(at..)?, "gender:"))
        .next();
    let word = after.and_then(|text| text.split_whitespace().next()).unwrap_or_default();
    if let Some(code) = gender_code(word.trim_matches(|c: char| !c.is_alphabetic())) {
        party.add("gender", code);
    }
}

/// `TYPE_OF_DATE` says how sure the date is; its value is a day, a year, two years or a note.
fn birth_date(party: &mut Party, birth: &Element) {
    let note = tidy(birth.text_of("NOTE"));
    let lower = note.to_lowercase();
    let is_only_about = matches!(lower.as_str(), "approximately" | "circa" | "approx.");
    let is_about = birth.text_of("TYPE_OF_DATE").eq_ignore_ascii_case("APPROXIMATELY")
        || lower.starts_with("approx")
        || lower.starts_with("circa");
    let (from, to) = (birth.text_of("FROM_YEAR"), birth.text_of("TO_YEAR"));
    let years = match (from.is_empty(), to.is_empty()) {
        (false, false) => format!("{from}/{to}"),
        _ => format!("{from}{to}"),
    };
    let stated = [birth.text_of("DATE"), birth.text_of("YEAR"), &years];
    let Some(date) = stated.iter().find(|text| !text.is_empty()) else {
        return loose_date(party, &note, is_about);
    };
    loose_date(party, date, is_about);
    if !note.is_empty() && !is_only_about {
        party.note(&format!("date of birth {date}: {note}"));
    }
}

fn loose_date(party: &mut Party, text: &str, is_about: bool) {
    let text = tidy(text);
    if text.is_empty() {
        return;
    }
    match PartialDate::parse_loose(&text) {
        Ok(date) if is_about && !date.is_approximate() => {
            let about = date.to_string().replace('/', "~/") + "~";
            party.add_rewritten("birthDate", &about, &text);
        }
        Ok(date) => party.add_rewritten("birthDate", &date.to_string(), &text),
        Err(_) => party.reject(
            "birthDate",
            &text,
            ModelError::InvalidValue {
                property: "birthDate".to_owned(),
                value: text.chars().take(80).collect(),
                expected: "date",
            },
        ),
    }
}

fn birth_place(party: &mut Party, place: &Element, fields: [&str; 4]) {
    let texts = fields.map(|field| tidy(place.text_of(field)));
    party.add("birthPlace", &join(texts.iter().map(String::as_str), ", "));
    if let Some(code) = texts.last().and_then(|country| country_code(country)) {
        party.add("birthCountry", code);
    }
}

const PASSPORT_WORDS: [&str; 3] = ["passport", "passeport", "pasaporte"];

/// A travel or identity document. Without a number it is only what its note says.
fn document(party: &mut Party, found: &Element) {
    let kinds = ["TYPE_OF_DOCUMENT", "TYPE_OF_DOCUMENT2"].map(|field| tidy(found.text_of(field)));
    let [first, second] = &kinds;
    let kind = if second.is_empty() { first } else { second };
    let number = tidy(found.text_of("NUMBER"));
    let note = tidy(found.text_of("NOTE"));
    let country = join([found.text_of("COUNTRY_OF_ISSUE")], "");
    let country = if country.is_empty() { found.text_of("ISSUING_COUNTRY") } else { &country };
    let issued = found.text_of("DATE_OF_ISSUE");
    let about = join([kind, &number, country, issued, found.text_of("CITY_OF_ISSUE"), &note], ", ");
    if number.is_empty() {
        if about != *kind {
            party.note(&format!("document: {about}"));
        }
        return;
    }
    let lower = format!("{first} {second} {number}").to_lowercase();
    let is_passport = PASSPORT_WORDS.iter().any(|word| lower.contains(word));
    let bare = bare_number(&number);
    let code = country_code(country);
    if code.is_none() && !country.is_empty() {
        party.note(&format!("document: {about}"));
    }
    let holder = party.id().clone();
    let mut values = vec![
        ("holder", holder.as_str()),
        ("type", kind.as_str()),
        ("number", bare),
        ("country", code.unwrap_or_default()),
        ("startDate", issued),
        ("authority", found.text_of("CITY_OF_ISSUE")),
        ("summary", note.as_str()),
        ("description", if bare == number { "" } else { number.as_str() }),
    ];
    let (schema, property) =
        if is_passport { ("Passport", "passportNumber") } else { ("Identification", "idNumber") };
    if is_passport {
        values.push(("passportNumber", bare));
    }
    party.add_rewritten(property, bare, &number);
    let key = format!("document-{}", content_key(&[schema, kind, &number, country]));
    party.relate(schema, &key, &values);
}

/// The number out of `Freedonian passport no. 123` or `381 (expired 2 Feb. 2017)`; the whole where
/// it is nothing but a number.
fn bare_number(text: &str) -> &str {
    let bare = text.split(" (").next().unwrap_or(text).trim();
    for word in [" number ", " No.: ", " No. ", " no. ", " number: "] {
        if let Some((_, number)) = bare.split_once(word)
            && number.contains(|c: char| c.is_ascii_digit())
        {
            return number.trim_start_matches(|c: char| !c.is_alphanumeric());
        }
    }
    if bare.contains(|c: char| c.is_ascii_digit()) { bare } else { text }
}

#[cfg(test)]
mod tests {
    use super::bare_number;

    #[test]
    fn numbers_come_out_of_their_words() {
        for (text, expect) in [
            ("X-123 45", "X-123 45"),
            ("Freedonian passport no. D00000777", "D00000777"),
            ("Freedonia service passport number SA7770001", "SA7770001"),
            ("770000042 (Expired 2 Feb. 2017)", "770000042"),
            ("unknown number given", "unknown number given"),
        ] {
            assert_eq!(bare_number(text), expect);
        }
    }
}
