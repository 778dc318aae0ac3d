//! The most that a listed name can score, before it is looked at.

use rustc_hash::FxHashMap;

use super::candidates::INITIAL_SIMILARITY;
use super::prepare::PreparedName;
use super::scratch::{Scratch, TokenMatch};
use crate::index::view::View;
use crate::score::model::{Model, log_odds};
use crate::score::name::{Terms, mask, query_share};

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
    /// The log-odds that have to be reached.
    needed: f64,
    /// The models of the kinds of records that may be candidates.
    models: &'q [&'static Model],
    /// How alike the best match of each token is.
    similarity: Vec<f64>,
    /// How much the best match of each token brings on the listed side.
    candidate: Vec<f64>,
    /// How many letters that tell the best match of each token brings.
    letters: Vec<f64>,
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
        view: &View,
        models: &'q [&'static Model],
        cutoff: f64,
        scratch: &Scratch,
    ) -> Bound<'q> {
        let count = name.tokens.len();
        let (mut similarity, mut candidate) = (vec![0.0_f64; count], vec![0.0_f64; count]);
        let mut letters = vec![0.0_f64; count];
        let mut raise = |first: u8, len: u8, (alike, shared): (f32, f32), weight: f32| {
            let range = usize::from(first)..usize::from(first) + usize::from(len);
            let terms = Terms {
                similarity: f64::from(alike),
                query_weight: f64::from(name.weight(first, len)),
                candidate_weight: f64::from(weight),
                letters: f64::from(shared),
            };
            let telling = terms.telling_letters();
            let all = similarity.iter_mut().zip(&mut candidate).zip(&mut letters);
            for ((similarity, candidate), letters) in all.take(range.end).skip(range.start) {
                *similarity = similarity.max(terms.similarity);
                *candidate = candidate.max(terms.similarity * terms.candidate_weight);
                *letters = letters.max(telling);
            }
        };
        for found in &scratch.matches {
            let alike = (found.similarity, found.letters);
            raise(found.first, found.len, alike, view.weight(found.token));
        }
        for found in &scratch.joined {
            // No word tells more than 1.
            let alike = (found.similarity, found.letters);
            raise(found.first, found.len, alike, f32::from(found.candidate_len));
        }
        for token in (0_u8..).take(count).filter(|token| name.is_initial(*token)) {
            raise(token, 1, (INITIAL_SIMILARITY, 1.0), 1.0);
        }
        Bound {
            name,
            needed: log_odds(cutoff.clamp(0.0, 1.0)),
            models,
            similarity,
            candidate,
            letters,
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
        let share = self.share(tokens | self.always);
        if share > 1.0 {
            return -1.0;
        }
        let share = share.max(0.0);
        #[expect(clippy::cast_possible_truncation, reason = "with the slack, near is near enough")]
        let weight = (candidate / share.max(f64::MIN_POSITIVE) + SLACK).min(1e9) as f32;
        weight
    }

    /// What the best matches of some tokens bring on the listed side.
    fn brings(&self, tokens: u64) -> f64 {
        let brought = (0_u8..).zip(&self.candidate);
        brought.filter(|(at, _)| tokens & mask(*at, 1) != 0).map(|(_, brought)| brought).sum()
    }

    /// The share of a listed name that has to agree, if the query agrees in these tokens as well
    /// as it can; above 1 it cannot.
    fn share(&self, tokens: u64) -> f64 {
        let (mut agreed, mut reached, mut all, mut letters) = (0.0, 0.0, 0.0, 0.0);
        let tokens_weighed = self.name.weights.iter().zip(&self.similarity).zip(&self.letters);
        for (at, ((weight, similarity), telling)) in (0_u8..).zip(tokens_weighed) {
            let weight = f64::from(*weight);
            all += weight;
            if tokens & mask(at, 1) != 0 {
                agreed += similarity * weight;
                reached += weight;
                letters += telling;
            }
        }
        let asked = query_share(agreed, reached, all);
        let shares =
            self.models.iter().map(|model| model.share_needed(self.needed, asked, letters));
        let share = shares.fold(f64::INFINITY, f64::min) - SLACK;
        // A name that is equal alerts by rule, however little it tells.
        if reached >= all { share.min(1.0) } else { share }
    }

    /// Whether names can reach the cutoff that share these tokens and the query's initials.
    pub(super) fn is_possible(&self, tokens: u64) -> bool {
        let tokens = tokens | self.name.initials;
        self.share(tokens) <= 1.0
    }

    /// Whether names can that share this match besides those tokens.
    pub(super) fn is_possible_with(&self, found: &TokenMatch, tokens: u64) -> bool {
        let tokens = tokens | self.name.initials;
        self.share(tokens | mask(found.first, found.len)) <= 1.0
    }
}
