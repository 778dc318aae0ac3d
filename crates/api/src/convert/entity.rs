use std::collections::{BTreeMap, BTreeSet};

use comity_model::{PartialDate, PropertyType, Record, Timestamp};

use crate::yente::{Entity, PropertyValue};

/// What an entity is made of: the parts of the records that the caller may see.
#[derive(Debug, Clone)]
pub struct EntityParts<'r> {
    /// The canonical id.
    pub id: &'r str,
    /// The records by dataset, the one that names the whole first.
    pub records: &'r [(String, Record)],
    /// Other ids by which it is or was known.
    pub referents: Vec<String>,
}

/// Topics, and what they begin with, that make a record a target rather than merely known.
pub const TARGET_TOPICS: [&str; 14] = [
    "asset.frozen",
    "corp.disqual",
    "crime",
    "debarment",
    "export",
    "forced.labor",
    "invest",
    "mare",
    "poi",
    "reg.action",
    "reg.warn",
    "role.pep",
    "sanction",
    "wanted",
];

/// One entity of several records.
#[must_use]
pub fn entity(parts: &EntityParts<'_>) -> Entity {
    let records = || parts.records.iter().map(|(_, record)| record);
    let statements = || records().flat_map(Record::statements);
    let first_seen = statements().filter_map(|statement| statement.first_seen);
    let best = records().next();
    Entity {
        id: parts.id.to_owned(),
        caption: best.map_or_else(|| parts.id.to_owned(), Record::caption),
        schema: best.map_or("Thing", |record| record.schema().name()).to_owned(),
        properties: properties(records()),
        datasets: datasets(parts.records),
        referents: referents(parts),
        target: records().any(is_target),
        first_seen: first_seen.clone().min().map(shown),
        last_seen: statements().filter_map(|statement| statement.last_seen).max().map(shown),
        // A value that changed is a new statement: the newest one tells when that was.
        last_change: first_seen.max().map(shown),
    }
}

/// All values by property, each once. Dates stand in plain ISO 8601, as FollowTheMoney has them.
#[must_use]
pub fn properties<'r>(
    records: impl IntoIterator<Item = &'r Record>,
) -> BTreeMap<String, Vec<PropertyValue>> {
    let mut seen: BTreeSet<(&str, String)> = BTreeSet::new();
    let mut properties: BTreeMap<String, Vec<PropertyValue>> = BTreeMap::new();
    for statement in records.into_iter().flat_map(Record::statements) {
        let name = statement.property.name();
        let values = match PartialDate::parse(&statement.value) {
            Ok(date) if statement.property.kind() == PropertyType::Date => date.ftm_values(),
            _ => vec![statement.value.clone()],
        };
        for value in values {
            if seen.insert((name, value.clone())) {
                properties.entry(name.to_owned()).or_default().push(PropertyValue::Text(value));
            }
        }
    }
    properties
}

/// Whether a record is on a list for a reason, rather than only known.
#[must_use]
pub fn is_target(record: &Record) -> bool {
    record.values("topics").any(|topic| TARGET_TOPICS.iter().any(|risk| topic.starts_with(risk)))
}

/// The ids of the group's members and retired ones, then those of the publishers.
fn referents(parts: &EntityParts<'_>) -> Vec<String> {
    let stated = parts.records.iter().flat_map(|(_, record)| record.referents());
    let all = parts.referents.iter().cloned().chain(stated.map(ToString::to_string));
    let mut seen = BTreeSet::new();
    all.filter(|id| id != parts.id && seen.insert(id.clone())).collect()
}

fn datasets(records: &[(String, Record)]) -> Vec<String> {
    let names: BTreeSet<&String> = records.iter().map(|(dataset, _)| dataset).collect();
    names.into_iter().cloned().collect()
}

fn shown(time: Timestamp) -> String {
    time.to_string()
}

#[cfg(test)]
mod tests {
    use comity_model::{Marking, Origin, RecordId, Schema};

    use super::*;

    #[test]
    fn an_entity_joins_its_records() {
        let origin = Origin::new("list", "publisher", Marking::default()).unwrap();
        let mut one = Record::new(RecordId::new("a").unwrap(), Schema::named("Person").unwrap());
        one.add("name", "Ana Demo", &origin).unwrap();
        one.add("birthDate", "1960/1965", &origin).unwrap();
        let mut two = one.clone();
        two.add("topics", "sanction", &origin).unwrap();
        two.add("name", "Anna Demo", &origin).unwrap();
        let records = [("y".to_owned(), one), ("x".to_owned(), two)];
        let referents = vec!["a".to_owned(), "cm-1".to_owned()];
        let made = entity(&EntityParts { id: "cm-1", records: &records, referents });
        assert_eq!(made.datasets, ["x", "y"]);
        assert_eq!(made.referents, ["a"]);
        assert!(made.target);
        let texts = |name: &str| serde_json::to_value(&made.properties[name]).unwrap();
        assert_eq!(texts("birthDate"), serde_json::json!(["1960", "1965"]));
        assert_eq!(texts("name"), serde_json::json!(["Ana Demo", "Anna Demo"]));
    }
}
