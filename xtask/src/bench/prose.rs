//! Made-up running text with names strewn in, from a seed.

use anyhow::{Context, Result};
use comity_model::Record;

/// Everyday words, which most of a text is.
const EVERYDAY: &str = include_str!("../../../crates/reading/resources/common.txt");
/// Words of a sentence.
const SENTENCE: (u64, u64) = (8, 20);
/// One word in so many is none of everyday.
const STRANGE_EVERY: u64 = 14;
/// Different strange words of a text.
const STRANGE_WORDS: u64 = 40_000;
/// One sentence in so many has a listed name, and one in twice as many a name that is not listed.
const NAME_EVERY: u64 = 6;
/// Shortest name that is planted, in letters.
const LETTERS_MIN: usize = 9;

/// What happens to the planted names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Noise {
    /// Nothing: sentences have capitals and stops.
    Article,
    /// Small letters and no stops, as captions have them.
    Caption,
    /// Captions, and a letter of one word is wrong, missing, doubled or changes places.
    Misspelled,
    /// Captions, and one word is split.
    Split,
    /// Captions, and two words are one.
    Joined,
    /// Captions, and the speaker thinks in between.
    Filler,
}

/// A planted name.
#[derive(Debug)]
pub(super) struct Planted {
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) id: String,
}

impl Noise {
    pub(super) const ALL: [Noise; 6] = [
        Noise::Article,
        Noise::Caption,
        Noise::Misspelled,
        Noise::Split,
        Noise::Joined,
        Noise::Filler,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Noise::Article => "article",
            Noise::Caption => "caption",
            Noise::Misspelled => "misspelled",
            Noise::Split => "split",
            Noise::Joined => "joined",
            Noise::Filler => "filler",
        }
    }
}

/// Writes texts.
pub(super) struct Prose<'r> {
    listed: &'r [Record],
    strangers: &'r [Record],
    noise: Noise,
    everyday: Vec<&'static str>,
    state: u64,
}

impl<'r> Prose<'r> {
    pub(super) fn new(listed: &'r [Record], strangers: &'r [Record], noise: Noise) -> Prose<'r> {
        let lines = EVERYDAY.lines().filter(|line| !line.starts_with('#'));
        let everyday = lines.flat_map(str::split_whitespace).collect();
        Prose { listed, strangers, noise, everyday, state: 0x7e47 }
    }

    /// A text of so many bytes or a little more, and the names in it.
    pub(super) fn write(&mut self, bytes: usize) -> Result<(Vec<u8>, Vec<Planted>)> {
        let (mut text, mut planted) = (String::with_capacity(bytes + 400), Vec::new());
        while text.len() < bytes {
            let words = SENTENCE.0 + self.below(SENTENCE.1 - SENTENCE.0);
            let place = self.below(words);
            let kind = self.below(NAME_EVERY * 2);
            for at in 0..words {
                if at == place && kind < 3 {
                    let records = if kind < 2 { self.listed } else { self.strangers };
                    let (id, name) = self.name(records)?;
                    let start = text.len() as u64;
                    self.plant(&name, &mut text);
                    if kind < 2 {
                        planted.push(Planted { start, end: text.len() as u64, id });
                    }
                } else {
                    let word = self.word()?;
                    self.push(&word, at == 0, &mut text);
                }
                text.push(if self.below(10) == 0 { '\n' } else { ' ' });
            }
            if self.noise == Noise::Article {
                text.pop();
                text.push_str(". ");
            }
        }
        Ok((text.into_bytes(), planted))
    }

    fn push(&self, word: &str, first: bool, text: &mut String) {
        let mut letters = word.chars();
        if first && self.noise == Noise::Article {
            text.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        }
        text.extend(letters);
    }

    /// A word: a few are common and most are rare, as in every text.
    fn word(&mut self) -> Result<String> {
        if self.below(STRANGE_EVERY) == 0 {
            let number = self.below(STRANGE_WORDS) * self.below(STRANGE_WORDS) / STRANGE_WORDS;
            return Ok(strange(number));
        }
        let all = self.everyday.len() as u64;
        let skewed = self.below(all) * self.below(all) / all * self.below(all) / all;
        // The words stand in the order of their letters, which says nothing of how common they are.
        let at = usize::try_from(skewed.wrapping_mul(7_919) % all)?;
        Ok((*self.everyday.get(at).context("no everyday words")?).to_owned())
    }

    /// A record and one of its names that is long enough.
    fn name(&mut self, records: &[Record]) -> Result<(String, String)> {
        loop {
            let at = usize::try_from(self.below(records.len() as u64))?;
            let record = records.get(at).context("no records")?;
            let name = record.first("name").unwrap_or_default();
            let words = name.split_whitespace().count();
            if name.is_ascii() && name.len() >= LETTERS_MIN && (2..=4).contains(&words) {
                return Ok((record.id().as_str().to_owned(), name.replace(',', "")));
            }
        }
    }

    /// Writes a name as the noise has it.
    fn plant(&mut self, name: &str, text: &mut String) {
        if self.noise == Noise::Article {
            text.push_str(name);
            return;
        }
        let name = name.to_lowercase();
        let mut words: Vec<String> = name.split_whitespace().map(ToOwned::to_owned).collect();
        let longest = (0..words.len()).max_by_key(|at| words.get(*at).map_or(0, String::len));
        let longest = longest.unwrap_or_default();
        match self.noise {
            Noise::Misspelled => {
                if let Some(word) = words.get_mut(longest) {
                    *word = self.misspelled(word);
                }
            }
            Noise::Split => {
                if let Some(word) = words.get_mut(longest).filter(|word| word.len() >= 5) {
                    let at = 2 + usize::try_from(self.below(word.len() as u64 - 4)).unwrap_or(0);
                    word.insert(at, ' ');
                }
            }
            Noise::Joined if words.len() > 1 => {
                let second = words.remove(1);
                words.iter_mut().take(1).for_each(|first| first.push_str(&second));
            }
            Noise::Filler => words.insert(1, "uh".to_owned()),
            _ => {}
        }
        text.push_str(&words.join(" "));
    }

    /// One letter wrong, missing, doubled or in its neighbour's place.
    fn misspelled(&mut self, word: &str) -> String {
        let mut letters: Vec<char> = word.chars().collect();
        let at = 1 + usize::try_from(self.below(letters.len().max(3) as u64 - 2)).unwrap_or(0);
        let vowel = ['a', 'e', 'i', 'o', 'u'].get(self.below(5) as usize).copied().unwrap_or('a');
        match self.below(4) {
            0 if at < letters.len() => drop(letters.remove(at)),
            1 if at + 1 < letters.len() => letters.swap(at, at + 1),
            2 => letters.extend(letters.last().copied()),
            _ => letters.iter_mut().skip(at).take(1).for_each(|letter| *letter = vowel),
        }
        letters.into_iter().collect()
    }

    fn below(&mut self, bound: u64) -> u64 {
        // SplitMix64.
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 1) % bound.max(1)
    }
}

/// A word that nobody uses, the same for the same number.
fn strange(number: u64) -> String {
    const STARTS: [&str; 16] =
        ["b", "ch", "d", "f", "g", "gr", "h", "k", "l", "m", "n", "p", "qu", "st", "tr", "v"];
    const MIDDLES: [&str; 5] = ["a", "e", "i", "o", "ou"];
    let (mut word, mut rest) = (String::new(), number + 256);
    while rest > 0 {
        let pick = |from: &[&'static str], at: u64| {
            usize::try_from(at).ok().and_then(|at| from.get(at).copied()).unwrap_or_default()
        };
        word.push_str(pick(&STARTS, rest % 16));
        word.push_str(pick(&MIDDLES, rest / 16 % 5));
        rest /= 80;
    }
    word.push_str(if number.is_multiple_of(2) { "n" } else { "l" });
    word
}
