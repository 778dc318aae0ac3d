use comity_names::Relation;
use rustc_hash::FxHashMap;

use super::kept::Kept;
use super::marks::Word;
use crate::index::snapshot::Snapshot;
use crate::score::name::Part;

/// Working memory of one thread: kept between screenings so that a screening allocates little.
#[derive(Debug, Default)]
pub struct Scratch {
    /// For each token of the vocabulary: one more than its first match, or zero.
    pub(crate) heads: Vec<u32>,
    pub(crate) matches: Vec<TokenMatch>,
    pub(crate) joined: Vec<JoinMatch>,
    /// For each name with a joined word that is like a unit: one more than its last such match.
    joined_heads: FxHashMap<u32, u32>,
    /// The words that were found, while names are.
    pub(crate) words: Vec<Word>,
    /// Names that may be possible, and what they share with the query.
    pub(crate) kept: Kept,
    /// Names that can reach the cutoff.
    pub(crate) possible: Vec<u32>,
    /// For each token: the unit of the query with which it was last compared.
    tried: Vec<u32>,
    unit: u32,
    pub(crate) pairs: Vec<Part>,
    pub(crate) chosen: Vec<Part>,
    pub(crate) form: Vec<u8>,
    pub(crate) text: String,
    /// Tokens to be compared with a unit.
    pub(crate) found: Vec<u32>,
    /// Records that became candidates.
    pub(crate) best: FxHashMap<u32, RecordBest>,
    pub(crate) names_scored: usize,
    pub(crate) work: Work,
}

/// What the last screening took.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Work {
    /// Words of the vocabulary that were compared with one of the query's.
    pub compared: usize,
    /// Words that were found alike, those of neighbours written together among them.
    pub alike: usize,
    /// Names that were kept and marked, because what they share might do.
    pub marked: usize,
    /// Names that were left, and looked at.
    pub possible: usize,
    /// Names that were aligned word by word.
    pub aligned: usize,
}

/// A token of the vocabulary that is like a unit of the query.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TokenMatch {
    pub(crate) token: u32,
    /// The query's unit.
    pub(crate) first: u8,
    pub(crate) len: u8,
    pub(crate) relation: Relation,
    pub(crate) similarity: f32,
    /// What the letters of the side tell that tells less, in average letters.
    pub(crate) letters: f32,
    /// One more than the next match of the same token, or zero.
    pub(crate) next: u32,
}

/// A joined word of a listed name that is like a unit of the query.
#[derive(Debug, Clone, Copy)]
pub(crate) struct JoinMatch {
    pub(crate) name: u32,
    pub(crate) candidate_first: u8,
    pub(crate) candidate_len: u8,
    /// The query's unit.
    pub(crate) first: u8,
    pub(crate) len: u8,
    pub(crate) relation: Relation,
    pub(crate) similarity: f32,
    /// What the letters of the side tell that tells less, in average letters.
    pub(crate) letters: f32,
    /// How much the joined words tell.
    pub(crate) weight: f32,
    /// One more than the next match in the same name, or zero.
    pub(crate) next: u32,
}

/// The best names of a record so far.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct RecordBest {
    pub(crate) name: f64,
    pub(crate) weak: f64,
    /// Which pair it was: the query's name and the record's.
    pub(crate) name_pair: Option<(usize, u32)>,
    pub(crate) weak_pair: Option<(usize, u32)>,
    /// Whether a queried name equals a strong one of it: such a candidate alerts by rule.
    pub(crate) is_equal: bool,
}

impl Scratch {
    /// What the last screening took.
    #[must_use]
    pub fn work(&self) -> Work {
        self.work
    }

    /// Empty working memory.
    #[must_use]
    pub fn new() -> Scratch {
        Scratch::default()
    }

    pub(crate) fn begin(&mut self, snapshot: &Snapshot) {
        self.clear_matches();
        let tokens = snapshot.tokens.len();
        if self.heads.len() != tokens {
            // Another snapshot: nothing of the old one may shine through.
            self.heads.clear();
            self.heads.resize(tokens, 0);
            self.tried.clear();
            self.tried.resize(tokens, 0);
            self.unit = 0;
        }
        self.best.clear();
        self.names_scored = 0;
        self.work = Work::default();
    }

    /// Begins with another name of the query.
    pub(crate) fn next_name(&mut self) {
        self.clear_matches();
    }

    /// Begins with another unit of the name.
    pub(crate) fn next_unit(&mut self) {
        advance(&mut self.unit, &mut self.tried);
    }

    /// Whether a token is met for the first time for this unit.
    pub(crate) fn is_untried(&mut self, token: u32) -> bool {
        mark(&mut self.tried, token, self.unit)
    }

    fn clear_matches(&mut self) {
        for found in self.matches.drain(..) {
            if let Some(head) = self.heads.get_mut(found.token as usize) {
                *head = 0;
            }
        }
        self.joined.clear();
        self.joined_heads.clear();
    }

    /// Notes that a token is like a unit of the query.
    pub(crate) fn add_match(&mut self, mut found: TokenMatch) {
        let Some(head) = self.heads.get_mut(found.token as usize) else { return };
        found.next = *head;
        self.matches.push(found);
        *head = crate::index::snapshot::to_u32(self.matches.len());
    }

    /// The units of the query that a token is like.
    pub(crate) fn matches_of(&self, token: u32) -> impl Iterator<Item = TokenMatch> {
        let at = |head: u32| self.matches.get(head.checked_sub(1)? as usize).copied();
        let first = at(self.heads.get(token as usize).copied().unwrap_or_default());
        std::iter::successors(first, move |found| at(found.next))
    }

    /// Notes that a joined word of a name is like a token of the query.
    pub(crate) fn add_joined(&mut self, mut found: JoinMatch) {
        let head = self.joined_heads.entry(found.name).or_default();
        found.next = *head;
        self.joined.push(found);
        *head = crate::index::snapshot::to_u32(self.joined.len());
    }

    /// The tokens of the query that joined words of a name are like.
    pub(crate) fn joined_of(&self, name: u32) -> impl Iterator<Item = JoinMatch> {
        let at = |head: u32| self.joined.get(head.checked_sub(1)? as usize).copied();
        let head = match self.joined.is_empty() {
            true => 0,
            false => self.joined_heads.get(&name).copied().unwrap_or_default(),
        };
        std::iter::successors(at(head), move |found| at(found.next))
    }
}

/// The next stamp; when they run out, all are wiped.
fn advance(stamp: &mut u32, stamps: &mut [u32]) {
    *stamp = match stamp.checked_add(1) {
        Some(next) => next,
        None => {
            stamps.fill(0);
            1
        }
    };
}

/// Puts a stamp and tells whether it was not there.
fn mark(stamps: &mut [u32], at: u32, stamp: u32) -> bool {
    match stamps.get_mut(at as usize) {
        Some(known) if *known != stamp => {
            *known = stamp;
            true
        }
        _ => false,
    }
}
