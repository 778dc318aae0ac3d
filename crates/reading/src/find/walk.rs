//! From listed word to listed word along the words of a text.

use super::case::Case;
use super::judge::judge;
use super::window::{Text, Token, Window};
use super::{Found, Likely};
use crate::lexicon::{Mode, WordMatch, is_exact};
use crate::limits::{
    ENTRIES_MAX, FOUND_MAX, HEARD_MAX, MENTION_WORDS_MAX, SKIPPED_WORDS_MAX, STEPS_MAX,
};
use crate::text::word::{Form, Gap};

/// What a word that a speaker says while thinking takes off a score.
const FILLER_COST: f32 = 0.02;
/// What a comma inside a name takes off.
const COMMA_COST: f32 = 0.05;
/// What a split of a word takes off.
const SPLIT_COST: f32 = 0.04;
/// How much an everyday word tells beside another.
const COMMON_WEIGHT: f32 = 0.5;

/// Longest word that says nothing if it is misspelled, in letters.
const SHORT_LETTERS_MAX: u32 = 4;

/// Most words that one word of a name is heard as, fewest letters of these, least likeness.
const HEARD_WORDS_MAX: usize = 3;
const HEARD_LETTERS_MIN: usize = 6;
const HEARD_MIN: f32 = 0.8;

/// A sequence of listed words along words of the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Path {
    pub(super) place: u32,
    /// The last word of the text.
    pub(super) last: usize,
    /// How many listed words.
    pub(super) words: u32,
    pub(super) letters: u32,
    /// How many of them are no articles or joining words.
    pub(super) telling: u32,
    /// How much all words tell, and how much of that agrees.
    pub(super) weight: f32,
    pub(super) agrees: f32,
    pub(super) cost: f32,
    pub(super) all_common: bool,
    pub(super) any_name_like: bool,
    /// Whether a word that is none of everyday is there as it is listed.
    pub(super) has_rare: bool,
    /// Whether an everyday word is there.
    pub(super) has_common: bool,
    /// Whether an everyday word stands for one that sounds alike.
    pub(super) has_misheard: bool,
    /// Whether a short word is misspelled.
    pub(super) has_short_misspelled: bool,
    /// The last listed word and how alike it is.
    pub(super) matched: WordMatch,
    /// Whether a listed word was put together of several of the text.
    pub(super) is_split: bool,
    /// Whether the first and the last of these are everyday words.
    pub(super) is_split_common: bool,
}

/// All sequences from one word on.
pub(super) struct Walk<'w, 'l> {
    window: &'w Window<'l>,
    first: usize,
    is_cased: bool,
    text: Text<'w>,
    steps: usize,
    /// How often neighbours were listened to.
    heard: usize,
    found: Vec<Found>,
}

impl<'w, 'l> Walk<'w, 'l> {
    pub(super) fn from(
        window: &'w Window<'l>,
        first: usize,
        is_cased: bool,
        text: Text<'w>,
    ) -> Walk<'w, 'l> {
        Walk { window, first, is_cased, text, steps: 0, heard: 0, found: Vec::new() }
    }

    /// Walks, and gives what is found to `emit`, the strongest first.
    pub(super) fn run(mut self, emit: &mut impl FnMut(Found)) {
        self.step(None, self.first, 0.0);
        self.found.sort_by(|a, b| b.strength.total_cmp(&a.strength));
        self.found.truncate(FOUND_MAX);
        self.found.into_iter().for_each(emit);
    }

    /// Takes one word of the text, or two in one.
    fn step(&mut self, path: Option<&Path>, at: usize, cost: f32) {
        let Some(token) = self.window.tokens.get(at) else { return };
        if at >= self.first + MENTION_WORDS_MAX {
            return;
        }
        if let Some(known) = token.known.clone() {
            for matched in &known.matches {
                self.follow(path, *matched, at, at, cost);
            }
            self.join(path, at, cost);
            self.sound(path, at, cost);
        } else if let Some(word) = token.number {
            self.follow(path, WordMatch { word, similarity: 1.0 }, at, at, cost);
        }
    }

    /// Two neighbours as one word: recognisers split what they do not know.
    fn join(&mut self, path: Option<&Path>, at: usize, cost: f32) {
        let tokens = &self.window.tokens;
        let (Some(left), Some(right)) = (tokens.get(at), tokens.get(at + 1)) else { return };
        if right.word.gap != Gap::Near {
            return;
        }
        let Some(form) = left.word.form.joined(&right.word.form) else { return };
        if let Some(word) = self.window.lexicon.words.number(&form) {
            let matched = WordMatch { word, similarity: 1.0 };
            self.follow(path, matched, at, at + 1, cost + SPLIT_COST);
        }
    }

    /// After a word of a name that was heard aright: neighbours that sound like the next one
    /// together (`adam sam wilson`).
    fn sound(&mut self, path: Option<&Path>, at: usize, cost: f32) {
        let Some(path) = path.filter(|path| path.has_rare && !path.has_misheard) else { return };
        let lexicon = self.window.lexicon;
        let mut heard = Form::EMPTY;
        for last in at..at + HEARD_WORDS_MAX {
            let Some(token) = self.window.tokens.get(last) else { return };
            if last > at && token.word.gap != Gap::Near {
                return;
            }
            let Some(joined) = heard.joined(&token.word.form) else { return };
            heard = joined;
            if last == at || usize::from(heard.len()) < HEARD_LETTERS_MIN {
                continue;
            }
            self.heard += 1;
            if self.heard > HEARD_MAX {
                return;
            }
            for matched in lexicon.similar.matches(&lexicon.words, &heard) {
                if matched.similarity >= HEARD_MIN && !is_exact(matched.similarity) {
                    self.follow(Some(path), matched, at, last, cost + SPLIT_COST);
                }
            }
        }
    }

    fn follow(
        &mut self,
        path: Option<&Path>,
        matched: WordMatch,
        at: usize,
        last: usize,
        cost: f32,
    ) {
        let paths = &self.window.lexicon.paths;
        let place = match path {
            None => paths.begin(matched.word),
            Some(path) => paths.follow(path.place, matched.word),
        };
        let Some(place) = place else { return };
        self.steps += 1;
        if self.steps > STEPS_MAX {
            return;
        }
        let path = self.extended(path, place, matched, (at, last), cost);
        self.ends(&path);
        self.go_on(&path);
    }

    fn extended(
        &self,
        path: Option<&Path>,
        place: u32,
        matched: WordMatch,
        (at, last): (usize, usize),
        cost: f32,
    ) -> Path {
        let entry = self.window.lexicon.words.entry(matched.word);
        let is_common = entry.is_some_and(|entry| entry.traits.is_common);
        let letters = entry.map_or(0, |entry| u32::from(entry.form.len()));
        let token = self.window.tokens.get(at);
        let is_link = entry.is_some_and(|entry| entry.traits.is_link);
        let name_like = !is_link && token.is_some_and(|token| token.word.shape.is_name_like());
        let is_split = last > at;
        let is_exact = is_exact(matched.similarity);
        let everyday = |at: usize| {
            let token = self.window.tokens.get(at);
            token.is_none_or(|token| self.window.traits(token).is_common)
        };
        let is_split_common = is_split && everyday(at) && everyday(last);
        let weight = if is_common { COMMON_WEIGHT } else { 1.0 };
        let before = path.copied();
        let was = |flag: fn(&Path) -> bool| before.as_ref().is_some_and(flag);
        Path {
            place,
            last,
            words: before.map_or(0, |path| path.words) + 1,
            letters: before.map_or(0, |path| path.letters) + letters,
            telling: before.map_or(0, |path| path.telling) + u32::from(!is_link),
            weight: before.map_or(0.0, |path| path.weight) + weight,
            agrees: before.map_or(0.0, |path| path.agrees) + weight * matched.similarity,
            cost: before.map_or(0.0, |path| path.cost) + cost,
            all_common: before.is_none_or(|path| path.all_common) && is_common,
            any_name_like: was(|path| path.any_name_like) || name_like,
            has_rare: was(|path| path.has_rare) || (is_exact && !is_common),
            has_misheard: was(|path| path.has_misheard)
                || (!is_exact && (is_split || everyday(at))),
            has_common: was(|path| path.has_common) || is_common,
            has_short_misspelled: was(|path| path.has_short_misspelled)
                || (!is_exact && letters <= SHORT_LETTERS_MAX),
            matched,
            is_split: was(|path| path.is_split) || is_split,
            is_split_common: was(|path| path.is_split_common) || is_split_common,
        }
    }

    /// Goes on to the next word, or over words that may stand between those of a name.
    fn go_on(&mut self, path: &Path) {
        let mut cost = 0.0;
        for skipped in 0..=SKIPPED_WORDS_MAX {
            let at = path.last + 1 + skipped;
            let tokens = &self.window.tokens;
            let (Some(token), Some(before)) = (tokens.get(at), tokens.get(at - 1)) else { return };
            match self.passes(before, token) {
                Some(gap) => cost += gap,
                None => return,
            }
            // Exact reading passes over nothing, and need not know what sort of word it is.
            let traits = token.known.as_ref().map(|known| known.traits).unwrap_or_default();
            self.step(Some(path), at, cost);
            if !(traits.is_filler || traits.is_link) {
                return;
            }
            cost += if traits.is_filler { FILLER_COST } else { 0.0 };
        }
    }

    /// What the gap between two words takes off, if a name can go on over it.
    fn passes(&self, before: &Token, token: &Token) -> Option<f32> {
        match token.word.gap {
            Gap::Near => Some(0.0),
            Gap::Comma => (self.window.lexicon.mode == Mode::Tolerant).then_some(COMMA_COST),
            // `Mr. Tern`, `A. Tern`: an abbreviation.
            Gap::Stop => {
                let is_short = before.word.form.len() <= 3;
                (is_short || self.window.traits(before).is_title).then_some(0.0)
            }
            Gap::Break => None,
        }
    }

    /// Keeps the names that end here.
    fn ends(&mut self, path: &Path) {
        let lexicon = self.window.lexicon;
        let endings = lexicon.paths.endings(path.place);
        let tokens = &self.window.tokens;
        let (Some(first), Some(last)) = (tokens.get(self.first), tokens.get(path.last)) else {
            return;
        };
        if endings.is_empty() {
            return;
        }
        let case = Case::of(self.is_cased, &first.word, path.any_name_like);
        let before = self.first.checked_sub(1).and_then(|at| tokens.get(at));
        let is_announced = before.is_some_and(|before| announces(before.word.form.bytes()));
        let written = (case, first.word.shape, is_announced);
        let mut likely: Vec<Likely> = Vec::new();
        for ending in endings.iter().take(ENTRIES_MAX) {
            likely.extend(judge(lexicon, path, *ending, endings, written));
        }
        if likely.is_empty() {
            return;
        }
        likely.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.name.cmp(&b.name)));
        let best = likely.first().map_or(0.0, |best| best.score);
        let needs_another = likely.iter().all(|likely| likely.needs_another);
        let strength = if needs_another { 0.0 } else { path.agrees * best };
        self.found.push(Found {
            at: self.window.passed + self.first as u64,
            start: first.word.start,
            end: last.word.end,
            line: first.word.line,
            text: self.text.get(first.word.start, last.word.end),
            strength,
            likely,
            part: None,
        });
    }
}

/// Whether a word says that the name of a ship or an aircraft comes next.
fn announces(word: &[u8]) -> bool {
    const WORDS: [&[u8]; 17] = [
        b"aircraft",
        b"boat",
        b"bulker",
        b"carrier",
        b"ferry",
        b"freighter",
        b"frigate",
        b"mt",
        b"mv",
        b"plane",
        b"ship",
        b"ss",
        b"tanker",
        b"trawler",
        b"tug",
        b"vessel",
        b"yacht",
    ];
    WORDS.contains(&word)
}
