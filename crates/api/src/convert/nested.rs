use std::collections::{BTreeMap, BTreeSet};

use comity_model::{Property, PropertyType, Record};

use crate::yente::{Entity, PropertyValue};

/// Entities around one, and what joins them.
#[derive(Debug, Default)]
pub struct Adjacent {
    entities: BTreeMap<String, Entity>,
    /// By the entity that is pointed to: what that side calls the relation, and who points.
    inverted: BTreeMap<String, BTreeSet<(String, String)>>,
    /// The canonical id of each member of a same-as group.
    canonical: BTreeMap<String, String>,
}

/// How far nested entities reach: an edge and what lies at its other end.
const DEPTH_MAX: usize = 2;

impl Adjacent {
    /// Says that the members of a same-as group stand for one entity. To be said before anything
    /// that points to a member is added.
    pub fn group<'m>(&mut self, canonical: &str, members: impl IntoIterator<Item = &'m str>) {
        for member in members {
            self.canonical.insert(member.to_owned(), canonical.to_owned());
        }
    }

    /// Adds an entity and the statements by which it points to others.
    pub fn add<'r>(&mut self, entity: Entity, records: impl IntoIterator<Item = &'r Record>) {
        for statement in records.into_iter().flat_map(Record::statements) {
            if let Some(reverse) = entity_reverse(statement.property) {
                let pointing = (reverse.to_owned(), entity.id.clone());
                let to = self.canonical.get(&statement.value).unwrap_or(&statement.value).clone();
                self.inverted.entry(to).or_default().insert(pointing);
            }
        }
        self.entities.insert(entity.id.clone(), entity);
    }

    /// The id and the entity that a value points to.
    fn at(&self, value: &str) -> Option<(&String, &Entity)> {
        self.entities.get_key_value(self.canonical.get(value).map_or(value, String::as_str))
    }
}

fn entity_reverse(property: Property) -> Option<&'static str> {
    if property.kind() == PropertyType::Entity { property.reverse() } else { None }
}

/// Puts the entities around one in place of their ids, two steps far: an edge and its other end.
#[must_use]
pub fn nest(root: &str, around: &Adjacent) -> Option<Entity> {
    nest_below(root, around, &mut Vec::new())
}

fn nest_below<'a>(id: &'a str, around: &'a Adjacent, path: &mut Vec<&'a str>) -> Option<Entity> {
    let (known, entity) = around.at(id)?;
    let mut nested = entity.clone();
    if path.len() >= DEPTH_MAX {
        return Some(nested);
    }
    path.push(known);
    for values in nested.properties.values_mut() {
        for value in values {
            let PropertyValue::Text(text) = &*value else { continue };
            let Some((key, _)) = around.at(text) else { continue };
            if !path.contains(&key.as_str())
                && let Some(other) = nest_below(key, around, path)
            {
                *value = PropertyValue::Entity(Box::new(other));
            }
        }
    }
    for (name, pointing) in around.inverted.get(id).into_iter().flatten() {
        if path.contains(&pointing.as_str()) {
            continue;
        }
        if let Some(other) = nest_below(pointing, around, path) {
            let values = nested.properties.entry(name.clone()).or_default();
            values.push(PropertyValue::Entity(Box::new(other)));
        }
    }
    path.pop();
    Some(nested)
}

#[cfg(test)]
mod tests {
    use comity_model::{Marking, Origin, RecordId, Schema};

    use super::*;
    use crate::convert::{EntityParts, entity};

    fn add(around: &mut Adjacent, id: &str, schema: &str, values: &[(&str, &str)]) {
        let origin = Origin::new("list", "publisher", Marking::default()).unwrap();
        let mut record = Record::new(RecordId::new(id).unwrap(), Schema::named(schema).unwrap());
        for (property, value) in values {
            record.add(property, value, &origin).unwrap();
        }
        let records = [("list".to_owned(), record)];
        let made = entity(&EntityParts { id, records: &records, referents: Vec::new() });
        around.add(made, records.iter().map(|(_, record)| record));
    }

    #[test]
    fn an_edge_and_its_other_end_are_nested() {
        let mut around = Adjacent::default();
        add(&mut around, "v", "Vessel", &[("name", "NORDIC TERN")]);
        add(&mut around, "o", "Ownership", &[("owner", "c"), ("asset", "v")]);
        add(&mut around, "c", "Company", &[("name", "Tern Shipping")]);
        add(&mut around, "s", "Sanction", &[("entity", "v"), ("program", "DEMO")]);
        let made = serde_json::to_value(nest("v", &around).unwrap()).unwrap();
        let edge = &made["properties"]["ownershipAsset"][0];
        assert_eq!(edge["properties"]["owner"][0]["caption"], "Tern Shipping");
        assert_eq!(edge["properties"]["asset"][0], "v", "the way back stays an id");
        assert_eq!(made["properties"]["sanctions"][0]["properties"]["program"][0], "DEMO");
    }

    #[test]
    fn what_points_to_a_member_points_to_its_group() {
        let mut around = Adjacent::default();
        around.group("cm-1", ["v"]);
        add(&mut around, "cm-1", "Vessel", &[("name", "NORDIC TERN")]);
        add(&mut around, "s", "Sanction", &[("entity", "v"), ("program", "DEMO")]);
        let made = serde_json::to_value(nest("cm-1", &around).unwrap()).unwrap();
        assert_eq!(made["properties"]["sanctions"][0]["id"], "s");
    }
}
