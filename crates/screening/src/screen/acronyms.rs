//! Acronyms: a word of the query that is the initials of a listed name, and a listed word that is
//! the initials of the query.

use comity_names::{
    NameKind, NameToken, Relation, TokenClass, acronym_similarity, acronyms, information,
};

use super::candidates::{How, Search};
use super::prepare::PreparedName;
use super::scratch::{JoinMatch, Scratch, TokenMatch};
use crate::index::lookup::{Space, hash};
use crate::index::snapshot::{Snapshot, to_u32};
use crate::index::view::View;

/// The words of a query that may be the acronym of something, with their places, and the
/// acronyms of all of it.
#[derive(Debug, Default)]
pub(crate) struct PreparedAcronyms {
    words: Vec<(u8, String)>,
    of_all: Vec<String>,
    tokens: u8,
}

impl PreparedAcronyms {
    pub(super) fn of(name: &str, kind: NameKind, tokens: &[NameToken]) -> PreparedAcronyms {
        if kind == NameKind::Person {
            return PreparedAcronyms::default();
        }
        let places = (0_u8..).zip(tokens);
        let words = places
            .filter(|(_, token)| may_be_acronym(token))
            .map(|(at, token)| (at, token.text.clone()))
            .collect();
        let tokens = u8::try_from(tokens.len()).unwrap_or(u8::MAX);
        PreparedAcronyms { words, of_all: acronyms(name), tokens }
    }
}

fn may_be_acronym(token: &NameToken) -> bool {
    matches!(token.class, TokenClass::Plain | TokenClass::Acronym)
        && comity_names::is_acronym(&token.text)
}

impl Search<'_> {
    /// Notes listed names and words that are initials of the query's words, or have them.
    pub(super) fn find_acronyms(&self, name: &PreparedName, scratch: &mut Scratch) {
        let (snapshot, view) = (self.snapshot, self.view);
        for (at, word) in &name.acronyms.words {
            match self.how {
                How::Indexed => {
                    let names = snapshot.names_by_acronym(word).iter();
                    names
                        .for_each(|listed| try_name(snapshot, view, (*at, word), *listed, scratch));
                }
                How::Exhaustive => {
                    // Reading every name anew for every query would take minutes.
                    let key = hash(Space::Acronym, word.as_bytes());
                    let names = snapshot.acronym_lookup.entries().filter(|(hash, _)| *hash == key);
                    names.for_each(|(_, listed)| {
                        try_name(snapshot, view, (*at, word), listed, scratch);
                    });
                }
            }
        }
        for acronym in &name.acronyms.of_all {
            match self.how {
                How::Indexed => {
                    let key = hash(Space::Text, acronym.as_bytes());
                    let tokens = snapshot.token_lookup.get(key).iter();
                    tokens.for_each(|token| try_word(snapshot, name, acronym, *token, scratch));
                }
                How::Exhaustive => {
                    let tokens = 0..to_u32(snapshot.tokens.len());
                    tokens.for_each(|token| try_word(snapshot, name, acronym, token, scratch));
                }
            }
        }
    }
}

/// Notes again what one listed name has to do with the query's acronyms.
pub(super) fn retrace(
    snapshot: &Snapshot,
    view: &View,
    name: &PreparedName,
    listed: u32,
    scratch: &mut Scratch,
) {
    for (at, word) in &name.acronyms.words {
        try_name(snapshot, view, (*at, word), listed, scratch);
    }
    for acronym in &name.acronyms.of_all {
        scratch.next_unit();
        for token in snapshot.tokens_of(listed) {
            if scratch.is_untried(*token) {
                try_word(snapshot, name, acronym, *token, scratch);
            }
        }
    }
}

/// A word of the query, and a listed name that may have its letters as initials.
fn try_name(
    snapshot: &Snapshot,
    view: &View,
    (first, word): (u8, &str),
    listed: u32,
    scratch: &mut Scratch,
) {
    if !snapshot.has_acronym(listed, word) {
        return;
    }
    let len = u8::try_from(snapshot.tokens_of(listed).len()).unwrap_or(u8::MAX);
    scratch.add_joined(JoinMatch {
        name: listed,
        candidate_first: 0,
        candidate_len: len,
        first,
        len: 1,
        relation: Relation::Acronym,
        similarity: acronym_similarity(word.len()),
        letters: information(word.as_bytes()),
        weight: snapshot.stretch_weight(view, listed, 0, len),
        next: 0,
    });
}

/// A listed word that may be the initials of the whole query.
fn try_word(
    snapshot: &Snapshot,
    name: &PreparedName,
    acronym: &str,
    token: u32,
    scratch: &mut Scratch,
) {
    let is_name = matches!(snapshot.tokens.class(token), TokenClass::Plain | TokenClass::Acronym);
    if is_name && snapshot.tokens.text(token) == acronym {
        scratch.add_match(TokenMatch {
            token,
            first: 0,
            len: name.acronyms.tokens,
            relation: Relation::Acronym,
            similarity: acronym_similarity(acronym.len()),
            letters: information(acronym.as_bytes()),
            next: 0,
        });
    }
}
