//! `comity config`: what holds, and where it comes from.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde::Serialize;

use crate::config::{Layers, VARIABLE, example};
use crate::failure::{Exit, Failure};
use crate::home::HOME_VARIABLE;
use crate::shell::Shell;

/// Show the configuration that holds, and where each value comes from
///
/// Secrets are hidden. What a command's own flags change is not shown.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only say whether the configuration can be used
    #[arg(long, conflicts_with_all = ["example", "json"])]
    check: bool,
    /// Write a file with every key, its default and its explanation, instead
    #[arg(long, conflicts_with = "json")]
    example: bool,
    /// Write JSON
    #[arg(long)]
    json: bool,
    /// The file to look at; otherwise the one that the other commands use
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

/// One key, for programs.
#[derive(Serialize)]
struct Row {
    key: String,
    value: Option<String>,
    origin: &'static str,
    allowed: String,
    variable: &'static str,
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    if args.example {
        shell.show(&example())?;
        return Ok(Exit::Done);
    }
    let layers = shell.layers_of(args.file)?;
    let names = std::env::vars_os().map(|(name, _)| name.to_string_lossy().into_owned());
    for name in strangers(&layers, names) {
        shell.say(&format!("warning: the environment variable `{name}` is none of Comity's"));
    }
    if args.check {
        shell.say(&match &layers.file {
            Some(path) => format!("`{}` can be used.", path.display()),
            None => "There is no file; the defaults hold.".to_owned(),
        });
    } else if args.json {
        shell.show_json(&rows(&layers))?;
    } else {
        shell.show(&text(&layers))?;
    }
    Ok(Exit::Done)
}

/// Variables that look like the program's own and are not: a name that is misspelt does nothing.
fn strangers(layers: &Layers, names: impl Iterator<Item = String>) -> Vec<String> {
    let mut known = vec![VARIABLE, HOME_VARIABLE];
    let tables = layers.config.tables();
    known.extend(tables.iter().flat_map(|table| table.keys.iter().map(|key| key.variable)));
    names.filter(|name| name.starts_with("COMITY_") && !known.contains(&name.as_str())).collect()
}

fn rows(layers: &Layers) -> Vec<Row> {
    let mut rows = Vec::new();
    for table in layers.config.tables() {
        for key in table.keys {
            rows.push(Row {
                origin: layers.origin(&table.name, key.name).name(),
                key: format!("{}.{}", table.name, key.name),
                value: key.value,
                allowed: key.allowed,
                variable: key.variable,
            });
        }
    }
    rows
}

/// The configuration as a file that says the same, with the origin of each value beside it.
fn text(layers: &Layers) -> String {
    let mut out = match &layers.file {
        Some(path) => format!("# {}\n", path.display()),
        None => "# No file; the defaults hold.\n".to_owned(),
    };
    for table in layers.config.tables() {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "\n[{}]", table.name);
        for key in &table.keys {
            let origin = layers.origin(&table.name, key.name).name();
            let _ = match &key.value {
                Some(value) => writeln!(out, "{} = {value}  # {origin}", key.name),
                None => writeln!(out, "# {} is not set", key.name),
            };
        }
    }
    out
}
