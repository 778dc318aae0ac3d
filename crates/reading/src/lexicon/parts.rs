//! Parts of persons' names that may stand for the whole: family and given names.

/// Which part of a name a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Family,
    Given,
}

/// Whose name a word is a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PartOf {
    pub(crate) part: Part,
    /// The record, or the first of those that are one with it.
    pub(crate) party: u32,
    pub(crate) name: u32,
}

/// All parts, by word and by party.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    by_word: Vec<(u32, PartOf)>,
    start: Vec<u32>,
    by_party: Vec<(u32, u32)>,
}

impl Parts {
    pub(super) fn add(&mut self, word: u32, part: PartOf) {
        self.by_word.push((word, part));
    }

    pub(super) fn freeze(&mut self, words: usize) {
        self.by_word.sort_unstable();
        self.by_word.dedup_by_key(|(word, of)| (*word, of.part, of.party));
        let mut at = 0_usize;
        for word in 0..words {
            self.start.push(u32::try_from(at).unwrap_or(u32::MAX));
            while self.by_word.get(at).is_some_and(|(of, _)| *of as usize == word) {
                at += 1;
            }
        }
        self.start.push(u32::try_from(at).unwrap_or(u32::MAX));
        self.by_party = self.by_word.iter().map(|(word, of)| (of.party, *word)).collect();
        self.by_party.sort_unstable();
        self.by_party.dedup();
    }

    /// Whose names a word is a part of.
    pub(crate) fn of_word(&self, word: u32) -> &[(u32, PartOf)] {
        let bound = |at: usize| self.start.get(at).copied().unwrap_or_default() as usize;
        let word = word as usize;
        self.by_word.get(bound(word)..bound(word + 1)).unwrap_or_default()
    }

    /// The words that are parts of a party's names.
    pub(crate) fn words_of(&self, party: u32) -> impl Iterator<Item = u32> {
        let start = self.by_party.partition_point(|(of, _)| *of < party);
        let rest = self.by_party.get(start..).unwrap_or_default();
        rest.iter().take_while(move |(of, _)| *of == party).map(|(_, word)| *word)
    }

    /// Which part of a party's names a word is.
    pub(crate) fn role(&self, word: u32, party: u32) -> Option<PartOf> {
        let all = self.of_word(word);
        [Part::Family, Part::Given].into_iter().find_map(|part| {
            let at = all.partition_point(|(_, of)| (of.part, of.party) < (part, party));
            all.get(at).map(|(_, of)| *of).filter(|of| (of.part, of.party) == (part, party))
        })
    }

    /// The one party whose family name a word is.
    pub(crate) fn only_family(&self, word: u32) -> Option<PartOf> {
        let family = || self.of_word(word).iter().take_while(|(_, of)| of.part == Part::Family);
        let first = family().next().map(|(_, of)| *of)?;
        family().all(|(_, of)| of.party == first.party).then_some(first)
    }
}
