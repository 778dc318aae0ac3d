//! Whom OFAC lists, asked for among those whom the European Union lists.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use comity_screening::Query;

use super::asker::Asker;
use super::benchmark;
use super::crosslist;
use super::figure::Figure;
use super::rates::share_of;

/// Both kinds, and how many a plain token-sort ratio over all names puts first.
const KINDS: [(&str, &str, f64); 2] = [("person", "persons", 0.925), ("entity", "entities", 0.633)];
const PEER: &str = "token sort ratio";
/// Low enough that every right record shows.
const CUTOFF: f64 = 0.05;

/// How often the right record comes first, persons and entities apart. The names are asked, all
/// of them at once or the main one alone, and nothing else: the pairs were found by the numbers of
/// their documents.
///
/// Of those whom only a later edition of OFAC's list has, the one name that the table states is
/// asked.
pub(super) fn figures() -> Result<Vec<Figure>> {
    let ofac = crosslist::ofac()?;
    let by_id: BTreeMap<&str, _> = ofac.iter().map(|each| (each.id().as_str(), each)).collect();
    let eu = crosslist::eu()?;
    let snapshot = benchmark::index(&eu)?;
    let mut asker = Asker::over(&snapshot, CUTOFF);
    let rows = crosslist::rows("silver_dev.csv")?;
    let mut figures = Vec::new();
    for (kind, name, peer) in KINDS {
        let (mut found, mut found_by_main) = (Vec::new(), Vec::new());
        for row in rows.iter().filter(|row| row.get("kind") == kind) {
            let sides = [("a", "b"), ("b", "a")];
            let is_pair = |(from, to): &(&str, &str)| {
                row.get(&format!("list_{from}")) == "OFAC" && row.get(&format!("list_{to}")) == "EU"
            };
            let Some((from, to)) = sides.into_iter().find(is_pair) else { continue };
            let asked = match by_id.get(row.id(from).as_str()) {
                Some(record) => crosslist::names_and_dates(record),
                None => row.query(from)?,
            };
            let query = Query { dates: Vec::new(), ..asked };
            let mut main = query.clone();
            main.names.truncate(1);
            let right = row.id(to);
            found.push(asker.is_first(&query, &right));
            found_by_main.push(asker.is_first(&main, &right));
        }
        ensure!(!found.is_empty(), "no {name} on both lists");
        let name = format!("quality.silver.{name}.first");
        let by_main = format!("{name}_by_main_name");
        figures.push(Figure::new(name, share_of(&found), "share").beside(PEER, peer));
        figures.push(Figure::new(by_main, share_of(&found_by_main), "share"));
    }
    Ok(figures)
}
