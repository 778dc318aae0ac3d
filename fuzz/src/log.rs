//! Bytes into the readers of the audit log: notes, leaves, bundles and exports.

use comity_audit::export::{VerifyOptions, verify};
use comity_audit::tile::{bundle, unbundle};
use comity_audit::witness::AddCheckpoint;
use comity_audit::{Checkpoint, Leaf, Note, VerifierKey};

/// A signed note, a checkpoint, a request to a witness, or a key: what is read is written again
/// as it was.
pub fn log_note(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(note) = Note::parse(text) {
        let again = note.to_string();
        assert_eq!(Note::parse(&again).ok().as_ref(), Some(&note), "a note comes back");
        assert!(text.starts_with(note.text()), "the text is that of the note");
        if let Ok(checkpoint) = Checkpoint::parse(note.text()) {
            assert!(note.text().starts_with(&checkpoint.to_string()), "one form only");
        }
    }
    if let Ok(request) = AddCheckpoint::parse(text) {
        assert_eq!(AddCheckpoint::parse(&request.body()).ok(), Some(request));
    }
    if let Ok(key) = VerifierKey::parse(text) {
        assert_eq!(key.to_string(), text.trim(), "a key has one text");
    }
}

/// A leaf, or a bundle of leaves: each has one form.
pub fn log_leaf(data: &[u8]) {
    if let Ok(leaf) = Leaf::decode(data) {
        assert_eq!(leaf.encode().ok().as_deref(), Some(data), "a leaf has one form");
    }
    if let Ok(entries) = unbundle(data) {
        assert_eq!(bundle(entries).ok().as_deref(), Some(data), "a bundle has one form");
    }
}

/// An export: whatever the bytes are, there is a verdict, and one that does not hold says why.
pub fn log_export(data: &[u8]) {
    match verify(data, &VerifyOptions::default()) {
        Ok(verdict) => {
            assert!(verdict.holds() != verdict.fault.is_some());
            assert!(!verdict.holds() || verdict.leaves + verdict.expired > 0);
            let why = verdict.fault.map(|fault| fault.to_string());
            assert!(why.is_none_or(|why| !why.is_empty()));
        }
        Err(error) => assert!(!error.code().is_empty()),
    }
}
