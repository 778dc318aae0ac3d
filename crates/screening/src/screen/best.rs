//! What matches bring towards a score, and the most of it.

use super::prepare::PreparedName;
use super::scratch::{JoinMatch, TokenMatch};
use crate::index::view::View;
use crate::index::weight::WORDS_MAX;
use crate::score::name::{Terms, mask};

/// How much of the query agrees, how much of the listed name, and how many letters that tell.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Shared {
    pub(super) query: f64,
    pub(super) candidate: f64,
    pub(super) letters: f64,
}

/// A word, or a joined word, that is like a unit of the query.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alike {
    pub(super) first: u8,
    pub(super) len: u8,
    pub(super) similarity: f32,
    pub(super) letters: f32,
    /// How much it tells.
    pub(super) weight: f32,
}

/// What each token of a query brings at best.
#[derive(Debug, Clone, Default)]
pub(super) struct Best(Vec<Top>);

/// What a token of a query brings at best.
#[derive(Debug, Clone, Copy, Default)]
struct Top {
    shared: Shared,
    /// How much of the query agrees in the unit that the token belongs to.
    unit: f64,
}

impl Alike {
    pub(super) fn word(found: &TokenMatch, view: &View) -> Alike {
        let TokenMatch { first, len, similarity, letters, .. } = *found;
        Alike { first, len, similarity, letters, weight: view.weight(found.token) }
    }

    pub(super) fn joined(found: &JoinMatch) -> Alike {
        let JoinMatch { first, len, similarity, letters, weight, .. } = *found;
        Alike { first, len, similarity, letters, weight }
    }

    /// The query's tokens that it is like, as bits.
    pub(super) fn tokens(&self) -> u64 {
        mask(self.first, self.len)
    }

    /// What it brings.
    #[inline]
    pub(super) fn shared(&self, name: &PreparedName) -> Shared {
        let terms = Terms {
            similarity: f64::from(self.similarity),
            query_weight: f64::from(name.weight(self.first, self.len)),
            candidate_weight: f64::from(self.weight),
            letters: f64::from(self.letters),
        };
        Shared {
            query: terms.similarity * terms.query_weight,
            candidate: terms.similarity * terms.candidate_weight,
            letters: terms.telling_letters(),
        }
    }
}

impl Best {
    /// Nothing for any token.
    pub(super) fn none(name: &PreparedName) -> Best {
        Best(vec![Top::default(); name.tokens.len()])
    }

    /// A match may be the best of its tokens.
    pub(super) fn raise(&mut self, alike: &Alike, name: &PreparedName) {
        let shared = alike.shared(name);
        let (first, len) = (usize::from(alike.first), usize::from(alike.len));
        let tokens = self.0.iter_mut().zip(&name.weights).skip(first).take(len);
        for (best, weight) in tokens {
            let query = f64::from(alike.similarity) * f64::from(*weight);
            best.shared = best.shared.max(&Shared { query, ..shared });
            best.unit = best.unit.max(shared.query);
        }
    }

    /// What all tokens bring together.
    pub(super) fn sum(&self) -> Shared {
        self.0.iter().fold(Shared::default(), |sum, best| sum.with(&best.shared))
    }

    /// What some tokens, as bits, bring together.
    pub(super) fn sum_of(&self, tokens: u64) -> Shared {
        let best = self.of(tokens);
        best.fold(Shared::default(), |sum, best| sum.with(&best.shared))
    }

    fn of(&self, tokens: u64) -> impl Iterator<Item = &Top> {
        (0_u8..)
            .zip(&self.0)
            .filter(move |(at, _)| tokens & mask(*at, 1) != 0)
            .map(|(_, best)| best)
    }

    /// What tokens bring to no word, to one word, to two and so on, and in the end to any number:
    /// `tokens` as it is best here, and all that are in neither set as it is best in `other`.
    pub(super) fn few(&self, tokens: u64, other: &Best, not: u64) -> [Shared; WORDS_MAX + 1] {
        let all = || self.of(tokens).chain(other.of(!(tokens | not)));
        let sum = all().fold(Shared::default(), |sum, best| sum.with(&best.shared));
        let mut few = [Shared::default(); WORDS_MAX + 1];
        for best in all() {
            let mut one = Shared { query: best.unit, ..best.shared };
            // The best ones in order, each of its kind.
            for kept in few.iter_mut().skip(1).take(WORDS_MAX - 1) {
                let most = kept.max(&one);
                one = kept.min(&one);
                *kept = most;
            }
        }
        let mut before = Shared::default();
        for kept in few.iter_mut().take(WORDS_MAX) {
            before = before.with(kept);
            *kept = before.min(&sum);
        }
        if let Some(last) = few.last_mut() {
            *last = sum;
        }
        few
    }
}

impl Shared {
    #[inline]
    pub(super) fn max(self, other: &Shared) -> Shared {
        Shared {
            query: self.query.max(other.query),
            candidate: self.candidate.max(other.candidate),
            letters: self.letters.max(other.letters),
        }
    }

    #[inline]
    pub(super) fn min(self, other: &Shared) -> Shared {
        Shared {
            query: self.query.min(other.query),
            candidate: self.candidate.min(other.candidate),
            letters: self.letters.min(other.letters),
        }
    }

    #[inline]
    pub(super) fn with(self, other: &Shared) -> Shared {
        Shared {
            query: self.query + other.query,
            candidate: self.candidate + other.candidate,
            letters: self.letters + other.letters,
        }
    }
}
