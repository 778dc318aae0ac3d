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
#[derive(Debug, Default)]
pub(crate) struct Group {
    /// What may stand for it, with its cost beside the most common spelling; cheapest first.
    pub(crate) spellings: Vec<(&'static str, u8)>,
    costs: FxHashMap<u32, u8>,
    /// Letters of its longest spelling.
    pub(crate) longest: usize,
}

impl Group {
    /// What it costs to write these Latin letters for the group; `None` if nobody does.
    pub(crate) fn cost(&self, latin: u32) -> Option<u8> {
        self.costs.get(&latin).copied()
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

/// Latin letters in one number, five bits each; at most [`LATIN_LETTERS_MAX`].
pub(crate) fn pack(latin: &[u8]) -> u32 {
    latin.iter().fold(0, |packed, letter| packed << 5 | u32::from(letter & 0x1f))
}

/// Each line: a group of native letters, then spellings and costs in turn; `-` stands for no
/// letter at all.
pub(crate) static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut groups: FxHashMap<[char; NATIVE_LETTERS_MAX], Group> = FxHashMap::default();
    for line in include_str!("../../resources/spelling.txt").lines() {
        let mut parts = line.split(' ');
        let Some(native) = parts.next().filter(|native| *native != "#") else { continue };
        let mut letters = native.chars();
        let (Some(one), two, None) = (letters.next(), letters.next(), letters.next()) else {
            continue;
        };
        let group = groups.entry([one, two.unwrap_or(NONE)]).or_default();
        while let (Some(latin), Some(cost)) = (parts.next(), parts.next()) {
            let latin = if latin == "-" { "" } else { latin };
            let Ok(cost) = cost.parse() else { continue };
            group.longest = group.longest.max(latin.len());
            group.spellings.push((latin, cost));
            group.costs.insert(pack(latin.as_bytes()), cost);
        }
    }
    Table { groups }
});
