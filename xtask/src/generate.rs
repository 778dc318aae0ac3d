//! `cargo xtask generate`: writes the generated files anew.
//!
//! Each generated file has a test that compares it with what the code would write. With
//! `COMITY_GENERATE=1` the same test writes the file instead, so there is one path for both. Pages
//! that are made from other files of the project are written by [`pages`].

use anyhow::Result;

use crate::command::{cargo, root, succeeds};
use crate::pages;

/// The crates that generate files, and the parts of the names of the tests that do so.
const PACKAGES: [&str; 3] = ["comity-api", "comity-server", "comity"];
const TESTS: [&str; 3] = ["openapi", "reference", "generated"];

/// Runs the tests that own generated files, and lets them write.
pub(crate) fn run() -> Result<bool> {
    let nextest = succeeds(cargo(&["nextest", "--version"]));
    let mut words = if nextest { vec!["nextest", "run"] } else { vec!["test"] };
    for package in PACKAGES {
        words.extend(["--package", package]);
    }
    words.push("--");
    words.extend(TESTS);
    let status = cargo(&words).env("COMITY_GENERATE", "1").status()?;
    if status.success() {
        // Last, for they are made from other generated files, too.
        pages::write(&root())?;
        println!("Generated files are written; `git diff` shows what changed.");
    }
    Ok(status.success())
}
