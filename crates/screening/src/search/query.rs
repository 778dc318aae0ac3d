use thiserror::Error;

use super::field::Field;
use crate::limits::{SEARCH_DEPTH_MAX, SEARCH_TERMS_MAX, SEARCH_TEXT_BYTES_MAX};

/// What the words of a search ask for.
#[derive(Debug, Clone, PartialEq)]
pub struct TextQuery {
    pub(super) root: Node,
    pub(super) leaves: Vec<LeafSpec>,
}

/// One condition, or several of them.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    /// The leaf of that number.
    Leaf(usize),
    /// A field with a value; without one, any value.
    Test(Field, Option<String>),
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    Everything,
    Nothing,
}

/// A word, or several that stand one after the other.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LeafSpec {
    /// Folded words, at least one.
    pub(super) words: Vec<String>,
    /// How the last word is compared.
    pub(super) last: Like,
    /// Whether it must stand in a name.
    pub(super) in_names: bool,
}

/// How a word is compared with those of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Like {
    Same,
    /// A slip or two are forgiven.
    Near,
    Beginning,
    /// The word has `*` and `?` in it.
    Pattern,
}

/// Why words cannot be searched for.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum QueryProblem {
    /// The text is too long.
    #[error("the query has more than {SEARCH_TEXT_BYTES_MAX} bytes")]
    TooLong,
    /// It has too many words.
    #[error("the query has more than {SEARCH_TERMS_MAX} words")]
    TooManyTerms,
    /// Its parentheses are nested too deeply.
    #[error("the query's parentheses are nested more than {SEARCH_DEPTH_MAX} deep")]
    TooDeep,
    /// It asks for a range of values.
    #[error("the query asks for a range of `{0}`, which is not searched")]
    Range(String),
}

impl QueryProblem {
    /// A stable code for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            QueryProblem::TooLong => "query-too-long",
            QueryProblem::TooManyTerms => "query-too-many-words",
            QueryProblem::TooDeep => "query-too-deep",
            QueryProblem::Range(_) => "query-range",
        }
    }
}
