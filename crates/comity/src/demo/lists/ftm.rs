//! FollowTheMoney entities, one JSON object a line.

use serde_json::{Map, Value, json};

use crate::demo::party::{Listed, Party};

/// Lines that are broken on purpose.
pub(super) const BROKEN: u64 = 1;

pub(super) fn write(list: &[Listed]) -> String {
    let mut lines = Vec::new();
    let mut last_company: Option<String> = None;
    for Listed { key, party } in list {
        let id = id(*key);
        let (schema, values) = values(party);
        lines.push(entity(&id, schema, values));
        let reason = "Made up for a demonstration";
        let listing = [("entity", id.as_str()), ("authority", "Freedonia"), ("reason", reason)];
        lines.push(entity(&format!("{id}-listing"), "Sanction", owned(&listing)));
        match party {
            Party::Company(_) => last_company = Some(id),
            Party::Vessel(_) => {
                if let Some(owner) = &last_company {
                    let values = [("owner", owner.as_str()), ("asset", id.as_str())];
                    lines.push(entity(&format!("{id}-owner"), "Ownership", owned(&values)));
                }
            }
            Party::Person(_) | Party::Airplane(_) => {}
        }
    }
    // A transfer that was cut off: it is skipped, counted and named in the report.
    lines.push(r#"{"id":"demo-ftm-broken","schema":"Person","properties":{"name":["#.to_owned());
    lines.join("\n") + "\n"
}

/// The id of a party of this list.
pub(super) fn id(key: u32) -> String {
    format!("demo-ftm-{key}")
}

type Values = Vec<(&'static str, String)>;

fn values(party: &Party) -> (&'static str, Values) {
    match party {
        Party::Person(person) => {
            let mut values = vec![
                ("name", person.name.latin()),
                ("name", person.name.native.clone()),
                ("birthDate", person.birth.iso()),
                ("nationality", person.country.to_owned()),
                ("gender", if person.female { "female" } else { "male" }.to_owned()),
                ("passportNumber", person.passport.clone()),
                ("weakAlias", person.nickname.clone()),
                ("topics", "sanction".to_owned()),
            ];
            values.extend(person.aliases.iter().map(|alias| ("alias", alias.clone())));
            ("Person", values)
        }
        Party::Company(company) => (
            "Company",
            vec![
                ("name", company.name.clone()),
                ("name", company.native.clone()),
                ("jurisdiction", company.country.to_owned()),
                ("leiCode", company.lei.clone()),
                ("topics", "sanction".to_owned()),
            ],
        ),
        Party::Vessel(vessel) => {
            let mut values = vec![
                ("name", vessel.name.clone()),
                ("imoNumber", vessel.imo.clone()),
                ("callSign", vessel.call_sign.clone()),
                ("flag", vessel.flag.to_owned()),
                ("buildDate", vessel.built.to_string()),
                ("topics", "mare.shadow".to_owned()),
            ];
            values.extend(vessel.former.iter().map(|name| ("previousName", name.clone())));
            ("Vessel", values)
        }
        Party::Airplane(plane) => (
            "Airplane",
            vec![
                ("name", plane.registration.clone()),
                ("registrationNumber", plane.registration.clone()),
                ("serialNumber", plane.serial.to_string()),
                ("model", plane.model.to_owned()),
                ("buildDate", plane.built.to_string()),
            ],
        ),
    }
}

fn owned(values: &[(&'static str, &str)]) -> Values {
    values.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
}

fn entity(id: &str, schema: &str, values: Values) -> String {
    let mut properties: Map<String, Value> = Map::new();
    for (name, value) in values.into_iter().filter(|(_, value)| !value.is_empty()) {
        let slot = properties.entry(name).or_insert_with(|| json!([]));
        if let Some(list) = slot.as_array_mut() {
            list.push(Value::String(value));
        }
    }
    json!({"id": id, "schema": schema, "properties": properties, "datasets": ["freedonia"]})
        .to_string()
}
