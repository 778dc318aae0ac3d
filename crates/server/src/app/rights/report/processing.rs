use std::sync::Arc;

use comity_api::v1::{
    AllowanceInfo, HeldDataset, KeptPeriod, LegalBasisInfo, ProcessingRecord, PurposeInfo, RuleInfo,
};
use comity_policy::{ActionClass, Law, allowances};

use crate::ServerError;
use crate::app::node::Node;
use crate::hash::hex;
use crate::limits::{
    ALERT_KEPT_DAYS, CASE_DUE_SECONDS, SESSION_IDLE_SECONDS_MAX, SESSION_SECONDS_MAX,
};

impl Node {
    /// What is processed, why and under which rules.
    pub(super) async fn processing(self: &Arc<Self>) -> Result<ProcessingRecord, ServerError> {
        let law = self.law();
        // Some hundred decisions of the policy: too long for a thread that answers.
        let allowed = tokio::task::spawn_blocking(move || allowed(&law)).await?;
        let law = &self.law();
        let purposes = law.purposes().purposes().map(|(name, entry)| PurposeInfo {
            name: name.to_string(),
            says: entry.says.clone(),
            regime: entry.regime.name().to_owned(),
            legal_bases: entry.legal_bases.iter().map(ToString::to_string).collect(),
            needs_case: entry.needs_case,
        });
        let legal_bases = law.purposes().legal_bases().map(|(name, entry)| LegalBasisInfo {
            name: name.to_string(),
            says: entry.says.clone(),
            source: entry.source.clone(),
        });
        let rules = law.rules().map(|rule| RuleInfo {
            name: rule.id.clone(),
            effect: rule.effect.name().to_owned(),
            says: rule.gloss.clone(),
            duties: rule.duties.clone(),
        });
        Ok(ProcessingRecord {
            policy: hex(&law.hash()),
            purposes: purposes.collect(),
            legal_bases: legal_bases.collect(),
            allowances: allowed,
            rules: rules.collect(),
            datasets: self.held_datasets().await?,
            alert_categories: Node::alert_categories().categories,
            periods: periods(),
        })
    }

    async fn held_datasets(self: &Arc<Self>) -> Result<Vec<HeldDataset>, ServerError> {
        let loaded = self.loaded().await?;
        let mut held = Vec::new();
        for known in self.store.datasets().await? {
            let current = known.current;
            let versions = self.store.versions(&current.dataset).await?.len();
            let markings = loaded.census.markings(current.dataset.as_str());
            held.push(HeldDataset {
                name: current.dataset.to_string(),
                title: known.title,
                publisher: known.publisher.to_string(),
                imported_at: current.imported_at.to_string(),
                records: current.counts.records,
                related: current.counts.related,
                versions,
                markings: markings.into_iter().collect(),
            });
        }
        Ok(held)
    }
}

/// What each role, and a partner, may do with personal data.
fn allowed(law: &Law) -> Vec<AllowanceInfo> {
    let all = allowances(law).into_iter();
    let about_persons =
        all.filter(|each| each.is_allowed && each.action.class() == ActionClass::PersonalData);
    let told = about_persons.map(|each| AllowanceInfo {
        role: each.role.map_or_else(|| "partner".to_owned(), |role| role.to_string()),
        action: each.action.name().to_owned(),
        purposes: each.purposes.iter().map(ToString::to_string).collect(),
    });
    // What a marking or a class of properties decides is no role's.
    told.filter(|each| !["see", "show"].contains(&each.action.as_str())).collect()
}

fn periods() -> Vec<KeptPeriod> {
    let hours = |seconds: i64| seconds.unsigned_abs().div_ceil(3_600);
    let each = [
        ("a session that is not used ends", hours(SESSION_IDLE_SECONDS_MAX)),
        ("a session ends", hours(SESSION_SECONDS_MAX)),
        ("a candidate that nobody has decided is overdue", hours(CASE_DUE_SECONDS)),
        ("an alert that is over is erased", ALERT_KEPT_DAYS.unsigned_abs() * 24),
    ];
    each.map(|(what, hours)| KeptPeriod { what: what.to_owned(), hours }).into()
}
