//! What crosses a border: signed, in sequence, bound to an agreement, a purpose and its body.

mod header;
mod letter;
mod seal;
mod verified;

pub use header::{Header, Kind, Place};
pub use letter::{Letter, Opened};
pub use seal::{Draft, Envelope};
pub use verified::Verified;
