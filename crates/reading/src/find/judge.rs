//! How well a run of words agrees with a listed name.

use super::Likely;
use super::case::Case;
use super::lone::lone;
use super::walk::Path;
use crate::lexicon::{Ending, Lexicon, Variant, is_exact};
use crate::text::word::Shape;

/// How much a difference of words takes off: two words of which one is half alike are no name.
const DIFFERENCE: f32 = 1.5;
/// Below this a run of words is not kept.
pub(super) const SCORE_MIN: f32 = 0.4;
/// Fewest letters of a name that may be misspelled.
const LETTERS_MIN: u32 = 7;

/// Names of fewer letters are initials.
const INITIALS_MAX: u32 = 4;
/// How much has to agree where only everyday words are there as they are listed.
const VAGUE_MIN: f32 = 0.92;

/// What a name scores without its legal form.
const FORMLESS: f32 = 0.97;
/// What a word scores that has articles beside it in the listed name and not in the text.
pub(super) const BARE: f32 = 0.62;
/// What the first and the last of a person's names score, if one listed person has them.
const FIRST_LAST: f32 = 0.85;
/// And if several have.
const FIRST_LAST_SHARED: f32 = 0.62;
/// What a name in small letters scores where others have capitals.
const SMALL: f32 = 0.85;
/// A name of everyday words, where no case tells it from speech: of an organisation, which are
/// mostly called so, and of anything else.
const COMMON_ORGANISATION: f32 = 0.72;
const COMMON_OTHER: f32 = 0.35;
/// A name of one everyday word and articles, however it is written.
const COMMON_LONE: f32 = 0.45;
/// The same in small letters where others have capitals.
const COMMON_SMALL: f32 = 0.45;

/// How well a path agrees with a name that ends there.
pub(super) fn judge(
    lexicon: &Lexicon,
    path: &Path,
    ending: Ending,
    others: &[Ending],
    (case, shape, is_announced): (Case, Shape, bool),
) -> Option<Likely> {
    let is_weak = lexicon.names.is_weak.get(ending.name as usize).copied().unwrap_or_default();
    if path.words == 1 && path.has_misheard {
        return None;
    }
    let likely = if path.words == 1 {
        lone(lexicon, path, ending, is_weak, (case, shape, is_announced))
    } else {
        let score = several(lexicon, path, ending, others, case)?;
        Some(Likely {
            name: ending.name,
            score,
            is_short: ending.variant != Variant::Whole,
            needs_another: false,
        })
    };
    likely.filter(|likely| likely.score >= SCORE_MIN)
}

fn several(
    lexicon: &Lexicon,
    path: &Path,
    ending: Ending,
    others: &[Ending],
    case: Case,
) -> Option<f32> {
    let agrees = path.agrees / path.weight;
    let is_exact = is_exact(agrees);
    let is_vague =
        path.has_short_misspelled || path.has_misheard || (path.has_common && agrees < VAGUE_MIN);
    if !is_exact && (path.letters < LETTERS_MIN || (is_vague && !path.has_rare)) {
        return None;
    }
    if path.letters < INITIALS_MAX {
        return None;
    }
    let variant = match ending.variant {
        Variant::Whole => 1.0,
        Variant::Formless => FORMLESS,
        Variant::Bare => BARE,
        Variant::FirstLast => {
            let party = lexicon.party_of(ending.name);
            let shared = others.iter().any(|other| lexicon.party_of(other.name) != party);
            if shared { FIRST_LAST_SHARED } else { FIRST_LAST }
        }
    };
    let schema = lexicon.record_of(ending.name)?.schema;
    let written = match case {
        // `The Front` is one everyday word.
        _ if path.all_common && path.telling < 2 => COMMON_LONE,
        Case::Small if path.all_common => COMMON_SMALL,
        Case::Small => SMALL,
        Case::Unknown if path.all_common && schema.is_a("Organization") => COMMON_ORGANISATION,
        Case::Unknown if path.all_common => COMMON_OTHER,
        Case::Name | Case::Opening | Case::Unknown => 1.0,
    };
    let score = (1.0 - (1.0 - agrees) * DIFFERENCE - path.cost) * variant * written;
    Some(score.clamp(0.0, 1.0))
}
