use std::sync::Arc;

use comity_api::Fault;
use comity_api::convert;
use comity_api::local::{ImportOutcome, VersionInfo};
use comity_api::v1::DatasetList;
use comity_model::{DatasetName, Role};
use comity_policy::Released;
use comity_store::Dataset;

use super::import::outcome;
use super::node::Node;
use crate::{ActorKind, Clearance, Context, ServerError};

impl Node {
    /// All datasets of which the actor may see anything, with counts of what they may see.
    pub(crate) async fn datasets(
        self: &Arc<Self>,
        ctx: &Context,
    ) -> Result<Released<DatasetList>, ServerError> {
        let sight = self.sight_of_figures(ctx).await?;
        let datasets = self.store.datasets().await?;
        let mut infos = Vec::with_capacity(datasets.len());
        for known in &datasets {
            let current = &known.current;
            let mut info = convert::dataset_info(&known.title, &known.publisher, current);
            let at = Some(current.imported_at);
            info.checks = self.checks(&info.name, at, ctx.now, runs_the_node(ctx)).await?;
            infos.push(info);
        }
        if runs_the_node(ctx) {
            // Who runs the node is told of every list, and how much is on it.
            return Ok(Released::public(DatasetList { datasets: infos }));
        }
        let loaded = self.loaded().await?;
        infos.retain_mut(|info| {
            let seen = loaded.count(&info.name, &sight);
            (info.records, info.related) = seen.unwrap_or_default();
            seen.is_some()
        });
        Ok(Released::public(DatasetList { datasets: infos }))
    }

    /// The versions of a dataset that are kept, oldest first.
    pub(super) async fn versions(&self, dataset: &str) -> Result<Vec<VersionInfo>, ServerError> {
        let versions = self.store.versions(&DatasetName::new(dataset)?).await?;
        if versions.is_empty() {
            return Err(no_such_dataset(dataset).into());
        }
        Ok(versions.iter().map(convert::version_info).collect())
    }

    /// The dataset of this name, if it is held.
    pub(super) async fn dataset_named(
        &self,
        name: &DatasetName,
    ) -> Result<Option<Dataset>, ServerError> {
        let held = self.store.datasets().await?;
        Ok(held.into_iter().find(|held| held.current.dataset == *name))
    }

    /// The report of the import that made a dataset's current version.
    pub(super) async fn report(&self, dataset: &str) -> Result<ImportOutcome, ServerError> {
        let name = DatasetName::new(dataset)?;
        let report = self.store.report(&name).await?;
        let known = self.store.datasets().await?;
        let current = known.into_iter().map(|known| known.current).find(|at| at.dataset == name);
        match report.zip(current) {
            Some((report, version)) => Ok(outcome(&version, report)),
            None => Err(no_such_dataset(dataset).into()),
        }
    }
}

/// Whether somebody is told of all lists, of what failed and why: who runs the node, and the node.
pub(crate) fn runs_the_node(ctx: &Context) -> bool {
    let runs = ctx.actor.roles.contains(&Role::Administrator);
    ctx.actor.kind == ActorKind::Node || runs && ctx.clearance == Clearance::Everything
}

/// What to say about a dataset that is not there.
pub(crate) fn no_such_dataset(dataset: &str) -> Fault {
    Fault::not_found("no-such-dataset", format!("there is no dataset `{dataset}`"))
        .with_hint("`comity datasets` lists what there is")
}
