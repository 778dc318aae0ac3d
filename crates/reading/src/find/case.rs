use crate::text::word::{Shape, Word};

/// How the words of a run are written, where the text around them has case at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    /// The text around has no case, so nothing follows.
    Unknown,
    /// As names are written.
    Name,
    /// As names are written, but a sentence begins there.
    Opening,
    /// In small letters.
    Small,
}

/// One word in so many has a capital in a text that has case.
const CAPITAL_EVERY: usize = 40;
/// In a text that has case, one word in so many is in small letters.
const SMALL_EVERY: usize = 5;

/// Whether words stand in a text that has case: most captions have none.
pub(crate) fn is_cased<'w>(words: impl Iterator<Item = &'w Word>) -> bool {
    let (mut all, mut small, mut named) = (0_usize, 0_usize, 0_usize);
    for word in words.filter(|word| word.form.len() > 1 && word.shape != Shape::Caseless) {
        all += 1;
        small += usize::from(word.shape == Shape::Lower);
        named += usize::from(word.shape.is_name_like());
    }
    named > 0 && named * CAPITAL_EVERY >= all && small > 0 && small * SMALL_EVERY >= all
}

impl Case {
    /// The case of a run, by its first word and whether any of it is written as names are.
    pub(crate) fn of(is_cased: bool, first: &Word, any_name_like: bool) -> Case {
        if !is_cased || first.shape == Shape::Caseless {
            Case::Unknown
        } else if !any_name_like {
            Case::Small
        } else if first.opens && first.shape == Shape::Capital {
            Case::Opening
        } else {
            Case::Name
        }
    }
}
