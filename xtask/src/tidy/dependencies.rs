//! The crates from outside: each one listed at the root is used by a room, and a decision says
//! what it is for.

use super::Complaint;
use super::layers::Package;

const MANIFEST: &str = "Cargo.toml";
pub(super) const DECISION: &str = "docs/decisions/0007-dependencies.md";

/// Our own crates begin so; the direction between them is another check's.
const OWN: &str = "comity-";

/// Complaints about crates that nobody uses and crates that no decision names.
pub(crate) fn check(manifest: &str, decision: &str, packages: &[Package]) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for name in listed(manifest).filter(|name| !name.starts_with(OWN)) {
        let used = packages.iter().any(|package| package.outside.iter().any(|used| used == name));
        if !used {
            let message = format!("`{name}` is listed, and no crate uses it: take it out");
            complaints.push(Complaint::new(MANIFEST, message));
        } else if !explained(decision, name) {
            let message = format!("`{name}` has no line: say what it is for, and why this one");
            complaints.push(Complaint::new(DECISION, message));
        }
    }
    complaints
}

/// The names under `[workspace.dependencies]`.
fn listed(manifest: &str) -> impl Iterator<Item = &str> {
    manifest
        .lines()
        .skip_while(|line| *line != "[workspace.dependencies]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(" = ").map(|(name, _)| name.trim()))
}

/// Whether a row of the decision's table begins with the name, alone or among others.
fn explained(decision: &str, name: &str) -> bool {
    let cells = decision.lines().filter_map(|line| line.strip_prefix("| "));
    let mut names =
        cells.filter_map(|line| line.split(" |").next()).flat_map(|cell| cell.split(", "));
    names.any(|listed| listed == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST_TEXT: &str = "[workspace]\nresolver = \"3\"\n\n[workspace.dependencies]\n\
        # the house\ncomity-model = { path = \"crates/model\" }\ncsv = \"1\"\nzip = \"9\"\n\n\
        [profile.dev]\ndebug = 1\n";

    fn using(names: &[&str]) -> Vec<Package> {
        vec![Package {
            name: "comity-formats".to_owned(),
            folder: "crates/formats".to_owned(),
            dependencies: Vec::new(),
            outside: names.iter().map(|name| (*name).to_owned()).collect(),
        }]
    }

    #[test]
    fn what_is_used_and_explained_is_fine() {
        let decision = "| crate | for |\n|---|---|\n| csv, zip | tables |\n";
        assert_eq!(check(MANIFEST_TEXT, decision, &using(&["csv", "zip"])), []);
    }

    #[test]
    fn what_nobody_uses_or_nothing_explains_is_named() {
        let complaints = check(MANIFEST_TEXT, "| csv2 | tables |\n", &using(&["csv"]));
        let places: Vec<&str> = complaints.iter().map(|complaint| &*complaint.place).collect();
        assert_eq!(places, [DECISION, MANIFEST]);
        assert!(complaints[0].message.contains("`csv`"), "{complaints:?}");
        assert!(complaints[1].message.contains("`zip`"), "{complaints:?}");
    }
}
