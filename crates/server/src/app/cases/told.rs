//! What persons decided before, told with a screening's candidates.

use std::collections::BTreeSet;

use comity_api::v1::{CandidateAlert, CandidateInfo, RejectedBefore};
use comity_model::{DatasetName, RecordId, RecordRef, Timestamp};
use comity_screening::Candidate;
use comity_store::Rejection;

use super::open::{is_of, is_told};
use crate::ServerError;
use crate::app::alerts::is_own;
use crate::app::law::Granted;
use crate::app::node::Node;

impl Node {
    /// Tells with each candidate what own alerts ask for, who is a victim, what was rejected before
    /// and what is said against it. Victims come first, what was rejected comes last; nothing is
    /// left out.
    pub(in crate::app) async fn tell_decided(
        &self,
        ctx: &Granted,
        query: &comity_api::v1::Example,
        candidates: &[Candidate],
        infos: &mut [CandidateInfo],
    ) -> Result<(), ServerError> {
        self.tell_alerts(ctx.now, infos);
        self.tell_rejections(ctx, query, candidates, infos).await?;
        self.tell_disputes(infos).await?;
        infos.sort_by_key(|info| match (info.misused_identity, &info.rejected_before) {
            (true, _) => 0,
            (false, None) => 1,
            (false, Some(_)) => 2,
        });
        Ok(())
    }

    fn tell_alerts(&self, now: Timestamp, infos: &mut [CandidateInfo]) {
        let shown = self.alerting.shown();
        if shown.is_empty() {
            return;
        }
        for info in infos {
            for record in info.records.iter().filter(|record| is_own(&record.dataset)) {
                let Some(alert) = shown.get(&record.id) else { continue };
                let Some(state) = alert.state(now) else { continue };
                info.misused_identity |= alert.life.category.is_about_a_victim();
                info.alerts.push(CandidateAlert {
                    number: alert.number,
                    category: alert.life.category.name.to_owned(),
                    measure: alert.measure.clone(),
                    state: state.name().to_owned(),
                });
            }
        }
    }

    async fn tell_disputes(&self, infos: &mut [CandidateInfo]) -> Result<(), ServerError> {
        let mut records = BTreeSet::new();
        for shown in infos.iter().flat_map(|info| &info.records) {
            let (dataset, id) = (DatasetName::new(&shown.dataset)?, RecordId::new(&shown.id)?);
            records.insert(RecordRef { dataset, id });
        }
        for note in self.disputes_beside(records).await? {
            if let Some(info) = infos.iter_mut().find(|info| info.records.contains(&note.record)) {
                info.disputes.push(note);
            }
        }
        Ok(())
    }

    async fn tell_rejections(
        &self,
        ctx: &Granted,
        query: &comity_api::v1::Example,
        candidates: &[Candidate],
        infos: &mut [CandidateInfo],
    ) -> Result<(), ServerError> {
        if candidates.is_empty() {
            return Ok(());
        }
        let asked = self.question_digest(query).await?;
        let mut told = Vec::new();
        for known in self.store.rejections(&asked).await? {
            if is_told(ctx, &known)? {
                told.push(known);
            }
        }
        if told.is_empty() {
            return Ok(());
        }
        for (candidate, info) in candidates.iter().zip(infos) {
            info.rejected_before = self.rejected(ctx, candidate, &told).await?;
        }
        Ok(())
    }

    /// The latest of the rejections that a candidate has in all its datasets; nothing where one of
    /// them says something that nobody has rejected.
    async fn rejected(
        &self,
        ctx: &Granted,
        candidate: &Candidate,
        told: &[Rejection],
    ) -> Result<Option<RejectedBefore>, ServerError> {
        let is_known = |dataset: &str| told.iter().any(|known| known.dataset == dataset);
        if !candidate.records.iter().all(|record| is_known(&record.dataset)) {
            return Ok(None);
        }
        let mut latest: Option<&Rejection> = None;
        for hit in self.hits_of(candidate, &ctx.sight).await? {
            let Some(known) = told.iter().find(|known| is_of(known, &hit)) else {
                return Ok(None);
            };
            latest = latest.filter(|other| other.at > known.at).or(Some(known));
        }
        Ok(latest.map(|known| RejectedBefore {
            case: known.case,
            by: known.by.clone(),
            at: known.at.to_string(),
            reason: known.reason.clone(),
        }))
    }
}
