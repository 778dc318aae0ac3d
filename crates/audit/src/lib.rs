//! The audit log without its files: events, leaves, the tree, checkpoints and proofs.
//!
//! An [`Event`] says what happened in plain text. It becomes a [`Leaf`] that names nobody and
//! holds a salted commitment, and parts that are sealed under keys that can be destroyed. The
//! leaves are the leaves of a Merkle tree (RFC 6962) whose root is signed as a [`Checkpoint`]
//! (C2SP tlog-checkpoint), so nobody can change, drop, insert or reorder one unseen.
//!
//! This crate does no I/O but on streams that it is handed, keeps no keys, reads no clock and
//! draws no random number.
//!
//! ```
//! use comity_audit::{Checkpoint, Event, Frontier, Hash, Kind, NodeKeys, Prepared};
//! use comity_model::Timestamp;
//!
//! let event = Event::new(Kind::Read, "screen", Timestamp(1_795_343_312));
//! let prepared = Prepared::new(event, &mut |bytes| Ok(bytes.fill(4)))?; // no dice: an example
//! let mut tree = Frontier::new();
//! tree.push(Hash::leaf(&prepared.leaf(0).encode()?), |_, _| ());
//!
//! let signer = NodeKeys::new(&[7; 32]).signer("node.example/audit")?;
//! let state = Checkpoint { origin: "node.example/audit".into(), size: 1, root: tree.root() };
//! let note = state.sign(&signer)?.to_string();
//! assert_eq!(Checkpoint::open(&note, signer.key())?, state);
//! # Ok::<(), comity_audit::AuditError>(())
//! ```

mod anomaly;
mod checkpoint;
mod commitment;
mod concerned;
pub mod cosignature;
mod data_key;
mod error;
mod event;
pub mod export;
mod frontier;
mod hash;
mod hex;
mod kind;
mod leaf;
pub mod limits;
mod month;
mod node_keys;
mod note;
mod prepared;
pub mod proof;
mod request;
mod signer;
pub mod tile;
pub mod verifier;
mod verifier_key;
pub mod witness;

pub use anomaly::{Anomaly, AnomalyKind, AnomalySearch, Usual};
pub use checkpoint::Checkpoint;
pub use commitment::{SALT_BYTES, leaf_commitment, part_commitment};
pub use concerned::Concerned;
pub use data_key::{DataKey, NONCE_BYTES, Opened, Place, WRAPPED_BYTES, WrapKey};
pub use error::AuditError;
pub use event::Event;
pub use frontier::Frontier;
pub use hash::Hash;
pub use kind::Kind;
pub use leaf::Leaf;
pub use month::Month;
pub use node_keys::{KeyRef, NodeKeys, SubjectTag};
pub use note::{Note, Signature};
pub use prepared::{Prepared, PreparedPart};
pub use request::{ActorKind, Outcome, Request};
pub use signer::Signer;
pub use tile::{Tile, Tiles};
pub use verifier_key::{KeyAlgorithm, VerifierKey};
