//! What the numbers of a file mean.

use std::collections::HashMap;

use crate::xml::Element;

/// The reference values, by the name of their set and their number.
#[derive(Default)]
pub(super) struct References {
    values: HashMap<String, HashMap<String, Element>>,
}

impl References {
    /// Takes a set: `<CountryValues><Country ID="7">Freedonia</Country></CountryValues>`.
    pub(super) fn add(&mut self, set: &Element) {
        for value in &set.children {
            let id = value.attribute("ID").to_owned();
            self.values.entry(value.name.clone()).or_default().insert(id, value.clone());
        }
    }

    /// The words for the number that an element's attribute gives; empty if there are none.
    pub(super) fn text(&self, set: &str, element: &Element, attribute: &str) -> &str {
        let value = self.value(set, element.attribute(attribute));
        value.map(|value| value.text.trim()).unwrap_or_default()
    }

    /// The value of that number.
    pub(super) fn value(&self, set: &str, id: &str) -> Option<&Element> {
        self.values.get(set)?.get(id)
    }
}
