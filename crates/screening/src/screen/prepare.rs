//! A query's names, made ready once.

use comity_names::{NameKind, NameToken, TokenClass, analyze, class_weight};

use super::acronyms::PreparedAcronyms;
use crate::index::build::name_kind;
use crate::index::joins::{NameUnit, units};
use crate::index::lookup::{Space, hash};
use crate::index::snapshot::Snapshot;
use crate::index::view::View;
use crate::limits::QUERY_NAMES_MAX;
use crate::query::Query;
use crate::score::name::mask;

/// A name of the query.
#[derive(Debug)]
pub(crate) struct PreparedName {
    pub(crate) text: String,
    pub(crate) tokens: Vec<NameToken>,
    pub(crate) units: Vec<NameUnit>,
    /// How much each token tells in the view.
    pub(crate) weights: Vec<f32>,
    /// Its initials, as bits.
    pub(crate) initials: u64,
    /// Its tokens that no visible name has, as bits.
    pub(crate) unknown: u64,
    /// Whether it was read as a person's.
    pub(crate) is_person: bool,
    pub(crate) acronyms: PreparedAcronyms,
    /// Its words of which there are other forms, with their places.
    pub(crate) nicknames: Vec<(u8, String)>,
}

pub(super) fn names(snapshot: &Snapshot, query: &Query, view: &View) -> Vec<PreparedName> {
    let kind = name_kind(query.schema);
    let mut names: Vec<PreparedName> = Vec::new();
    for text in query.names.iter().take(QUERY_NAMES_MAX) {
        let tokens = analyze(text, kind);
        if tokens.is_empty() || names.iter().any(|known| known.tokens == tokens) {
            continue;
        }
        let counts: Vec<u32> = tokens.iter().map(|token| count(snapshot, view, token)).collect();
        let weigh =
            |(token, count): (&NameToken, &u32)| class_weight(token.class) * view.rarity(*count);
        let weights = tokens.iter().zip(&counts).map(weigh).collect();
        let unknown = (0_u8..)
            .zip(&counts)
            .filter(|(_, count)| **count == 0)
            .fold(0, |bits, (at, _)| bits | mask(at, 1));
        let units = units(&tokens);
        let initials = (0_u8..)
            .zip(&tokens)
            .filter(|(_, token)| token.class == TokenClass::Initial)
            .fold(0, |bits, (at, _)| bits | mask(at, 1));
        let acronyms = PreparedAcronyms::of(text, kind, &tokens);
        let nicknames = super::nicknames::prepare(kind, &tokens);
        names.push(PreparedName {
            text: text.clone(),
            tokens,
            units,
            weights,
            initials,
            unknown,
            is_person: kind == NameKind::Person,
            acronyms,
            nicknames,
        });
    }
    names
}

/// In how many records of the view a word stands: it tells as much in the query as there, whatever
/// its class there.
fn count(snapshot: &Snapshot, view: &View, token: &NameToken) -> u32 {
    let text = token.text.as_bytes();
    snapshot
        .token_lookup
        .get(hash(Space::Text, text))
        .iter()
        .filter(|found| snapshot.tokens.text(**found).as_bytes() == text)
        .map(|found| snapshot.tokens.count(*found, |marking| view.shows(marking)))
        .sum()
}

impl PreparedName {
    /// How much a stretch of tokens tells.
    pub(crate) fn weight(&self, first: u8, len: u8) -> f32 {
        let span = self.weights.iter().skip(usize::from(first)).take(usize::from(len));
        span.sum()
    }

    pub(crate) fn is_initial(&self, token: u8) -> bool {
        self.initials & mask(token, 1) != 0
    }
}
