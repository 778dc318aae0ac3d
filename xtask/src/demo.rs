//! `cargo xtask demo`: builds the release binary and plays the demo.

use anyhow::Result;

use crate::command::{cargo, program, target_directory};

/// Builds `comity` and runs `comity demo` with the arguments handed in.
pub(crate) fn run(args: &[&str]) -> Result<bool> {
    let mut build = cargo(&["build", "--release", "--locked", "--package", "comity"]);
    if !build.status()?.success() {
        return Ok(false);
    }
    let binary = target_directory()?.join("release").join("comity");
    let mut words = vec!["demo"];
    words.extend(args);
    let mut demo = program(binary, &words);
    // The demo may ask for a key press where there is a terminal.
    demo.stdin(std::process::Stdio::inherit());
    Ok(demo.status()?.success())
}
