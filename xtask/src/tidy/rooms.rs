//! ARCHITECTURE.md has one section per crate, and each states its invariant.

use super::Complaint;
use super::layers::Package;

const FILE: &str = "ARCHITECTURE.md";

/// Complaints about crates without a section, and sections without an invariant.
pub(crate) fn check(text: &str, packages: &[Package]) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for package in packages {
        let title = format!("`{}`", package.folder);
        match section(text, &title) {
            None => complaints.push(Complaint::new(FILE, format!("no section titled {title}"))),
            Some(body) if !body.contains("**Invariant") => {
                let message = format!("the section {title} states no **Invariant**");
                complaints.push(Complaint::new(FILE, message));
            }
            Some(_) => {}
        }
    }
    complaints
}

/// What stands between a heading that holds the title and the next heading.
fn section<'a>(text: &'a str, title: &str) -> Option<&'a str> {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("\n#") {
        let (heading, body) = after.split_once('\n').unwrap_or((after, ""));
        if heading.contains(title) {
            return Some(body.split_once("\n#").map_or(body, |(own, _)| own));
        }
        rest = after;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packages() -> Vec<Package> {
        let package = |name: &str, folder: &str| Package {
            name: name.to_owned(),
            folder: folder.to_owned(),
            dependencies: Vec::new(),
            outside: Vec::new(),
        };
        vec![package("comity-model", "crates/model"), package("xtask", "xtask")]
    }

    #[test]
    fn each_crate_has_its_section_and_its_invariant() {
        let text = "# House\n\n### `crates/model`\n\nWords.\n\n**Invariant:** no I/O.\n\n\
            ### `xtask`\n\n**Invariant:** not shipped.\n";
        assert_eq!(check(text, &packages()), []);
    }

    #[test]
    fn what_is_missing_is_named() {
        let text = "# House\n\n### `crates/model`\n\nWords.\n\n### Other\n\n**Invariant:** none.\n";
        let messages: Vec<String> =
            check(text, &packages()).into_iter().map(|complaint| complaint.message).collect();
        assert_eq!(
            messages,
            ["the section `crates/model` states no **Invariant**", "no section titled `xtask`"]
        );
    }
}
