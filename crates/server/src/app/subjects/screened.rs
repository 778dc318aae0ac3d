//! Up to which state of the index all subjects are screened.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use comity_model::{DatasetName, Groups};
use comity_screening::ENGINE_VERSION;
use comity_store::{Between, Change, StoreError};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::ServerError;
use crate::app::loaded::Loaded;
use crate::app::node::Node;
use crate::hash::hex;

/// The setting that says it. It is kept when a pass over all subjects is done: a node that dies
/// before that makes up for it.
const SETTING_SCREENED: &str = "subjects-screened";

/// A state of the index. What a screening finds follows from it alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Screened {
    generation: u64,
    engine: String,
    /// A digest of which records are one.
    groups: String,
    /// A digest of which records are restricted.
    #[serde(default)]
    restricted: String,
    /// The version of each dataset.
    datasets: BTreeMap<String, String>,
}

impl Screened {
    pub(super) fn of(loaded: &Loaded) -> Screened {
        let versions = loaded.snapshot.basis().datasets.into_iter();
        Screened {
            generation: loaded.snapshot.generation(),
            engine: ENGINE_VERSION.to_owned(),
            groups: digest(&loaded.groups),
            restricted: crate::hash::short(&format!("{:?}", loaded.restricted)),
            datasets: versions.map(|each| (each.dataset.to_string(), each.version)).collect(),
        }
    }

    pub(super) fn generation(&self) -> u64 {
        self.generation
    }

    /// The datasets of which another version was screened, with both; nothing if something else
    /// is otherwise, too.
    fn versions_apart(&self, other: &Screened) -> Option<Vec<(String, String, String)>> {
        let is_alike = self.engine == other.engine
            && self.groups == other.groups
            && self.restricted == other.restricted
            && self.datasets.keys().eq(other.datasets.keys());
        let pairs = self.datasets.iter().zip(other.datasets.values());
        let apart = pairs.filter(|((_, one), other)| one != other);
        let named = apart.map(|((name, one), other)| (name.clone(), one.clone(), other.clone()));
        is_alike.then(|| named.collect())
    }
}

impl Node {
    /// Up to where all subjects are screened, if that is known.
    pub(super) async fn screened(&self) -> Result<Option<Screened>, ServerError> {
        let kept = self.store.setting(SETTING_SCREENED).await?;
        // What cannot be read is made anew.
        Ok(kept.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// Notes up to where all subjects are screened, or that it is not known.
    pub(super) async fn note_screened(&self, state: Option<&Screened>) -> Result<(), ServerError> {
        let text = state.and_then(|state| serde_json::to_string(state).ok()).unwrap_or_default();
        Ok(self.store.set_setting(SETTING_SCREENED, &text).await?)
    }

    /// Whether all subjects are screened against the newest state of what is held.
    pub(super) async fn is_screened(&self) -> Result<bool, ServerError> {
        let newest = self.store.generation().await?;
        let known = self.screened().await?;
        Ok(known.is_some_and(|known| known.generation == newest && known.engine == ENGINE_VERSION))
    }

    /// Whether two states of the index hold the same: many publications are imported again as they
    /// were, and then there is nothing to screen.
    pub(super) async fn holds_the_same(
        &self,
        before: &Screened,
        now: &Screened,
    ) -> Result<bool, ServerError> {
        let Some(apart) = before.versions_apart(now) else { return Ok(false) };
        for (dataset, from, to) in apart {
            let differs = Arc::new(AtomicBool::new(false));
            let found = differs.clone();
            let visitor = Box::new(move |_: Change| {
                found.store(true, Ordering::Relaxed);
                Ok(ControlFlow::Break(()))
            });
            let between = Between { dataset: DatasetName::new(&dataset)?, from, to, after: None };
            match self.store.changes(between, visitor).await {
                Ok(_) if !differs.load(Ordering::Relaxed) => {}
                Ok(_) => return Ok(false),
                // What it was compared with is not kept any more: nobody can tell.
                Err(StoreError::VersionErased { .. } | StoreError::NoSuchVersion { .. }) => {
                    return Ok(false);
                }
                Err(other) => return Err(other.into()),
            }
        }
        Ok(true)
    }
}

fn digest(groups: &Groups) -> String {
    let mut hasher = Sha256::new();
    for (canonical, members) in groups.iter() {
        hasher.update(canonical.as_str());
        for member in members {
            hasher.update(format!("\0{member}"));
        }
        hasher.update("\n");
    }
    hex(&hasher.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(datasets: &[(&str, &str)]) -> Screened {
        let pairs = datasets.iter().map(|(name, version)| ((*name).into(), (*version).into()));
        Screened {
            generation: 7,
            engine: "engine".to_owned(),
            groups: "groups".to_owned(),
            restricted: "restricted".to_owned(),
            datasets: pairs.collect(),
        }
    }

    #[test]
    fn only_other_versions_may_hold_the_same() {
        let before = state(&[("a", "1"), ("b", "1")]);
        assert_eq!(before.versions_apart(&before), Some(Vec::new()));
        let later = Screened { generation: 8, ..state(&[("a", "1"), ("b", "2")]) };
        let apart = before.versions_apart(&later).unwrap();
        assert_eq!(apart, [("b".to_owned(), "1".to_owned(), "2".to_owned())]);
        assert_eq!(before.versions_apart(&state(&[("a", "1")])), None);
        assert_eq!(before.versions_apart(&state(&[("a", "1"), ("c", "1")])), None);
        let engine = Screened { engine: "other".to_owned(), ..before.clone() };
        let groups = Screened { groups: "other".to_owned(), ..before.clone() };
        let restricted = Screened { restricted: "other".to_owned(), ..before.clone() };
        assert_eq!(before.versions_apart(&restricted), None);
        assert_eq!((before.versions_apart(&engine), before.versions_apart(&groups)), (None, None));
    }
}
