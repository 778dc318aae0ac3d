use crate::lexicon::ReadRecord;

/// A span of a text that names a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention<'l> {
    /// Where it begins in the text, in bytes.
    pub start: u64,
    /// Where it ends.
    pub end: u64,
    /// The line that it begins in, from 1.
    pub line: u64,
    /// What stands there.
    pub text: Vec<u8>,
    /// What it names most likely, then what else it may name, best first.
    pub candidates: Vec<Candidate<'l>>,
}

/// What a mention may name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate<'l> {
    /// The record.
    pub record: &'l ReadRecord,
    /// The listed name.
    pub name: &'l str,
    /// How well the text agrees with that name, 0 to 1.
    pub score: f32,
    /// How much of the name stands in the text.
    pub extent: Extent,
}

/// How much of a listed name stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// All but a legal form or the names between a person's first and last.
    Short,
    /// A person's family name.
    Family,
    /// A person's first name.
    Given,
}

impl Extent {
    /// The extent's name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Extent::Whole => "whole",
            Extent::Short => "short",
            Extent::Family => "family",
            Extent::Given => "given",
        }
    }
}

impl<'l> Mention<'l> {
    /// What it names most likely.
    #[must_use]
    pub fn best(&self) -> Option<&Candidate<'l>> {
        self.candidates.first()
    }

    /// How well the text agrees with the best candidate, 0 to 1.
    #[must_use]
    pub fn score(&self) -> f32 {
        self.best().map_or(0.0, |best| best.score)
    }
}
