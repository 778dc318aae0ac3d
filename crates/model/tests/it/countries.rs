use std::collections::BTreeSet;

use comity_model::country_codes;

use crate::data;

/// What stands in a country's place and is no country.
const NO_COUNTRY: [&str; 4] =
    ["-0-", "undetermined", "Region: Commonwealth of Independent States", "Region: Kafia Kingi"];

fn check(values: &BTreeSet<String>, at_least: usize) {
    assert!(values.len() >= at_least, "only {} values", values.len());
    let unknown: Vec<&String> = values
        .iter()
        .filter(|value| country_codes(value).is_empty() && !NO_COUNTRY.contains(&value.as_str()))
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

/// The texts between an element's tags.
fn elements<'t>(xml: &'t str, name: &str) -> Vec<&'t str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let rest = xml.split(&open).skip(1);
    rest.filter_map(|part| part.split_once(&close).map(|(inner, _)| inner.trim())).collect()
}

#[test]
fn every_country_of_the_un_list_is_known() {
    for file in ["un_consolidated_2026-02-27.xml", "un_consolidated_2018-10-30.xml"] {
        let Some(xml) = data::read("countries of the UN list", &format!("sanctions/un/{file}"))
        else {
            return;
        };
        let mut values = BTreeSet::new();
        for nationality in elements(&xml, "NATIONALITY") {
            values.extend(elements(nationality, "VALUE"));
        }
        for name in ["COUNTRY", "ISSUING_COUNTRY", "COUNTRY_OF_ISSUE"] {
            values.extend(elements(&xml, name));
        }
        values.remove("");
        let values = values.into_iter().map(|value| value.replace("&apos;", "'")).collect();
        check(&values, 70);
    }
}

#[test]
fn every_country_of_the_ofac_lists_is_known() {
    const COUNTRY_COLUMN: usize = 4;
    let mut values = BTreeSet::new();
    for file in ["add_2024-01.csv", "cons_2025-12-19_add.csv"] {
        let Some(text) = data::read("countries of OFAC", &format!("sanctions/ofac/{file}")) else {
            return;
        };
        let mut rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        for row in rows.records() {
            let row = row.expect("the file is valid CSV");
            values.extend(row.get(COUNTRY_COLUMN).map(|field| field.trim().to_owned()));
        }
    }
    check(&values, 150);
}

#[test]
fn every_nationality_of_the_ofac_remarks_is_known() {
    let mut values = BTreeSet::new();
    for file in ["sdn_2023-12-28.csv", "cons_2025-12-19_prim.csv"] {
        let Some(csv) = data::read("nationalities of OFAC", &format!("sanctions/ofac/{file}"))
        else {
            return;
        };
        for part in csv.split([';', '"', '\n']) {
            let part = part.trim().trim_end_matches('.').trim_start_matches("alt. ");
            let country =
                ["nationality ", "citizen "].iter().find_map(|word| part.strip_prefix(word));
            values.extend(country.map(str::to_owned));
        }
    }
    check(&values, 100);
}
