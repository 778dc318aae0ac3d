//! The export of a log: one file that anybody can verify without the node.
//!
//! It is a file of lines. Each begins with sixteen hex digits of a digest over all lines so far,
//! then a space, then one JSON value:
//!
//! 1. which leaves there are, of which log, the log's public key, and, where the copy has to say
//!    it, who took it, when and why;
//! 2. the signed checkpoint that they belong to;
//! 3. the edges of the tree: the hashes of the last tile of each level that is not full;
//! 4. for every 256 leaves the full tiles that lead to them, from the top down, and then
//! 5. each leaf with the commitments of its parts, and what of these is opened;
//! 6. a note, signed by the log, over the digest of all lines before.
//!
//! The edges come to the signed root, each tile to a hash that was verified before it, and each
//! leaf to a hash of its tile. So whoever reads the file from its beginning knows of each leaf at
//! once whether it is the one that was signed, and needs no more memory than a few tiles.

mod lines;
mod path;
mod since;
mod verdict;
mod verify;
mod write;

use serde::{Deserialize, Serialize};

use crate::Hash;
use crate::data_key::Opened;

pub use since::Known;
pub use verdict::{Fault, FaultKind, SinceVerdict, Verdict};
pub use verify::{VerifyOptions, first_difference, verify};
pub use write::{ExportRange, export};

/// The name and version of the form.
pub(crate) const FORM: &str = "comity-log-export/1";

/// One leaf on its way into an export, with what is to be shown of its parts.
#[derive(Debug)]
pub struct ExportEntry {
    /// The leaf's bytes.
    pub leaf: Vec<u8>,
    /// Its parts.
    pub parts: Vec<ExportPart>,
}

/// A part of an event on its way into an export.
pub struct ExportPart {
    /// Its commitment.
    pub commitment: Hash,
    /// Its salt and plain text, if they are to be shown.
    pub opened: Option<Opened>,
}

impl std::fmt::Debug for ExportPart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ExportPart({}, opened: {})", self.commitment, self.opened.is_some())
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HeaderLine {
    export: String,
    first: u64,
    end: u64,
    key: String,
    /// Who took the copy, when and why, where it has to say so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    mark: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckpointLine {
    checkpoint: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EdgesLine {
    /// The hashes of each level, one after the other in hex.
    edges: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TileLine {
    level: u8,
    tile: u64,
    hashes: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LeafLine {
    seq: u64,
    /// The leaf's bytes; none if it has expired.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    leaf: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    parts: Vec<PartLine>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PartLine {
    commitment: Hash,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    salt: Option<Hash>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    plain: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EndLine {
    signed: String,
}

/// Hashes one after the other in hex.
fn hashes_to_text(hashes: &[Hash]) -> String {
    hashes.iter().map(|hash| crate::hex::encode(&hash.0)).collect()
}

/// The hashes of such a text; `None` if it is anything else.
fn hashes_of_text(text: &str) -> Option<Vec<Hash>> {
    let bytes = crate::hex::decode(text)?;
    let (hashes, rest) = bytes.as_chunks();
    rest.is_empty().then(|| hashes.iter().map(|hash| Hash(*hash)).collect())
}

/// The text of the note at the end.
fn end_text(origin: &str, digest: &Hash) -> String {
    format!("{FORM}\n{origin}\n{digest}\n")
}
