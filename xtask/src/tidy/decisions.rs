//! Decisions are numbered without gaps, and the index lists every one.

use super::Complaint;
use super::tree::Tree;

const FOLDER: &str = "docs/decisions/";
const INDEX: &str = "docs/decisions/README.md";

/// How many digits open the name of a decision's file.
const DIGITS: usize = 4;

/// Complaints about the numbers and about decisions that the index leaves out.
pub(crate) fn check(tree: &Tree) -> Vec<Complaint> {
    let names = tree.files.iter().filter_map(|file| file.path.strip_prefix(FOLDER));
    let mut numbered: Vec<(usize, &str)> =
        names.filter_map(|name| number(name).map(|number| (number, name))).collect();
    numbered.sort_unstable();
    let mut complaints = Vec::new();
    for (index, (number, name)) in numbered.iter().enumerate() {
        let expected = index + 1;
        if *number != expected {
            let message = format!("decisions are numbered without gaps: {expected:04} comes here");
            complaints.push(Complaint::new(format!("{FOLDER}{name}"), message));
        }
        if !tree.text(INDEX).contains(&format!("]({name})")) {
            complaints.push(Complaint::new(INDEX, format!("`{name}` is not listed")));
        }
    }
    complaints
}

/// The number of a decision's file, such as 7 of `0007-dependencies.md`.
fn number(name: &str) -> Option<usize> {
    let (digits, rest) = name.split_at_checked(DIGITS)?;
    (rest.starts_with('-') && rest.ends_with(".md")).then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tree::File;

    fn tree(index: &str, names: &[&str]) -> Tree {
        let mut tree = Tree::default();
        tree.files.push(File { path: INDEX.to_owned(), text: index.to_owned() });
        for name in names {
            tree.files.push(File { path: format!("{FOLDER}{name}"), text: String::new() });
        }
        tree
    }

    #[test]
    fn every_decision_is_listed() {
        let listed = "[1](0001-a.md) [2](0002-b.md)";
        assert_eq!(check(&tree(listed, &["0001-a.md", "0002-b.md", "template.md"])), []);
        let complaints = check(&tree("[1](0001-a.md)", &["0001-a.md", "0002-b.md"]));
        assert_eq!(complaints, [Complaint::new(INDEX, "`0002-b.md` is not listed")]);
    }

    #[test]
    fn numbers_have_no_gaps_and_no_twins() {
        let gap = tree("(0001-a.md) ](0001-a.md) ](0003-c.md)", &["0001-a.md", "0003-c.md"]);
        assert_eq!(check(&gap).len(), 1);
        let twins = tree("](0001-a.md) ](0001-b.md)", &["0001-a.md", "0001-b.md"]);
        assert_eq!(check(&twins).len(), 1);
    }
}
