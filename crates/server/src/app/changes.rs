use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use comity_api::v1::{
    ChangeCount, ChangeCounts, ChangeKind, ChangeList, DescribedRecord, RecordChange, VersionEntry,
    VersionList,
};
use comity_api::{Fault, convert};
use comity_audit::Concerned;
use comity_model::{DatasetName, DatasetVersion, Record};
use comity_policy::{Action, Released};
use comity_store::{Between, Change, StoreError};

use super::datasets::{no_such_dataset, runs_the_node};
use super::difference::{Difference, difference};
use super::law::{Granted, Sight, Told};
use super::node::Node;
use crate::limits::{CHANGES_MAX, DESCRIBED_RECORDS_MAX};
use crate::{Context, ServerError};

/// Which difference of a dataset is asked for, and which page of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct ChangesAsk {
    /// The version that is compared; the one before `to` unless stated.
    pub(crate) from: Option<String>,
    /// The version that it is compared with; the current one unless stated.
    pub(crate) to: Option<String>,
    /// Only records whose id sorts after this one.
    pub(crate) after: Option<String>,
    /// Most records.
    pub(crate) limit: usize,
}

/// One page on its way.
struct Page {
    /// Gone when nobody waits for the answer any more.
    waiting: Weak<()>,
    dataset: String,
    sight: Sight,
    limit: usize,
    /// Whether what lies behind the page is counted.
    counts_all: bool,
    counts: ChangeCounts,
    changes: Vec<RecordChange>,
    has_more: bool,
}

impl Node {
    /// The difference between two kept versions of a dataset. What the actor may not see takes no
    /// part in it.
    pub(crate) async fn changes(
        self: &Arc<Self>,
        ctx: &Context,
        dataset: &str,
        ask: ChangesAsk,
    ) -> Result<Released<ChangeList>, ServerError> {
        let granted = &self.may(ctx, Action::ReadRecord).await?;
        let versions = self.seen_versions(&granted.sight, dataset).await?;
        let (from, to) = pair(dataset, &versions, ask.from.as_deref(), ask.to.as_deref())?;
        let waiting = Arc::new(());
        let page = Arc::new(Mutex::new(Page {
            waiting: Arc::downgrade(&waiting),
            dataset: dataset.to_owned(),
            sight: granted.sight.clone(),
            limit: ask.limit.clamp(1, CHANGES_MAX),
            counts_all: ask.after.is_none(),
            counts: ChangeCounts::default(),
            changes: Vec::new(),
            has_more: false,
        }));
        let shared = page.clone();
        let visitor = Box::new(move |change: Change| -> Result<_, StoreError> {
            Ok(shared.lock().unwrap_or_else(PoisonError::into_inner).take(change))
        });
        let between =
            Between { dataset: DatasetName::new(dataset)?, from, to, after: ask.after.clone() };
        let (from, to) = self.store.changes(between, visitor).await?;
        drop(waiting);
        let (counts, mut changes, has_more) = {
            let mut page = page.lock().unwrap_or_else(PoisonError::into_inner);
            (page.counts, std::mem::take(&mut page.changes), page.has_more)
        };
        for change in changes.iter_mut().filter(|change| change.related) {
            let version = if change.kind == ChangeKind::Removed { &from } else { &to };
            change.about = self.about(granted, version, &change.id).await?;
        }
        let next = changes.last().filter(|_| has_more).map(|change| change.id.clone());
        let told = Told::about(changes.iter().map(|change| shown(dataset, change)).collect());
        let told = told.with("dataset", dataset);
        let list = ChangeList {
            dataset: dataset.to_owned(),
            from: from.version,
            to: to.version,
            counts: ask.after.is_none().then_some(counts),
            changes,
            next,
        };
        self.tell(granted, told, list).await
    }

    /// The kept versions of a dataset of which the actor may see anything.
    pub(crate) async fn version_list(
        self: &Arc<Self>,
        ctx: &Context,
        dataset: &str,
    ) -> Result<Released<VersionList>, ServerError> {
        let sight = self.sight_of_figures(ctx).await?;
        let versions = self.seen_versions(&sight, dataset).await?;
        let sees_all = runs_the_node(ctx);
        let entry = |version: DatasetVersion| VersionEntry {
            version: version.version,
            imported_at: version.imported_at.to_string(),
            format: version.format,
            records: sees_all.then_some(version.counts.records),
            related: sees_all.then_some(version.counts.related),
            skipped: sees_all.then_some(version.counts.skipped),
        };
        let versions = versions.into_iter().map(entry).collect();
        Ok(Released::public(VersionList { dataset: dataset.to_owned(), versions }))
    }

    async fn seen_versions(
        self: &Arc<Self>,
        sight: &Sight,
        dataset: &str,
    ) -> Result<Vec<DatasetVersion>, ServerError> {
        let versions = self.store.versions(&DatasetName::new(dataset)?).await?;
        let is_seen = match sight {
            Sight::All => true,
            limited => self.loaded().await?.count(dataset, limited).is_some(),
        };
        if versions.is_empty() || !is_seen {
            return Err(no_such_dataset(dataset).into());
        }
        Ok(versions)
    }

    /// Whom a related record describes, as far as the actor may see it.
    async fn about(
        &self,
        granted: &Granted,
        version: &DatasetVersion,
        id: &str,
    ) -> Result<Vec<DescribedRecord>, ServerError> {
        let (dataset, named) = (&version.dataset, &version.version);
        let found = self.store.described(dataset, named, id, DESCRIBED_RECORDS_MAX).await?;
        let seen = found.into_iter().filter_map(|stored| granted.sight.show(stored.record));
        let described = |record: Record| DescribedRecord {
            id: record.id().to_string(),
            caption: record.caption(),
        };
        Ok(seen.map(described).collect())
    }
}

/// The names of the two versions: the last two, or what stands before and last where only one is
/// stated.
fn pair(
    dataset: &str,
    versions: &[DatasetVersion],
    from: Option<&str>,
    to: Option<&str>,
) -> Result<(String, String), Fault> {
    let last = versions.last().map(|version| version.version.as_str()).unwrap_or_default();
    let to = to.unwrap_or(last);
    let before = || {
        let at = versions.iter().position(|version| version.version == to)?;
        versions.get(at.checked_sub(1)?)
    };
    let from = match from {
        Some(from) => from,
        // What is not kept is refused by its own name.
        None if !versions.iter().any(|version| version.version == to) => to,
        None => before().map(|version| version.version.as_str()).ok_or_else(|| {
            let message = format!("before `{to}` no version of `{dataset}` is kept");
            Fault::not_found("no-version-before", message)
                .with_hint("the next import makes a version to compare with")
        })?,
    };
    Ok((from.to_owned(), to.to_owned()))
}

impl Page {
    fn take(&mut self, change: Change) -> ControlFlow<()> {
        if self.waiting.strong_count() == 0 {
            return ControlFlow::Break(());
        }
        let [before, after] = [change.before, change.after]
            .map(|side| side.and_then(|stored| self.sight.show(stored.record)));
        let Some(found) = difference(before.as_ref(), after.as_ref()) else {
            return ControlFlow::Continue(());
        };
        *self.counter(&found) += 1;
        if self.changes.len() < self.limit {
            self.changes.push(record_change(&self.dataset, &found));
            return ControlFlow::Continue(());
        }
        self.has_more = true;
        if self.counts_all { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }

    fn counter(&mut self, found: &Difference<'_>) -> &mut u64 {
        let ChangeCounts { records, related } = &mut self.counts;
        let ChangeCount { added, removed, changed } =
            if found.record.schema().is_related() { related } else { records };
        match found.kind {
            ChangeKind::Added => added,
            ChangeKind::Removed => removed,
            ChangeKind::Changed => changed,
        }
    }
}

/// A change, as the log accounts for it.
fn shown(dataset: &str, change: &RecordChange) -> Concerned {
    let said = change.came.iter().chain(&change.went);
    let mut shown: Vec<String> = said.map(|said| said.property.clone()).collect();
    shown.sort_unstable();
    shown.dedup();
    Concerned { subject: format!("{dataset}/{}", change.id), shown, ..Concerned::default() }
}

fn record_change(dataset: &str, found: &Difference<'_>) -> RecordChange {
    let record = found.record;
    let shown = |statements: &[&comity_model::Statement]| {
        let each = statements.iter();
        each.map(|said| convert::statement_info(dataset, record.id(), said)).collect()
    };
    let before = found.before.map(Record::schema).filter(|before| *before != record.schema());
    RecordChange {
        id: record.id().to_string(),
        kind: found.kind,
        schema: record.schema().name().to_owned(),
        schema_before: before.map(|schema| schema.name().to_owned()),
        caption: record.caption(),
        related: record.schema().is_related(),
        about: Vec::new(),
        came: shown(&found.came),
        went: shown(&found.went),
    }
}
