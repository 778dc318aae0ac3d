use std::path::Path;
use std::sync::Arc;

use comity_api::local::DoctorCheck;
use comity_api::v1::CheckInfo;
use comity_store::Dataset;

use super::index::INDEX_FILE;
use super::node::Node;
use crate::limits::DATASET_AGE_DAYS_MAX;
use crate::{Context, ServerError};

const DAY_SECONDS: i64 = 86_400;

impl Node {
    /// Checks the node, from the disk up.
    pub(crate) async fn doctor(self: &Arc<Self>, ctx: &Context) -> Vec<DoctorCheck> {
        let mut checks = vec![self.check_disk().await, self.check_store().await];
        checks.push(self.check_index().await);
        match self.check_datasets(ctx).await {
            Ok(found) => checks.extend(found),
            Err(err) => checks.push(bad("datasets", &err.chain(), None)),
        }
        checks
    }

    async fn check_disk(&self) -> DoctorCheck {
        let home = self.home.clone();
        let tried = tokio::task::spawn_blocking(move || try_write(&home)).await;
        match tried {
            Ok(Ok(())) => good("disk", "the home can be written".to_owned()),
            Ok(Err(err)) => bad(
                "disk",
                &format!("the home cannot be written: {err}"),
                Some("free some space and check who owns the directory"),
            ),
            Err(err) => bad("disk", &err.to_string(), None),
        }
    }

    async fn check_store(&self) -> DoctorCheck {
        let hint = "restore the newest backup into a new home";
        match self.store.check().await {
            Ok(faults) if faults.is_empty() => good("store", "the store is whole".to_owned()),
            Ok(faults) => bad("store", &faults.join("; "), Some(hint)),
            Err(err) => bad("store", &ServerError::from(err).chain(), Some(hint)),
        }
    }

    async fn check_index(self: &Arc<Self>) -> DoctorCheck {
        let kept = self.home.join(INDEX_FILE).is_file();
        let name = "index";
        match (self.loaded().await, self.store.generation().await) {
            (Ok(loaded), Ok(generation)) if loaded.snapshot.generation() == generation => {
                let records = loaded.snapshot.record_count();
                let file = if kept { "kept for the next start" } else { "not kept on disk yet" };
                good(name, format!("{records} records, up to date, {file}"))
            }
            (Ok(_), Ok(_)) => {
                let hint = "restart the node, which makes it anew";
                bad(name, "the index is older than the store", Some(hint))
            }
            (Err(err), _) => bad(name, &err.chain(), None),
            (_, Err(err)) => bad(name, &ServerError::from(err).chain(), None),
        }
    }

    async fn check_datasets(&self, ctx: &Context) -> Result<Vec<DoctorCheck>, ServerError> {
        let datasets = self.store.datasets().await?;
        let mut found = self.check_missing(ctx, &datasets).await?;
        if datasets.is_empty() && found.is_empty() {
            let hint = "`comity import` reads a list";
            return Ok(vec![bad("datasets", "nothing is imported yet", Some(hint))]);
        }
        for known in &datasets {
            let name = format!("dataset {}", known.current.dataset);
            let (dataset, imported_at) =
                (known.current.dataset.as_str(), known.current.imported_at);
            let checks = self.checks(dataset, Some(imported_at), ctx.now, ctx.clearance).await?;
            let age = ctx.now.0.saturating_sub(known.current.imported_at.0);
            let detail = format!("imported at {imported_at}{}", told(checks.as_ref()));
            let is_stale = checks.as_ref().filter(|checks| checks.next_check.is_some());
            found.push(if age < -DAY_SECONDS {
                bad(&name, &format!("{detail}, which is yet to come"), Some("check the clock"))
            } else if let Some(checks) = is_stale {
                match checks.stale {
                    true => bad(&name, &format!("{detail}; it is stale"), Some(STALE_HINT)),
                    false => good(&name, detail),
                }
            } else if age > DATASET_AGE_DAYS_MAX * DAY_SECONDS {
                let detail = format!("{detail}, more than {DATASET_AGE_DAYS_MAX} days ago");
                bad(&name, &detail, Some("import the publisher's newest edition"))
            } else {
                good(&name, detail)
            });
        }
        Ok(found)
    }

    /// Datasets that are to be kept fresh and were never imported.
    async fn check_missing(
        &self,
        ctx: &Context,
        datasets: &[Dataset],
    ) -> Result<Vec<DoctorCheck>, ServerError> {
        let mut found = Vec::new();
        for plan in &self.updates.options().plans {
            let dataset = plan.dataset();
            if datasets.iter().any(|known| known.current.dataset.as_str() == dataset) {
                continue;
            }
            let checks = self.checks(dataset, None, ctx.now, ctx.clearance).await?;
            let detail = format!("never imported{}", told(checks.as_ref()));
            found.push(bad(&format!("dataset {dataset}"), &detail, Some(STALE_HINT)));
        }
        Ok(found)
    }
}

/// What to do about a dataset that does not come in.
const STALE_HINT: &str = "`comity update` checks all datasets now and says what is wrong";

/// What came of looking for a newer version, as the end of a sentence.
fn told(checks: Option<&CheckInfo>) -> String {
    let Some(checks) = checks else { return String::new() };
    let mut text = match &checks.last_check {
        Some(at) => format!(", checked at {at}"),
        None => ", not checked yet".to_owned(),
    };
    if let Some(error) = &checks.last_error {
        text.push_str(&format!(", which failed: {error}"));
    }
    text
}

fn try_write(home: &Path) -> std::io::Result<()> {
    let path = home.join(".doctor");
    let tried = std::fs::write(&path, b"comity")
        .and_then(|()| std::fs::File::open(&path))
        .and_then(|file| file.sync_all());
    std::fs::remove_file(&path).and(tried)
}

fn good(name: &str, detail: String) -> DoctorCheck {
    DoctorCheck { name: name.to_owned(), ok: true, detail, hint: None }
}

fn bad(name: &str, detail: &str, hint: Option<&str>) -> DoctorCheck {
    DoctorCheck {
        name: name.to_owned(),
        ok: false,
        detail: detail.to_owned(),
        hint: hint.map(str::to_owned),
    }
}
