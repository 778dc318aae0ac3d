//! Candidate generation: which names are scored at all.
//!
//! | query unit | looked up | finds |
//! |---|---|---|
//! | any token | its text | the same word |
//! | token of 4 letters or more | its deletions (1, from 7 letters 2) | typos, swaps of letters |
//! | token with a skeleton of 2 or more | its skeleton | other spellings, scripts without vowels |
//! | token with a skeleton of 4 or more | the skeleton's deletions | transliterations a sound apart |
//! | token in a native script | the sounds of its likeliest Latin spellings | learned transliterations |
//! | token of 3 letters | its two swaps of neighbours | slips in short words |
//! | token of 2 letters or more | its first letter | listed initials |
//! | any token | its sound among joined neighbours | words that the query writes together |
//! | a word of 3 to 8 letters, no person asked | the acronyms of listed names | the initials of a listed name |
//! | the initials of the whole query, no person asked | the same word | a listed acronym |
//! | a word of a person's name | the other forms of that given name | `Bill` for William |
//! | two neighbours, or three around a particle | their joined text and skeleton | listed words that are written together |
//! | up to 8 syllables without a space | the sounds of their likeliest spellings | foreign words in Han or Hangul |
//! | two neighbours of which one is unknown | their joined text | a space that slipped |
//!
//! A relation outside this table counts nothing in scoring either (see [`comity_names::compare`]),
//! so what is not found here would not have scored: candidate recall is a matter of construction,
//! and a test compares it with scoring every name.
//!
//! Each listed name that one of the found tokens stands in is then marked with the tokens of the
//! query that it shares, and only those are scored whose share can reach the cutoff at all (see
//! [`super::marks`]). Tokens that cannot carry a name over the cutoff without the others need not
//! be followed, and are not where their names are many. An initial of the query is matched to
//! longer words only inside names that another token found.

use comity_names::{
    NameToken, NativeWord, Reading, Relation, SKELETON_EDIT_LETTERS_MIN, SOUND_LETTERS_MIN,
    Writing, compare_forms, compare_scripts, deletions, edit_distance_max, information, skeleton,
    swaps_of,
};

use super::filter::Filtered;
use super::prepare::PreparedName;
use super::scratch::{JoinMatch, Scratch, TokenMatch};
use crate::index::FeatureKind;
use crate::index::joins::{JOINED_SOUND_LETTERS_MIN, Join, NameUnit, key, text_hash};
use crate::index::lookup::{Space, hash};
use crate::index::snapshot::{Snapshot, get, to_u32};
use crate::index::tokens::writing;
use crate::index::view::View;
use crate::index::weight::Kinds;
use crate::limits::CANDIDATE_NAMES_MAX;
use crate::score::model::Model;
use crate::score::name::{NameScore, mask};

/// How names to be scored are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    Indexed,
    Exhaustive,
}

pub(super) struct Search<'q> {
    pub(super) snapshot: &'q Snapshot,
    pub(super) view: &'q View,
    pub(super) filter: &'q Filtered<'q>,
    pub(super) how: How,
    /// The models of the kinds of records that may be candidates.
    pub(super) models: &'q [&'static Model],
    pub(super) kinds: Kinds,
}

/// How alike a word and its first letter count.
pub(super) const INITIAL_SIMILARITY: f32 = 0.5;
/// Small differences between tokens count a little more than in proportion.
const SIMILARITY_EXPONENT: f32 = 1.3;
impl Search<'_> {
    /// Scores every listed name that can reach the cutoff with this name of the query.
    pub(super) fn score_names(
        &self,
        at: usize,
        name: &PreparedName,
        cutoff: f64,
        scratch: &mut Scratch,
    ) {
        scratch.next_name();
        if self.how == How::Exhaustive {
            self.try_all_tokens(name, scratch);
            self.find_acronyms(name, scratch);
            self.find_nicknames(name, scratch);
            for listed in 0..to_u32(self.snapshot.name_count()) {
                if self.admits(listed) {
                    self.score_once(at, name, listed, cutoff, scratch);
                }
            }
            return;
        }
        self.find_tokens(name, scratch);
        self.find_acronyms(name, scratch);
        self.find_nicknames(name, scratch);
        let bound = self.find_possible(name, cutoff, scratch);
        let possible = std::mem::take(&mut scratch.possible);
        scratch.work.alike += scratch.matches.len() + scratch.joined.len();
        scratch.work.possible += possible.len();
        for listed in &possible {
            if scratch.names_scored >= CANDIDATE_NAMES_MAX {
                break;
            }
            if self.admits(*listed) && self.can_reach(*listed, &bound, scratch) {
                scratch.names_scored += 1;
                self.score_once(at, name, *listed, cutoff, scratch);
            }
        }
        scratch.possible = possible;
    }

    /// Whether a name is shown, and its record may be a candidate.
    fn admits(&self, listed: u32) -> bool {
        let names = &self.snapshot.names;
        self.view.shows(get(&names.marking, listed))
            && self.filter.admits(get(&names.record, listed))
    }

    fn score_once(
        &self,
        at: usize,
        name: &PreparedName,
        listed: u32,
        cutoff: f64,
        scratch: &mut Scratch,
    ) {
        let names = &self.snapshot.names;
        let record = get(&names.record, listed);
        scratch.work.aligned += 1;
        let (NameScore { score, .. }, exact) =
            self.snapshot.align_name(name, listed, self.view, scratch);
        let is_weak = get(&names.kind, listed) == FeatureKind::WeakName as u8;
        let is_equal = exact && !is_weak;
        if score <= 0.0 || (score < cutoff && !is_equal) {
            return;
        }
        let best = scratch.best.entry(record).or_default();
        best.is_equal |= is_equal;
        let (slot, pair) = if is_weak {
            (&mut best.weak, &mut best.weak_pair)
        } else {
            (&mut best.name, &mut best.name_pair)
        };
        // Of equal scores the first pair counts, whatever order the postings came in.
        if score > *slot || (score == *slot && pair.is_some_and(|known| (at, listed) < known)) {
            *slot = score;
            *pair = Some((at, listed));
        }
    }

    /// Notes every token of the vocabulary, and every joined word, that is like a unit of the
    /// query.
    #[inline(never)]
    fn find_tokens(&self, name: &PreparedName, scratch: &mut Scratch) {
        let mut form = std::mem::take(&mut scratch.form);
        let mut found = std::mem::take(&mut scratch.found);
        for unit in &name.units {
            scratch.next_unit();
            found.clear();
            self.look_up(unit, &mut form, |tokens| {
                found.extend(tokens.iter().copied().filter(|token| scratch.is_untried(*token)));
            });
            // The tokens lie scattered. Reading them one after the other without looking at them
            // lets the processor wait for many at one time.
            let touched: usize =
                found.iter().map(|token| self.snapshot.tokens.text(*token).len()).sum();
            std::hint::black_box(touched);
            scratch.work.compared += found.len();
            for token in &found {
                try_token(self.snapshot, unit, *token, scratch);
            }
            if may_be_spaced_otherwise(name, unit) {
                let joins = self.snapshot.joins.find(key(&unit.token));
                let text = text_hash(&unit.token.text);
                self.try_joins(unit, joins.filter(|join| join.is_word(text)), scratch);
            }
            if unit.len == 1 {
                let joins = &self.snapshot.joins;
                self.try_joins(unit, joins.find(key(&unit.token)), scratch);
                for sound in other_sounds(unit) {
                    let key = hash(Space::Skeleton, sound.as_bytes());
                    self.try_joins(unit, joins.find(key), scratch);
                }
            }
        }
        scratch.form = form;
        scratch.found = found;
    }

    /// Hands on what is found under each key of a unit.
    #[inline(never)]
    fn look_up(&self, unit: &NameUnit, form: &mut Vec<u8>, mut visit: impl FnMut(&[u32])) {
        let lookup = &self.snapshot.token_lookup;
        let text = unit.token.text.as_bytes();
        let skeleton = unit.token.skeleton.as_bytes();
        visit(lookup.get(hash(Space::Text, text)));
        if text.iter().any(u8::is_ascii_digit) {
            return;
        }
        if skeleton.len() >= SOUND_LETTERS_MIN {
            visit(lookup.get(hash(Space::Skeleton, skeleton)));
        }
        for sound in unit.sounds.iter().filter(|sound| sound.len() >= SOUND_LETTERS_MIN) {
            visit(lookup.get(hash(Space::Skeleton, sound.as_bytes())));
        }
        if unit.len > 1 {
            return;
        }
        for swapped in swaps_of(text).into_iter().flatten() {
            visit(lookup.get(hash(Space::Text, &swapped)));
        }
        let edits = edit_distance_max(text.len());
        if edits > 0 {
            deletions(text, edits, form, |form| {
                visit(lookup.get(hash(Space::Deletion, form)));
            });
        }
        if skeleton.len() >= SKELETON_EDIT_LETTERS_MIN {
            deletions(skeleton, 1, form, |form| {
                visit(lookup.get(hash(Space::SkeletonDeletion, form)));
            });
        }
        if let Some(first) = text.get(..1)
            && text.len() > 1
        {
            visit(lookup.get(hash(Space::Text, first)));
        }
    }

    /// Tries joined words. Those of one word stand together: it is compared once.
    #[inline(never)]
    fn try_joins(&self, unit: &NameUnit, joins: impl Iterator<Item = Join>, scratch: &mut Scratch) {
        let mut text = std::mem::take(&mut scratch.text);
        let mut last: Option<(Join, Related)> = None;
        for join in joins {
            let related = match last {
                Some((known, related)) if known.same_word(join) => related,
                _ => {
                    let writing = self.snapshot.join_text(join, &mut text);
                    writing.and_then(|writing| relate_joined(unit, &text, writing))
                }
            };
            last = Some((join, related));
            if let Some(related) = related {
                let place = (unit, join.name);
                add_joined(self.snapshot, self.view, place, join.place(), related, scratch);
            }
        }
        scratch.text = text;
    }

    fn try_all_tokens(&self, name: &PreparedName, scratch: &mut Scratch) {
        for unit in &name.units {
            scratch.next_unit();
            for token in 0..to_u32(self.snapshot.tokens.len()) {
                try_token(self.snapshot, unit, token, scratch);
            }
        }
        // Reading a joined word takes longest, so each is read once for all units.
        let mut text = String::new();
        let mut last: Option<(Join, Vec<Related>)> = None;
        for join in self.snapshot.joins.iter() {
            let related = match last.take() {
                Some((known, related)) if known.same_word(join) => related,
                _ => {
                    let writing = self.snapshot.join_text(join, &mut text);
                    let units = name.units.iter();
                    let relate = |unit: &NameUnit| match unit.len {
                        1 => relate_joined(unit, &text, writing?),
                        _ if may_be_spaced_otherwise(name, unit) => {
                            relate_joined(unit, &text, writing?)
                        }
                        _ => None,
                    };
                    units.map(relate).collect()
                }
            };
            for (unit, related) in name.units.iter().zip(&related) {
                if let Some(related) = related {
                    let place = (unit, join.name);
                    add_joined(self.snapshot, self.view, place, join.place(), *related, scratch);
                }
            }
            last = Some((join, related));
        }
    }
}

/// How two words are related and how alike they are, if they are.
type Related = Option<Alike>;
/// How two words are related, how alike they are, and what the letters tell of the one that tells
/// less.
type Alike = (Relation, f32, f32);

/// Notes that a joined word of a name is like a unit of the query.
fn add_joined(
    snapshot: &Snapshot,
    view: &View,
    (unit, name): (&NameUnit, u32),
    (candidate_first, candidate_len): (u8, u8),
    (relation, similarity, letters): Alike,
    scratch: &mut Scratch,
) {
    scratch.add_joined(JoinMatch {
        name,
        candidate_first,
        candidate_len,
        first: unit.first,
        len: unit.len,
        relation,
        similarity,
        letters,
        weight: snapshot.stretch_weight(view, name, candidate_first, candidate_len),
        next: 0,
    });
}

fn try_token(snapshot: &Snapshot, unit: &NameUnit, token: u32, scratch: &mut Scratch) {
    if let Some((relation, similarity, letters)) = relate(snapshot, unit, token) {
        let (first, len) = (unit.first, unit.len);
        let next = 0;
        scratch.add_match(TokenMatch { token, first, len, relation, similarity, letters, next });
    }
}

/// How a unit of the query and a token of the vocabulary are related.
fn relate(snapshot: &Snapshot, unit: &NameUnit, token: u32) -> Related {
    let tokens = &snapshot.tokens;
    let (text, skeleton) = tokens.forms(token);
    let (text, skeleton) = (text.as_bytes(), skeleton.as_bytes());
    let asked = unit.token.text.as_bytes();
    if unit.len == 1 && asked.len() > 1 && text.len() == 1 {
        let is_initial = asked.first() == text.first();
        return is_initial.then_some((Relation::Initial, INITIAL_SIMILARITY, 1.0));
    }
    let reading = Reading::of(unit.token.writing, writing(tokens.flags(token)));
    let written = match unit.len == 1 || sounds_joined(forms(&unit.token), (text, skeleton)) {
        true => compare_forms(forms(&unit.token), (text, skeleton), reading),
        false => None,
    };
    let (native, sounds) = tokens.native(token);
    // Syllables that make one word together are letters like any other.
    let reading = if unit.len > 1 { Reading::Plain } else { reading };
    let related = match (&unit.native, native.is_empty()) {
        (Some(word), true) => {
            let sounds = unit.sounds.iter().map(String::as_bytes);
            compare_scripts(written, || word, sounds, (text, skeleton), reading)
        }
        (None, false) => {
            let sounds = sounds.map(str::as_bytes);
            let word = || NativeWord::new(native);
            compare_scripts(written, word, sounds, forms(&unit.token), reading)
        }
        _ => written,
    };
    related.map(|related| stretch(related, asked, text))
}

/// Whether two neighbours of the query may be two of a listed name with the space elsewhere: then
/// one of them is a word that no visible name has.
fn may_be_spaced_otherwise(name: &PreparedName, unit: &NameUnit) -> bool {
    unit.len == 2 && name.unknown & mask(unit.first, unit.len) != 0
}

/// How alike neighbours are that have the same letters and the space elsewhere.
const SPACED_OTHERWISE_SIMILARITY: f32 = 0.95;

/// How a single token of the query, or two neighbours, and a joined word are related.
fn relate_joined(unit: &NameUnit, text: &str, writing: Writing) -> Related {
    if unit.len == 2 {
        let letters = information(text.as_bytes());
        let is_same = unit.token.text == text;
        return is_same.then_some((Relation::Equal, SPACED_OTHERWISE_SIMILARITY, letters));
    }
    let asked = forms(&unit.token);
    let skeleton = skeleton(text);
    let listed = (text.as_bytes(), skeleton.as_bytes());
    let written = match sounds_joined(asked, listed) {
        true => compare_forms(asked, listed, Reading::of(unit.token.writing, writing)),
        false => None,
    };
    let related = match &unit.native {
        Some(word) if writing == Writing::Letters => {
            let sounds = other_sounds(unit).map(str::as_bytes);
            compare_scripts(written, || word, sounds, listed, Reading::Plain)
        }
        _ => written,
    };
    related.map(|related| stretch(related, unit.token.text.as_bytes(), text.as_bytes()))
}

/// Sounds of a native unit under which joined words are looked for: there are many more of those
/// than of single words.
const JOINED_SOUNDS_MAX: usize = 3;

/// The sounds of a native unit under which joined words are found, beside that of its letters.
fn other_sounds(unit: &NameUnit) -> impl Iterator<Item = &str> {
    let sounds = unit.sounds.iter().map(String::as_str).take(JOINED_SOUNDS_MAX);
    let own = key(&unit.token);
    sounds.filter(move |sound| {
        sound.len() >= JOINED_SOUND_LETTERS_MIN && hash(Space::Skeleton, sound.as_bytes()) != own
    })
}

type Forms<'f> = (&'f [u8], &'f [u8]);

fn forms(token: &NameToken) -> Forms<'_> {
    (token.text.as_bytes(), token.skeleton.as_bytes())
}

/// Words written together are alike only if all of their sound is.
fn sounds_joined((asked, asked_skeleton): Forms<'_>, (text, skeleton): Forms<'_>) -> bool {
    asked == text || skeleton == asked_skeleton && skeleton.len() >= JOINED_SOUND_LETTERS_MIN
}

fn stretch((relation, similarity): (Relation, f32), left: &[u8], right: &[u8]) -> Alike {
    let letters = information(left).min(information(right));
    (relation, similarity.powf(SIMILARITY_EXPONENT), letters)
}

/// Notes again how one listed name's tokens are like the query's, for an explanation.
pub(super) fn retrace(
    snapshot: &Snapshot,
    view: &View,
    name: &PreparedName,
    listed: u32,
    scratch: &mut Scratch,
) {
    scratch.next_name();
    let joined = snapshot.joined_units(listed);
    for unit in &name.units {
        scratch.next_unit();
        for token in snapshot.tokens_of(listed) {
            if scratch.is_untried(*token) {
                try_token(snapshot, unit, *token, scratch);
            }
        }
        if unit.len > 1 && !may_be_spaced_otherwise(name, unit) {
            continue;
        }
        for join in &joined {
            if let Some(related) = relate_joined(unit, &join.token.text, join.token.writing) {
                let place = (join.first, join.len);
                add_joined(snapshot, view, (unit, listed), place, related, scratch);
            }
        }
    }
    super::acronyms::retrace(snapshot, view, name, listed, scratch);
    super::nicknames::retrace(snapshot, name, listed, scratch);
}

impl Snapshot {
    /// How much some neighbours of a listed name tell.
    pub(super) fn stretch_weight(&self, view: &View, listed: u32, first: u8, len: u8) -> f32 {
        let tokens = self.tokens_of(listed).iter().skip(usize::from(first));
        tokens.take(usize::from(len)).map(|token| view.weight(*token)).sum()
    }

    /// The records that carry an identifier with this key; a hash may bring others too.
    pub(super) fn identified(&self, key: &str) -> &[u32] {
        self.identifier_lookup.get(hash(Space::Identifier, key.as_bytes()))
    }
}
