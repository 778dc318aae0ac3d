//! The party's own alerts: a table as an office keeps it, and the mapping that explains it.

use std::fmt::Write as _;

use super::country_name;
use crate::demo::party::{Listed, Party};

/// Rows that are broken on purpose.
pub(super) const BROKEN: u64 = 1;

/// Which column is which property.
pub(super) const MAPPING: &str = r#"# Freedonia's own alerts: which column is which property.
key = "case"
schema = { column = "kind", values = { P = "Person", V = "Vessel" } }
delimiter = ";"
topics = ["wanted"]
marking = "handling"

[columns]
ship = "name"
script = "alias"
born = "birthDate"
sex = "gender"
nation = ["country"]
passport = "passportNumber"
imo = "imoNumber"

[joined]
name = ["given", "family"]

[alert]
category = { column = "why" }
measure = { column = "measure" }
legalBasis = { column = "law" }
issuer = "Border Police of Freedonia"
reviewDate = { column = "review" }
"#;

const HEADER: &str = "case;kind;given;family;ship;script;\
                      born;sex;nation;passport;imo;why;measure;law;review;handling";

/// Why, what the officer is asked to do, and by which law.
const ALERTS: [[&str; 3]; 4] = [
    ["missing-person", "protect-and-inform-issuer", "Children Act, section 12"],
    ["refuse-entry", "refuse-entry", "Border Act, section 4"],
    ["discreet-check", "inform-issuer", "Police Act, section 31"],
    ["wanted-for-arrest", "arrest", "Code of Criminal Procedure, section 88"],
];

pub(super) fn write(list: &[Listed]) -> String {
    let mut out = format!("{HEADER}\r\n");
    for Listed { key, party } in list {
        let Some(row) = Row::of(party) else { continue };
        let Row { kind, given, family, ship, script, born, sex, nation, passport, imo } = row;
        let at = (key.saturating_sub(1) as usize) % ALERTS.len();
        let [why, measure, law] = ALERTS.get(at).copied().unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = write!(
            out,
            "{key};{kind};{given};{family};{ship};{script};{born};{sex};{nation};{passport};\
             {imo};{why};{measure};{law};{};TLP:GREEN\r\n",
            2027 + key % 4
        );
    }
    // A row of a kind that the mapping does not know: it is skipped, counted and named.
    out.push_str("9999;X;Somebody;Unknown;;;;;;;;;;;;TLP:GREEN\r\n");
    out
}

/// What the columns before the alert hold.
#[derive(Default)]
struct Row {
    kind: &'static str,
    given: String,
    family: String,
    ship: String,
    script: String,
    born: String,
    sex: &'static str,
    nation: &'static str,
    passport: String,
    imo: String,
}

impl Row {
    /// The office keeps alerts on persons and vessels only.
    fn of(party: &Party) -> Option<Row> {
        match party {
            Party::Person(person) => Some(Row {
                kind: "P",
                given: person.name.given.clone(),
                family: person.name.family.clone(),
                script: person.name.native.clone(),
                born: person.birth.words(),
                sex: if person.female { "F" } else { "M" },
                nation: country_name(person.country),
                passport: person.passport.clone(),
                ..Row::default()
            }),
            Party::Vessel(vessel) => Some(Row {
                kind: "V",
                ship: vessel.name.clone(),
                nation: country_name(vessel.flag),
                imo: vessel.imo.clone(),
                ..Row::default()
            }),
            Party::Company(_) | Party::Airplane(_) => None,
        }
    }
}
