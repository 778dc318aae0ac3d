use comity_model::{DatasetVersion, PartyId};

use crate::local::VersionInfo;
use crate::v1::DatasetInfo;
use crate::yente::{DatasetModel, Publisher};

/// A dataset as `/v1/datasets` and the command line show it.
#[must_use]
pub fn dataset_info(title: &str, publisher: &PartyId, current: &DatasetVersion) -> DatasetInfo {
    DatasetInfo {
        name: current.dataset.to_string(),
        title: title.to_owned(),
        publisher: publisher.to_string(),
        version: current.version.clone(),
        format: current.format.clone(),
        records: current.counts.records,
        related: current.counts.related,
        skipped: current.counts.skipped,
        imported_at: current.imported_at.to_string(),
        checks: None,
    }
}

/// A dataset as `/catalog` shows it, with the version that is in the index.
#[must_use]
pub fn catalog_entry(info: &DatasetInfo, indexed: Option<&str>) -> DatasetModel {
    DatasetModel {
        name: info.name.clone(),
        title: info.title.clone(),
        updated_at: Some(info.imported_at.clone()),
        last_export: Some(info.imported_at.clone()),
        entity_count: Some(info.records.saturating_add(info.related)),
        thing_count: Some(info.records),
        version: Some(info.version.clone()),
        publisher: Some(Publisher { name: info.publisher.clone(), ..Publisher::default() }),
        load: true,
        index_version: indexed.map(str::to_owned),
        index_current: indexed == Some(info.version.as_str()),
        ..DatasetModel::default()
    }
}

/// A version of a dataset.
#[must_use]
pub fn version_info(version: &DatasetVersion) -> VersionInfo {
    VersionInfo {
        version: version.version.clone(),
        imported_at: version.imported_at.to_string(),
        format: version.format.clone(),
        records: version.counts.records,
        related: version.counts.related,
        skipped: version.counts.skipped,
    }
}
