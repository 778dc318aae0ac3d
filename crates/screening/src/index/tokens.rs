//! The vocabulary: every token of every indexed name, once.

use comity_names::{NameToken, TokenClass, Writing, sounds};

/// The token was written in a script without vowels.
const CONSONANTS: u8 = 0x40;
/// The token was written as a syllable.
const SYLLABLES: u8 = 0x20;
const CLASS: u8 = 0x0f;

/// Stands between the forms of a native word.
const BREAK: char = '\n';

const CLASSES: [TokenClass; 10] = [
    TokenClass::Plain,
    TokenClass::Number,
    TokenClass::Initial,
    TokenClass::Particle,
    TokenClass::Title,
    TokenClass::OrgForm,
    TokenClass::Generic,
    TokenClass::Connective,
    TokenClass::FormPart,
    TokenClass::Acronym,
];

/// Class and flags of a token in one byte.
pub(crate) fn flags(token: &NameToken) -> u8 {
    let class = CLASSES.iter().position(|class| *class == token.class).unwrap_or_default();
    let flags = u8::try_from(class).unwrap_or_default();
    match token.writing {
        Writing::Letters => flags,
        Writing::Consonants => flags | CONSONANTS,
        Writing::Syllables => flags | SYLLABLES,
    }
}

/// How a token with these flags was written.
pub(crate) fn writing(flags: u8) -> Writing {
    match flags & (CONSONANTS | SYLLABLES) {
        CONSONANTS => Writing::Consonants,
        SYLLABLES => Writing::Syllables,
        _ => Writing::Letters,
    }
}

/// The vocabulary's columns.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Tokens {
    /// Text and skeleton of each token, one after the other: they are always read together. A word
    /// of a native script has its letters behind them and what its spellings sound like, each after
    /// a [`BREAK`].
    pub(crate) forms: String,
    /// Where a token's form begins, how long its text, its skeleton and the rest are, and its
    /// flags, in one number: whoever compares a token needs all of them, and each column would be
    /// a miss of the processor's cache.
    pub(crate) entry: Vec<u64>,
    /// For each token, where its counts begin in the next two columns.
    pub(crate) count_start: Vec<u32>,
    pub(crate) count_marking: Vec<u16>,
    /// In how many records the token stands under that marking.
    pub(crate) count: Vec<u32>,
    /// For each token, where its names begin in the next column.
    pub(crate) posting_start: Vec<u32>,
    pub(crate) posting: Vec<u32>,
}

impl Tokens {
    /// Appends a token. Past 4 GiB of forms tokens come out empty, which loses names from an index
    /// that no machine this runs on could hold anyway.
    pub(crate) fn push(&mut self, token: &NameToken, flags: u8) -> u32 {
        let place = u32::try_from(self.entry.len()).unwrap_or(u32::MAX);
        let start = u64::from(u32::try_from(self.forms.len()).unwrap_or(u32::MAX));
        self.forms.push_str(&token.text);
        self.forms.push_str(&token.skeleton);
        let rest = self.forms.len() as u64;
        if !token.native.is_empty() {
            self.forms.push_str(&token.native);
            for sound in sounds(&token.native) {
                self.forms.push(BREAK);
                self.forms.push_str(&sound);
            }
        }
        let rest = self.forms.len() as u64 - rest;
        let (text, skeleton) = (token.text.len() as u64, token.skeleton.len() as u64);
        debug_assert!(text < 1 << 6 && skeleton < 1 << 7 && rest < 1 << 11, "{token:?}");
        self.entry.push(start << 32 | rest << 21 | skeleton << 14 | text << 8 | u64::from(flags));
        place
    }

    fn entry(&self, token: u32) -> u64 {
        self.entry.get(token as usize).copied().unwrap_or_default()
    }

    /// The token's text and skeleton.
    pub(crate) fn forms(&self, token: u32) -> (&str, &str) {
        let entry = self.entry(token);
        let start = (entry >> 32) as usize;
        let (text, skeleton) = ((entry >> 8 & 0x3f) as usize, (entry >> 14 & 0x7f) as usize);
        let form = self.forms.get(start..start + text + skeleton).unwrap_or_default();
        form.split_at_checked(text).unwrap_or_default()
    }

    /// The token's letters in a native script, and what its spellings sound like; empty for Latin.
    pub(crate) fn native(&self, token: u32) -> (&str, impl Iterator<Item = &str>) {
        let entry = self.entry(token);
        let start = (entry >> 32) + (entry >> 8 & 0x3f) + (entry >> 14 & 0x7f);
        let range = start as usize..(start + (entry >> 21 & 0x7ff)) as usize;
        let rest = self.forms.get(range).unwrap_or_default();
        let mut parts = rest.split(BREAK);
        (parts.next().unwrap_or_default(), parts)
    }

    pub(crate) fn text(&self, token: u32) -> &str {
        self.forms(token).0
    }

    pub(crate) fn flags(&self, token: u32) -> u8 {
        let [.., flags] = self.entry(token).to_be_bytes();
        flags
    }

    pub(crate) fn class(&self, token: u32) -> TokenClass {
        let at = usize::from(self.flags(token) & CLASS);
        CLASSES.get(at).copied().unwrap_or(TokenClass::Plain)
    }

    /// The names in which the token stands.
    pub(crate) fn postings(&self, token: u32) -> &[u32] {
        range(&self.posting_start, token).and_then(|range| self.posting.get(range)).unwrap_or(&[])
    }

    /// In how many records the token stands under markings that `is_visible` admits.
    pub(crate) fn count(&self, token: u32, is_visible: impl Fn(u16) -> bool) -> u32 {
        let Some(range) = range(&self.count_start, token) else { return 0 };
        let markings = self.count_marking.get(range.clone()).unwrap_or(&[]);
        let counts = self.count.get(range).unwrap_or(&[]);
        let visible = markings.iter().zip(counts).filter(|(marking, _)| is_visible(**marking));
        visible.map(|(_, count)| count).sum()
    }

    pub(crate) fn len(&self) -> usize {
        self.entry.len()
    }
}

/// The slice of a packed column that belongs to one item.
pub(crate) fn range(starts: &[u32], item: u32) -> Option<std::ops::Range<usize>> {
    let item = item as usize;
    Some(*starts.get(item)? as usize..*starts.get(item + 1)? as usize)
}
