use std::io::Read;
use std::sync::Arc;

use comity_api::Fault;
use comity_api::local::{ImportOrder, ImportOutcome, ReadFile, SkippedInfo};
use comity_audit::Kind;
use comity_formats::{Format, FormatError, Mapping, Options, SinkStopped, Source};
use comity_model::{DatasetName, DatasetVersion, Marking, PartyId};
use comity_policy::Action;
use comity_store::{ImportHeader, ImportReport, SkippedRow, SourceFile, StoreError};
use tokio::sync::OwnedRwLockReadGuard;

use super::alerts::is_own;
use super::delta::{OpenImport, edition};
use super::node::Node;
use crate::hash::HashingReader;
use crate::limits::IMPORT_FILES_MAX;
use crate::{Context, ServerError};

/// One file of a publication.
pub struct ImportFile {
    /// Its name, without its folder.
    pub name: String,
    /// Its bytes, as they are: packed ones are unpacked by the reader.
    pub bytes: Box<dyn Read + Send>,
}

impl Node {
    /// Imports a publication as a new version of its dataset, whole or not at all, and brings the
    /// index up to it.
    ///
    /// It runs to its end even if the caller does not wait for it.
    pub(crate) async fn import(
        self: &Arc<Self>,
        ctx: &Context,
        order: ImportOrder,
        files: Vec<ImportFile>,
    ) -> Result<ImportOutcome, ServerError> {
        self.import_under(self.work()?, ctx, order, files).await
    }

    /// The same, as work that a restart waits for already.
    pub(crate) async fn import_under(
        self: &Arc<Self>,
        work: OwnedRwLockReadGuard<()>,
        ctx: &Context,
        order: ImportOrder,
        files: Vec<ImportFile>,
    ) -> Result<ImportOutcome, ServerError> {
        if files.is_empty() || files.len() > IMPORT_FILES_MAX {
            let message = format!("a publication has 1 to {IMPORT_FILES_MAX} files");
            return Err(Fault::invalid("file-count", message).into());
        }
        self.may_run(ctx, Action::Import).await?;
        let node = self.clone();
        let ctx = ctx.clone();
        let run = async move {
            let _work = work;
            let (dataset, began) = (order.dataset.clone(), node.around.clock.elapsed());
            let done = node.import_here(&ctx, order, files).await;
            let took = node.around.clock.elapsed().saturating_sub(began);
            node.count_import(&dataset, done.is_ok(), took).await;
            done
        };
        tokio::spawn(run).await?
    }

    async fn import_here(
        self: &Arc<Self>,
        ctx: &Context,
        order: ImportOrder,
        files: Vec<ImportFile>,
    ) -> Result<ImportOutcome, ServerError> {
        let mut options = self.options(&order).await?;
        let edition = edition(&order)?;
        if order.base.is_some() {
            self.stay_with_dataset(&order, &mut options).await?;
        }
        let header = ImportHeader {
            dataset: options.dataset.clone(),
            title: order.title,
            publisher: options.party.clone(),
            now: ctx.now,
        };
        let open = match (&order.base, &edition) {
            (Some(base), Some(edition)) => {
                OpenImport::Delta(self.store.begin_delta(header, base, edition).await?)
            }
            _ => OpenImport::Whole(self.store.begin_import(header).await?),
        };
        let clock = self.around.clock.clone();
        let read = tokio::task::spawn_blocking(move || {
            let mut open = open;
            let report = ImportReport { edition, ..read_into(&mut open, files, &options)? };
            let version = open.commit(report.clone(), clock.now())?;
            Ok::<_, ServerError>((version, report))
        });
        let (version, report) = read.await??;
        tracing::info!(
            dataset = version.dataset.as_str(),
            version = version.version,
            records = version.counts.records,
            related = version.counts.related,
            skipped = version.counts.skipped,
            "imported"
        );
        let about = format!("{} {}", version.dataset, version.version);
        self.note_change(ctx, Kind::Collection, "import", &about).await?;
        let mut done = outcome(&version, report);
        // What is committed stays, whatever becomes of the index.
        if let Err(err) = self.refresh().await {
            tracing::error!(error = err.chain(), "index not made");
            done.not_indexed = Some(err.chain());
        }
        Ok(done)
    }

    async fn options(&self, order: &ImportOrder) -> Result<Options, ServerError> {
        options(order, self.party().await?)
    }
}

/// How an order's files are read; what cannot be is refused. `own` is the node's party.
pub(super) fn options(order: &ImportOrder, own: PartyId) -> Result<Options, ServerError> {
    let dataset = DatasetName::new(&order.dataset)?;
    if RESERVED.contains(&dataset.as_str()) {
        let message = format!("`{dataset}` stands for all datasets and cannot name one");
        return Err(Fault::invalid("reserved-name", message).into());
    }
    if is_own(dataset.as_str()) {
        let message = format!("`{dataset}` holds the alerts that are issued here");
        let hint = "import under another name, or issue alerts (`comity alert issue`)";
        return Err(Fault::invalid("reserved-name", message).with_hint(hint).into());
    }
    let party = order.party.as_ref().map(PartyId::new).transpose()?.unwrap_or(own);
    let marking = order.marking.as_deref().map(Marking::parse).transpose()?;
    let format = order.format.as_deref().filter(|name| *name != "auto").map(|name| {
        Format::named(name).ok_or_else(|| {
            let names: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
            Fault::invalid("no-such-format", format!("`{name}` is not a format"))
                .with_hint(format!("formats are auto, {}", names.join(", ")))
        })
    });
    Ok(Options {
        marking: marking.unwrap_or_default(),
        format: format.transpose()?,
        mapping: order.mapping.as_deref().map(Mapping::parse).transpose()?,
        ..Options::new(dataset, party)
    })
}

/// Names that a dataset cannot have.
const RESERVED: [&str; 2] = ["default", "all"];

/// Reads the files into an open import.
fn read_into(
    import: &mut OpenImport,
    files: Vec<ImportFile>,
    options: &Options,
) -> Result<ImportReport, ServerError> {
    let (names, mut readers): (Vec<String>, Vec<HashingReader>) =
        files.into_iter().map(|file| (file.name, HashingReader::new(file.bytes))).unzip();
    let sources = names.iter().zip(&mut readers);
    let sources = sources.map(|(name, reader)| Source::new(name, reader)).collect();
    let report = import.read(sources, options).map_err(plain)?;
    let mut files = Vec::with_capacity(names.len());
    for (name, reader) in names.into_iter().zip(readers) {
        let (bytes, sha256) = reader.finish().map_err(ServerError::io(&name))?;
        files.push(SourceFile { name, bytes, sha256 });
    }
    let skipped = report.skipped.into_iter().map(|row| SkippedRow {
        file: row.file,
        place: row.place,
        reason: row.reason,
    });
    Ok(ImportReport {
        format: report.format.name().to_owned(),
        counts: report.counts,
        files,
        skipped: skipped.collect(),
        notes: report.notes,
        edition: None,
        marking: Some(options.marking.to_string()),
    })
}

/// An import that stopped because the store failed is the store's failure, not the file's.
fn plain(err: FormatError) -> ServerError {
    match err {
        FormatError::Sink(stopped) => match stopped.0.downcast::<StoreError>() {
            Ok(inner) => ServerError::Store(*inner),
            Err(other) => ServerError::Format(FormatError::Sink(SinkStopped(other))),
        },
        other => ServerError::Format(other),
    }
}

/// What an import came to.
pub(super) fn outcome(version: &DatasetVersion, report: ImportReport) -> ImportOutcome {
    let files = report.files.into_iter().map(|file| ReadFile {
        name: file.name,
        bytes: file.bytes,
        sha256: file.sha256,
    });
    let skipped = report.skipped.into_iter().map(|row| SkippedInfo {
        file: row.file,
        place: row.place,
        reason: row.reason,
    });
    ImportOutcome {
        dataset: version.dataset.to_string(),
        version: version.version.clone(),
        edition: report.edition,
        imported_at: version.imported_at.to_string(),
        format: report.format,
        records: version.counts.records,
        related: version.counts.related,
        skipped: version.counts.skipped,
        files: files.collect(),
        skipped_rows: skipped.collect(),
        notes: report.notes,
        not_indexed: None,
    }
}
