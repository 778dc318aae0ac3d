use std::collections::BTreeSet;

use comity_model::{Record, Schema, Statement, is_topic};
use serde::Deserialize;

use crate::fault::Fault;
use crate::named::named;

named! {
    /// How much a statement tells of somebody.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    PropertyClass {
        /// Nothing out of the ordinary.
        Ordinary = "ordinary",
        /// Tells of a picture.
        Photo = "photo",
        /// Tells of a biometric sample.
        Biometric = "biometric",
        /// Tells of religion, origin or politics.
        SpecialCategory = "special-category",
    }
}

/// Which properties are out of the ordinary.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Properties {
    photo_schemata: BTreeSet<String>,
    photo_properties: BTreeSet<String>,
    special_category_properties: BTreeSet<String>,
    special_category_topics: BTreeSet<String>,
}

impl Properties {
    /// Reads the table. A name that the vocabulary does not have would mask nothing: it is a fault.
    pub(crate) fn read(file: &str, text: &str) -> Result<Properties, Vec<Fault>> {
        let table: Properties = super::purposes::from_toml(file, text).map_err(|it| vec![it])?;
        let known: BTreeSet<&str> =
            Schema::all().flat_map(|schema| schema.properties().map(|it| it.name())).collect();
        let mut faults = Vec::new();
        let mut check = |names: &BTreeSet<String>, what: &str, is_known: &dyn Fn(&str) -> bool| {
            for name in names.iter().filter(|name| !is_known(name)) {
                let offset = text.find(&format!("\"{name}\"")).unwrap_or_default();
                let message = format!("`{name}` is not a {what} of the vocabulary");
                faults.push(Fault::at(file, text, offset, message));
            }
        };
        let property = |name: &str| known.contains(name);
        check(&table.photo_schemata, "schema", &|name| Schema::named(name).is_ok());
        check(&table.photo_properties, "property", &property);
        check(&table.special_category_properties, "property", &property);
        check(&table.special_category_topics, "topic", &is_topic);
        if faults.is_empty() { Ok(table) } else { Err(faults) }
    }

    /// The class of a property, whatever its record and value; none if there is no such property.
    /// Biometric samples stand beside the properties and are called `biometrics`.
    #[must_use]
    pub fn class_of(&self, property: &str) -> Option<PropertyClass> {
        if property == "biometrics" {
            return Some(PropertyClass::Biometric);
        }
        if self.special_category_properties.contains(property) {
            return Some(PropertyClass::SpecialCategory);
        }
        if self.photo_properties.contains(property) {
            return Some(PropertyClass::Photo);
        }
        let known = |schema: Schema| schema.property(property).is_ok();
        Schema::all().any(known).then_some(PropertyClass::Ordinary)
    }

    /// The class of one of a record's statements.
    #[must_use]
    pub fn class(&self, record: &Record, statement: &Statement) -> PropertyClass {
        let name = statement.property.name();
        let topic = name == "topics"
            && record.schema().is_a("Person")
            && self.special_category_topics.contains(&statement.value);
        if topic || self.special_category_properties.contains(name) {
            PropertyClass::SpecialCategory
        } else if self.photo_properties.contains(name)
            || self.photo_schemata.contains(record.schema().name())
        {
            PropertyClass::Photo
        } else {
            PropertyClass::Ordinary
        }
    }
}
