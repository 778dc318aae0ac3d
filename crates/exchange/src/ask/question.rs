use std::collections::{BTreeMap, BTreeSet};

use comity_model::{Schema, Timestamp};
use comity_policy::WithinView;
use serde::{Deserialize, Serialize};

use super::NotAnswered;
use crate::limits::{QUESTION_PROPERTIES_MAX, QUESTION_VALUES_MAX};
use crate::{Agreement, Header};

/// The body of a question: what is known of whoever or whatever is asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// What kind of thing: a FollowTheMoney schema.
    pub schema: String,
    /// Its properties and their values.
    pub properties: BTreeMap<String, Vec<String>>,
}

/// It holds what an asker typed, and no statement of any record.
impl WithinView for Question {}

impl Question {
    /// Whether the agreement lets its asker put it; the party that answers decides by its own
    /// policy, too.
    ///
    /// # Errors
    /// Why it is not answered. It depends on the question and the agreement alone, and not on
    /// what is held.
    pub fn check(
        &self,
        header: &Header,
        agreement: &Agreement,
        now: Timestamp,
    ) -> Result<(), NotAnswered> {
        if !agreement.is_in_force(now) {
            return Err(NotAnswered::of("not-in-force", "the agreement is not in force"));
        }
        let terms = agreement.given_by(&header.to);
        let asking = terms.and_then(|terms| Some((terms, terms.asking.as_ref()?)));
        let Some((terms, asking)) = asking else {
            return Err(NotAnswered::of("no-questions", "the agreement provides for no questions"));
        };
        if !header.purpose.as_ref().is_some_and(|purpose| terms.purposes.contains(purpose)) {
            return Err(NotAnswered::of("purpose", "the agreement does not cover the purpose"));
        }
        if header.legal_basis.is_none() {
            return Err(NotAnswered::of("legal-basis", "no legal basis is stated"));
        }
        if Schema::named(&self.schema).is_err() {
            return Err(NotAnswered::of("schema", "the kind of thing is not known"));
        }
        let values: usize = self.properties.values().map(Vec::len).sum();
        if self.properties.len() > QUESTION_PROPERTIES_MAX || values > QUESTION_VALUES_MAX {
            return Err(NotAnswered::of("too-much", "it states more than can be asked"));
        }
        let asked: BTreeSet<&String> = self.properties.keys().collect();
        if let Some(other) = asked.iter().find(|name| !asking.fields.contains(name.as_str())) {
            let why = format!("`{other}` is not a field of the agreed profile");
            return Err(NotAnswered { code: "field".to_owned(), why });
        }
        Ok(())
    }
}
