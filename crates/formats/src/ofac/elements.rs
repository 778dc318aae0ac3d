//! What OFAC's XML editions have alike: parties held in memory within a limit, lists of elements,
//! and a note for every element that is not known.

use crate::FormatError;
use crate::limits::OFAC_XML_BYTES_MAX;
use crate::read::FileText;
use crate::xml::{Element, Parties, Shape, Step};

use super::entry::Entry;

/// Hands each element of a file over. `bytes` counts what the publication has had so far.
pub(crate) fn each_element(
    name: &str,
    text: &mut FileText<'_>,
    shape: Shape,
    bytes: &mut u64,
    each: &mut dyn FnMut(&Element),
) -> Result<(), FormatError> {
    let mut parties = Parties::new(name, text, shape);
    while let Step::Party(element) = parties.next()? {
        if bytes.saturating_add(parties.bytes_read()) > OFAC_XML_BYTES_MAX {
            return Err(FormatError::TooLarge {
                file: name.to_owned(),
                what: "the size of the publication",
                limit: format!("{OFAC_XML_BYTES_MAX} bytes"),
            });
        }
        each(&element);
    }
    *bytes = bytes.saturating_add(parties.bytes_read());
    Ok(())
}

/// The elements of a list: `akaList/aka`.
pub(crate) fn listed<'e>(
    element: &'e Element,
    list: &'e str,
    item: &'e str,
) -> impl Iterator<Item = &'e Element> {
    element.all(list).flat_map(move |list| list.all(item))
}

/// The texts of a list that are not empty.
pub(crate) fn texts(element: &Element, list: &str, item: &str) -> Vec<String> {
    let texts = listed(element, list, item).map(|element| element.text.trim());
    texts.filter(|text| !text.is_empty()).map(str::to_owned).collect()
}

/// Keeps the children of other names as notes, so that nothing is lost.
pub(crate) fn keep_unknown(entry: &mut Entry, element: &Element, known: &[&str]) {
    for child in element.children.iter().filter(|child| !known.contains(&child.name.as_str())) {
        let text = child.whole_text();
        if !text.is_empty() {
            entry.notes.push(format!("{}: {text}", child.name));
        }
    }
}
