//! Familiar forms of given names, of either side.

use comity_names::{
    NameKind, NameToken, Relation, TokenClass, information, nickname_similarity, nicknames,
};

use super::candidates::{How, Search};
use super::prepare::PreparedName;
use super::scratch::{Scratch, TokenMatch};
use crate::index::lookup::{Space, hash};
use crate::index::snapshot::{Snapshot, to_u32};

/// The words of a person's name of which there are other forms, with their places.
pub(super) fn prepare(kind: NameKind, tokens: &[NameToken]) -> Vec<(u8, String)> {
    if kind != NameKind::Person {
        return Vec::new();
    }
    let tokens = (0_u8..).zip(tokens).filter(|(_, token)| token.class == TokenClass::Plain);
    let known = tokens.filter(|(_, token)| nicknames(&token.text).next().is_some());
    known.map(|(at, token)| (at, token.text.clone())).collect()
}

impl Search<'_> {
    /// Notes listed words that are another form of a word of the query.
    pub(super) fn find_nicknames(&self, name: &PreparedName, scratch: &mut Scratch) {
        let snapshot = self.snapshot;
        for (first, asked) in &name.nicknames {
            scratch.next_unit();
            if self.how == How::Exhaustive {
                let tokens = 0..to_u32(snapshot.tokens.len());
                tokens.for_each(|token| try_word(snapshot, (*first, asked), token, scratch));
                continue;
            }
            for form in nicknames(asked) {
                for token in snapshot.token_lookup.get(hash(Space::Text, form.as_bytes())) {
                    try_word(snapshot, (*first, asked), *token, scratch);
                }
            }
        }
    }
}

/// Notes again which words of one listed name are other forms of the query's.
pub(super) fn retrace(
    snapshot: &Snapshot,
    name: &PreparedName,
    listed: u32,
    scratch: &mut Scratch,
) {
    for (first, asked) in &name.nicknames {
        scratch.next_unit();
        for token in snapshot.tokens_of(listed) {
            try_word(snapshot, (*first, asked), *token, scratch);
        }
    }
}

fn try_word(snapshot: &Snapshot, (first, asked): (u8, &str), token: u32, scratch: &mut Scratch) {
    let text = snapshot.tokens.text(token);
    if let Some(similarity) = nickname_similarity(asked, text)
        && scratch.is_untried(token)
    {
        let relation = Relation::Nickname;
        let letters = information(asked.as_bytes()).min(information(text.as_bytes()));
        let (len, next) = (1, 0);
        scratch.add_match(TokenMatch { token, first, len, relation, similarity, letters, next });
    }
}
