//! Search: records by their words, filtered, ordered, counted and shown page by page.
//!
//! A search orders for a person who looks; it alerts nobody. What it finds is exact: every
//! document of the view that has the words and passes the filters is counted, in the total as in
//! the facets, and no limit but that of the page cuts anything off.

mod bits;
mod columns;
mod docs;
mod facets;
mod field;
mod leaf;
mod matched;
mod order;
mod parse;
mod query;
mod source;
mod words;

use comity_model::Schema;

pub use self::columns::SearchIndex;
pub use self::field::{Field, FieldProblem};
pub use self::parse::{Syntax, parse};
pub use self::query::{QueryProblem, TextQuery};
use crate::answer::CandidateRecord;

/// What is looked for, and how it is shown.
#[derive(Debug, Clone)]
pub struct SearchRequest {
    /// The words; nothing asks for everything.
    pub text: Option<TextQuery>,
    /// The kind of thing; records of schemata that extend it or that it extends are found.
    pub schema: Schema,
    /// No records of exactly these schemata.
    pub exclude_schemata: Vec<Schema>,
    /// Only what one of these datasets has; `None` asks for all.
    pub datasets: Option<Vec<String>>,
    /// Only what passes each of these.
    pub filters: Vec<FieldFilter>,
    /// Only what changed at or after this time, in seconds since 1970.
    pub changed_since: Option<i64>,
    /// Only what has, or has not, a topic that begins with one of these.
    pub target: Option<(bool, &'static [&'static str])>,
    /// By what it is ordered; what is equal in all of it comes by score, then by id.
    pub sorts: Vec<Sort>,
    /// What is counted.
    pub facets: Vec<Facet>,
    /// Most documents on the page.
    pub limit: usize,
    /// How many documents stand before the page.
    pub offset: usize,
}

impl SearchRequest {
    /// Asks for everything, one usual page of it.
    #[must_use]
    pub fn all(schema: Schema) -> SearchRequest {
        SearchRequest {
            text: None,
            schema,
            exclude_schemata: Vec::new(),
            datasets: None,
            filters: Vec::new(),
            changed_since: None,
            target: None,
            sorts: Vec::new(),
            facets: Vec::new(),
            limit: crate::limits::SEARCH_LIMIT_DEFAULT,
            offset: 0,
        }
    }
}

/// A field and the values that it must have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFilter {
    /// The field.
    pub field: Field,
    /// The values.
    pub values: Vec<String>,
    /// Whether it must have all of them, rather than any.
    pub all: bool,
}

/// By what documents are ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sort {
    /// The field.
    pub field: Field,
    /// Whether the largest comes first. What has no value comes last either way.
    pub descending: bool,
}

/// What can be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say what is counted")]
pub enum Facet {
    Countries,
    Topics,
    Datasets,
    Schema,
    Identifiers,
    Genders,
}

/// The answer to a search.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// How many documents there are in all.
    pub total: usize,
    /// Those of the page, in order.
    pub page: Vec<FoundDocument>,
    /// What was counted, over all documents: the most frequent values first.
    pub facets: Vec<(Facet, Vec<(String, usize)>)>,
}

/// A record, or a same-as group of records, that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundDocument {
    /// The canonical id of the group, or the publisher's own id of the record.
    pub id: String,
    /// The schema of its first record.
    pub schema: Schema,
    /// What to call it, from what the view shows.
    pub caption: String,
    /// The records that the view shows.
    pub records: Vec<CandidateRecord>,
    /// How well it fits the words; it orders, and means nothing across searches.
    pub score: f64,
}
