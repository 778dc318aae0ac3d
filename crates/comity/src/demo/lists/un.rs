//! The UN's consolidated list: one XML file.

use std::fmt::Write as _;

use super::country_name;
use crate::demo::party::{Company, Listed, Party, Person};

pub(super) fn write(list: &[Listed]) -> String {
    let mut persons = String::new();
    let mut entities = String::new();
    for Listed { key, party } in list {
        match party {
            Party::Person(person) => individual(&mut persons, *key, person),
            Party::Company(company) => entity(&mut entities, *key, company),
            // This list knows persons and entities only.
            Party::Vessel(_) | Party::Airplane(_) => {}
        }
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <CONSOLIDATED_LIST dateGenerated=\"2026-11-22T00:00:00.000Z\">\n  <INDIVIDUALS>\n\
         {persons}  </INDIVIDUALS>\n  <ENTITIES>\n{entities}  </ENTITIES>\n\
         </CONSOLIDATED_LIST>\n"
    )
}

fn individual(out: &mut String, key: u32, person: &Person) {
    let Person { name, aliases, nickname, birth, female, country, passport } = person;
    out.push_str("    <INDIVIDUAL>\n");
    element(out, "DATAID", &key.to_string());
    element(out, "VERSIONNUM", "1");
    element(out, "FIRST_NAME", &name.given);
    element(out, "SECOND_NAME", &name.family);
    element(out, "UN_LIST_TYPE", "Freedonia");
    element(out, "REFERENCE_NUMBER", &format!("FRi.{key:04}"));
    element(out, "LISTED_ON", &format!("20{:02}-06-01", 10 + key % 15));
    element(out, "GENDER", if *female { "Female" } else { "Male" });
    element(out, "NAME_ORIGINAL_SCRIPT", &name.native);
    element(out, "COMMENTS1", "Made up for a demonstration.");
    let _ = writeln!(
        out,
        "      <NATIONALITY><VALUE>{}</VALUE></NATIONALITY>",
        escaped(country_name(country))
    );
    for (quality, alias) in aliases
        .iter()
        .map(|alias| ("Good", alias))
        .chain(Some(("Low", nickname)).filter(|(_, nickname)| !nickname.is_empty()))
    {
        let alias = escaped(alias);
        let _ = writeln!(
            out,
            "      <INDIVIDUAL_ALIAS><QUALITY>{quality}</QUALITY><ALIAS_NAME>{alias}</ALIAS_NAME>\
             </INDIVIDUAL_ALIAS>"
        );
    }
    let _ = writeln!(
        out,
        "      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>{}</DATE>\
         </INDIVIDUAL_DATE_OF_BIRTH>",
        birth.iso()
    );
    if passport.is_empty() {
        // The real list is full of empty elements too.
        out.push_str("      <INDIVIDUAL_DOCUMENT/>\n");
    } else {
        let _ = writeln!(
            out,
            "      <INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT>\
             <NUMBER>{passport}</NUMBER></INDIVIDUAL_DOCUMENT>"
        );
    }
    out.push_str("      <SORT_KEY/>\n    </INDIVIDUAL>\n");
}

fn entity(out: &mut String, key: u32, company: &Company) {
    out.push_str("    <ENTITY>\n");
    element(out, "DATAID", &key.to_string());
    element(out, "FIRST_NAME", &company.name);
    element(out, "UN_LIST_TYPE", "Freedonia");
    element(out, "REFERENCE_NUMBER", &format!("FRe.{key:04}"));
    element(out, "LISTED_ON", &format!("20{:02}-06-01", 10 + key % 15));
    element(out, "NAME_ORIGINAL_SCRIPT", &company.native);
    let country = escaped(country_name(company.country));
    let _ = writeln!(
        out,
        "      <ENTITY_ALIAS><QUALITY/><ALIAS_NAME/></ENTITY_ALIAS>\n      \
         <ENTITY_ADDRESS><CITY>Port Varn</CITY><COUNTRY>{country}</COUNTRY></ENTITY_ADDRESS>"
    );
    out.push_str("    </ENTITY>\n");
}

fn element(out: &mut String, name: &str, text: &str) {
    // Writing to a string cannot fail.
    let _ = if text.is_empty() {
        writeln!(out, "      <{name}/>")
    } else {
        writeln!(out, "      <{name}>{}</{name}>", escaped(text))
    };
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
