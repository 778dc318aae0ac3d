use std::fmt;

use crate::error::{AuditError, malformed};
use crate::limits::TREE_LEAVES_MAX;
use crate::verifier_key::check_name;
use crate::{Hash, Note, Signer, VerifierKey};

/// The state of a log: which one, how long, and its root (C2SP tlog-checkpoint).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log.
    pub origin: String,
    /// How many leaves it has.
    pub size: u64,
    /// The root of its tree.
    pub root: Hash,
}

impl Checkpoint {
    /// Reads the text of a checkpoint; lines after the third are left aside.
    ///
    /// # Errors
    /// If the text is anything else.
    pub fn parse(text: &str) -> Result<Checkpoint, AuditError> {
        let broken = |why| malformed("checkpoint", why);
        let lines = text.strip_suffix('\n').ok_or_else(|| broken("its last line has no end"))?;
        let mut lines = lines.split('\n');
        let (origin, size, root) = (lines.next(), lines.next(), lines.next());
        let (Some(origin), Some(size), Some(root)) = (origin, size, root) else {
            return Err(broken("it has fewer than three lines"));
        };
        if lines.any(str::is_empty) || origin.is_empty() {
            return Err(broken("it has an empty line"));
        }
        let size = decimal(size).ok_or_else(|| broken("its size is no number of leaves"))?;
        Ok(Checkpoint { origin: origin.to_owned(), size, root: Hash::from_base64(root)? })
    }

    /// Reads a signed checkpoint and verifies that it is by this key. The key's name is the
    /// log's origin.
    ///
    /// # Errors
    /// If it is no checkpoint, not signed by the key, or another log's.
    pub fn open(note: &str, key: &VerifierKey) -> Result<Checkpoint, AuditError> {
        let note = Note::parse(note)?;
        note.verify(key)?;
        let checkpoint = Checkpoint::parse(note.text())?;
        let same = checkpoint.origin == key.name();
        if same { Ok(checkpoint) } else { Err(malformed("checkpoint", "it is another log's")) }
    }

    /// The signed checkpoint.
    ///
    /// # Errors
    /// If the origin cannot be written, or the signer refuses.
    pub fn sign(&self, signer: &Signer) -> Result<Note, AuditError> {
        check_name(&self.origin)?;
        let mut note = Note::new(self.to_string())?;
        note.add(signer.sign(note.text())?);
        Ok(note)
    }
}

/// A number as it may stand in a checkpoint: plain digits without leading zeros.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let short = text == "0" || !text.starts_with('0');
    let number = (plain && short).then(|| text.parse().ok()).flatten();
    number.filter(|number| *number <= TREE_LEAVES_MAX)
}

/// The text of a checkpoint.
impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}\n{}\n", self.origin, self.size, self.root.to_base64())
    }
}
