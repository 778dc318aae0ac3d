//! `cargo xtask setup`: which tools are here, which are missing, and what each is for.
//!
//! It installs nothing: it says the command that would.

use std::path::PathBuf;

use anyhow::Result;

use crate::command::{cargo, output, program, root};
use crate::table::aligned;

/// A tool, what it is for, and how to get it.
struct Tool {
    name: &'static str,
    words: &'static [&'static str],
    needed: bool,
    purpose: &'static str,
    install: &'static str,
}

const TOOLS: [Tool; 9] = [
    Tool {
        name: "rustc",
        words: &["rustc", "--version"],
        needed: true,
        purpose: "builds everything",
        install: "https://rustup.rs",
    },
    Tool {
        name: "C compiler",
        words: &["cc", "--version"],
        needed: true,
        purpose: "builds SQLite and the allocator",
        install: "the package `build-essential`, or your system's like",
    },
    Tool {
        name: "rustfmt",
        words: &["cargo", "fmt", "--version"],
        needed: true,
        purpose: "checks the format",
        install: "rustup component add rustfmt",
    },
    Tool {
        name: "clippy",
        words: &["cargo", "clippy", "--version"],
        needed: true,
        purpose: "checks the lints",
        install: "rustup component add clippy",
    },
    Tool {
        name: "cargo-nextest",
        words: &["cargo", "nextest", "--version"],
        needed: false,
        purpose: "runs the tests; `cargo test` stands in",
        install: "cargo install cargo-nextest --locked",
    },
    Tool {
        name: "cargo-deny",
        words: &["cargo", "deny", "--version"],
        needed: false,
        purpose: "checks licences, bans and advisories; skipped without",
        install: "cargo install cargo-deny --locked",
    },
    Tool {
        name: "cargo-fuzz",
        words: &["cargo", "fuzz", "--version"],
        needed: false,
        purpose: "looks for new hostile input; saved input needs none",
        install: "cargo install cargo-fuzz --locked, and a nightly tool chain",
    },
    Tool {
        name: "git",
        words: &["git", "--version"],
        needed: false,
        purpose: "names the commit of a benchmark",
        install: "the package `git`",
    },
    Tool {
        name: "python3",
        words: &["python3", "--version"],
        needed: false,
        purpose: "tests a compatible client; skipped without",
        install: "the package `python3`",
    },
];

/// Prints the list; false if something that is needed is missing.
pub(crate) fn run() -> Result<bool> {
    let mut rows = Vec::new();
    let mut complete = true;
    for tool in &TOOLS {
        let version = version(tool.words);
        complete &= version.is_some() || !tool.needed;
        rows.push(row(tool, version));
    }
    rows.push(match data_directory() {
        Some(path) => vec!["found".into(), "test data".into(), path.display().to_string()],
        None => vec![
            "missing".into(),
            "test data".into(),
            "real lists; tests that need them are skipped: set COMITY_TEST_DATA".into(),
        ],
    });
    print!("{}", aligned(&rows));
    if complete {
        println!("\nReady: `cargo xtask demo` shows Comity, `cargo xtask test` checks it.");
    } else {
        println!("\nInstall what is missing and needed, then run this again.");
    }
    Ok(complete)
}

/// The folder of real data, where there is one.
pub(crate) fn data_directory() -> Option<PathBuf> {
    let path = match std::env::var_os("COMITY_TEST_DATA") {
        Some(path) => PathBuf::from(path),
        None => root().parent()?.join("shared").join("data"),
    };
    path.is_dir().then_some(path)
}

fn version(words: &[&str]) -> Option<String> {
    let (name, args) = words.split_first()?;
    let command = if *name == "cargo" { cargo(args) } else { program(*name, args) };
    let text = output(command).ok()?;
    Some(text.lines().next().unwrap_or_default().to_owned())
}

fn row(tool: &Tool, version: Option<String>) -> Vec<String> {
    let state = match (&version, tool.needed) {
        (Some(_), _) => "found",
        (None, true) => "NEEDED",
        (None, false) => "missing",
    };
    let detail = match version {
        Some(version) => version,
        None => format!("{}; get it: {}", tool.purpose, tool.install),
    };
    vec![state.to_owned(), tool.name.to_owned(), detail]
}
