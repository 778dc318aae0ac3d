//! The files of the project that a person wrote.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::Complaint;

/// Folders whose contents are built, fetched or recorded by tools.
const FOLDERS_SKIPPED: [&str; 4] = [".git", "target", "artifacts", "node_modules"];

/// Files that must be there.
const REQUIRED: [&str; 13] = [
    "README.md",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "LICENSE",
    "deny.toml",
    "clippy.toml",
    "rustfmt.toml",
    ".ci/run",
    "docs/gaps.md",
    "docs/benchmarks.md",
    "docs/decisions/README.md",
];

/// A text file: its path from the root with `/` between the parts, and what it holds.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl File {
    /// What follows the last dot of the path; empty if there is none.
    pub(crate) fn extension(&self) -> &str {
        self.path.rsplit_once('.').map_or("", |(_, extension)| extension)
    }
}

/// All text files, by path. A file that is not UTF-8 is a fixture, and only its path is kept.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub(crate) files: Vec<File>,
    pub(crate) others: Vec<String>,
}

impl Tree {
    /// Reads the files below a folder.
    pub(crate) fn read(root: &Path) -> Result<Self> {
        let mut tree = Self::default();
        tree.walk(root, "")?;
        tree.files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(tree)
    }

    /// The text of one file; empty if it is not there, which [`Tree::required`] reports.
    pub(crate) fn text(&self, path: &str) -> &str {
        self.files.iter().find(|file| file.path == path).map_or("", |file| &file.text)
    }

    /// Whether there is a file or a folder at a path.
    pub(crate) fn has(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        let mut paths = self.files.iter().map(|file| &file.path).chain(&self.others);
        paths.any(|known| known == path || known.starts_with(&folder))
    }

    /// Complaints about files that should be there and are not.
    pub(crate) fn required(&self) -> Vec<Complaint> {
        let missing = REQUIRED.iter().filter(|path| !self.has(path));
        missing.map(|path| Complaint::new(*path, "this file must be there")).collect()
    }

    fn walk(&mut self, folder: &Path, prefix: &str) -> Result<()> {
        let entries =
            fs::read_dir(folder).with_context(|| format!("cannot list `{}`", folder.display()))?;
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{prefix}{name}");
            let kind = entry.file_type()?;
            if kind.is_dir() {
                if !FOLDERS_SKIPPED.contains(&name.as_str()) {
                    self.walk(&entry.path(), &format!("{path}/"))?;
                }
            } else if kind.is_file() {
                self.add(path, &entry.path())?;
            }
        }
        Ok(())
    }

    fn add(&mut self, path: String, full: &Path) -> Result<()> {
        let bytes = fs::read(full).with_context(|| format!("cannot read `{path}`"))?;
        match String::from_utf8(bytes) {
            Ok(text) => self.files.push(File { path, text }),
            Err(_) => self.others.push(path),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_folders_are_left_out_and_bytes_are_not_text() {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir_all(home.path().join("target/debug")).unwrap();
        fs::create_dir_all(home.path().join("src")).unwrap();
        fs::write(home.path().join("target/debug/out.rs"), "x").unwrap();
        fs::write(home.path().join("src/lib.rs"), "//! hello\n").unwrap();
        fs::write(home.path().join("src/bytes.bin"), [0xff, 0xfe]).unwrap();
        let tree = Tree::read(home.path()).unwrap();
        assert_eq!(tree.text("src/lib.rs"), "//! hello\n");
        assert!(tree.has("src") && tree.has("src/bytes.bin"));
        assert!(!tree.has("target"));
    }

    #[test]
    fn every_missing_file_is_named() {
        let complaints = Tree::default().required();
        assert_eq!(complaints.len(), REQUIRED.len());
        assert!(complaints.iter().any(|complaint| complaint.place == "LICENSE"));
    }
}
