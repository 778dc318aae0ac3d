//! The page of the limits.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::MADE;

const HEAD: &str = "\
Everything has a limit, named with its unit.
Whoever passes one is told which; an answer that one has cut says so.
Those that a node's operator may set are options of [`comity serve`](cli.md).
";

/// The page, from the crates' `limits.rs`.
pub(super) fn page(root: &Path) -> Result<String> {
    let crates = root.join("crates");
    let mut names: Vec<String> = fs::read_dir(&crates)?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| crates.join(name).join("src").join("limits.rs").is_file())
        .collect();
    names.sort();
    let mut page = format!("# Limits\n\nThis page is made from the code {MADE}\n\n{HEAD}");
    for name in names {
        let path = crates.join(&name).join("src").join("limits.rs");
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let rows = rows(&text);
        if rows.is_empty() {
            continue;
        }
        write!(page, "\n## `{name}`\n\n| limit | value | meaning |\n|---|---|---|\n")?;
        for Row { name, value, meaning } in rows {
            writeln!(page, "| `{name}` | `{value}` | {meaning} |")?;
        }
    }
    Ok(page)
}

struct Row<'t> {
    name: &'t str,
    value: &'t str,
    meaning: String,
}

/// The public constants of a file with what stands above them.
fn rows(text: &str) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    let mut meaning = String::new();
    for line in text.lines().map(str::trim) {
        if let Some(words) = line.strip_prefix("///") {
            if !meaning.is_empty() {
                meaning.push(' ');
            }
            meaning.push_str(&words.trim().replace('|', "\\|"));
            continue;
        }
        let constant = line.strip_prefix("pub const ").and_then(|rest| rest.split_once(':'));
        let value = constant.and_then(|(_, rest)| rest.split_once('='));
        if let (Some((name, _)), Some((_, value))) = (constant, value) {
            let value = value.trim().trim_end_matches(';');
            rows.push(Row { name, value, meaning: std::mem::take(&mut meaning) });
        }
        meaning.clear();
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_brings_what_stands_above_it() {
        let text = "//! Limits.\n\n/// Most things,\n/// all kinds.\n\
            pub const THINGS_MAX: usize = 4 << 20;\n\
            /// Not for all.\nconst OTHER: u8 = 1;\npub const BARE: u8 = 2;\n";
        let rows = rows(text);
        let found: Vec<_> = rows.iter().map(|r| (r.name, r.value, r.meaning.as_str())).collect();
        assert_eq!(
            found,
            [("THINGS_MAX", "4 << 20", "Most things, all kinds."), ("BARE", "2", "")]
        );
    }
}
