//! Downloads: a publication from its address into a dataset, and datasets that are kept fresh.
//!
//! A download lands in a private folder of the home, whole, before anything is imported; so
//! whatever a server does, the version that stands is either the old one or the new one. What has
//! not changed is not imported again.

mod address;
mod clients;
mod error;
mod guard;
mod kept;
mod landing;
mod listing;
mod options;
mod plan;
mod proxy;
mod publication;
mod retry;
mod schedule;
mod sources;
mod status;
mod sums;
#[cfg(test)]
mod tests;
mod transfer;
mod updates;

use std::sync::Arc;

use comity_api::local::{FetchOrder, FetchOutcome, ImportOutcome, ReadFile};
use comity_model::DatasetName;
use comity_store::SourceFile;

use self::kept::{Kept, KeptFile};
use self::landing::Landing;
use self::publication::Publication;
use self::transfer::{Got, Landed, Marks, Transfer};
use super::import::ImportFile;
use super::node::Node;
use crate::{Context, ServerError};

pub(crate) use clients::client;
pub use error::FetchError;
pub(crate) use landing::clear;
pub use options::DownloadOptions;
pub use plan::DatasetPlan;
pub use proxy::ProxyChoice;
pub use sources::OfficialSource;
pub use updates::UpdateOptions;
pub(crate) use updates::Updates;

impl Node {
    /// Downloads a publication and imports it as a new version of its dataset, if it changed.
    ///
    /// One download runs at a time; others wait for their turn.
    pub(crate) async fn fetch(
        self: &Arc<Self>,
        ctx: &Context,
        order: FetchOrder,
    ) -> Result<FetchOutcome, ServerError> {
        let dataset = DatasetName::new(Publication::dataset(&order)?)?;
        let _turn = self.updates.turn().await;
        let kept = self.kept(dataset.as_str()).await?;
        let outcome = self.fetch_here(ctx, order, &dataset, &kept).await;
        self.note_check(&dataset, kept, outcome).await
    }

    async fn fetch_here(
        self: &Arc<Self>,
        ctx: &Context,
        order: FetchOrder,
        dataset: &DatasetName,
        kept: &Kept,
    ) -> Result<Settled, ServerError> {
        let options = self.updates.options();
        let publication = Publication::of(order, &options.downloads)?;
        let current = self.store.report(dataset).await?.map(|report| report.files);
        let current = current.unwrap_or_default();
        let known = Known::of(kept, &current, &publication);
        let mut fetching = Fetching {
            transfer: Transfer::new(&options.downloads, &self.around)?,
            landing: Landing::new(&self.home, self.next_serial())?,
            known,
            publication,
        };
        let landed = fetching.land().await?;
        let Fetching { publication, known, landing, .. } = fetching;
        let reading = publication.reading();
        let Some(files) = landed else {
            return Ok(Settled { reading, files: known.files, current, import: None });
        };
        let sums = files.iter().map(|file| file.sha256.as_str());
        let is_same = known.is_read_alike && same_sums(&current, sums);
        if is_same && !publication.is_forced {
            return Ok(Settled { reading, files, current, import: None });
        }
        let opened = publication.files.iter().enumerate().map(|(number, wanted)| {
            let place = landing.place(number);
            let file = std::fs::File::open(&place).map_err(ServerError::io(&place))?;
            Ok(ImportFile { name: wanted.address.file_name(), bytes: Box::new(file) })
        });
        let opened = opened.collect::<Result<Vec<_>, ServerError>>()?;
        let import = Some(self.import(ctx, publication.import, opened).await?);
        Ok(Settled { reading, files, current, import })
    }
}

/// What a check came to.
struct Settled {
    /// A digest of how the files are read.
    reading: String,
    files: Vec<KeptFile>,
    /// The files of the version that stood before.
    current: Vec<SourceFile>,
    import: Option<ImportOutcome>,
}

impl Settled {
    fn outcome(self, dataset: &DatasetName) -> FetchOutcome {
        let before = self.current.into_iter().map(|file| ReadFile {
            name: file.name,
            bytes: file.bytes,
            sha256: file.sha256,
        });
        FetchOutcome {
            dataset: dataset.to_string(),
            is_changed: self.import.is_some(),
            files: match &self.import {
                Some(import) => import.files.clone(),
                None => before.collect(),
            },
            import: self.import,
        }
    }
}

/// What is known of the files before they are asked for.
struct Known {
    /// The files of the current version, if they came from the same addresses; else nothing.
    files: Vec<KeptFile>,
    /// Whether they would be read in the same way.
    is_read_alike: bool,
}

impl Known {
    fn of(kept: &Kept, current: &[SourceFile], publication: &Publication) -> Known {
        // What was imported by hand in between, or removed, is not what the marks are of.
        let is_current = same_sums(current, kept.files.iter().map(|file| file.sha256.as_str()));
        let is_read_alike = match kept.reading.as_str() {
            "" => publication.is_read_plainly(),
            reading => reading == publication.reading(),
        };
        let is_from_here = publication.is_from(&kept.files);
        let is_known = is_current && is_from_here && is_read_alike && !publication.is_forced;
        Known { files: if is_known { kept.files.clone() } else { Vec::new() }, is_read_alike }
    }
}

fn same_sums<'s>(files: &[SourceFile], sums: impl Iterator<Item = &'s str>) -> bool {
    !files.is_empty() && files.iter().map(|file| file.sha256.as_str()).eq(sums)
}

/// One publication on its way.
struct Fetching<'f> {
    publication: Publication,
    known: Known,
    transfer: Transfer<'f>,
    landing: Landing,
}

impl Fetching<'_> {
    /// Downloads all files; nothing if none of them changed.
    async fn land(&mut self) -> Result<Option<Vec<KeptFile>>, ServerError> {
        let listed = self.look_up().await?;
        let is_listed = |file: &KeptFile| file.listed.is_some() && file.listed == listed;
        if !self.known.files.is_empty() && self.known.files.iter().all(is_listed) {
            return Ok(None);
        }
        let mut landed = Vec::new();
        for number in 0..self.publication.files.len() {
            landed.push(self.file(number, true).await?);
        }
        if landed.iter().all(Option::is_none) {
            return Ok(None);
        }
        // A publication is imported whole, so what did not change is needed as well.
        let mut files = Vec::new();
        for (number, file) in landed.into_iter().enumerate() {
            let file = match file {
                Some(file) => Some(file),
                None => self.file(number, false).await?,
            };
            let wanted = self.publication.files.get(number);
            files.extend(wanted.zip(file).map(|(wanted, file)| KeptFile {
                address: wanted.digest(),
                etag: file.marks.etag,
                last_modified: file.marks.last_modified,
                sha256: file.sha256,
                listed: listed.clone(),
            }));
        }
        Ok(Some(files))
    }

    /// Finds the file in the source's index, where it has one; gives the checksum stated there.
    async fn look_up(&mut self) -> Result<Option<String>, ServerError> {
        let Some(resource) = self.publication.resource.clone() else { return Ok(None) };
        let Some(index) = self.publication.files.first().cloned() else { return Ok(None) };
        let place = self.landing.index();
        self.transfer.file(&index, None, &place).await?;
        let text = listing::read(&index.address, &place)?;
        let listed = listing::find(&index.address, &text, &resource)?;
        self.publication.files = vec![index.leading_to(listed.address, listed.sum.clone())];
        Ok(listed.sum)
    }

    /// Downloads one file and checks its sums; nothing if it did not change.
    async fn file(&self, number: usize, may_be: bool) -> Result<Option<Landed>, ServerError> {
        let Some(wanted) = self.publication.files.get(number) else { return Ok(None) };
        // What is there already and is not what is expected now must be asked for anew.
        let known = self.known.files.get(number).filter(|known| wanted.may_be(&known.sha256));
        let marks = known.map(KeptFile::marks);
        let marks = marks.filter(|marks| may_be && *marks != Marks::default());
        let got = self.transfer.file(wanted, marks.as_ref(), &self.landing.place(number)).await?;
        let Got::File(landed) = got else { return Ok(None) };
        wanted.check(&landed.sha256, &landed.sha1)?;
        Ok(Some(landed))
    }
}
