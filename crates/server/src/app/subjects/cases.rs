//! What a subject hits, as cases that a person decides.

use comity_screening::{Basis, Screening};
use comity_store::{Hit, NewCase, Subject};

use super::spec::{Watch, kept_clearance};
use crate::ServerError;
use crate::app::cases::{CaseWords, new_case};
use crate::app::node::Node;

impl Node {
    /// Leaves out what somebody rejected for this subject while neither the subject nor the record
    /// says anything else. Gives the digest of what is asked, where anything was found.
    pub(super) async fn without_rejected(
        &self,
        subject: &Subject,
        mut found: Vec<Hit>,
    ) -> Result<(Vec<Hit>, String), ServerError> {
        if found.is_empty() {
            return Ok((found, String::new()));
        }
        let asked = self.question_digest(&Watch::of(subject)?.query).await?;
        let clearance = kept_clearance(&subject.clearance)?;
        let mut rejected = Vec::new();
        for known in self.store.rejections(&asked).await? {
            // What was decided with more to see takes no part in what is seen with less.
            if kept_clearance(&known.clearance)?.index() <= clearance.index() {
                rejected.push(known);
            }
        }
        found.retain(|hit| {
            !rejected.iter().any(|known| {
                known.dataset == hit.dataset
                    && known.record == hit.record
                    && known.content == hit.state
            })
        });
        Ok((found, asked))
    }

    /// All that a subject hits, as cases.
    pub(super) fn subject_cases(
        &self,
        subject: &Subject,
        screening: &Screening,
        found: Vec<Hit>,
        asked: String,
        basis: impl Fn() -> Basis,
    ) -> Result<Vec<NewCase>, ServerError> {
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let Watch { query, purpose, legal_basis, case } = Watch::of(subject)?;
        let words = CaseWords {
            query: &query,
            asked: &asked,
            clearance: &subject.clearance,
            basis: basis(),
            purpose,
            legal_basis,
            reference: case,
            opened_by: None,
            now: self.around.clock.now(),
        };
        let caption = |hit: &Hit| {
            let candidates = screening.candidates.iter();
            let meant = candidates.into_iter().find(|candidate| candidate.id == hit.candidate);
            meant.map_or_else(String::new, |candidate| candidate.caption.clone())
        };
        let cases = found.into_iter().map(|hit| {
            let caption = caption(&hit);
            new_case(&words, hit, caption)
        });
        cases.collect()
    }
}
