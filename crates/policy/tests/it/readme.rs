//! The page about the policy says what the policy does.

use std::path::Path;

use comity_policy::{Action, Obligation, allowance_table};

use crate::ask::law;

fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/README.md");
    std::fs::read_to_string(path).unwrap().replace("\r\n", "\n")
}

#[test]
fn the_table_is_what_the_rules_decide() {
    let page = page();
    let (_, rest) = page.split_once("<!-- table: made by the policy itself -->\n").unwrap();
    let (kept, _) = rest.split_once("<!-- table: end -->").unwrap();
    let table = allowance_table(&law());
    assert!(kept.trim() == table.trim(), "`comity policy check --table` writes it anew:\n{table}");
    for action in Action::ALL {
        assert!(table.contains(&format!("| {action} |")), "{action}");
    }
}

#[test]
fn every_file_and_obligation_is_named() {
    let page = page();
    for name in Obligation::ALL.iter().map(|each| each.name()) {
        assert!(page.contains(&format!("`{name}`")), "{name}");
    }
    let files = comity_policy::shipped_files().into_iter();
    for file in files.chain(comity_policy::shipped_scenarios()) {
        assert!(page.contains(&format!("({})", file.name)), "{}", file.name);
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let known = comity_policy::shipped_files().iter().any(|file| file.name == name);
        assert!(known || ["README.md", "scenarios"].contains(&name.as_str()), "{name} ships not");
    }
}
