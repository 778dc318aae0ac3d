//! OFAC's list: three CSV files without header, CRLF, `-0- ` for nothing, Ctrl-Z at the end.

use std::fmt::Write as _;

use super::country_name;
use crate::demo::party::{Listed, Party};

/// The files `sdn`, `alt` and `add`.
pub(super) fn write(list: &[Listed]) -> [String; 3] {
    let (mut sdn, mut alt, mut add) = (String::new(), String::new(), String::new());
    let mut alias_number = 0;
    for Listed { key, party } in list {
        let row = Row::of(party);
        sdn.push_str(&row.line(*key));
        for (kind, alias) in &row.aliases {
            alias_number += 1;
            // Writing to a string cannot fail.
            let _ = write!(alt, "{key},{alias_number},\"{kind}\",{},-0- \r\n", quoted(alias));
        }
        let _ = write!(add, "{key},{key},-0- ,\"Port Varn\",{},-0- \r\n", quoted(row.country));
    }
    [sdn, alt, add].map(|file| file + "\u{1a}")
}

#[derive(Default)]
struct Row {
    name: String,
    kind: &'static str,
    call_sign: String,
    vessel_type: &'static str,
    flag: &'static str,
    remarks: Vec<String>,
    aliases: Vec<(&'static str, String)>,
    country: &'static str,
}

impl Row {
    fn of(party: &Party) -> Row {
        match party {
            Party::Person(person) => {
                let country = country_name(person.country);
                let mut remarks = vec![
                    format!("DOB {}", person.birth.words()),
                    format!("POB Port Varn, {country}"),
                    format!("nationality {country}"),
                    format!("Gender {}", if person.female { "Female" } else { "Male" }),
                ];
                if !person.passport.is_empty() {
                    remarks.push(format!("Passport {} ({country})", person.passport));
                }
                if !person.nickname.is_empty() {
                    remarks.push(format!("a.k.a. '{}'", person.nickname.to_uppercase()));
                }
                Row {
                    name: listed_name(&person.name.family, &person.name.given),
                    kind: "individual",
                    remarks,
                    aliases: person.aliases.iter().map(|alias| ("aka", alias.clone())).collect(),
                    country,
                    ..Row::default()
                }
            }
            Party::Company(company) => {
                let mut remarks = Vec::new();
                if !company.lei.is_empty() {
                    remarks.push(format!("Legal Entity Number {}", company.lei));
                }
                let alias = Some(("aka", company.alias.clone()));
                Row {
                    name: company.name.to_uppercase(),
                    remarks,
                    aliases: alias.filter(|(_, alias)| !alias.is_empty()).into_iter().collect(),
                    country: country_name(company.country),
                    ..Row::default()
                }
            }
            Party::Vessel(vessel) => {
                let imo = format!("Vessel Registration Identification IMO {}", vessel.imo);
                let former = vessel.former.iter().map(|name| format!("f.k.a. '{name}'"));
                let built = format!("Vessel Year of Build {}", vessel.built);
                Row {
                    name: vessel.name.clone(),
                    kind: "vessel",
                    call_sign: vessel.call_sign.clone(),
                    vessel_type: "General Cargo",
                    flag: country_name(vessel.flag),
                    remarks: [built, imo].into_iter().chain(former).collect(),
                    country: country_name(vessel.flag),
                    ..Row::default()
                }
            }
            Party::Airplane(plane) => Row {
                name: plane.registration.clone(),
                kind: "aircraft",
                remarks: vec![
                    format!("Aircraft Manufacture Date {}", plane.built),
                    format!("Aircraft Model {}", plane.model),
                    format!("Aircraft Manufacturer's Serial Number (MSN) {}", plane.serial),
                    format!("Aircraft Tail Number {}", plane.registration),
                ],
                ..Row::default()
            },
        }
    }

    fn line(&self, key: u32) -> String {
        let remarks = match &self.remarks[..] {
            [] => String::new(),
            remarks => format!("{}.", remarks.join("; ")),
        };
        let [name, kind, call_sign, vessel_type, flag, remarks] =
            [&self.name, self.kind, &self.call_sign, self.vessel_type, self.flag, &remarks]
                .map(quoted);
        format!(
            "{key},{name},{kind},\"FREEDONIA\",-0- ,{call_sign},{vessel_type},-0- ,-0- ,{flag},\
             -0- ,{remarks}\r\n"
        )
    }
}

fn listed_name(family: &str, given: &str) -> String {
    format!("{}, {given}", family.to_uppercase())
}

fn quoted(text: &str) -> String {
    if text.is_empty() { "-0- ".to_owned() } else { format!("\"{}\"", text.replace('"', "\"\"")) }
}
