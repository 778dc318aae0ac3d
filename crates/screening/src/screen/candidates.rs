//! Candidate generation: which names are scored at all.
//!
//! | query unit | looked up | finds |
//! |---|---|---|
//! | any token | its text | the same word, also inside words that are written together |
//! | token of 4 letters or more | its deletions (1, from 7 letters 2) | typos, swaps of letters |
//! | token with a skeleton of 2 or more | its skeleton | other spellings, scripts without vowels |
//! | token with a skeleton of 4 or more | the skeleton's deletions | transliterations a sound apart |
//! | token of 2 letters or more | its first letter | listed initials |
//! | two neighbours, or three around a particle | their joined text and skeleton | listed words that are written together |
//!
//! Listed neighbours are indexed joined as well, which finds words that the query writes together.
//! A relation outside this table counts nothing in scoring either (see [`comity_names::compare`]),
//! so what is not found here would not have scored: candidate recall is a matter of construction,
//! and a test compares it with scoring every name.
//!
//! Names are then taken from the postings of the *essential* units only: tokens whose weights
//! together are too small to reach the cutoff without the others are left out, the most common
//! ones first. An initial of the query is matched to longer words only inside names that another
//! token found.

use comity_names::{
    Reading, Relation, SKELETON_EDIT_LETTERS_MIN, SOUND_LETTERS_MIN, compare_forms, deletions,
    edit_distance_max,
};

use super::filter::Filtered;
use super::prepare::PreparedName;
use super::scratch::{Scratch, TokenMatch};
use crate::index::FeatureKind;
use crate::index::build::NameUnit;
use crate::index::lookup::{Space, hash};
use crate::index::snapshot::{Snapshot, get, to_u32};
use crate::index::tokens::{JOINED, writing};
use crate::index::view::View;
use crate::limits::CANDIDATE_NAMES_MAX;
use crate::score::name::mask;

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
}

/// How alike a word and its first letter count.
pub(super) const INITIAL_SIMILARITY: f32 = 0.5;
/// Small differences between tokens count a little more than in proportion.
const SIMILARITY_EXPONENT: f32 = 1.3;
/// Shortest skeleton by which joined words are found.
const JOINED_SOUND_LETTERS_MIN: usize = 3;

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
        match self.how {
            How::Indexed => self.find_tokens(name, scratch),
            How::Exhaustive => self.try_all_tokens(name, scratch),
        }
        if self.how == How::Exhaustive {
            for listed in 0..to_u32(self.snapshot.name_count()) {
                self.score_once(at, name, listed, cutoff, scratch);
            }
            return;
        }
        let skipped = self.skippable(name, cutoff, scratch);
        let mut next = 0;
        while let Some(found) = scratch.matches.get(next).copied() {
            next += 1;
            if mask(found.first, found.len) & !skipped == 0 {
                continue;
            }
            for listed in self.snapshot.tokens.postings(found.token) {
                if scratch.names_scored >= CANDIDATE_NAMES_MAX {
                    return;
                }
                self.score_once(at, name, *listed, cutoff, scratch);
            }
        }
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
        let is_new = scratch.is_new(listed);
        if !is_new || !self.view.shows(get(&names.marking, listed)) || !self.filter.admits(record) {
            return;
        }
        scratch.names_scored += usize::from(self.how == How::Indexed);
        let score = self.snapshot.align_name(name, listed, self.view, cutoff, scratch).score;
        if score <= 0.0 || score < cutoff {
            return;
        }
        let best = scratch.best.entry(record).or_default();
        let is_weak = get(&names.kind, listed) == FeatureKind::WeakName as u8;
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

    /// The query's tokens, as bits, that need not be looked up: together they cannot carry a name
    /// over the cutoff.
    fn skippable(&self, name: &PreparedName, cutoff: f64, scratch: &Scratch) -> u64 {
        let mut cost = [0_usize; 64];
        for found in &scratch.matches {
            let postings = self.snapshot.tokens.postings(found.token).len();
            let covered = cost.iter_mut().skip(usize::from(found.first));
            covered.take(usize::from(found.len)).for_each(|cost| *cost += postings);
        }
        let mut order: Vec<(bool, usize, u8)> = (0_u8..)
            .zip(&cost)
            .take(name.tokens.len())
            .map(|(token, cost)| (!name.is_initial(token), usize::MAX - *cost, token))
            .collect();
        order.sort_unstable();
        let needed = name.weight_needed(cutoff);
        let mut skipped = 0_u64;
        let mut weight = 0.0_f64;
        for (_, _, token) in order {
            weight += f64::from(name.weight(token, 1));
            if weight >= needed {
                break;
            }
            skipped |= mask(token, 1);
        }
        skipped
    }

    /// Notes every token of the vocabulary that is like a unit of the query.
    fn find_tokens(&self, name: &PreparedName, scratch: &mut Scratch) {
        let mut form = std::mem::take(&mut scratch.form);
        for unit in &name.units {
            scratch.next_unit();
            let text = unit.token.text.as_bytes();
            let skeleton = unit.token.skeleton.as_bytes();
            self.try_found(unit, hash(Space::Text, text), scratch);
            if text.iter().any(u8::is_ascii_digit) {
                continue;
            }
            if skeleton.len() >= SOUND_LETTERS_MIN {
                self.try_found(unit, hash(Space::Skeleton, skeleton), scratch);
            }
            if unit.len > 1 {
                continue;
            }
            let edits = edit_distance_max(text.len());
            if edits > 0 {
                deletions(text, edits, &mut form, |form| {
                    self.try_found(unit, hash(Space::Deletion, form), scratch);
                });
            }
            if skeleton.len() >= SKELETON_EDIT_LETTERS_MIN {
                deletions(skeleton, 1, &mut form, |form| {
                    self.try_found(unit, hash(Space::SkeletonDeletion, form), scratch);
                });
            }
            if let Some(first) = text.get(..1)
                && text.len() > 1
            {
                self.try_found(unit, hash(Space::Text, first), scratch);
            }
        }
        scratch.form = form;
    }

    fn try_found(&self, unit: &NameUnit, hash: u32, scratch: &mut Scratch) {
        for token in self.snapshot.token_lookup.get(hash) {
            try_token(self.snapshot, unit, *token, scratch);
        }
    }

    fn try_all_tokens(&self, name: &PreparedName, scratch: &mut Scratch) {
        for unit in &name.units {
            scratch.next_unit();
            for token in 0..to_u32(self.snapshot.tokens.len()) {
                try_token(self.snapshot, unit, token, scratch);
            }
        }
    }
}

fn try_token(snapshot: &Snapshot, unit: &NameUnit, token: u32, scratch: &mut Scratch) {
    if !scratch.is_untried(token) {
        return;
    }
    if let Some((relation, similarity)) = relate(snapshot, unit, token) {
        let (first, len) = (unit.first, unit.len);
        scratch.add_match(TokenMatch { token, first, len, relation, similarity, next: 0 });
    }
}

/// How a unit of the query and a token of the vocabulary are related.
fn relate(snapshot: &Snapshot, unit: &NameUnit, token: u32) -> Option<(Relation, f32)> {
    let tokens = &snapshot.tokens;
    let (text, skeleton) = tokens.forms(token);
    let (text, skeleton) = (text.as_bytes(), skeleton.as_bytes());
    let asked = unit.token.text.as_bytes();
    let flags = tokens.flags(token);
    let joins = usize::from(unit.len > 1) + usize::from(flags & JOINED != 0);
    if joins == 2 {
        return None;
    }
    if joins == 0 && asked.len() > 1 && text.len() == 1 {
        let is_initial = asked.first() == text.first();
        return is_initial.then_some((Relation::Initial, INITIAL_SIMILARITY));
    }
    let asked_skeleton = unit.token.skeleton.as_bytes();
    if joins == 1 && asked != text {
        let sounds = skeleton == asked_skeleton && skeleton.len() >= JOINED_SOUND_LETTERS_MIN;
        if !sounds {
            return None;
        }
    }
    let reading = Reading::of(unit.token.writing, writing(flags));
    let (relation, similarity) = compare_forms((asked, asked_skeleton), (text, skeleton), reading)?;
    Some((relation, similarity.powf(SIMILARITY_EXPONENT)))
}

/// Notes again how one listed name's tokens are like the query's, for an explanation.
pub(super) fn retrace(
    snapshot: &Snapshot,
    name: &PreparedName,
    listed: u32,
    scratch: &mut Scratch,
) {
    scratch.next_name();
    for unit in &name.units {
        scratch.next_unit();
        for listed_unit in snapshot.units(listed) {
            try_token(snapshot, unit, listed_unit.token, scratch);
        }
    }
}

impl Snapshot {
    /// The records that carry an identifier with this key; a hash may bring others too.
    pub(super) fn identified(&self, key: &str) -> &[u32] {
        self.identifier_lookup.get(hash(Space::Identifier, key.as_bytes()))
    }
}
