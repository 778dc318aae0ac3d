use std::collections::BTreeMap;

use comity_api::Fault;
use comity_api::yente::OneOrMany;
use comity_model::PartialDate;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::app::law::texts;
use crate::hash::hex;

/// The properties of a question that are numbers of documents.
const NUMBERS: [&str; 2] = ["idNumber", "passportNumber"];

/// How much of a code a digest keeps: enough that no two documents share one.
const DIGEST_BYTES: usize = 16;

/// A document of somebody: only whoever has the secret can tell from the digest whether it is one.
pub(super) fn digest(secret: &str, number: &str, born: &str) -> String {
    // A key of any length makes a code.
    let Ok(mut code) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    code.update(b"comity/redress-document/v1\n");
    code.update(format!("{}\n{born}", folded(number)).as_bytes());
    let mut digest = hex(&code.finalize().into_bytes());
    digest.truncate(DIGEST_BYTES * 2);
    digest
}

/// A number as it is compared: without what its writing adds.
pub(super) fn folded(number: &str) -> String {
    let kept = number.chars().filter(|c| c.is_alphanumeric());
    kept.flat_map(char::to_uppercase).collect()
}

/// A birth date that says the day.
pub(super) fn day_of_birth(text: &str) -> Result<String, Fault> {
    let date = PartialDate::parse(text.trim()).ok();
    let whole = date.filter(|date| date.range().first == date.range().last);
    whole.map(|date| date.to_string()).ok_or_else(|| {
        Fault::invalid("birth-date", format!("`{text}` is not a day of birth"))
            .with_hint("write it as 1974-08-12")
    })
}

/// The documents of whoever is asked about: each number with each birth date. Nothing, where the
/// question says no number or no birth date.
pub(super) fn asked(
    secret: &str,
    properties: &BTreeMap<String, OneOrMany>,
) -> Result<Vec<String>, Fault> {
    let values = |names: &[&str]| {
        let named = names.iter().filter_map(|name| properties.get(*name));
        named.flat_map(texts).collect::<Vec<String>>()
    };
    let mut digests = Vec::new();
    for born in values(&["birthDate"]) {
        let born = day_of_birth(&born)?;
        digests.extend(values(&NUMBERS).iter().map(|number| digest(secret, number, &born)));
    }
    Ok(digests)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(properties: serde_json::Value) -> Result<Vec<String>, Fault> {
        asked("seven", &serde_json::from_value(properties).unwrap())
    }

    #[test]
    fn a_document_is_a_number_and_a_day() {
        let one = of(json!({ "passportNumber": ["d 42-42"], "birthDate": "1974-08-12" })).unwrap();
        assert_eq!(one, [digest("seven", "D4242", "1974-08-12")]);
        assert_eq!(one, of(json!({ "idNumber": "D4242", "birthDate": ["1974-08-12"] })).unwrap());
        let other = of(json!({ "passportNumber": "D4242", "birthDate": "1974-08-13" })).unwrap();
        assert_ne!(one, other);
        assert_ne!(one, [digest("eight", "D4242", "1974-08-12")]);
        assert!(!one[0].contains("4242"), "it says nothing by itself");
        for nothing in [json!({ "passportNumber": "D4242" }), json!({ "birthDate": "1974-08-12" })]
        {
            assert!(of(nothing).unwrap().is_empty());
        }
        let year = of(json!({ "passportNumber": "D4242", "birthDate": "1974" })).unwrap_err();
        assert_eq!(year.code, "birth-date");
    }
}
