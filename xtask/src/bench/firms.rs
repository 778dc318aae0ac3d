//! Firms of which nearly all are on none of the benchmark's lists.

use std::fs::File;
use std::io::BufReader;

use anyhow::{Context, Result};
use comity_model::Schema;
use comity_screening::Query;

use super::benchmark;

/// The firms that the World Bank excludes from its contracts, one query each.
pub(super) fn queries() -> Result<Vec<Query>> {
    let path = benchmark::data("sanctions/wb/wb-data_2026-03-15.json")?;
    let list: serde_json::Value = serde_json::from_reader(BufReader::new(File::open(path)?))?;
    let rows = list.pointer("/response/ZPROCSUPP").and_then(|rows| rows.as_array());
    let rows = rows.context("the list of firms has no rows")?;
    let organisation = Schema::named("Organization")?;
    let names = rows.iter().filter_map(|row| firm(row));
    Ok(names.map(|name| Query::name(organisation, name)).collect())
}

/// The name of a row without what its brackets add, if it is no person's.
fn firm(row: &serde_json::Value) -> Option<&str> {
    let text = |key: &str| row.get(key).and_then(|value| value.as_str());
    let name = text("SUPP_NAME")?;
    let is_person = text("SUPP_TYPE_CODE") == Some("I")
        || ["MR", "MS"].iter().any(|title| name.starts_with(title));
    (!is_person).then(|| name.split('(').next())?
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn firms_are_told_from_persons() {
        let row = |name: &str, kind: &str| json!({ "SUPP_NAME": name, "SUPP_TYPE_CODE": kind });
        assert_eq!(firm(&row("NORDIC TERN LTD.(NO. 7)", "C")), Some("NORDIC TERN LTD."));
        assert_eq!(firm(&row("MR. ADAM PUFFIN", "C")), None);
        assert_eq!(firm(&row("ADAM PUFFIN", "I")), None);
    }
}
