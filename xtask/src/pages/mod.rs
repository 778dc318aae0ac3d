//! Reference pages that are made from what the project holds: the HTTP API from the OpenAPI
//! document, the limits from the crates' `limits.rs`.

mod http;
mod limits;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// What a page says at its top.
const MADE: &str = "by `cargo xtask generate`.";

/// Each page's path with its text, as the project is now.
fn all(root: &Path) -> Result<[(&'static str, String); 2]> {
    let document = root.join("openapi").join("comity.json");
    let document = fs::read_to_string(&document).with_context(|| document.display().to_string())?;
    Ok([
        ("docs/reference/http.md", http::page(&serde_json::from_str(&document)?)?),
        ("docs/reference/limits.md", limits::page(root)?),
    ])
}

/// Writes the pages anew.
pub(crate) fn write(root: &Path) -> Result<()> {
    for (path, text) in all(root)? {
        fs::write(root.join(path), text).with_context(|| path.to_owned())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_generated() {
        let root = crate::command::root();
        for (path, text) in all(&root).unwrap() {
            let kept = fs::read_to_string(root.join(path)).unwrap_or_default();
            assert!(kept == text, "{path} is old: `cargo xtask generate` writes it anew");
        }
    }
}
