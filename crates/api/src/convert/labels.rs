//! What people call schemata, properties and codes.

use comity_model::{Country, PropertyType, Schema};

/// What several of a schema's records are called: `Legal entities`.
#[must_use]
pub fn schema_plural(schema: Schema) -> String {
    if schema.name() == "Person" {
        return "People".to_owned();
    }
    let label = schema_label(schema);
    let before_y = label.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']));
    match before_y {
        Some(stem) => format!("{stem}ies"),
        None if label.ends_with(['s', 'x']) => format!("{label}es"),
        None => format!("{label}s"),
    }
}

/// What a record of a schema is called: `Legal entity`.
#[must_use]
pub fn schema_label(schema: Schema) -> String {
    words(schema.name())
}

/// One sentence about a schema.
#[must_use]
pub fn schema_description(schema: Schema) -> String {
    let properties: Vec<String> =
        schema.caption_properties().iter().map(|name| words(name).to_lowercase()).collect();
    if properties.is_empty() {
        return schema_label(schema);
    }
    format!("{}, named by its {}", schema_label(schema), properties.join(", "))
}

/// What a property is called: `Birth date`.
#[must_use]
pub fn property_label(name: &str) -> String {
    words(name)
}

/// A value as a person reads it: the names of countries in place of their codes.
#[must_use]
pub fn caption(kind: PropertyType, value: &str) -> String {
    match kind {
        PropertyType::Country => {
            Country::of(value).map_or(value, |country| country.name).to_owned()
        }
        PropertyType::Gender | PropertyType::Topic => words(&value.replace('.', " ")),
        _ => value.to_owned(),
    }
}

/// A name in camel case as words.
fn words(name: &str) -> String {
    let mut label = String::with_capacity(name.len() + 4);
    let mut was_lower = false;
    for c in name.chars() {
        if c.is_uppercase() && was_lower {
            label.push(' ');
            label.extend(c.to_lowercase());
        } else if label.is_empty() {
            label.extend(c.to_uppercase());
        } else {
            label.push(c);
        }
        was_lower = c.is_lowercase();
    }
    label
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_have_names() {
        let schema = |name: &str| Schema::named(name).unwrap();
        assert_eq!(schema_plural(schema("LegalEntity")), "Legal entities");
        assert_eq!(schema_plural(schema("Person")), "People");
        assert_eq!(schema_plural(schema("Vessel")), "Vessels");
        assert_eq!(property_label("birthDate"), "Birth date");
        assert_eq!(caption(PropertyType::Country, "ve"), "Venezuela");
        assert_eq!(caption(PropertyType::Topic, "role.pep"), "Role pep");
        assert_eq!(caption(PropertyType::Date, "1962"), "1962");
        assert!(schema_description(schema("Vessel")).starts_with("Vessel, named by its name"));
    }
}
