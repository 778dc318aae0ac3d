//! What happens at the desk: each question, and what the demo claims of its answer.

use std::collections::BTreeMap;

use comity_api::v1::{Example, ScreenRequest};
use comity_api::yente::OneOrMany;

use super::cast::{DORUN_PASSPORT, ORVANTA_IMO};
use super::numbers::{Document, imo_of};

/// A listed traveller, mistyped.
pub(super) const TYPO: &str = "Hjordsia Brenvallaberg";
/// The same, spelled as listed.
const RIGHT: &str = "Hjordisa Brennvallaberg";
/// A traveller who is listed in Latin letters only.
pub(super) const CYRILLIC: &str = "Ярослун Плетковарин";
/// The person on the party's own list.
pub(super) const OWN_RECORD: &str = "demo_own-1";

/// One question at the desk.
pub(super) struct Step {
    /// What happens.
    pub(super) scene: &'static str,
    /// The question as it is shown.
    pub(super) asked: String,
    pub(super) request: ScreenRequest,
    pub(super) claim: Claim,
}

/// What must be so.
pub(super) enum Claim {
    /// The record stands first and alerts; the feature is part of why.
    Alert { id: &'static str, why: &'static str },
    /// As [`Claim::Alert`], and the document's check digits do not all agree.
    Forged { id: &'static str },
    /// As [`Claim::Alert`], and the record carries an alert of the party's own.
    OwnAlert { id: &'static str },
    /// The record scores lower than in the step before, and the feature says why.
    Lower { id: &'static str, why: &'static str },
    /// Nothing alerts.
    NoAlert,
}

const NAME: &str = "name_match";
const NUMBER: &str = "identifier_match";

/// The whole day.
pub(super) fn steps() -> Vec<Step> {
    let mut steps = documents();
    steps.extend(names());
    steps.extend(ships_and_firms());
    steps
}

fn dorun(number: &str) -> String {
    Document {
        family: "Velkastin",
        given: "Dorun",
        number,
        birth: "710314",
        sex: "M",
        expiry: "310930",
    }
    .passport_zone()
}

fn documents() -> Vec<Step> {
    let listed = dorun(DORUN_PASSPORT);
    // One digit of the number is changed, and its check digit is not.
    let forged = listed.replacen("UT447120", "UT447150", 1);
    let innocent = Document {
        family: "Puttermill",
        given: "Gwendolake",
        number: "UT1183300",
        birth: "880619",
        sex: "F",
        expiry: "330101",
    };
    let child = Document {
        family: "Isonagishi",
        given: "Mitsurin",
        number: "UT5550123",
        birth: "090217",
        sex: "F",
        expiry: "290101",
    };
    vec![
        zone(
            "A traveller shows a passport; the holder is on the UN-like list",
            listed,
            Claim::Alert { id: "demo_un-1", why: NUMBER },
        ),
        zone(
            "The same passport with a forged number: the check digits give it away",
            forged,
            Claim::Forged { id: "demo_un-1" },
        ),
        zone(
            "An innocent traveller: nothing like her is on any list",
            innocent.passport_zone(),
            Claim::NoAlert,
        ),
        zone(
            "A girl with an identity card: the party's own alert, to protect her",
            child.card_zone(),
            Claim::OwnAlert { id: OWN_RECORD },
        ),
    ]
}

fn names() -> Vec<Step> {
    let alert = |id, why| Claim::Alert { id, why };
    vec![
        example(
            "A name in another spelling, as the airline wrote it, with the birth date",
            "Person",
            &[("name", "Nazeehan Rabumeer Kasoudari"), ("birthDate", "1966-07-23")],
            alert("demo_ofac-1", "date_match"),
        ),
        example(
            "A name in Cyrillic; the list has it in Latin letters only",
            "Person",
            &[("name", CYRILLIC)],
            alert("demo-ftm-2", NAME),
        ),
        example(
            "A name in Greek capitals, without its accents",
            "Person",
            &[("name", "ΘΕΛΑΝΔΟΣ ΣΚΛΑΒΙΜΑΤΟΣ")],
            alert("demo-ftm-3", NAME),
        ),
        example(
            "A name in Arabic; this list too has it in Latin letters only",
            "Person",
            &[("name", "نزيهان ربومير القسوداري")],
            alert("demo_ofac-1", NAME),
        ),
        example(
            "A name in Chinese characters, as the UN-like list states it",
            "Person",
            &[("name", "桓睿珩喆岚")],
            alert("demo_un-2", NAME),
        ),
        example(
            "Typed in haste: two slips in one name",
            "Person",
            &[("name", TYPO)],
            alert("demo-ftm-1", NAME),
        ),
        example(
            "As listed, but born 32 years earlier: the name alerts, the date speaks against it",
            "Person",
            &[("name", RIGHT), ("birthDate", "1958-02-20")],
            Claim::Lower { id: "demo-ftm-1", why: "dob_year_disjoint" },
        ),
    ]
}

fn ships_and_firms() -> Vec<Step> {
    let number = imo_of(ORVANTA_IMO);
    vec![
        example(
            "A ship under a new name: her IMO number stays",
            "Vessel",
            &[("name", "BLUE MERIDIAN"), ("imoNumber", &number)],
            Claim::Alert { id: "demo_ofac-2", why: NUMBER },
        ),
        example(
            "The same ship by a former name, misspelt",
            "Vessel",
            &[("name", "Sulmera Star")],
            Claim::Alert { id: "demo_ofac-2", why: NAME },
        ),
        example(
            "A consignee that goes by another legal form now",
            "Company",
            &[("name", "Dolvaranka Marine Services GmbH")],
            Claim::Alert { id: "demo_ofac-3", why: NAME },
        ),
    ]
}

/// A travel document.
fn zone(scene: &'static str, lines: String, claim: Claim) -> Step {
    let request = ScreenRequest { mrz: Some(lines.clone()), ..ScreenRequest::default() };
    Step { scene, asked: lines, request, claim }
}

/// An example of what is looked for.
fn example(scene: &'static str, schema: &str, values: &[(&str, &str)], claim: Claim) -> Step {
    let properties: BTreeMap<String, OneOrMany> = values
        .iter()
        .map(|(name, value)| ((*name).to_owned(), OneOrMany::One((*value).to_owned())))
        .collect();
    let asked: Vec<&str> = values.iter().map(|(_, value)| *value).collect();
    let query = Example { schema: schema.to_owned(), properties };
    // Below the threshold nothing is shown, unless that is the point.
    let cutoff = matches!(claim, Claim::Lower { .. }).then_some(0.3);
    let request = ScreenRequest { query: Some(query), cutoff, ..ScreenRequest::default() };
    Step { scene, asked: format!("{schema}: {}", asked.join(", ")), request, claim }
}
