//! Family and first names that stand alone.

use super::window::{Text, Token, Window};
use super::{Beside, Found, MaybePart};
use crate::lexicon::is_exact;
use crate::lexicon::vocabulary::Traits;
use crate::text::word::{Gap, Shape};

/// Shortest part of a name that stands for the whole, in letters.
const LETTERS_MIN: u8 = 4;
/// Shortest one that may be misspelled.
const MISSPELLED_LETTERS_MIN: u8 = 5;
/// Least likeness of a misspelled one.
const MISSPELLED_MIN: f32 = 0.8;
/// Parts are weaker than whole names, whatever these score.
const STRENGTH: f32 = 0.1;

/// A word that may stand for a person's whole name.
pub(super) fn maybe_part(
    window: &Window<'_>,
    at: usize,
    is_cased: bool,
    text: Text<'_>,
) -> Option<Found> {
    let token = window.tokens.get(at)?;
    let word = &token.word;
    let words = words(window, token);
    if words.is_empty() || word.form.len() < LETTERS_MIN {
        return None;
    }
    let is_cased = is_cased && word.shape != Shape::Caseless;
    let traits = window.traits(token);
    let before = at.checked_sub(1).and_then(|at| window.tokens.get(at));
    let near = before.filter(|_| matches!(word.gap, Gap::Near | Gap::Stop));
    let is_titled = near.is_some_and(|before| window.traits(before).is_title);
    let near_after = |at: usize| window.tokens.get(at).filter(|after| after.word.gap == Gap::Near);
    let after = near_after(at + 1);
    // `Mirela al Tarkani`: what comes after the article is the name.
    let after = match after {
        Some(link) if is_article(window.traits(link)) => near_after(at + 2),
        other => other,
    };
    if is_cased && !word.shape.is_name_like() {
        return None;
    }
    if traits.is_common && !is_titled && (!is_cased || word.opens) {
        return None;
    }
    Some(Found {
        at: window.passed + at as u64,
        start: word.start,
        end: word.end,
        line: word.line,
        text: text.get(word.start, word.end),
        strength: STRENGTH,
        likely: Vec::new(),
        part: Some(MaybePart {
            words,
            is_titled,
            needs_another: traits.is_common,
            before: beside(window, near.filter(|_| !is_titled), is_cased),
            after: beside(window, after, is_cased),
        }),
    })
}

/// Whether a word is an article of names, and no joining word of everyday.
fn is_article(traits: Traits) -> bool {
    traits.is_link && !traits.is_common
}

/// The listed words that a word may be and that are parts of persons' names.
fn words(window: &Window<'_>, token: &Token) -> Vec<(u32, f32)> {
    let parts = &window.lexicon.parts;
    let is_part = |word: u32| !parts.of_word(word).is_empty();
    match &token.known {
        None => {
            token.number.filter(|word| is_part(*word)).map(|word| (word, 1.0)).into_iter().collect()
        }
        Some(known) => {
            let may_differ =
                token.word.form.len() >= MISSPELLED_LETTERS_MIN && !known.traits.is_common;
            let matches = known.matches.iter().filter(|found| {
                is_exact(found.similarity) || (may_differ && found.similarity >= MISSPELLED_MIN)
            });
            let parts = matches.filter(|found| is_part(found.word));
            parts.map(|found| (found.word, found.similarity)).collect()
        }
    }
}

/// What stands beside a word like another part of a name.
fn beside(window: &Window<'_>, token: Option<&Token>, is_cased: bool) -> Beside {
    let Some(token) = token.filter(|token| token.word.form.len() > 1) else {
        return Beside::Nothing;
    };
    let traits = window.traits(token);
    if traits.is_common || traits.is_link || traits.is_title || traits.is_filler {
        return Beside::Nothing;
    }
    let parts = &window.lexicon.parts;
    let listed = token.number.filter(|word| !parts.of_word(*word).is_empty());
    let is_name = match is_cased {
        true => token.word.shape.is_name_like() && (!token.word.opens || listed.is_some()),
        false => listed.is_some(),
    };
    if is_name { Beside::Name(listed) } else { Beside::Nothing }
}
