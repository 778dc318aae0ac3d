//! Word sequences as a tree: from word to word to the names that end there.

use rustc_hash::FxHashMap;

/// What a sequence of words is of the listed name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Variant {
    /// All of it.
    Whole,
    /// Without its legal form.
    Formless,
    /// The first and the last name of a person who has more.
    FirstLast,
    /// One word of a name that has articles or joining words beside it.
    Bare,
}

/// A name that ends at a place in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Ending {
    pub(crate) variant: Variant,
    pub(crate) name: u32,
}

/// The tree of sequences. Place 0 is its root.
#[derive(Debug, Default)]
pub(crate) struct Paths {
    next: FxHashMap<(u32, u32), u32>,
    /// Where each word leads from the root; 0 if nowhere.
    first: Vec<u32>,
    places: u32,
    ending_start: Vec<u32>,
    endings: Vec<Ending>,
    /// Names and places while the tree grows.
    growing: Vec<(u32, Ending)>,
}

impl Paths {
    /// Adds a sequence of words that ends in a name.
    pub(super) fn add(&mut self, words: &[u32], ending: Ending) {
        let mut place = 0;
        for word in words {
            let next = self.places + 1;
            place = *self.next.entry((place, *word)).or_insert(next);
            self.places = self.places.max(place);
        }
        if place != 0 {
            self.growing.push((place, ending));
        }
    }

    /// Makes the tree ready; `words` is how many words there are.
    pub(super) fn freeze(&mut self, words: usize) {
        self.first = vec![0; words];
        for ((from, word), to) in &self.next {
            if *from == 0
                && let Some(slot) = self.first.get_mut(*word as usize)
            {
                *slot = *to;
            }
        }
        self.growing.sort_unstable();
        self.growing.dedup_by_key(|(place, ending)| (*place, ending.name));
        let mut at = 0;
        for place in 0..=self.places {
            self.ending_start.push(u32::try_from(at).unwrap_or(u32::MAX));
            while self.growing.get(at).is_some_and(|(of, _)| *of == place) {
                at += 1;
            }
        }
        self.ending_start.push(u32::try_from(at).unwrap_or(u32::MAX));
        self.endings = self.growing.drain(..).map(|(_, ending)| ending).collect();
        self.growing = Vec::new();
    }

    /// Where a name may begin with a word.
    #[inline]
    pub(crate) fn begin(&self, word: u32) -> Option<u32> {
        self.first.get(word as usize).copied().filter(|place| *place != 0)
    }

    /// Where a word leads from a place.
    #[inline]
    pub(crate) fn follow(&self, place: u32, word: u32) -> Option<u32> {
        self.next.get(&(place, word)).copied()
    }

    /// The names that end at a place.
    #[inline]
    pub(crate) fn endings(&self, place: u32) -> &[Ending] {
        let bound = |at: u32| self.ending_start.get(at as usize).copied().unwrap_or_default();
        self.endings.get(bound(place) as usize..bound(place + 1) as usize).unwrap_or_default()
    }
}
