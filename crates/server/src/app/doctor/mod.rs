//! The node's checklist, from the disk up.

mod listener;
mod machine;

pub(crate) use listener::Listening;

use std::sync::Arc;

use comity_api::local::DoctorCheck;
use comity_api::v1::CheckInfo;
use comity_model::DAY_SECONDS;
use comity_store::Dataset;

use self::machine::{Machine, size};
use super::index::{INDEX_FILE, kept_generation};
use super::node::Node;
use crate::limits::DATASET_AGE_DAYS_MAX;
use crate::{Context, ServerError};

impl Node {
    /// Checks the node, from the disk up.
    pub(crate) async fn doctor(self: &Arc<Self>, ctx: &Context) -> Vec<DoctorCheck> {
        let home = self.home.clone();
        let looked = tokio::task::spawn_blocking(move || Machine::look(&home));
        let machine = match looked.await {
            Ok(machine) => machine,
            Err(err) => return vec![bad("disk", &err.to_string(), None)],
        };
        let mut checks = machine.checks(ctx.now.0);
        checks.push(self.check_policy());
        checks.push(self.check_store().await);
        checks.push(self.check_index().await);
        checks.push(self.check_index_file(&machine).await);
        match self.check_datasets(ctx).await {
            Ok(found) => checks.extend(found),
            Err(err) => checks.push(bad("datasets", &err.chain(), None)),
        }
        let tokens = self.store.tokens().await.map_or(0, |tokens| tokens.len());
        let listening = self.listening.load().as_deref().copied();
        checks.extend(listener::check(listening, tokens).await);
        checks
    }

    fn check_policy(&self) -> DoctorCheck {
        let in_force = self.in_force.load();
        let info = in_force.info();
        if let Err(fault) = in_force.usable() {
            return bad("policy", &fault.message, fault.hint.as_deref());
        }
        let which = if info.shipped { "the one that ships" } else { "the party's own" };
        let since = info.adopted_at.map(|at| format!(", since {at}")).unwrap_or_default();
        good("policy", format!("{which}, {} rules{since} ({})", info.rules, info.hash))
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
        match (self.loaded().await, self.store.generation().await) {
            (Ok(loaded), Ok(generation)) if loaded.snapshot.generation() == generation => {
                let records = loaded.snapshot.record_count();
                good("index", format!("{records} records, up to date"))
            }
            (Ok(_), Ok(_)) => {
                let hint = "restart the node, which makes it anew";
                bad("index", "the index is older than the store", Some(hint))
            }
            (Err(err), _) => bad("index", &err.chain(), None),
            (_, Err(err)) => bad("index", &ServerError::from(err).chain(), None),
        }
    }

    /// The kept index is read whole, its checksum with it. One that is missing or damaged costs
    /// the next start some time, and nothing else.
    async fn check_index_file(&self, machine: &Machine) -> DoctorCheck {
        let name = "index file";
        let path = self.home.join(INDEX_FILE);
        if !path.is_file() {
            return good(name, "none is kept; the next start makes the index anew".to_owned());
        }
        let bytes = machine.index_bytes;
        if machine.memory_free_bytes.is_some_and(|free| free / 2 < bytes) {
            return good(name, format!("{}, not read: too little memory is free", size(bytes)));
        }
        let read = tokio::task::spawn_blocking(move || kept_generation(&path)).await;
        let hint = "the next start makes it anew; check the disk if it happens again";
        match (read.map_err(ServerError::from), self.store.generation().await) {
            (Ok(Ok(kept)), Ok(generation)) if kept == generation => {
                good(name, format!("{}, whole, and of the store's present state", size(bytes)))
            }
            (Ok(Ok(_)), Ok(_)) => bad(name, "it belongs to an older state", Some(hint)),
            (Ok(Err(err)) | Err(err), _) => bad(name, &err.chain(), Some(hint)),
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
            let checks = self.checks(dataset, Some(imported_at), ctx.now, true).await?;
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
            let checks = self.checks(dataset, None, ctx.now, true).await?;
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
