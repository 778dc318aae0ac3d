//! A closer look at a listed name that may be possible, before its words are aligned.

use comity_names::limits::NAME_TOKENS_MAX;

use super::best::{Alike, Shared};
use super::bound::Bound;
use super::candidates::Search;
use super::scratch::Scratch;

impl Search<'_> {
    /// Whether a listed name can reach the cutoff if each of its words agreed with the word of the
    /// query that it is most like, as if several might choose the same one.
    pub(super) fn can_reach(&self, listed: u32, bound: &Bound<'_>, scratch: &Scratch) -> bool {
        let name = bound.name;
        let mut sum = Shared::default();
        // How much of each of the query's tokens agrees at best.
        let mut agreed = [0.0_f64; NAME_TOKENS_MAX];
        let mut note = |alike: &Alike| {
            let places = agreed.iter_mut().zip(&name.weights).skip(usize::from(alike.first));
            for (slot, weight) in places.take(usize::from(alike.len)) {
                *slot = slot.max(f64::from(alike.similarity) * f64::from(*weight));
            }
            alike.shared(name)
        };
        for token in self.snapshot.tokens_of(listed) {
            let mut best = Shared::default();
            for found in scratch.matches_of(*token) {
                best = best.max(&note(&Alike::word(&found, self.view)));
            }
            sum = sum.with(&best);
        }
        for found in scratch.joined_of(listed) {
            sum = sum.with(&note(&Alike::joined(&found)));
        }
        let agreed: f64 = agreed.iter().take(name.tokens.len()).sum();
        let shared = Shared { query: sum.query.min(agreed), ..sum };
        bound.is_enough_for(&shared, self.view.name_weight(listed).all())
    }
}
