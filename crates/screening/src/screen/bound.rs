//! The most that a listed name can score, before it is looked at.
//!
//! A name reaches the cutoff if `a ln(q) + b ln(c) + d ln(1 + t)` does (see [`Model`]), and what a
//! name shares with the query bounds all three. Everything is kept as logarithms, so that bounding
//! a name takes a few sums: it says how heavy the whole name may be at most.

use super::best::{Alike, Best, Shared};
use super::candidates::INITIAL_SIMILARITY;
use super::marks::{Mark, Steps};
use super::prepare::PreparedName;
use super::scratch::Scratch;
use crate::index::view::View;
use crate::index::weight::WORDS_MAX;
use crate::score::model::{Model, log_odds};
use crate::score::name::{all_of_query, mask};

/// Sums of what is shared are kept in so many steps, rounded up: the best matches of all tokens
/// together fill them, and a little is left for words that match twice.
const STEPS: f64 = 200.0;
/// Sums of so many steps are not held to them.
const STEPS_MAX: u8 = u8::MAX;
/// A hair is left for sums that round differently.
const SLACK: f32 = 1e-3;
/// Weighs nothing: no name is as light.
pub(super) const IMPOSSIBLE: f32 = f32::NEG_INFINITY;

/// What a set of slots allows, whatever the words are that match them: logarithms.
#[derive(Debug, Clone, Copy)]
struct Cap {
    /// Of the share of the query that agrees.
    query: f32,
    /// Of one more than the letters that tell.
    letters: f32,
}

/// A model, in such units that what is left over is the logarithm of the listed name's share.
#[derive(Debug, Clone, Copy)]
struct Line {
    query: f32,
    letters: f32,
    needed: f32,
}

/// What each token of the query can bring at best, and from that how heavy a listed name may be
/// that shares only some of them.
pub(super) struct Bound<'q> {
    pub(super) name: &'q PreparedName,
    lines: Vec<Line>,
    /// What all of the query's tokens weigh.
    all: f64,
    best: Best,
    /// A step of each sum.
    step: Shared,
    /// What counts as shared with every name.
    assumed: Best,
    /// What is assumed of names of so many words, one of which is known.
    assumed_few: [Shared; WORDS_MAX + 1],
    /// For names of so many words, and each number of steps, the logarithm of each sum; not a
    /// number until it is needed.
    logs: Vec<Logs>,
    caps: [Cap; Mark::SETS],
}

/// The logarithms of the sums of the query, the listed name and the letters.
type Logs = [[f32; STEPS_MAX as usize + 1]; 3];
const UNKNOWN_LOGS: Logs = [[f32::NAN; STEPS_MAX as usize + 1]; 3];
const UNKNOWN: Cap = Cap { query: f32::NAN, letters: 0.0 };

impl<'q> Bound<'q> {
    pub(super) fn over(
        name: &'q PreparedName,
        view: &View,
        models: &[&'static Model],
        cutoff: f64,
        scratch: &Scratch,
    ) -> Bound<'q> {
        let needed = log_odds(cutoff.clamp(0.0, 1.0));
        let mut best = initials(name);
        for found in &scratch.matches {
            best.raise(&Alike::word(found, view), name);
        }
        for found in &scratch.joined {
            best.raise(&Alike::joined(found), name);
        }
        let sum = best.sum();
        let step = |sum: f64| sum.max(f64::MIN_POSITIVE) / STEPS;
        Bound {
            name,
            lines: models.iter().map(|model| Line::of(model, needed)).collect(),
            all: name.weights.iter().copied().map(f64::from).sum(),
            best,
            step: Shared {
                query: step(sum.query),
                candidate: step(sum.candidate),
                letters: step(sum.letters),
            },
            assumed: Best::default(),
            assumed_few: [Shared::default(); WORDS_MAX + 1],
            logs: Vec::new(),
            caps: [UNKNOWN; Mark::SETS],
        }
    }

    /// From now on so much counts as shared with every name.
    pub(super) fn assume(&mut self, assumed: Best) {
        let few = assumed.few(u64::MAX, &Best::default(), 0);
        for (words, slot) in self.assumed_few.iter_mut().enumerate() {
            let others = if words < WORDS_MAX { words.saturating_sub(1) } else { WORDS_MAX };
            *slot = few.get(others).copied().unwrap_or_default();
        }
        self.assumed = assumed;
        self.logs.clear();
        self.logs.resize(WORDS_MAX + 1, UNKNOWN_LOGS);
        self.caps = [UNKNOWN; Mark::SETS];
    }

    /// What a word brings, in steps.
    pub(super) fn steps(&self, shared: &Shared) -> Steps {
        [
            steps(shared.query, self.step.query),
            steps(shared.candidate, self.step.candidate),
            steps(shared.letters, self.step.letters),
        ]
    }

    /// The logarithm of the weight up to which a listed name of so many words can reach the cutoff
    /// of which a mark says what it shares; [`IMPOSSIBLE`] if none can.
    #[inline]
    pub(super) fn weight_max(&mut self, mark: Mark, words: usize) -> f32 {
        let cap = match self.caps.get(mark.slots()) {
            Some(known) if !known.query.is_nan() => *known,
            _ => self.keep_cap(mark.slots()),
        };
        let [query, candidate, letters] = mark.steps();
        let query = self.log((words, 0), query).min(cap.query);
        let letters = self.log((words, 2), letters).min(cap.letters);
        let spare = self.spare(query, letters);
        if spare < 0.0 { IMPOSSIBLE } else { self.log((words, 1), candidate) + spare }
    }

    /// The same of names, by the number of their words, that share a word with the query, and
    /// besides as much as any can in the tokens of `others`, and what is assumed.
    pub(super) fn weights_max_beside(
        &self,
        word: &Shared,
        tokens: u64,
        others: u64,
    ) -> [f32; WORDS_MAX + 1] {
        let is_one = tokens.is_power_of_two();
        let few = match is_one {
            true => self.best.few(others & !tokens, &self.assumed, tokens),
            // The word may leave one of them to another word.
            false => self.best.few(others | tokens, &self.assumed, 0),
        };
        std::array::from_fn(|words| {
            let others = if is_one && words < WORDS_MAX { words.saturating_sub(1) } else { words };
            let others = few.get(others).copied().unwrap_or_default();
            let shared = if is_one { others.with(word) } else { others };
            let spare = self.spare(self.query_log(shared.query), log(1.0 + shared.letters));
            if spare < 0.0 { IMPOSSIBLE } else { log(shared.candidate) + spare }
        })
    }

    /// Whether any name can reach the cutoff that shares no more than this.
    pub(super) fn is_enough(&self, shared: &Shared) -> bool {
        self.spare(self.query_log(shared.query), log(1.0 + shared.letters)) >= 0.0
    }

    /// Whether a listed name can that has this weight, as its logarithm, besides the query's
    /// initials.
    pub(super) fn is_enough_for(&self, shared: &Shared, weight: f32) -> bool {
        let shared = shared.with(&self.best.sum_of(self.name.initials));
        let spare = self.spare(self.query_log(shared.query), log(1.0 + shared.letters));
        spare >= 0.0 && log(shared.candidate) + spare >= weight
    }

    /// The logarithm by which a listed name may agree less than in whole; with the slack, negative
    /// if none reaches the cutoff.
    #[inline]
    fn spare(&self, query: f32, letters: f32) -> f32 {
        let spare = self.lines.iter().map(|line| line.spare(query, letters));
        let spare = spare.fold(IMPOSSIBLE, f32::max);
        // A name that is equal alerts by rule, however little it tells.
        SLACK + if query >= -SLACK { spare.max(0.0) } else { spare }
    }

    /// The logarithm of the most of the query that agrees. Tokens that found a counterpart weigh no
    /// less than what agrees of them, and the others count less.
    fn query_log(&self, agreed: f64) -> f32 {
        let agreed = agreed.min(self.all);
        log(agreed / all_of_query(agreed, self.all))
    }

    /// Works out what some slots allow.
    #[cold]
    fn keep_cap(&mut self, slots: usize) -> Cap {
        let in_slots = |token: u8| slots & usize::from(Mark::slots_of(mask(token, 1))) != 0;
        let tokens = (0_u8..).take(self.name.tokens.len()).filter(|token| in_slots(*token));
        let tokens = tokens.fold(0, |set, token| set | mask(token, 1));
        let best = self.best.sum_of(tokens).with(&self.assumed.sum_of(!tokens));
        let cap = Cap { query: self.query_log(best.query), letters: log(1.0 + best.letters) };
        if let Some(slot) = self.caps.get_mut(slots) {
            *slot = cap;
        }
        cap
    }

    /// The logarithm of one of the sums, for names of so many words.
    #[inline]
    fn log(&mut self, (words, sum): (usize, usize), steps: u8) -> f32 {
        let known = self.logs.get(words).and_then(|logs| logs.get(sum));
        match known.and_then(|logs| logs.get(usize::from(steps))) {
            Some(known) if !known.is_nan() => *known,
            _ => self.keep_log((words, sum), steps),
        }
    }

    #[cold]
    fn keep_log(&mut self, (words, sum): (usize, usize), steps: u8) -> f32 {
        let assumed = self.assumed_few.get(words).copied().unwrap_or_default();
        let Shared { query, candidate, letters } = assumed;
        let count = f64::from(steps);
        let log = match sum {
            _ if steps == STEPS_MAX => f32::INFINITY,
            0 => self.query_log(query + count * self.step.query),
            1 => log(candidate + count * self.step.candidate),
            _ => log(1.0 + letters + count * self.step.letters),
        };
        let logs = self.logs.get_mut(words).and_then(|logs| logs.get_mut(sum));
        if let Some(slot) = logs.and_then(|logs| logs.get_mut(usize::from(steps))) {
            *slot = log;
        }
        log
    }
}

/// The query's initials may stand for a word of any name.
pub(super) fn initials(name: &PreparedName) -> Best {
    let mut best = Best::none(name);
    let initials = (0_u8..).take(name.tokens.len()).filter(|token| name.is_initial(*token));
    for first in initials {
        let (similarity, letters) = (INITIAL_SIMILARITY, 1.0);
        best.raise(&Alike { first, len: 1, similarity, letters, weight: 1.0 }, name);
    }
    best
}

impl Line {
    #[expect(clippy::cast_possible_truncation, reason = "with the slack, near is near enough")]
    fn of(model: &Model, needed: f64) -> Line {
        let [query, letters, needed] = model.by_candidate(needed);
        Line { query: query as f32, letters: letters as f32, needed: needed as f32 }
    }

    #[inline]
    fn spare(&self, query: f32, letters: f32) -> f32 {
        self.query * query + self.letters * letters - self.needed
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "held to what the number can hold"
)]
fn steps(sum: f64, step: f64) -> u8 {
    (sum / step).ceil().clamp(0.0, f64::from(STEPS_MAX)) as u8
}

#[expect(clippy::cast_possible_truncation, reason = "with the slack, near is near enough")]
fn log(value: f64) -> f32 {
    value.ln() as f32
}
