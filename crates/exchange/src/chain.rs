use comity_audit::Hash;

use crate::envelope::{Letter, Opened, Place, Verified};

/// How far one direction of a link has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chain {
    /// The number of the last envelope; 0 before the first.
    pub seq: u64,
    /// Its hash; zeros before the first.
    pub last: Hash,
}

impl Default for Chain {
    fn default() -> Chain {
        Chain { seq: 0, last: Hash([0; 32]) }
    }
}

/// What an envelope is to a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "one lives for the time of one decision")]
pub enum Taken {
    /// The next one, and how far the chain has come with it.
    Next(Verified<Letter>, Chain),
    /// One that was here before: what was said then is said again.
    Again {
        /// Its number.
        seq: u64,
    },
    /// One that comes too early.
    Gap {
        /// The number that is waited for.
        wanted: u64,
    },
    /// One that contradicts what the same sender signed before: proof against it.
    Forked {
        /// The number at which the two part.
        at: u64,
    },
    /// One that stands in no sequence.
    Alone,
}

impl Chain {
    /// The place of the next envelope.
    #[must_use]
    pub fn next(&self) -> Place {
        Place::InSequence { seq: self.seq.saturating_add(1), prev: self.last }
    }

    /// How far it has come with the next envelope.
    #[must_use]
    pub fn after(&self, hash: Hash) -> Chain {
        Chain { seq: self.seq.saturating_add(1), last: hash }
    }

    /// Decides what an envelope is. `known` is the hash of the envelope that was taken at its
    /// number before, if there was one.
    #[must_use]
    pub fn take(&self, opened: Opened, known: Option<Hash>) -> Taken {
        let Place::InSequence { seq, prev } = opened.header().place else { return Taken::Alone };
        if seq <= self.seq {
            let is_same = known.is_none_or(|known| known == opened.hash());
            return if is_same { Taken::Again { seq } } else { Taken::Forked { at: seq } };
        }
        if seq > self.seq.saturating_add(1) {
            return Taken::Gap { wanted: self.seq.saturating_add(1) };
        }
        if prev != self.last {
            return Taken::Forked { at: self.seq };
        }
        let after = self.after(opened.hash());
        Taken::Next(opened.in_sequence(), after)
    }
}
