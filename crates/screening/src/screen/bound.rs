//! The most that a listed name can score, before it is looked at.

use rustc_hash::FxHashMap;

use super::candidates::INITIAL_SIMILARITY;
use super::prepare::PreparedName;
use super::scratch::{Scratch, TokenMatch};
use crate::index::view::View;
use crate::score::name::{CANDIDATE_EXPONENT, coverage, mask, needed_coverage};

/// Most slots whose sets are kept in a table; of more they are kept in a map.
const TABLE_SLOTS_MAX: usize = 8;
/// Steps of what agrees of a listed name's weight, in which it is kept beside a mark: in 1 of
/// weight there are so many. Sums are rounded up.
const STEPS: f64 = 40.0;
/// A name in which so many steps agree, or more, is not held to them.
const STEPS_MAX: u8 = u8::MAX;
/// Steps that the table takes together.
const TABLE_STEPS: usize = 4;
const TABLE_COLUMNS: usize = STEPS_MAX as usize / TABLE_STEPS + 2;
/// A hair is left for sums that round differently.
const SLACK: f64 = 1e-4;

/// What each token of the query can bring at best, and from that how heavy a listed name may be
/// that shares only some of them.
pub(super) struct Bound<'q> {
    name: &'q PreparedName,
    view: &'q View,
    /// What coverage and specificity together have to reach.
    needed: f64,
    /// How alike the best match of each token is.
    similarity: Vec<f64>,
    /// How much the best match of each token brings on the listed side.
    candidate: Vec<f64>,
    /// Tokens that count as shared with every name: those that are not followed, and initials.
    always: u64,
    /// The tokens that are followed, each in its slot.
    followed: Vec<u8>,
    table: Vec<f32>,
    others: FxHashMap<(u64, usize), f32>,
}

impl<'q> Bound<'q> {
    pub(super) fn over(
        name: &'q PreparedName,
        view: &'q View,
        cutoff: f64,
        scratch: &Scratch,
    ) -> Bound<'q> {
        let count = name.tokens.len();
        let (mut similarity, mut candidate) = (vec![0.0_f64; count], vec![0.0_f64; count]);
        let mut raise = |first: u8, len: u8, alike: f32, weight: f32| {
            let range = usize::from(first)..usize::from(first) + usize::from(len);
            let alike = f64::from(alike);
            let both = similarity.iter_mut().zip(&mut candidate).take(range.end).skip(range.start);
            for (similarity, candidate) in both {
                *similarity = similarity.max(alike);
                *candidate = candidate.max(alike * f64::from(weight));
            }
        };
        for found in &scratch.matches {
            raise(found.first, found.len, found.similarity, view.weight(found.token));
        }
        for found in &scratch.joined {
            // No word tells more than 1.
            raise(found.first, 1, found.similarity, f32::from(found.candidate_len));
        }
        for token in (0_u8..).take(count).filter(|token| name.is_initial(*token)) {
            raise(token, 1, INITIAL_SIMILARITY, 1.0);
        }
        Bound {
            name,
            view,
            needed: needed_coverage(cutoff),
            similarity,
            candidate,
            always: name.initials,
            followed: Vec::new(),
            table: Vec::new(),
            others: FxHashMap::default(),
        }
    }

    /// From now on these tokens, and the query's initials, count as shared with every name, and the
    /// others have slots.
    pub(super) fn skip(&mut self, skipped: u64) {
        self.always = skipped | self.name.initials;
        let tokens = (0_u8..).take(self.name.tokens.len());
        self.followed = tokens.filter(|at| skipped & mask(*at, 1) == 0).collect();
        self.table.clear();
        self.others.clear();
        if self.slot_count() <= TABLE_SLOTS_MAX {
            self.table.resize(TABLE_COLUMNS << self.slot_count(), f32::NAN);
        }
    }

    /// How many tokens are followed.
    pub(super) fn slot_count(&self) -> usize {
        self.followed.len()
    }

    /// The slots of those of the tokens that are followed.
    pub(super) fn slots_of(&self, tokens: u64) -> u64 {
        let slots = (0_u8..).zip(&self.followed);
        slots
            .filter(|(_, at)| tokens & mask(**at, 1) != 0)
            .fold(0, |set, (slot, _)| set | 1 << slot)
    }

    fn tokens_of(&self, slots: u64) -> u64 {
        let tokens = (0_u8..).zip(&self.followed);
        tokens.filter(|(slot, _)| slots >> slot & 1 == 1).fold(0, |set, (_, at)| set | mask(*at, 1))
    }

    /// How much a match brings on the listed side, in steps.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "held to what the number can hold"
    )]
    pub(super) fn steps(similarity: f32, weight: f32) -> u8 {
        let steps = f64::from(similarity) * f64::from(weight) * STEPS;
        steps.ceil().clamp(0.0, f64::from(STEPS_MAX)) as u8
    }

    /// The weight up to which a listed name can reach the cutoff that is like the query in these
    /// slots only, with so many steps of its weight; negative if none can.
    #[inline]
    pub(super) fn weight_max(&mut self, slots: u64, steps: u8) -> f32 {
        let column = usize::from(steps).div_ceil(TABLE_STEPS);
        let row = usize::try_from(slots).unwrap_or_default();
        match self.table.get(row * TABLE_COLUMNS + column).copied() {
            Some(known) if !known.is_nan() => known,
            _ => self.keep(slots, column),
        }
    }

    /// Works a bound out, or finds it where there is no table.
    fn keep(&mut self, slots: u64, column: usize) -> f32 {
        if let Some(known) = self.others.get(&(slots, column)) {
            return *known;
        }
        let value = self.work_out(self.tokens_of(slots), column);
        let row = usize::try_from(slots).unwrap_or_default();
        match self.table.get_mut(row * TABLE_COLUMNS + column) {
            Some(slot) => *slot = value,
            None => drop(self.others.insert((slots, column), value)),
        }
        value
    }

    #[expect(clippy::cast_precision_loss, reason = "some dozens")]
    fn work_out(&self, tokens: u64, column: usize) -> f32 {
        let steps = column * TABLE_STEPS;
        let candidate = if steps >= usize::from(STEPS_MAX) {
            f64::INFINITY
        } else {
            steps as f64 / STEPS + self.brings(self.always)
        };
        let share = self.share(tokens | self.always, candidate);
        if share > 1.0 {
            return -1.0;
        }
        let share = share.max(0.0).powf(1.0 / CANDIDATE_EXPONENT);
        #[expect(clippy::cast_possible_truncation, reason = "with the slack, near is near enough")]
        let weight = (candidate / share.max(f64::MIN_POSITIVE) + SLACK).min(1e9) as f32;
        weight
    }

    /// What the best matches of some tokens bring on the listed side.
    fn brings(&self, tokens: u64) -> f64 {
        let brought = (0_u8..).zip(&self.candidate);
        brought.filter(|(at, _)| tokens & mask(*at, 1) != 0).map(|(_, brought)| brought).sum()
    }

    /// The power of the share of a listed name that has to agree, if the query agrees in these
    /// tokens as well as it can and the name in so much weight; above 1 it cannot.
    fn share(&self, tokens: u64, candidate: f64) -> f64 {
        let (mut agreed, mut reached, mut all) = (0.0, 0.0, 0.0);
        let weights = self.name.weights.iter().zip(&self.similarity);
        for (at, (weight, similarity)) in (0_u8..).zip(weights) {
            let weight = f64::from(*weight);
            all += weight;
            if tokens & mask(at, 1) != 0 {
                agreed += similarity * weight;
                reached += weight;
            }
        }
        let may_be_exact = reached >= all;
        let most = coverage(agreed, reached, all, candidate, may_be_exact);
        self.needed / most.max(f64::MIN_POSITIVE) - SLACK
    }

    /// Whether names can reach the cutoff that share these tokens and the query's initials.
    pub(super) fn is_possible(&self, tokens: u64) -> bool {
        let tokens = tokens | self.name.initials;
        self.share(tokens, self.brings(tokens)) <= 1.0
    }

    /// Whether names can that share this match besides those tokens.
    pub(super) fn is_possible_with(&self, found: &TokenMatch, tokens: u64) -> bool {
        let tokens = tokens | self.name.initials;
        let own = mask(found.first, found.len);
        let brought = f64::from(found.similarity) * f64::from(self.view.weight(found.token));
        self.share(tokens | own, brought + self.brings(tokens)) <= 1.0
    }
}
