//! The dataset in which own alerts are searched: it follows from the store's table.

use comity_api::{Fault, FaultKind};
use comity_model::{DatasetName, DatasetVersion, DeltaStep, Timestamp};
use comity_store::{AlertPage, ImportHeader, ImportReport, KeptAlert, StoreError};

use super::{OWN_ALERTS, info};
use crate::ServerError;
use crate::app::node::Node;
use crate::app::write::{write_records, write_steps};
use crate::limits::ALERT_CHUNK_MAX;

/// What stands in place of a file's format.
const FORMAT: &str = "alert";

/// Whether a dataset is the one of the party's own alerts, which follows from what is issued.
pub(in crate::app) fn is_own(dataset: &str) -> bool {
    dataset == OWN_ALERTS
}

impl Node {
    /// Refuses if somebody else's records stand where own alerts are to stand.
    pub(super) async fn check_dataset(&self) -> Result<Option<DatasetVersion>, ServerError> {
        let known = self.store.datasets().await?.into_iter().map(|known| known.current);
        let current = known.into_iter().find(|current| is_own(current.dataset.as_str()));
        if current.as_ref().is_some_and(|current| current.format != FORMAT) {
            let message = format!("`{OWN_ALERTS}` is a dataset that was imported");
            let hint = "import it under another name, and remove it from this one";
            let fault = Fault::new(FaultKind::Conflict, "alerts-dataset", message);
            return Err(fault.with_hint(hint).into());
        }
        Ok(current)
    }

    /// Makes the dataset's next version, with these alerts as they are now; returns which of them
    /// it holds. What is not named stays as it is, if the dataset is as this node made it.
    pub(super) async fn put_alerts(
        &self,
        changed: &[KeptAlert],
        now: Timestamp,
    ) -> Result<Vec<(u64, bool)>, ServerError> {
        let current = self.check_dataset().await?;
        let shown = changed
            .iter()
            .map(|kept| Ok((kept.number, info::life(kept)?.state(now).is_in_force())))
            .collect::<Result<Vec<_>, ServerError>>()?;
        // A delta needs a version to start from, and must leave a record.
        let base = current.filter(|current| current.counts.records > 0);
        let Some(base) = base else { return self.put_all(shown, now).await };
        match self.put_delta(changed, &base, now).await {
            Ok(()) => Ok(shown),
            Err(ServerError::Store(StoreError::Unfitting(why))) => {
                tracing::info!(why, "the alerts are written anew");
                self.put_all(shown, now).await
            }
            Err(other) => Err(other),
        }
    }

    async fn put_delta(
        &self,
        changed: &[KeptAlert],
        base: &DatasetVersion,
        now: Timestamp,
    ) -> Result<(), ServerError> {
        let (header, report) = self.import_of_alerts(now).await?;
        let mut steps = Vec::with_capacity(changed.len() * 4);
        for kept in changed {
            // What is there is replaced: nobody need know what it was.
            steps.extend(info::ids(kept.number)?.map(DeltaStep::Drop));
            if info::life(kept)?.state(now).is_in_force() {
                steps.extend(info::records(kept, &header.publisher)?.map(DeltaStep::Add));
            }
        }
        let edition = report.edition.clone().unwrap_or_default();
        let import = self.store.begin_delta(header, &base.version, &edition).await?;
        write_steps(import, steps, report, now).await?;
        Ok(())
    }

    /// All alerts that are in force, and none else; returns these and what was asked about.
    async fn put_all(
        &self,
        mut shown: Vec<(u64, bool)>,
        now: Timestamp,
    ) -> Result<Vec<(u64, bool)>, ServerError> {
        let (header, report) = self.import_of_alerts(now).await?;
        let mut records = Vec::new();
        shown.retain(|(_, is_shown)| !is_shown);
        for kept in self.alerts_in_force(now).await? {
            records.extend(info::records(&kept, &header.publisher)?);
            shown.push((kept.number, true));
        }
        let import = self.store.begin_import(header).await?;
        write_records(import, records, report, now).await?;
        Ok(shown)
    }

    /// All alerts that are in force.
    pub(super) async fn alerts_in_force(
        &self,
        now: Timestamp,
    ) -> Result<Vec<KeptAlert>, ServerError> {
        let mut all = Vec::new();
        let mut page =
            AlertPage { in_force_only: true, limit: ALERT_CHUNK_MAX, ..AlertPage::default() };
        loop {
            let found = self.store.alerts(page.clone(), now).await?;
            let Some(last) = found.last() else { return Ok(all) };
            page.after = last.number;
            all.extend(found);
        }
    }

    async fn import_of_alerts(
        &self,
        now: Timestamp,
    ) -> Result<(ImportHeader, ImportReport), ServerError> {
        let dataset = DatasetName::new(OWN_ALERTS)?;
        let before = self.store.report(&dataset).await?.and_then(|report| report.edition);
        let edition = before.and_then(|name| name.parse::<u64>().ok()).map_or(1, |last| last + 1);
        let header = ImportHeader {
            dataset,
            title: Some("Alerts issued here".to_owned()),
            publisher: self.party().await?,
            now,
        };
        // Editions sort as texts.
        let edition = Some(format!("{edition:012}"));
        let report = ImportReport { format: FORMAT.to_owned(), edition, ..ImportReport::default() };
        Ok((header, report))
    }
}
