//! `cargo xtask tidy`: the rules of the house that no other tool checks.
//!
//! Each check is a function from texts to complaints, so that its tests need no files.

mod decisions;
mod dependencies;
mod layers;
mod links;
mod rooms;
mod source;
mod tree;

use anyhow::Result;

use crate::command::{metadata, root};

/// One thing that is not as it should be: where, and what to do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Complaint {
    /// A path from the root, with a line where there is one.
    pub(crate) place: String,
    pub(crate) message: String,
}

impl Complaint {
    fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { place: place.into(), message: message.into() }
    }
}

/// Prints every complaint; false if there is one.
pub(crate) fn run() -> Result<bool> {
    let tree = tree::Tree::read(&root())?;
    let packages = layers::packages(&metadata()?)?;
    let mut complaints = tree.required();
    for file in &tree.files {
        complaints.extend(source::check(file));
        complaints.extend(links::check(file, &tree));
    }
    complaints.extend(layers::check(&packages));
    complaints.extend(rooms::check(tree.text("ARCHITECTURE.md"), &packages));
    complaints.extend(decisions::check(&tree));
    let decision = tree.text(dependencies::DECISION);
    complaints.extend(dependencies::check(tree.text("Cargo.toml"), decision, &packages));
    for complaint in &complaints {
        eprintln!("{}: {}", complaint.place, complaint.message);
    }
    println!("{} files looked at, {} complaints", tree.files.len(), complaints.len());
    Ok(complaints.is_empty())
}
