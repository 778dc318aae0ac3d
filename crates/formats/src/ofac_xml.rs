//! OFAC's lists in XML as they have been published since 2004: `sdn.xml` and `consolidated.xml`.
//!
//! The root is `sdnList`, its children `sdnEntry`, in the namespace `tempuri.org/sdnList.xsd` or,
//! in newer editions, that of the Sanctions List Service. What the CSV files say in remarks stands
//! in lists of its own (`idList`, `dateOfBirthList`); remarks remain for the rest, in the same
//! words.
//!
//! Source: <https://ofac.treasury.gov/sdn-list-data-formats-data-schemas>.

use crate::ofac::{
    Address, Alias, Entries, Entry, Numbered, Stated, Vessel, alias_property, each_element,
    keep_unknown, listed, texts,
};
use crate::output::Output;
use crate::read::{FileText, Reader};
use crate::text::join;
use crate::xml::{Element, Shape};
use crate::{Format, FormatError, Options};

const SHAPE: Shape = Shape { format: Format::OfacXml, root: "sdnList", depth: 1 };

pub(crate) struct OfacXmlReader {
    entries: Entries,
    bytes: u64,
}

impl OfacXmlReader {
    pub(crate) fn new(options: &Options) -> OfacXmlReader {
        OfacXmlReader { entries: Entries::new(options.dataset.clone()), bytes: 0 }
    }
}

impl Reader for OfacXmlReader {
    fn file(
        &mut self,
        name: &str,
        text: &mut FileText<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), FormatError> {
        let file = self.entries.begin_file(name);
        let entries = &mut self.entries;
        let (mut stated, mut found) = (String::new(), 0_u64);
        each_element(
            name,
            text,
            SHAPE,
            &mut self.bytes,
            &mut |element| match element.name.as_str() {
                "sdnEntry" => {
                    found += 1;
                    entries.push(entry(element, file), output);
                }
                "publshInformation" => element.text_of("Record_Count").clone_into(&mut stated),
                _ => output.skip(
                    format_args!("line {}, {}", element.line, element.name),
                    "an element of this name is no party of this list",
                ),
            },
        )?;
        if stated.parse::<u64>().is_ok_and(|stated| stated != found) {
            output.note(format_args!("`{name}` says that it has {stated} parties; it has {found}"));
        }
        Ok(())
    }

    fn finish(self: Box<Self>, output: &mut Output<'_>) -> Result<(), FormatError> {
        self.entries.emit(output)
    }
}

/// The elements of a party that are read; others become notes.
const KNOWN: [&str; 15] = [
    "addressList",
    "akaList",
    "citizenshipList",
    "dateOfBirthList",
    "firstName",
    "idList",
    "lastName",
    "nationalityList",
    "placeOfBirthList",
    "programList",
    "remarks",
    "sdnType",
    "title",
    "uid",
    "vesselInfo",
];

fn entry(element: &Element, file: usize) -> Entry {
    let of = |name: &str| element.text_of(name).to_owned();
    let mut entry = Entry {
        key: of("uid"),
        file,
        line: element.line,
        name: full_name(element),
        kind: of("sdnType"),
        title: of("title"),
        programs: texts(element, "programList", "program"),
        remarks: of("remarks"),
        aliases: listed(element, "akaList", "aka").map(alias).collect(),
        addresses: listed(element, "addressList", "address").map(address).collect(),
        ..Entry::default()
    };
    for (list, item, value, label) in [
        ("dateOfBirthList", "dateOfBirthItem", "dateOfBirth", "DOB"),
        ("placeOfBirthList", "placeOfBirthItem", "placeOfBirth", "POB"),
        ("nationalityList", "nationality", "country", "nationality"),
        ("citizenshipList", "citizenship", "country", "citizen"),
    ] {
        let values = listed(element, list, item).map(|item| item.text_of(value));
        let stated = values.filter(|value| !value.is_empty()).map(|v| Stated::value(label, v));
        entry.stated.extend(stated);
    }
    entry.stated.extend(listed(element, "idList", "id").map(numbered));
    if let Some(info) = element.all("vesselInfo").next() {
        entry.vessel = vessel(info);
    }
    keep_unknown(&mut entry, element, &KNOWN);
    entry
}

/// `LAST, First`, as the CSV files have it.
fn full_name(element: &Element) -> String {
    join([element.text_of("lastName"), element.text_of("firstName")], ", ")
}

fn alias(element: &Element) -> Alias {
    let is_weak = element.text_of("category").eq_ignore_ascii_case("weak");
    Alias {
        property: alias_property(element.text_of("type"), is_weak),
        name: full_name(element),
        remark: element.text_of("remarks").to_owned(),
    }
}

fn address(element: &Element) -> Address {
    let of = |name: &str| element.text_of(name).to_owned();
    let street = ["address1", "address2", "address3"].map(|line| element.text_of(line));
    Address {
        key: of("uid"),
        street: join(street, ", "),
        city: of("city"),
        state: of("stateOrProvince"),
        postal_code: of("postalCode"),
        region: String::new(),
        country: of("country"),
        remark: of("remarks"),
    }
}

/// The list mixes documents with everything else that has a label.
fn numbered(element: &Element) -> Stated {
    let numbered = Numbered {
        label: element.text_of("idType"),
        number: element.text_of("idNumber"),
        country: element.text_of("idCountry"),
        issued: element.text_of("issueDate"),
        expires: element.text_of("expirationDate"),
    };
    numbered.stated(false)
}

fn vessel(info: &Element) -> Vessel {
    let of = |name: &str| info.text_of(name).to_owned();
    Vessel {
        call_sign: of("callSign"),
        kind: of("vesselType"),
        tonnage: of("tonnage"),
        gross_tonnage: of("grossRegisteredTonnage"),
        flag: of("vesselFlag"),
        owner: of("vesselOwner"),
    }
}

#[cfg(test)]
mod tests;
