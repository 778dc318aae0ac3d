//! A link inside the project leads somewhere.

use super::Complaint;
use super::tree::{File, Tree};

/// Complaints about links of a Markdown file to files that are not there.
pub(crate) fn check(file: &File, tree: &Tree) -> Vec<Complaint> {
    if file.extension() != "md" {
        return Vec::new();
    }
    let mut complaints = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        for target in line.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let (path, _) = target.split_once('#').unwrap_or((target, ""));
            if path.is_empty() || path.contains("://") {
                continue;
            }
            if !tree.has(&resolve(&file.path, path)) {
                let place = format!("{}:{}", file.path, index + 1);
                complaints.push(Complaint::new(place, format!("`{target}` leads nowhere")));
            }
        }
    }
    complaints
}

/// A path relative to a file, as a path from the root.
fn resolve(file: &str, path: &str) -> String {
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_somewhere() {
        let mut tree = Tree::default();
        tree.others.push("docs/gaps.md".to_owned());
        let text = "[a](../gaps.md#top) [b](https://example.org) [c](#here)\n[d](gone.md)";
        let file = File { path: "docs/decisions/README.md".to_owned(), text: text.to_owned() };
        assert_eq!(
            check(&file, &tree),
            [Complaint::new("docs/decisions/README.md:2", "`gone.md` leads nowhere")]
        );
    }
}
