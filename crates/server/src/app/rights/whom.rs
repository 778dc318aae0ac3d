use std::collections::{BTreeMap, BTreeSet};

use comity_api::yente::OneOrMany;
use serde_json::Value;

use crate::app::law::{IDENTIFYING, asked_about, texts};

/// Somebody who asks what is held about them.
pub(super) struct Whom {
    /// Names and numbers, folded.
    known: BTreeSet<String>,
    /// Under what the log knows whoever was asked about by any part of what they state.
    references: BTreeSet<String>,
}

/// The properties by which one record or question is about the same as another.
const NAMING: [&str; 10] = [
    "alias",
    "callSign",
    "idNumber",
    "imoNumber",
    "leiCode",
    "mmsi",
    "name",
    "passportNumber",
    "registrationNumber",
    "taxNumber",
];

impl Whom {
    /// Whoever is described by these properties. The secret is the one that references are made
    /// with.
    pub(super) fn new(secret: &str, properties: &BTreeMap<String, OneOrMany>) -> Whom {
        Whom { known: naming(properties), references: references(secret, properties) }
    }

    /// Whether these properties share a name or a number with what is stated.
    pub(super) fn is_named(&self, properties: &BTreeMap<String, OneOrMany>) -> bool {
        !naming(properties).is_disjoint(&self.known)
    }

    /// The references.
    pub(super) fn references(&self) -> &BTreeSet<String> {
        &self.references
    }
}

fn naming(properties: &BTreeMap<String, OneOrMany>) -> BTreeSet<String> {
    let telling = properties.iter().filter(|(name, _)| NAMING.contains(&name.as_str()));
    telling.flat_map(|(_, values)| texts(values)).map(|text| folded(&text)).collect()
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// A desk may have asked with less than is stated now: by the name alone, by one of several names,
/// without the birth date.
fn references(secret: &str, properties: &BTreeMap<String, OneOrMany>) -> BTreeSet<String> {
    let mut questions = vec![BTreeMap::new()];
    for (property, values) in properties {
        if !IDENTIFYING.contains(&property.as_str()) {
            continue;
        }
        let mut choices = vec![values.clone()];
        if let OneOrMany::Many(several) = values
            && several.len() > 1
        {
            choices
                .extend(several.iter().map(|value: &Value| OneOrMany::Many(vec![value.clone()])));
        }
        for at in 0..questions.len() {
            for choice in &choices {
                let Some(mut more) = questions.get(at).cloned() else { continue };
                more.insert(property.clone(), choice.clone());
                questions.push(more);
            }
        }
    }
    let said = questions.iter().filter(|question| !question.is_empty());
    said.map(|question| asked_about(secret, question).subject).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn properties(value: Value) -> BTreeMap<String, OneOrMany> {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_question_that_said_less_has_one_of_the_references() {
        let stated = properties(json!({ "name": ["Zoltrian Quenfelder", "Z. Quenfelder"],
            "birthDate": ["1970-01-05"], "passportNumber": ["X1"], "country": ["fr"] }));
        let whom = Whom::new("seven", &stated);
        for asked in [
            json!({ "name": ["zoltrian quenfelder"] }),
            json!({ "name": "Z. Quenfelder", "birthDate": "1970-01-05" }),
            json!({ "passportNumber": ["X1"], "gender": "male" }),
            json!({ "name": ["Z. Quenfelder", "Zoltrian Quenfelder"] }),
        ] {
            let asked = asked_about("seven", &properties(asked)).subject;
            assert!(whom.references().contains(&asked), "{asked}");
        }
        for other in [
            json!({ "name": ["Zoltrian Quenfelder"], "birthDate": "1971-01-05" }),
            json!({ "country": ["fr"] }),
        ] {
            let other = asked_about("seven", &properties(other)).subject;
            assert!(!whom.references().contains(&other), "{other}");
        }
        assert_eq!(whom.references().len(), 15, "four names or none, with or without each number");
    }

    #[test]
    fn a_shared_name_or_number_is_enough() {
        let whom = Whom::new("", &properties(json!({ "name": "Ana  Demo", "country": "fr" })));
        assert!(whom.is_named(&properties(json!({ "alias": ["ANA DEMO"] }))));
        assert!(!whom.is_named(&properties(json!({ "name": "Anna Demo", "country": "fr" }))));
    }
}
