//! Acronyms: the initials of an organisation's name as a word.

use super::analyze::{NameKind, NameToken, single_words};
use super::classes::TokenClass;
use crate::limits::{ACRONYM_LETTERS_MAX, ACRONYM_LETTERS_MIN};
use crate::text::script::Writing;

/// The acronyms by which an organisation of that name may be known: the initials of its words,
/// with its kind (`company`) and without, but never those of legal forms, articles and
/// connectives.
///
/// An acronym that the name states itself (`Nordic Tern Shipping Lines (NTSL)`) is none of the
/// words whose initials count.
#[must_use]
pub fn acronyms(name: &str) -> Vec<String> {
    let tokens = single_words(name, NameKind::Other);
    let stated = stated_acronym(&tokens);
    let (whole, short) = (of_words(&tokens, stated, true), of_words(&tokens, stated, false));
    let short = short.filter(|short| whole.as_ref() != Some(short));
    whole.into_iter().chain(short).collect()
}

/// How alike an acronym and the name it stands for count: short ones stand for many names.
#[must_use]
pub fn acronym_similarity(letters: usize) -> f32 {
    match letters {
        0..=3 => 0.7,
        4 => 0.8,
        _ => 0.85,
    }
}

/// The place of a word that is the acronym of the others. The words are single ones, before any
/// are taken together.
pub(crate) fn stated_acronym(tokens: &[NameToken]) -> Option<usize> {
    if tokens.len() <= ACRONYM_LETTERS_MIN {
        return None;
    }
    let mut candidates = tokens
        .iter()
        .enumerate()
        .filter(|(_, token)| token.class == TokenClass::Plain && is_acronym(&token.written));
    let is_stated = |at: usize, token: &NameToken, with_kind: bool| {
        of_words(tokens, Some(at), with_kind).is_some_and(|acronym| acronym == token.written)
    };
    let found =
        candidates.find(|(at, token)| is_stated(*at, token, true) || is_stated(*at, token, false));
    found.map(|(at, _)| at)
}

/// Canonical words that say what kind of body it is.
const KINDS: [&str; 2] = ["company", "corporation"];

fn of_words(tokens: &[NameToken], skipped: Option<usize>, with_kind: bool) -> Option<String> {
    let counts = |token: &NameToken| match token.class {
        TokenClass::OrgForm | TokenClass::FormPart => {
            with_kind && KINDS.contains(&token.text.as_str())
        }
        TokenClass::Connective | TokenClass::Particle | TokenClass::Number => false,
        _ => token.writing == Writing::Letters,
    };
    let tokens = tokens.iter().enumerate();
    let words = tokens.filter(|(at, token)| Some(*at) != skipped && counts(token));
    let acronym: String = words.filter_map(|(_, token)| token.written.chars().next()).collect();
    is_acronym(&acronym).then_some(acronym)
}

/// Whether a word in lower-case Latin letters may be an acronym, by its length.
#[must_use]
pub fn is_acronym(word: &str) -> bool {
    (ACRONYM_LETTERS_MIN..=ACRONYM_LETTERS_MAX).contains(&word.len())
        && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_of_words_that_count() {
        for (name, expect) in [
            ("Republic of Nordia Shipping Lines", &["rnsl"][..]),
            ("Great Tern Fishing Company Ltd.", &["gtfc", "gtf"]),
            ("Frente de Pescadores de la Costa Blanca", &["fpcb"]),
            ("Северный Флот Дальних Крачек", &["sfdk"]),
            ("Nordic Tern", &[]),
            ("Nordic Tern Shipping Lines (NTSL)", &["ntsl"]),
            ("NTSL - Nordic Tern Shipping Lines", &["ntsl"]),
            ("7 Terns Trading House", &["tth"]),
        ] {
            assert_eq!(acronyms(name), expect, "{name}");
        }
        let stated = |name: &str| stated_acronym(&single_words(name, NameKind::Other));
        assert_eq!(stated("Nordic Tern Shipping Lines (N.T.S.L.)"), Some(4));
        assert_eq!(stated("Nordic Tern Shipping Lines (Gull)"), None);
    }
}
