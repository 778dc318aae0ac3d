//! Which of the names that found words stand in are looked at.
//!
//! Words are told apart first: the *weak* ones could not carry a name over the cutoff even all
//! together, so whatever is looked at has one of the others, the *strong* ones. Their names are
//! kept, each with a mark that says what it shares with the query. Then the weak words, which
//! stand in most names, are followed as long as that costs less than looking at the names that
//! are left, as if these had all weak words that were not followed.

use super::best::{Alike, Best, Shared};
use super::bound::{Bound, initials};
use super::candidates::Search;
use super::kept::Kept;
use super::prepare::PreparedName;
use super::scratch::Scratch;
use crate::index::snapshot::to_u32;
use crate::index::weight::WORDS_MAX;
use crate::score::name::mask;

/// What it costs to look at a name, beside following a word to one.
const NAME_LOOKED_AT_COST: usize = 120;
/// Words of fewer names are followed whatever they are: it costs more to find out.
const NAMES_WEAK_MIN: usize = 8;

/// How much matches bring of the query, of the listed name, and of letters, in steps.
pub(super) type Steps = [u8; 3];

/// What is known of a listed name before it is looked at: which tokens of the query it shares, as
/// bits of their slots, and how much that brings at most, in steps.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Mark(u32);

/// The bit of a mark that says that the name has a word twice.
const REPEATS: u8 = 1 << 7;
/// Tokens so far behind, and all after them, share a slot.
const LAST_SLOT: u32 = 6;

impl Mark {
    /// How many sets of slots there are.
    pub(super) const SETS: usize = 1 << (LAST_SLOT + 1);

    /// The slots of tokens, which are bits.
    pub(super) fn slots_of(tokens: u64) -> u8 {
        let last = u8::from(tokens >> LAST_SLOT != 0) << LAST_SLOT;
        (tokens & ((1 << LAST_SLOT) - 1)) as u8 | last
    }

    fn new(slots: u8, [query, candidate, letters]: Steps) -> Mark {
        Mark(u32::from_be_bytes([query, candidate, letters, slots]))
    }

    #[inline]
    pub(super) fn slots(self) -> usize {
        (self.0 & u32::from(REPEATS - 1)) as usize
    }

    #[inline]
    pub(super) fn steps(self) -> Steps {
        let [query, candidate, letters, _] = self.0.to_be_bytes();
        [query, candidate, letters]
    }

    /// With what another word brings.
    #[inline]
    fn with(self, word: OwnMarks) -> Mark {
        let [query, candidate, letters, slots] = self.0.to_be_bytes();
        let other = if slots & REPEATS == 0 { word.once } else { word.twice };
        let [more_query, more_candidate, more_letters, more] = other.0.to_be_bytes();
        // Of words that are all like one token only one finds it.
        let is_one =
            slots & !REPEATS == more & !REPEATS && more.is_power_of_two() && more != 1 << LAST_SLOT;
        let add = |one: u8, other: u8| match is_one {
            true => one.max(other),
            false => one.saturating_add(other),
        };
        let steps =
            [add(query, more_query), add(candidate, more_candidate), add(letters, more_letters)];
        Mark::new(slots | more, steps)
    }
}

/// The marks of names that share nothing but one word.
#[derive(Debug, Clone, Copy)]
struct OwnMarks {
    /// It stands there once: only one of the query's tokens finds it.
    once: Mark,
    /// It may stand there twice.
    twice: Mark,
}

impl OwnMarks {
    fn of(word: &Word, bound: &Bound<'_>) -> OwnMarks {
        let slots = Mark::slots_of(word.tokens);
        let once = Mark::new(slots, bound.steps(&word.shared));
        let twice = match word.tokens.is_power_of_two() {
            true => once,
            false => Mark::new(slots, bound.steps(&word.shared_twice)),
        };
        OwnMarks { once, twice: Mark(twice.0 | u32::from(REPEATS)) }
    }
}

/// A word that is like tokens of the query.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    place: Place,
    /// Those tokens, as bits.
    tokens: u64,
    /// The most that it brings where it stands once, and where it may stand twice.
    shared: Shared,
    shared_twice: Shared,
}

/// Where a word stands.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// In all names of a token of the vocabulary.
    Token(u32),
    /// In this name, joined.
    Name(u32),
}

/// The order in which the words of a query are followed.
struct Order {
    /// The query's tokens, as bits.
    tokens: Vec<u64>,
    /// When each word is followed if it is strong, or [`WEAK`]: the first of its tokens in their
    /// order.
    turns: Vec<u8>,
    /// The weak words, with their turns.
    weak_words: Vec<(u8, usize)>,
    /// From each turn on: what weak words bring at best, and how many names they have.
    weak: Vec<(Best, usize)>,
}

const WEAK: u8 = u8::MAX;

impl Search<'_> {
    /// Notes the names that can reach the cutoff, in `scratch.possible`.
    pub(super) fn find_possible<'n>(
        &self,
        name: &'n PreparedName,
        cutoff: f64,
        scratch: &mut Scratch,
    ) -> Bound<'n> {
        let mut bound = Bound::over(name, self.view, self.models, cutoff, scratch);
        let mut words = std::mem::take(&mut scratch.words);
        let mut kept = std::mem::take(&mut scratch.kept);
        self.list_words(name, &mut words, scratch);
        let order = self.put_in_order(&bound, &words, scratch);
        kept.clear();
        self.follow_strong(&mut bound, (&words, &order), &mut kept);
        scratch.work.marked += kept.len();
        self.follow_weak(&mut bound, (&words, &order), &mut kept);
        scratch.possible.clear();
        scratch.possible.extend(kept.names());
        (scratch.words, scratch.kept) = (words, kept);
        bound
    }

    /// Every word that was found, once.
    fn list_words(&self, name: &PreparedName, words: &mut Vec<Word>, scratch: &Scratch) {
        words.clear();
        for (at, found) in (1_u32..).zip(&scratch.matches) {
            if scratch.heads.get(found.token as usize) != Some(&at) {
                continue;
            }
            let mut tokens = 0;
            let (mut shared, mut sum) = (Shared::default(), Shared::default());
            for found in scratch.matches_of(found.token) {
                let alike = Alike::word(&found, self.view);
                let own = alike.shared(name);
                tokens |= alike.tokens();
                shared = shared.max(&own);
                sum = sum.with(&own);
            }
            let place = Place::Token(found.token);
            words.push(Word { place, tokens, shared, shared_twice: sum });
        }
        for found in &scratch.joined {
            let alike = Alike::joined(found);
            let own = alike.shared(name);
            let (place, tokens) = (Place::Name(found.name), alike.tokens());
            words.push(Word { place, tokens, shared: own, shared_twice: own });
        }
    }

    /// Tells weak words from strong ones, and puts all in order: those of a token come later the
    /// more names they have.
    fn put_in_order(&self, bound: &Bound<'_>, words: &[Word], scratch: &Scratch) -> Order {
        let name = bound.name;
        let mut counts = vec![0_usize; name.tokens.len()];
        let mut common: Vec<(usize, usize)> = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let names = self.names_of(word).len();
            if names >= NAMES_WEAK_MIN {
                common.push((names, at));
                let counts = counts.iter_mut().enumerate();
                let own = counts.filter(|(token, _)| word.tokens >> token & 1 == 1);
                own.for_each(|(_, count)| *count += names);
            }
        }
        let mut places: Vec<(usize, u8)> = counts.into_iter().zip(0..).collect();
        places.sort_unstable();
        let tokens: Vec<u64> = places.iter().map(|(_, token)| mask(*token, 1)).collect();
        let turn = |word: &Word| tokens.iter().position(|token| word.tokens & token != 0);
        let turn = |word: &Word| turn(word).and_then(|turn| u8::try_from(turn).ok());
        let mut turns: Vec<u8> = words.iter().map(|word| turn(word).unwrap_or_default()).collect();
        common.sort_unstable_by(|left, right| right.cmp(left));
        let mut weak = initials(name);
        let mut trial = weak.clone();
        let mut weak_words: Vec<(u8, usize)> = Vec::new();
        for (_, at) in common {
            let (Some(word), Some(turn)) = (words.get(at), turns.get_mut(at)) else { continue };
            trial.clone_from(&weak);
            self.raise(&mut trial, word, name, scratch);
            if !bound.is_enough(&trial.sum()) {
                std::mem::swap(&mut weak, &mut trial);
                weak_words.push((std::mem::replace(turn, WEAK), at));
            }
        }
        let mut from = vec![(initials(name), 0)];
        for turn in (0..to_u32(tokens.len())).rev() {
            let (mut best, mut names) = from.last().cloned().unwrap_or_default();
            let here = weak_words.iter().filter(|(own, _)| u32::from(*own) == turn);
            for word in here.filter_map(|(_, at)| words.get(*at)) {
                self.raise(&mut best, word, name, scratch);
                names += self.names_of(word).len();
            }
            from.push((best, names));
        }
        from.reverse();
        Order { tokens, turns, weak_words, weak: from }
    }

    /// A word may be the best of its tokens.
    fn raise(&self, best: &mut Best, word: &Word, name: &PreparedName, scratch: &Scratch) {
        if let Place::Token(token) = word.place {
            for found in scratch.matches_of(token) {
                best.raise(&Alike::word(&found, self.view), name);
            }
        }
    }

    fn names_of<'w>(&'w self, word: &'w Word) -> &'w [u32] {
        match &word.place {
            Place::Token(token) => self.snapshot.tokens.postings(*token),
            Place::Name(name) => std::slice::from_ref(name),
        }
    }

    /// Keeps and marks the names of strong words, but for those that could not reach the cutoff
    /// with all that may follow.
    ///
    /// Invariant: whatever reaches the cutoff is kept from its first strong word on that counts.
    /// All that counts besides is like later tokens, or weak: of the words that are like one token
    /// alone only one finds it, and a word that is like several counts as the best of them all.
    fn follow_strong(
        &self,
        bound: &mut Bound<'_>,
        (words, order): (&[Word], &Order),
        kept: &mut Kept,
    ) {
        if let Some((weak, _)) = order.weak.first() {
            bound.assume(weak.clone());
        }
        let mut later = order.tokens.iter().fold(0, |all, token| all | token);
        for (turn, token) in (0_u8..).zip(&order.tokens) {
            later &= !token;
            let here = words.iter().zip(&order.turns).filter(|(_, own)| **own == turn);
            for (word, _) in here {
                let names = self.names_of(word);
                let weights = match names.len() < NAMES_WEAK_MIN {
                    true => [f32::INFINITY; WORDS_MAX + 1],
                    false => bound.weights_max_beside(&word.shared, word.tokens, later),
                };
                let own = OwnMarks::of(word, bound);
                for listed in names {
                    if let Some(mark) = kept.find(*listed) {
                        *mark = mark.with(own);
                        continue;
                    }
                    let weight = self.view.name_weight(*listed);
                    let most = weights.get(weight.words()).copied();
                    if weight.is_of(self.kinds) && most.is_some_and(|most| weight.all() <= most) {
                        let mark = if weight.repeats() { own.twice } else { own.once };
                        kept.add(*listed, mark, weight);
                    }
                }
            }
        }
    }

    /// Follows weak words to the names that are kept, as long as it pays, and keeps only those that
    /// can reach the cutoff.
    fn follow_weak(
        &self,
        bound: &mut Bound<'_>,
        (words, order): (&[Word], &Order),
        kept: &mut Kept,
    ) {
        for (turn, (assumed, names)) in (0_u8..).zip(&order.weak) {
            let next = order.weak.get(usize::from(turn) + 1);
            if next.is_some_and(|(_, next)| next == names) {
                continue;
            }
            bound.assume(assumed.clone());
            kept.retain(|each| {
                let most = bound.weight_max(each.mark, each.weight.words());
                each.weight.all() <= most
            });
            if *names > kept.len() * NAME_LOOKED_AT_COST {
                return;
            }
            let here = order.weak_words.iter().filter(|(own, _)| *own == turn);
            for word in here.filter_map(|(_, at)| words.get(*at)) {
                let own = OwnMarks::of(word, bound);
                for listed in self.names_of(word) {
                    if let Some(mark) = kept.find(*listed) {
                        *mark = mark.with(own);
                    }
                }
            }
        }
    }
}
