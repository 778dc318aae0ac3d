//! Bytes to words. The state is carried from byte to byte, so the words do not depend on how the
//! bytes are cut into chunks.

use comity_names::fold;
use rustc_hash::FxHashMap;

use super::word::{Form, Gap, Shape, Word};
use crate::limits::{GAP_BYTES_MAX, REMEMBERED_FORMS_MAX, WORD_BYTES_MAX};

/// Reads words out of bytes.
#[derive(Debug)]
pub(crate) struct WordReader {
    /// How many bytes were taken.
    offset: u64,
    line: u64,
    /// Bytes of a character that is not complete.
    partial: Vec<u8>,
    open: Option<Open>,
    /// What stands between the last word and here.
    gap: Gap,
    gap_start: u64,
    /// Whether a word that is too long stands there.
    is_gap: bool,
    opens: bool,
    newlines: u32,
    /// The letters of the open word as they are written, if not all of them are plain.
    raw: String,
    folded: FxHashMap<String, Box<[Form]>>,
}

/// A word that has begun.
#[derive(Debug, Clone, Copy)]
struct Open {
    start: u64,
    line: u64,
    is_plain: bool,
    first_is_upper: bool,
    since_dot: u32,
    form: Form,
    now: Extent,
    /// How far it went at the last apostrophe.
    at_apostrophe: Option<Extent>,
    /// What came after that is an `s` alone, or nothing.
    is_possessive: bool,
}

/// How far a word goes.
#[derive(Debug, Clone, Copy)]
struct Extent {
    end: u64,
    form_len: u8,
    raw_len: usize,
    upper: u32,
    lower: u32,
    /// Letters and digits, as far as a few are told from many.
    letters: u8,
}

impl WordReader {
    pub(crate) fn new() -> WordReader {
        WordReader {
            offset: 0,
            line: 1,
            partial: Vec::with_capacity(4),
            open: None,
            gap: Gap::Break,
            gap_start: 0,
            is_gap: false,
            opens: true,
            newlines: 0,
            raw: String::new(),
            folded: FxHashMap::default(),
        }
    }

    /// Where the word begins that is not finished, or the present place.
    pub(crate) fn pending_start(&self) -> u64 {
        let taken = self.offset.saturating_sub(self.partial.len() as u64);
        self.open.filter(|open| !open.is_long()).map_or(taken, |open| open.start)
    }

    /// Whether so much stands after the last word that nothing reaches over it.
    pub(crate) fn is_far(&self) -> bool {
        match &self.open {
            Some(open) => open.is_long(),
            None => self.offset.saturating_sub(self.gap_start) > GAP_BYTES_MAX,
        }
    }

    /// Takes bytes and calls `emit` with each word that they finish.
    pub(crate) fn push(&mut self, bytes: &[u8], emit: &mut impl FnMut(Word)) {
        let mut rest = bytes;
        while let Some((&byte, after)) = rest.split_first() {
            if byte >= 0x80 || !self.partial.is_empty() {
                self.wide(byte, emit);
                rest = after;
            } else if byte.is_ascii_alphanumeric() {
                let count = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
                let (run, after) = rest.split_at_checked(count).unwrap_or((rest, &[]));
                self.run(run);
                rest = after;
            } else {
                self.sign(byte, emit);
                rest = after;
            }
        }
    }

    /// Finishes what has begun.
    pub(crate) fn finish(&mut self, emit: &mut impl FnMut(Word)) {
        if !self.partial.is_empty() {
            self.partial.clear();
            self.separator(Gap::Comma, emit);
        }
        self.close(emit);
    }

    /// Plain letters and digits.
    #[inline]
    fn run(&mut self, run: &[u8]) {
        let open = self.open.get_or_insert_with(|| Open::at(self.offset, self.line));
        self.offset += run.len() as u64;
        if !open.is_plain {
            let room = WORD_BYTES_MAX.saturating_sub(self.raw.len());
            self.raw.extend(run.iter().take(room).map(|byte| char::from(*byte)));
        }
        open.letters(run, self.offset, self.raw.len());
    }

    /// A plain byte that is no letter.
    #[inline]
    fn sign(&mut self, byte: u8, emit: &mut impl FnMut(Word)) {
        self.offset += 1;
        match byte {
            b'\'' | b'`' if self.open.is_some() => self.apostrophe(),
            b'.' if self.dots(emit) => {}
            b'\n' => {
                self.separator(Gap::Near, emit);
                self.line += 1;
                self.newlines += 1;
                if self.newlines > 1 {
                    self.widen(Gap::Break, true);
                }
            }
            b' ' | b'\t' | b'\r' | b'-' | b'\'' | b'`' => self.separator(Gap::Near, emit),
            b'.' => {
                self.separator(Gap::Stop, emit);
                self.opens = true;
            }
            b'!' | b'?' | b':' | b';' | b'|' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' => {
                self.separator(Gap::Break, emit);
                self.opens = true;
            }
            b'(' | b')' => self.separator(Gap::Break, emit),
            b'"' | b'*' | b'#' => {
                self.separator(Gap::Comma, emit);
                self.opens = true;
            }
            _ => self.separator(Gap::Comma, emit),
        }
    }

    /// Whether a dot stands inside a word (`U.N.`) and not behind it.
    fn dots(&mut self, emit: &mut impl FnMut(Word)) -> bool {
        let Some(open) = &mut self.open else { return false };
        if open.since_dot == 1 {
            open.since_dot = 0;
            return true;
        }
        if open.since_dot == 0 {
            // A second dot in a row.
            self.close(emit);
        }
        false
    }

    fn apostrophe(&mut self) {
        if let Some(open) = &mut self.open {
            open.at_apostrophe = Some(open.now);
            open.is_possessive = true;
        }
    }

    /// A byte of a character of several bytes.
    fn wide(&mut self, byte: u8, emit: &mut impl FnMut(Word)) {
        let continues = byte & 0xc0 == 0x80;
        if !self.partial.is_empty() && !continues {
            self.partial.clear();
            self.separator(Gap::Comma, emit);
        }
        if byte < 0x80 {
            match byte.is_ascii_alphanumeric() {
                true => self.run(&[byte]),
                false => self.sign(byte, emit),
            }
            return;
        }
        self.offset += 1;
        self.partial.push(byte);
        let need = match self.partial.first() {
            Some(0xc2..=0xdf) => 2,
            Some(0xe0..=0xef) => 3,
            Some(0xf0..=0xf4) => 4,
            _ => 1,
        };
        if self.partial.len() < need {
            return;
        }
        let read = std::str::from_utf8(&self.partial).ok().and_then(|text| text.chars().next());
        self.partial.clear();
        match read {
            Some(c) => self.character(c, emit),
            None => self.separator(Gap::Comma, emit),
        }
    }

    /// A character that is not ASCII; its bytes are counted already.
    fn character(&mut self, c: char, emit: &mut impl FnMut(Word)) {
        if is_syllable(c) {
            self.close(emit);
            self.letter(c);
            self.close(emit);
        } else if c.is_alphanumeric() || (self.open.is_some() && is_mark(c)) {
            self.letter(c);
        } else {
            match c {
                '’' | '‘' | 'ʼ' | 'ʻ' | '´' if self.open.is_some() => self.apostrophe(),
                '\u{200b}'..='\u{200f}' | '\u{00ad}' | '\u{feff}' if self.open.is_some() => {}
                '\u{2010}' | '\u{2011}' => self.separator(Gap::Near, emit),
                c if c.is_whitespace() => self.separator(Gap::Near, emit),
                '“' | '”' | '„' | '«' | '»' | '‘' | '’' | '•' => {
                    self.separator(Gap::Comma, emit);
                    self.opens = true;
                }
                '。' | '…' | '！' | '？' | '؟' | '۔' => {
                    self.separator(Gap::Break, emit);
                    self.opens = true;
                }
                _ => self.separator(Gap::Comma, emit),
            }
        }
    }

    fn letter(&mut self, c: char) {
        let start = self.offset - c.len_utf8() as u64;
        let open = self.open.get_or_insert_with(|| Open::at(start, self.line));
        if open.is_plain {
            open.is_plain = false;
            self.raw.clear();
            self.raw.extend(open.form.bytes().iter().map(|byte| char::from(*byte)));
        }
        if self.raw.len() < WORD_BYTES_MAX {
            self.raw.push(c);
        }
        if is_mark(c) {
            open.now.end = self.offset;
            open.now.raw_len = self.raw.len();
            return;
        }
        open.wide_letter(c, self.offset, self.raw.len());
    }

    /// A byte or character that belongs to no word.
    fn separator(&mut self, gap: Gap, emit: &mut impl FnMut(Word)) {
        self.close(emit);
        self.widen(gap, false);
    }

    fn widen(&mut self, gap: Gap, opens: bool) {
        self.gap = self.gap.max(gap);
        self.opens |= opens;
    }

    /// Emits the word that has begun.
    fn close(&mut self, emit: &mut impl FnMut(Word)) {
        let Some(open) = self.open.take() else { return };
        let extent = match open.at_apostrophe {
            Some(before) if open.is_possessive => before,
            _ => open.now,
        };
        let is_after_gap = self.is_gap || open.start.saturating_sub(self.gap_start) > GAP_BYTES_MAX;
        let gap = if is_after_gap { Gap::Break } else { self.gap };
        let word = Word {
            start: open.start,
            end: extent.end,
            line: open.line,
            form: open.form.cut(extent.form_len),
            shape: extent.shape(open.first_is_upper),
            gap,
            opens: self.opens,
            is_after_gap,
        };
        // The dot behind a last single letter was taken for one inside the word.
        let after = if open.since_dot == 0 { Gap::Stop } else { Gap::Near };
        (self.gap, self.gap_start) = (after, open.now.end);
        (self.opens, self.newlines) = (false, 0);
        self.is_gap = open.is_long();
        if self.is_gap {
            return;
        }
        if open.is_plain {
            emit(word);
        } else {
            self.raw.truncate(extent.raw_len);
            self.emit_folded(word, emit);
        }
    }

    /// Emits a word in its Latin form; an article that is set apart is a word in the same place.
    fn emit_folded(&mut self, word: Word, emit: &mut impl FnMut(Word)) {
        if self.folded.len() >= REMEMBERED_FORMS_MAX {
            self.folded.clear();
        }
        let forms = match self.folded.get(&self.raw) {
            Some(forms) => forms,
            None => {
                let folded = fold(&self.raw);
                let forms = folded.split(' ').filter(|form| !form.is_empty());
                let forms = forms.map(|form| Form::new(form.as_bytes())).collect();
                self.folded.entry(self.raw.clone()).or_insert(forms)
            }
        };
        for (at, form) in forms.iter().enumerate() {
            let is_first = at == 0;
            emit(Word {
                form: *form,
                gap: if is_first { word.gap } else { Gap::Near },
                opens: word.opens && is_first,
                is_after_gap: word.is_after_gap && is_first,
                ..word
            });
        }
    }
}

impl Extent {
    fn shape(&self, first_is_upper: bool) -> Shape {
        Shape::of(self.upper, self.lower, self.letters, first_is_upper)
    }
}

impl Open {
    fn at(start: u64, line: u64) -> Open {
        let now = Extent { end: start, form_len: 0, raw_len: 0, upper: 0, lower: 0, letters: 0 };
        Open {
            start,
            line,
            is_plain: true,
            first_is_upper: false,
            since_dot: 0,
            form: Form::EMPTY,
            now,
            at_apostrophe: None,
            is_possessive: false,
        }
    }

    /// Whether it is too long for a word.
    fn is_long(&self) -> bool {
        self.now.end - self.start > WORD_BYTES_MAX as u64
    }

    #[inline]
    fn letters(&mut self, run: &[u8], end: u64, raw_len: usize) {
        if self.now.letters == 0 {
            self.first_is_upper = run.first().is_some_and(u8::is_ascii_uppercase);
        }
        let (mut upper, mut digits) = (0, 0);
        for byte in run {
            upper += u32::from(byte.is_ascii_uppercase());
            digits += u32::from(byte.is_ascii_digit());
            self.form.push(byte.to_ascii_lowercase());
        }
        let count = u32::try_from(run.len()).unwrap_or(u32::MAX);
        self.now.upper += upper;
        self.now.lower += count - upper - digits;
        self.now.form_len = self.form.len();
        self.step(end, raw_len, count, matches!(run, b"s" | b"S"));
    }

    fn wide_letter(&mut self, c: char, end: u64, raw_len: usize) {
        let is_first = self.now.upper + self.now.lower == 0;
        if c.is_uppercase() {
            self.now.upper += 1;
            self.first_is_upper |= is_first;
        } else if c.is_lowercase() {
            self.now.lower += 1;
        }
        self.step(end, raw_len, 1, false);
    }

    #[inline]
    fn step(&mut self, end: u64, raw_len: usize, count: u32, is_s: bool) {
        if let Some(before) = &self.at_apostrophe {
            // Whatever comes after an `s` makes it a word's part again.
            self.is_possessive = is_s && self.now.letters == before.letters;
        }
        self.now.end = end;
        self.now.raw_len = raw_len;
        let letters = u8::try_from(count).unwrap_or(u8::MAX);
        self.now.letters = self.now.letters.saturating_add(letters);
        self.since_dot += count;
    }
}

/// Scripts that put no spaces between words: a character is a word, as in listed names.
fn is_syllable(c: char) -> bool {
    matches!(
        u32::from(c),
        0x3005 | 0x3007 | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff
            | 0x2_0000..=0x3_ffff | 0x1100..=0x11ff | 0xac00..=0xd7af
    )
}

/// Marks that belong to the letter before them.
fn is_mark(c: char) -> bool {
    matches!(
        u32::from(c),
        0x0300..=0x036f | 0x0591..=0x05c7 | 0x0610..=0x061a | 0x064b..=0x065f | 0x0670
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words of a text with what stands in their places.
    fn words(text: &str) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let mut emit = |word: Word| {
            let place = word.start as usize..word.end as usize;
            let form = String::from_utf8(word.form.bytes().to_vec()).unwrap();
            found.push((form, text.get(place).unwrap().to_owned()));
        };
        let mut reader = WordReader::new();
        reader.push(text.as_bytes(), &mut emit);
        reader.finish(&mut emit);
        found
    }

    #[track_caller]
    fn check(text: &str, expect: &[(&str, &str)]) {
        let found = words(text);
        let found: Vec<_> =
            found.iter().map(|(form, text)| (form.as_str(), text.as_str())).collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn words_have_their_places() {
        check("The U.N.'s tern", &[("the", "The"), ("un", "U.N"), ("tern", "tern")]);
        check("Zalevska’s O'Brenn", &[("zalevska", "Zalevska"), ("obrenn", "O'Brenn")]);
        check(
            "the terns' al-Brenn",
            &[("the", "the"), ("terns", "terns"), ("al", "al"), ("brenn", "Brenn")],
        );
        check("Łódź, Zürich", &[("lodz", "Łódź"), ("zurich", "Zürich")]);
        check("البحر", &[("al", "البحر"), ("bhr", "البحر")]);
        check("张伟x", &[("zhang", "张"), ("wei", "伟"), ("x", "x")]);
        check(&format!("a {} b", "y".repeat(WORD_BYTES_MAX + 1)), &[("a", "a"), ("b", "b")]);
    }

    #[test]
    fn what_stands_between_words_is_known() {
        let gaps = |text: &str| {
            let mut gaps = Vec::new();
            let mut emit = |word: Word| gaps.push((word.gap, word.opens));
            let mut reader = WordReader::new();
            reader.push(text.as_bytes(), &mut emit);
            reader.finish(&mut emit);
            gaps
        };
        let (near, comma, stop, broken) = (Gap::Near, Gap::Comma, Gap::Stop, Gap::Break);
        assert_eq!(gaps("a-b c\nd"), [(broken, true), (near, false), (near, false), (near, false)]);
        assert_eq!(gaps("a, b. c"), [(broken, true), (comma, false), (stop, false)]);
        assert_eq!(gaps("a, bc. d"), [(broken, true), (comma, false), (stop, true)]);
        assert_eq!(gaps("a\n\nb >> c"), [(broken, true), (broken, true), (broken, true)]);
    }
}
