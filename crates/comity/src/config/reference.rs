//! The generated pages of the configuration, and the tests that keep them true.

use std::fmt::Write as _;
use std::path::Path;

use super::{Config, Layers, Table, example};

const PAGE: &str = "docs/reference/configuration.md";
const EXAMPLE: &str = "docs/reference/comity.example.toml";

/// Variables that are no key's own: name, and what they do.
const OTHER_VARIABLES: [(&str, &str); 5] = [
    ("COMITY_HOME", "The node's directory, where `--home` names none."),
    (super::VARIABLE, "The configuration file, where `--config` names none."),
    (
        "HTTPS_PROXY",
        "The proxy of downloads, where `downloads.proxy_url` names none; so with `HTTP_PROXY` and \
         `ALL_PROXY`.",
    ),
    ("NO_PROXY", "Hosts and networks that are reached without that proxy."),
    ("NO_COLOR", "If it is set and not empty, nothing is coloured."),
];

/// With `COMITY_GENERATE=1` this writes the file; otherwise the file must be as it would be.
fn check(file: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(file);
    if std::env::var_os("COMITY_GENERATE").is_some_and(|value| value == "1") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(kept == text, "{file} is old: `cargo xtask generate` writes it anew");
}

#[test]
fn reference_page_of_the_configuration_is_generated() {
    check(PAGE, &page());
}

#[test]
fn reference_example_of_the_configuration_is_generated() {
    check(EXAMPLE, &example());
}

/// The example must hold as it is, and with every key switched on.
#[test]
fn the_example_is_a_configuration() {
    let as_it_is: Config = toml::from_str(&example()).unwrap();
    assert_eq!(as_it_is, Config::default());
    let on: Vec<String> = example()
        .lines()
        .map(|line| match line.strip_prefix('#') {
            // A dataset comes from one place.
            Some(key) if key.starts_with("urls") => String::new(),
            Some(key) if !key.starts_with(' ') && !key.is_empty() => key.to_owned(),
            _ => line.to_owned(),
        })
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("on.toml");
    std::fs::write(&path, on.join("\n")).unwrap();
    let layers = Layers::read(Some(path), |_| None).ok().unwrap();
    assert_eq!(layers.config.tables().len(), Table::all().len());
    for table in layers.config.tables() {
        for key in table.keys.iter().filter(|key| key.name != "urls") {
            assert!(key.value.is_some(), "{}.{}", table.name, key.name);
            assert_eq!(layers.origin(&table.name, key.name).name(), "file", "{}", key.name);
        }
    }
}

fn page() -> String {
    let mut out = String::from(
        "# Configuration\n\n\
         This page is made from the program by `cargo xtask generate`.\n\n\
         A value comes from the first that says one: a flag of the command, an environment \
         variable, the file, the default.\n\
         The file is `comity.toml` in the home, or the one that `--config` or `COMITY_CONFIG` \
         names.\n\
         It is [TOML](https://toml.io); a key that is not known, a value of another kind and one \
         out of its range are refused with their line, and the exit code is 2.\n\
         `comity config` shows what holds and where it comes from, `comity config --check` only \
         checks, and `comity config --example` writes [a file with every \
         key](comity.example.toml).\n",
    );
    let tables = Table::all();
    for table in &tables {
        section(&mut out, table);
    }
    variables(&mut out, &tables);
    out
}

fn section(out: &mut String, table: &Table) {
    let _ = writeln!(out, "\n## `[{}]`\n", table.name);
    for sentence in table.about {
        let _ = writeln!(out, "{}", sentence.trim());
    }
    let _ = writeln!(out, "\n| key | meaning | allowed | default |\n|---|---|---|---|");
    for key in &table.keys {
        let words: Vec<&str> = key.about.iter().map(|sentence| sentence.trim()).collect();
        let value = key.value.as_ref().map_or("not set".to_owned(), |value| format!("`{value}`"));
        let row = [format!("`{}`", key.name), words.join(" "), key.allowed.clone(), value];
        let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
}

fn variables(out: &mut String, tables: &[Table]) {
    let _ = writeln!(out, "\n## Environment variables\n");
    let _ = writeln!(out, "An empty variable counts as none.\n");
    let _ = writeln!(out, "| variable | key or meaning |\n|---|---|");
    let keys = tables.iter().flat_map(|table| table.keys.iter().map(move |key| (table, key)));
    let mut rows: Vec<(String, String)> = keys
        .filter(|(_, key)| !key.variable.is_empty())
        .map(|(table, key)| (key.variable.to_owned(), format!("`{}.{}`", table.name, key.name)))
        .collect();
    rows.extend(OTHER_VARIABLES.map(|(name, words)| (name.to_owned(), words.to_owned())));
    rows.sort();
    for (name, words) in rows {
        let _ = writeln!(out, "| `{name}` | {words} |");
    }
}
