//! Which of the names that found tokens stand in are looked at: each is marked with the tokens of
//! the query that it shares, and noted once these can carry it over the cutoff.

use super::bound::Bound;
use super::candidates::Search;
use super::prepare::PreparedName;
use super::scratch::{Scratch, TokenMatch};
use crate::score::name::mask;

/// What it costs to mark a name, and to look at one that a mark makes possible: as measured on
/// a million records, where some of the names that are possible turn out to be too long.
const NAME_MARKED_COST: usize = 1;
const NAME_LOOKED_AT_COST: usize = 20;
/// Below so many names all tokens are followed.
const NAMES_FOLLOWED_MIN: usize = 2_000;
/// Marks are wiped all at once where more than one in so many may be set.
const MARKS_WIPED_RATIO: usize = 16;

/// What is known of a listed name before it is looked at: which tokens of the query it shares, as
/// bits of their slots, and how much of its own weight that is, in steps.
pub(super) trait Mark: Copy + Default + PartialEq {
    /// Most slots that it holds.
    const SLOTS_MAX: usize;
    fn slots(self) -> u64;
    fn steps(self) -> u8;
    /// With more slots and steps.
    fn with(self, slots: u64, steps: u8) -> Self;
}

impl Mark for u16 {
    const SLOTS_MAX: usize = 8;

    fn slots(self) -> u64 {
        u64::from(self & 0xff)
    }

    fn steps(self) -> u8 {
        self.to_be_bytes()[0]
    }

    fn with(self, slots: u64, steps: u8) -> u16 {
        let [known, old] = self.to_be_bytes();
        u16::from_be_bytes([known.saturating_add(steps), old | (slots & 0xff) as u8])
    }
}

impl Mark for u64 {
    const SLOTS_MAX: usize = 56;

    fn slots(self) -> u64 {
        self & (u64::MAX >> 8)
    }

    fn steps(self) -> u8 {
        self.to_be_bytes()[0]
    }

    fn with(self, slots: u64, steps: u8) -> u64 {
        let steps = self.steps().saturating_add(steps);
        (self | slots) & (u64::MAX >> 8) | u64::from(steps) << 56
    }
}

impl Search<'_> {
    /// Notes the names that can reach the cutoff, in `scratch.possible`.
    pub(super) fn find_possible(&self, name: &PreparedName, cutoff: f64, scratch: &mut Scratch) {
        let mut bound = Bound::over(name, self.view, self.models, cutoff, scratch);
        bound.skip(self.skippable(name, &bound, scratch));
        let names = self.snapshot.name_count();
        if bound.slot_count() <= u16::SLOTS_MAX {
            let mut marks = std::mem::take(&mut scratch.marks);
            marks.resize(names, 0_u16);
            self.mark(&mut bound, &mut marks, scratch);
            scratch.marks = marks;
        } else {
            let mut marks = std::mem::take(&mut scratch.wide_marks);
            marks.resize(names, 0_u64);
            self.mark(&mut bound, &mut marks, scratch);
            scratch.wide_marks = marks;
        }
    }

    /// Marks the names of all tokens that are followed, and notes those that can reach the cutoff.
    /// Every mark is taken off again.
    fn mark<M: Mark>(&self, bound: &mut Bound<'_>, marks: &mut [M], scratch: &mut Scratch) {
        let Scratch { matches, joined, possible, .. } = scratch;
        possible.clear();
        // Invariant: the token with the most names comes last. A name that shares only that one
        // needs no mark: nothing comes after it that could make the name possible.
        let last = self.most_common(matches, bound);
        let mut marked = 0_usize;
        for is_last in [false, true] {
            let in_turn = |slots: u64| slots != 0 && (slots == last) == is_last;
            for found in matches.iter() {
                let slots = bound.slots_of(mask(found.first, found.len));
                if in_turn(slots) {
                    let steps = Bound::steps(found.similarity, self.view.weight(found.token));
                    let names = self.snapshot.tokens.postings(found.token);
                    marked += if is_last { 0 } else { names.len() };
                    let names = names.iter().copied();
                    self.mark_all(names, (slots, steps), is_last, (bound, marks, possible));
                }
            }
            for found in joined.iter() {
                let slots = bound.slots_of(mask(found.first, found.len));
                if in_turn(slots) {
                    // No word tells more than 1.
                    let steps = Bound::steps(found.similarity, f32::from(found.candidate_len));
                    let names = std::iter::once(found.name);
                    self.mark_all(names, (slots, steps), is_last, (bound, marks, possible));
                }
            }
        }
        if marked > marks.len() / MARKS_WIPED_RATIO {
            marks.fill(M::default());
            return;
        }
        let is_marked = |first: u8, len: u8| {
            let slots = bound.slots_of(mask(first, len));
            slots != 0 && slots != last
        };
        let followed = matches.iter().filter(|found| is_marked(found.first, found.len));
        let names = followed.flat_map(|found| self.snapshot.tokens.postings(found.token));
        let joined = joined.iter().filter(|found| is_marked(found.first, found.len));
        for listed in names.chain(joined.map(|found| &found.name)) {
            if let Some(mark) = marks.get_mut(*listed as usize) {
                *mark = M::default();
            }
        }
    }

    /// The slot of the token with the most names.
    fn most_common(&self, matches: &[TokenMatch], bound: &Bound<'_>) -> u64 {
        let mut names = [0_usize; 64];
        for found in matches {
            let slots = bound.slots_of(mask(found.first, found.len));
            if slots.is_power_of_two()
                && let Some(names) = names.get_mut(slots.trailing_zeros() as usize)
            {
                *names += self.snapshot.tokens.postings(found.token).len();
            }
        }
        let most = (0_u64..64).zip(names).max_by_key(|(_, names)| *names);
        most.map_or(0, |(slot, _)| 1 << slot)
    }

    /// Marks names with what one match brings.
    fn mark_all<M: Mark>(
        &self,
        names: impl Iterator<Item = u32>,
        (slots, steps): (u64, u8),
        is_last: bool,
        (bound, marks, possible): (&mut Bound<'_>, &mut [M], &mut Vec<u32>),
    ) {
        // Most names share nothing before this: for them the bound is the same.
        let fresh = M::default().with(slots, steps);
        let fresh_max = bound.weight_max(slots, steps);
        let is_needless = is_last && fresh_max < 0.0;
        for listed in names {
            let Some(mark) = marks.get_mut(listed as usize) else { continue };
            let before = *mark;
            if before == M::default() {
                if is_needless {
                    continue;
                }
                if !is_last {
                    *mark = fresh;
                }
                if self.view.name_weight(listed) <= fresh_max {
                    possible.push(listed);
                }
                continue;
            }
            let after = before.with(slots, steps);
            *mark = after;
            let weight_max = bound.weight_max(after.slots(), after.steps());
            if weight_max < 0.0 {
                continue;
            }
            // A name is noted once: when it becomes possible.
            let weight = self.view.name_weight(listed);
            if weight <= weight_max && weight > bound.weight_max(before.slots(), before.steps()) {
                possible.push(listed);
            }
        }
    }

    /// The query's tokens, as bits, that are not followed: together they cannot carry a name over
    /// the cutoff, and following them would cost more than it saves.
    fn skippable(&self, name: &PreparedName, bound: &Bound<'_>, scratch: &Scratch) -> u64 {
        let mut names = [0_usize; 64];
        let mut all = 0;
        for found in &scratch.matches {
            let postings = self.snapshot.tokens.postings(found.token).len();
            all += postings;
            let covered = names.iter_mut().skip(usize::from(found.first));
            covered.take(usize::from(found.len)).for_each(|names| *names += postings);
        }
        if all < NAMES_FOLLOWED_MIN {
            return 0;
        }
        let mut order: Vec<(usize, u64)> = (0_u8..)
            .zip(&names)
            .take(name.tokens.len())
            .map(|(token, names)| (*names, mask(token, 1)))
            .collect();
        order.sort_unstable_by(|left, right| right.cmp(left));
        let mut best = (self.work(0, bound, scratch), 0);
        let mut skipped = 0_u64;
        for (_, token) in &order {
            if !bound.is_possible(skipped | token) {
                skipped |= token;
                best = best.min((self.work(skipped, bound, scratch), skipped));
            }
        }
        best.1
    }

    /// What it costs to find candidates when these tokens are not followed: the names of the
    /// others are marked, and those are looked at that a single other token makes possible.
    fn work(&self, skipped: u64, bound: &Bound<'_>, scratch: &Scratch) -> usize {
        let followed = scratch
            .matches
            .iter()
            .filter(|found| mask(found.first, found.len) & !skipped != 0)
            .map(|found| {
                let names = self.snapshot.tokens.postings(found.token).len();
                // Where it is one name or two it costs more to find out.
                let is_possible = names > 2 && bound.is_possible_with(found, skipped);
                names * if is_possible { NAME_LOOKED_AT_COST } else { NAME_MARKED_COST }
            });
        followed.sum()
    }
}
