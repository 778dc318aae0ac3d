//! The learned tables: which Latin letters stand for which native ones, and at what cost.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// Costs are counted in twentieths of a nat (natural logarithm of odds).
pub(crate) const NAT: u32 = 20;
/// Most native letters of a group.
pub(crate) const NATIVE_LETTERS_MAX: usize = 2;
/// Most Latin letters of a group.
pub(crate) const LATIN_LETTERS_MAX: usize = 6;

/// A group of native letters.
#[derive(Debug)]
pub(crate) struct Group {
    /// What may stand for it, with its cost beside the most common spelling; cheapest first.
    pub(crate) spellings: Vec<(&'static str, u8)>,
    /// What it costs to write no letter for it.
    pub(crate) none: Option<u8>,
    /// The spellings of some letters, those with one first letter beside each other.
    written: Vec<Written>,
    /// Where those with each first letter begin and end, by the letter in five bits.
    starts: [u8; FIRST_LETTERS + 1],
}

/// First letters in five bits.
const FIRST_LETTERS: usize = 32;

/// Latin letters that stand for a group.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Written {
    letters: Window,
    /// The bits of a window that are theirs.
    mask: Window,
    pub(crate) len: u8,
    pub(crate) cost: u8,
}

impl Group {
    /// The spellings with which these letters begin, beside none at all.
    #[inline]
    pub(crate) fn beginning(&self, window: Window) -> impl Iterator<Item = &Written> {
        let first = (window >> WINDOW_FIRST) as usize;
        let at = |letter: usize| usize::from(self.starts.get(letter).copied().unwrap_or_default());
        let with_first = self.written.get(at(first)..at(first + 1)).unwrap_or_default();
        with_first.iter().filter(move |each| window & each.mask == each.letters)
    }

    /// What it costs to write these Latin letters for the group; `None` if nobody does.
    pub(crate) fn cost(&self, latin: &[u8]) -> Option<u8> {
        if latin.is_empty() {
            return self.none;
        }
        let mut beginning = self.beginning(window(latin));
        beginning.find(|each| usize::from(each.len) == latin.len()).map(|each| each.cost)
    }

    /// A group with these spellings, the cheapest first.
    fn of(spellings: Vec<(&'static str, u8)>) -> Group {
        let mut costs: FxHashMap<&str, u8> = FxHashMap::default();
        costs.extend(spellings.iter().copied());
        let none = costs.remove("");
        let mut written: Vec<Written> = costs.into_iter().filter_map(Written::new).collect();
        let first = |each: &Written| (each.letters >> WINDOW_FIRST) as usize;
        written.sort_unstable_by_key(|each| (first(each), each.cost, each.letters));
        let start = |letter: usize| written.iter().filter(|each| first(each) < letter).count();
        let starts = std::array::from_fn(|letter| u8::try_from(start(letter)).unwrap_or(u8::MAX));
        Group { spellings, none, written, starts }
    }
}

impl Written {
    fn new((latin, cost): (&str, u8)) -> Option<Written> {
        let len = u8::try_from(latin.len()).ok()?;
        let rest = LATIN_LETTERS_MAX.checked_sub(latin.len())?;
        let mask = Window::MAX << (rest * 5);
        Some(Written { letters: window(latin.as_bytes()), mask, len, cost })
    }
}

/// All groups of all scripts: no letter stands in two of them.
pub(crate) struct Table {
    groups: FxHashMap<[char; NATIVE_LETTERS_MAX], Group>,
}

/// Stands where a group has one letter only.
const NONE: char = '\0';

impl Table {
    /// The group of one or two letters.
    pub(crate) fn group(&self, letters: &[char]) -> Option<&Group> {
        let key = match *letters {
            [one] => [one, NONE],
            [one, two] => [one, two],
            _ => return None,
        };
        self.groups.get(&key)
    }
}

/// The first [`LATIN_LETTERS_MAX`] of some Latin letters in one number, five bits each, the first
/// one in the highest bits.
pub(crate) type Window = u32;

/// So far the bits of the first letter lie from the lowest.
const WINDOW_FIRST: usize = (LATIN_LETTERS_MAX - 1) * 5;

/// The window on the beginning of some letters.
pub(crate) fn window(latin: &[u8]) -> Window {
    let letters = latin.iter().copied().chain(std::iter::repeat(0)).take(LATIN_LETTERS_MAX);
    letters.fold(0, |window, letter| window << 5 | Window::from(letter & 0x1f))
}

/// Each line: a group of native letters, then spellings and costs in turn; `-` stands for no
/// letter at all.
pub(crate) static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut groups: FxHashMap<[char; NATIVE_LETTERS_MAX], Vec<(&str, u8)>> = FxHashMap::default();
    for line in include_str!("../../resources/spelling.txt").lines() {
        let mut parts = line.split(' ');
        let Some(native) = parts.next().filter(|native| *native != "#") else { continue };
        let mut letters = native.chars();
        let (Some(one), two, None) = (letters.next(), letters.next(), letters.next()) else {
            continue;
        };
        let spellings = groups.entry([one, two.unwrap_or(NONE)]).or_default();
        while let (Some(latin), Some(cost)) = (parts.next(), parts.next()) {
            let latin = if latin == "-" { "" } else { latin };
            let Ok(cost) = cost.parse() else { continue };
            spellings.push((latin, cost));
        }
    }
    Table { groups: groups.into_iter().map(|(native, all)| (native, Group::of(all))).collect() }
});
