//! The names that may still reach the cutoff, while words are followed to them.

use super::marks::Mark;
use crate::index::weight::Weight;

/// Names, each with a mark. Finding out that a name is not among them is what is asked most, and
/// takes one look at a table that fits into the processor's nearest cache.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    names: Vec<KeptName>,
    /// For each place that a name may take: one more than where it stands, or zero.
    places: Vec<u32>,
    /// Bits of names, of which many share one.
    filter: Vec<u64>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct KeptName {
    pub(super) name: u32,
    pub(super) mark: Mark,
    pub(super) weight: Weight,
}

const FILTER_WORDS: usize = 1 << 12;
const PLACES_MIN: usize = 1 << 10;

impl Kept {
    /// The mark of a name, if it is kept.
    #[inline]
    pub(super) fn find(&mut self, name: u32) -> Option<&mut Mark> {
        let (word, bit) = filter_place(name);
        if self.filter.get(word).is_none_or(|word| word & bit == 0) {
            return None;
        }
        self.find_closely(name)
    }

    fn find_closely(&mut self, name: u32) -> Option<&mut Mark> {
        let mut place = self.place(name);
        loop {
            let at = self.places.get(place)?.checked_sub(1)? as usize;
            if self.names.get(at)?.name == name {
                return self.names.get_mut(at).map(|kept| &mut kept.mark);
            }
            place = (place + 1) & (self.places.len() - 1);
        }
    }

    /// Keeps a name that is not kept yet.
    pub(super) fn add(&mut self, name: u32, mark: Mark, weight: Weight) {
        self.names.push(KeptName { name, mark, weight });
        if self.names.len() * 2 > self.places.len() || self.filter.is_empty() {
            self.arrange();
        } else {
            self.note(name, self.names.len());
        }
    }

    /// Keeps those names only.
    pub(super) fn retain(&mut self, is_kept: impl FnMut(&KeptName) -> bool) {
        let before = self.names.len();
        let mut is_kept = is_kept;
        self.names.retain(|kept| is_kept(kept));
        if self.names.len() < before {
            self.arrange();
        }
    }

    pub(super) fn clear(&mut self) {
        self.names.clear();
        self.places.clear();
        self.filter.fill(0);
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    pub(super) fn names(&self) -> impl Iterator<Item = u32> {
        self.names.iter().map(|kept| kept.name)
    }

    /// Gives each name a place anew.
    fn arrange(&mut self) {
        let places = (self.names.len() * 4).next_power_of_two().max(PLACES_MIN);
        self.places.clear();
        self.places.resize(places, 0);
        self.filter.clear();
        self.filter.resize(FILTER_WORDS, 0);
        for at in 0..self.names.len() {
            if let Some(kept) = self.names.get(at) {
                self.note(kept.name, at + 1);
            }
        }
    }

    /// Notes one more than where a name stands.
    fn note(&mut self, name: u32, at: usize) {
        let (word, bit) = filter_place(name);
        if let Some(word) = self.filter.get_mut(word) {
            *word |= bit;
        }
        let mut place = self.place(name);
        while let Some(taken) = self.places.get_mut(place) {
            if *taken == 0 {
                *taken = crate::index::snapshot::to_u32(at);
                return;
            }
            place = (place + 1) & (self.places.len() - 1);
        }
    }

    fn place(&self, name: u32) -> usize {
        let mixed = u64::from(name).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        mixed as usize & self.places.len().wrapping_sub(1)
    }
}

/// The word of the filter and the bit in it that a name shares with others.
#[inline]
fn filter_place(name: u32) -> (usize, u64) {
    (name as usize / 64 % FILTER_WORDS, 1 << (name % 64))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_kept_is_found_and_nothing_else(
            names in proptest::collection::vec(0_u32..100_000, 0..3_000),
            kept_of in 1_u32..5,
        ) {
            let mut kept = Kept::default();
            let mut all = BTreeSet::new();
            for (at, name) in names.iter().enumerate() {
                prop_assert_eq!(kept.find(*name).is_some(), !all.insert(*name));
                if kept.find(*name).is_none() {
                    kept.add(*name, Mark::default(), Weight::default());
                }
                if at == names.len() / 2 {
                    kept.retain(|each| each.name % kept_of == 0);
                    all.retain(|name| name % kept_of == 0);
                }
            }
            prop_assert_eq!(kept.names().collect::<BTreeSet<u32>>(), all);
            kept.clear();
            prop_assert!(names.iter().all(|name| kept.find(*name).is_none()));
        }
    }
}
