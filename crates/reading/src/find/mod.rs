//! From words to mentions.

mod case;
mod cluster;
mod established;
mod judge;
mod lone;
mod part;
pub(crate) mod settle;
mod walk;
pub(crate) mod window;

/// A run of words of a text that may name something.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    /// The place of its first word in the text, counted in words.
    pub(crate) at: u64,
    /// Its bytes in the text.
    pub(crate) start: u64,
    pub(crate) end: u64,
    pub(crate) line: u64,
    pub(crate) text: Vec<u8>,
    /// How much speaks for it; of two that overlap the stronger stands.
    pub(crate) strength: f32,
    /// Names that it may be the whole of, best first.
    pub(crate) likely: Vec<Likely>,
    /// The part of a person's name that it may be.
    pub(crate) part: Option<MaybePart>,
}

/// A listed name that a run of words may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Likely {
    pub(crate) name: u32,
    pub(crate) score: f32,
    pub(crate) is_short: bool,
    /// Whether it only counts near another mention of the same record.
    pub(crate) needs_another: bool,
}

/// A word that may stand for a person's whole name.
#[derive(Debug, Clone)]
pub(crate) struct MaybePart {
    /// Listed words that it may be, with how alike they are.
    pub(crate) words: Vec<(u32, f32)>,
    /// Whether a title stands before it.
    pub(crate) is_titled: bool,
    /// Whether it only counts near a mention of the whole name.
    pub(crate) needs_another: bool,
    /// What stands before it like a first name, and after it like a family name.
    pub(crate) before: Beside,
    pub(crate) after: Beside,
}

/// What stands beside a word that may be a part of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beside {
    /// Nothing that is a name.
    Nothing,
    /// A name, by its number if it is a listed word: perhaps that of somebody else.
    Name(Option<u32>),
}
