//! From the configuration to what the node is told about downloads.

use std::time::Duration;

use comity_api::local::{FetchFile, FetchOrder, ImportOrder};
use comity_server::{DatasetPlan, DownloadOptions, ProxyChoice, UpdateOptions};

use super::Config;
use super::tables::Dataset;

impl Config {
    /// How datasets come in from outside.
    pub(crate) fn updates(&self) -> UpdateOptions {
        let plans = self.datasets.iter().map(|(name, table)| plan(name, table.get_ref()));
        UpdateOptions { downloads: self.downloads(), plans: plans.collect() }
    }

    fn downloads(&self) -> DownloadOptions {
        let said = &self.downloads;
        DownloadOptions {
            total: Duration::from_secs(said.file_seconds_max.get()),
            idle: Duration::from_secs(said.idle_seconds_max.get()),
            connect: Duration::from_secs(said.connect_seconds_max.get()),
            bytes_max: said.file_mebibytes_max.get().saturating_mul(1 << 20),
            redirects_max: said.redirects_max.count(),
            tries_max: u32::try_from(said.tries_max.get()).unwrap_or(u32::MAX),
            retry_max: Duration::from_secs(said.retry_seconds_max.get()),
            proxy: match &said.proxy_url {
                Some(proxy) => proxy.choice(&said.proxy_except),
                None => ProxyChoice::Environment,
            },
            ca_file: said.ca_file.clone(),
            token: said.eu_token.as_ref().map(|token| token.reveal().to_owned()),
            ..DownloadOptions::default()
        }
    }
}

/// The plan of one dataset.
pub(super) fn plan(name: &str, table: &Dataset) -> DatasetPlan {
    let file = |url: &String| FetchFile { url: url.clone(), sha256: None };
    DatasetPlan {
        order: FetchOrder {
            source: table.source.clone(),
            files: table.urls.reveal().iter().map(file).collect(),
            import: ImportOrder {
                dataset: name.to_owned(),
                title: table.title.clone(),
                party: table.party.clone(),
                marking: table.marking.clone(),
                format: table.format.clone(),
                ..ImportOrder::default()
            },
            is_forced: false,
            token: table.token.as_ref().map(|token| token.reveal().to_owned()),
        },
        every: Duration::from_secs(table.every_minutes.get().saturating_mul(60)),
        stale_after: Duration::from_secs(table.stale_after_hours.get().saturating_mul(3_600)),
    }
}
