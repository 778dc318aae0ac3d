use std::collections::BTreeMap;

use comity_api::v1::ClearedCandidate;
use comity_api::yente::OneOrMany;
use comity_api::{Fault, FaultKind, convert};
use comity_audit::{Kind, Outcome};
use comity_screening::Candidate;
use comity_store::{Redress, RowKey};

use super::documents::asked;
use super::issue::{LIGHTS, hash};
use crate::ServerError;
use crate::app::law::{Granted, Sight, Told};
use crate::app::node::Node;
use crate::app::screen::Shown;
use crate::limits::TOKEN_NAME_CHARS_MAX;

/// What a token that was shown with a question clears.
pub(in crate::app) struct Cleared {
    kept: Redress,
}

impl Cleared {
    /// The token's number.
    pub(in crate::app) fn number(&self) -> u64 {
        self.kept.number
    }

    /// How many records it may clear.
    pub(in crate::app) fn records(&self) -> usize {
        self.kept.made.records.len()
    }

    /// What was noted of a record's content, for whoever sees up to a light.
    fn content(&self, dataset: &str, id: &str, light: usize) -> Option<&str> {
        let mut all = self.kept.made.records.iter();
        let known = all.find(|each| {
            each.record.dataset.as_str() == dataset && each.record.id.as_str() == id
        })?;
        known.content.split(' ').nth(light)
    }
}

impl Node {
    /// The token that is shown with a question, once it is made sure that it may be: it is known,
    /// in force, and all documents that the question states belong to it.
    ///
    /// # Errors
    /// If not; the refusal stands in the log.
    pub(in crate::app) async fn redress_shown(
        &self,
        granted: &Granted,
        token: Option<&str>,
        properties: &BTreeMap<String, OneOrMany>,
    ) -> Result<Option<Cleared>, ServerError> {
        let Some(token) = token else { return Ok(None) };
        let known = match token.chars().count() > TOKEN_NAME_CHARS_MAX {
            true => None,
            false => self.store.redress_of(&hash(token)).await?,
        };
        let stated = asked(self.asked_secret().await?, properties)?;
        let fault = match &known {
            None => refused("redress-unknown", "the redress token is not known"),
            Some(kept) if kept.revoked.is_some() => {
                refused("redress-revoked", "the redress token was revoked")
            }
            Some(kept) if kept.made.expires_at <= granted.now => {
                refused("redress-expired", "the time of the redress token is past")
            }
            Some(_) if stated.is_empty() => {
                let message = "a redress token is shown together with a document";
                refused("redress-no-document", message)
                    .with_hint("state `passportNumber` or `idNumber`, and `birthDate`")
            }
            Some(kept) if stated.iter().all(|each| kept.made.documents.contains(each)) => {
                return Ok(known.map(|kept| Cleared { kept }));
            }
            Some(_) => {
                let message = "the redress token belongs to other documents";
                refused("redress-other-documents", message)
            }
        };
        let told = Told::about(vec![self.asked(properties).await?]);
        let told = match &known {
            Some(kept) => told.with("redress", &kept.number.to_string()),
            None => told,
        };
        let mut event = self.read_event(granted, told);
        event.kind = Kind::Refusal;
        event.request.outcome = Outcome::Refused(fault.code.clone());
        self.note(event).await?;
        Err(fault.into())
    }

    /// Takes out of an answer what the token says is not its holder, as long as that says what it
    /// said when the token was issued. A candidate of several records stays if any of them is
    /// another.
    pub(in crate::app) async fn clear(
        &self,
        granted: &Granted,
        cleared: &Cleared,
        shown: &mut Shown,
    ) -> Result<Vec<ClearedCandidate>, ServerError> {
        let mut told = Vec::new();
        let mut left = (Vec::new(), Vec::new());
        let found = std::mem::take(&mut shown.screening.candidates);
        for (candidate, records) in found.into_iter().zip(std::mem::take(&mut shown.records)) {
            if self.is_cleared(granted, cleared, &candidate).await? {
                let info = convert::candidate_info(&candidate, &records);
                told.push(ClearedCandidate {
                    id: info.id,
                    caption: info.caption,
                    score: info.score,
                    records: info.records,
                    redress: cleared.kept.number,
                    until: cleared.kept.made.expires_at.to_string(),
                    by: cleared.kept.made.by.clone(),
                    reason: cleared.kept.made.reason.clone(),
                });
                shown.screening.total = shown.screening.total.saturating_sub(1);
            } else {
                left.0.push(candidate);
                left.1.push(records);
            }
        }
        (shown.screening.candidates, shown.records) = left;
        Ok(told)
    }

    async fn is_cleared(
        &self,
        granted: &Granted,
        cleared: &Cleared,
        candidate: &Candidate,
    ) -> Result<bool, ServerError> {
        let light = granted.clearance.index().min(LIGHTS.len() - 1);
        let sight = Sight::UpTo(LIGHTS.get(light).copied().unwrap_or_default());
        for part in &candidate.records {
            let Some(then) = cleared.content(&part.dataset, &part.id, light) else {
                return Ok(false);
            };
            if self.content_digest(RowKey(part.key), &sight).await? != then {
                return Ok(false);
            }
        }
        Ok(!candidate.records.is_empty())
    }
}

fn refused(code: &str, message: &str) -> Fault {
    Fault::new(FaultKind::Forbidden, code, message)
        .with_hint("ask without it, and have the person speak to the data-protection officer")
}
