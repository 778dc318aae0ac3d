//! Of runs of words that overlap the strongest stands.

use super::{Found, Likely};
use crate::limits::{CANDIDATES_MAX, COMPETING_MAX, OVERLAPPING_MAX, OVERLAPPING_WORDS_MAX};

/// A run that stands, and what others it may be instead.
#[derive(Debug)]
pub(super) struct Standing {
    pub(super) found: Found,
    /// Names of weaker runs in the same place.
    pub(super) competing: Vec<Likely>,
}

/// Runs that overlap, as far as they have been seen.
#[derive(Debug, Default)]
pub(super) struct Cluster {
    found: Vec<Found>,
    first: u64,
    end: u64,
    /// Where the last run ends that stands.
    stands_to: u64,
}

impl Cluster {
    /// Where the first run begins.
    pub(super) fn start(&self) -> Option<u64> {
        self.found.iter().map(|found| found.start).min()
    }

    /// Takes a run; if it overlaps none of those before, these are settled first.
    pub(super) fn push(&mut self, found: Found, emit: &mut impl FnMut(Standing)) {
        let is_long = found.at.saturating_sub(self.first) > OVERLAPPING_WORDS_MAX
            || self.found.len() >= OVERLAPPING_MAX;
        if found.start >= self.end || is_long {
            self.settle(emit);
            self.first = found.at;
        }
        // Where too many overlap, some stand before all are seen: these are not overlapped.
        if found.start < self.stands_to {
            return;
        }
        self.end = self.end.max(found.end);
        self.found.push(found);
    }

    /// Decides which runs stand, when no later one can overlap them.
    pub(super) fn settle_before(&mut self, start: u64, emit: &mut impl FnMut(Standing)) {
        if start >= self.end {
            self.settle(emit);
        }
    }

    /// Decides which runs stand.
    pub(super) fn settle(&mut self, emit: &mut impl FnMut(Standing)) {
        self.found.sort_by(|a, b| {
            let by_strength = b.strength.total_cmp(&a.strength);
            by_strength.then(a.start.cmp(&b.start)).then(b.end.cmp(&a.end))
        });
        let mut standing: Vec<Standing> = Vec::new();
        for found in self.found.drain(..) {
            let overlaps = |other: &&mut Standing| {
                other.found.start < found.end && found.start < other.found.end
            };
            match standing.iter_mut().find(overlaps) {
                None => standing.push(Standing { found, competing: Vec::new() }),
                Some(stronger) => {
                    // The same word may be a name by itself and a part of one.
                    let is_same =
                        |other: &Found| (other.start, other.end) == (found.start, found.end);
                    if stronger.found.part.is_none() && is_same(&stronger.found) {
                        stronger.found.part = found.part;
                    }
                    let others = found.likely.into_iter().take(CANDIDATES_MAX);
                    stronger.competing.extend(others);
                    stronger.competing.truncate(COMPETING_MAX);
                }
            }
        }
        standing.sort_by_key(|each| each.found.start);
        let last = standing.last().map_or(0, |last| last.found.end);
        self.stands_to = self.stands_to.max(last);
        standing.into_iter().for_each(emit);
        (self.first, self.end) = (0, 0);
    }
}
