//! The index: read from the home, or made from the store and kept there.

use std::fs::File;
use std::io::{BufWriter, ErrorKind, Read, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use comity_model::Groups;
use comity_screening::{IndexBuilder, Snapshot};
use comity_store::{StoreError, Stored};

use super::loaded::{Census, Loaded};
use super::node::Node;
use crate::ServerError;

/// The kept index, beside the store.
pub(super) const INDEX_FILE: &str = "index.bin";
/// What a kept index begins with; another form has another number.
const MAGIC: &[u8; 16] = b"comity index 1\r\n";
/// Largest census of a kept index, in bytes.
const CENSUS_BYTES_MAX: u32 = 64 * 1024 * 1024;

impl Node {
    /// What is searched now; made or read if nothing was yet.
    pub(crate) async fn loaded(self: &Arc<Self>) -> Result<Arc<Loaded>, ServerError> {
        self.alerts_on_time().await;
        match self.loaded.load_full() {
            Some(loaded) => Ok(loaded),
            None => self.refresh().await,
        }
    }

    /// What is searched now, if anything is.
    pub(crate) fn loaded_now(&self) -> Option<Arc<Loaded>> {
        self.loaded.load_full()
    }

    /// Brings the index up to the store.
    ///
    /// It runs to its end even if the caller does not wait for it: a request that is given up must
    /// not leave the index behind the store.
    pub(crate) async fn refresh(self: &Arc<Self>) -> Result<Arc<Loaded>, ServerError> {
        let node = self.clone();
        let refreshing = async move {
            let refreshed = node.refresh_here().await;
            // Subjects are screened against it, and the import that made it is told.
            node.watching.index_changed.notify_one();
            node.watching.happened.notify_one();
            // So may partners be who are shared with.
            node.exchange.wake.notify_one();
            refreshed
        };
        tokio::spawn(refreshing).await?
    }

    async fn refresh_here(&self) -> Result<Arc<Loaded>, ServerError> {
        let _turn = self.refreshing.lock().await;
        // Read before the generation: one that comes meanwhile makes the index count as older.
        let restricted = self.store.restricted().await?;
        // Read before the records: if one is imported meanwhile, the index counts as older than
        // the store and is made again.
        let generation = self.store.generation().await?;
        let before = self.loaded.load_full();
        if let Some(current) = &before
            && current.snapshot.generation() == generation
        {
            return Ok(current.clone());
        }
        let began = self.around.clock.elapsed();
        let groups = Groups::form(&self.store.decisions().await?);
        let kept = match &before {
            None => self.read_kept(generation).await,
            Some(_) => None,
        };
        let is_new = kept.is_none();
        let evolved = match &before {
            // What is marked otherwise now has not changed as far as versions tell.
            Some(before) if before.restricted == restricted => {
                self.evolve(before, generation, &groups).await?
            }
            _ => None,
        };
        let (snapshot, census) = match kept.or(evolved) {
            Some(made) => made,
            None => self.build(generation, groups.clone()).await?,
        };
        let loaded = Arc::new(Loaded::new(snapshot, groups, census, restricted));
        self.loaded.store(Some(loaded.clone()));
        let took = self.around.clock.elapsed().saturating_sub(began);
        self.metrics.indexed(is_new, took, self.around.clock.now());
        if before.is_some_and(|before| before.was_searched()) {
            // Whoever searched will again, and should not wait for it.
            let made = loaded.clone();
            tokio::task::spawn_blocking(move || {
                made.search_index();
            });
        }
        tracing::info!(generation, is_new, records = loaded.snapshot.record_count(), "index ready");
        if is_new {
            self.keep(loaded.clone()).await;
        }
        Ok(loaded)
    }

    async fn read_kept(&self, generation: u64) -> Option<(Snapshot, Census)> {
        if let Some(read) = self.preloaded.take(generation) {
            return Some(read);
        }
        let path = self.home.join(INDEX_FILE);
        let read = tokio::task::spawn_blocking(move || read_file(&path)).await.ok()?;
        match read {
            Ok((snapshot, census)) if snapshot.generation() == generation => {
                Some((snapshot, census))
            }
            Ok(_) => None,
            // A new home has none yet.
            Err(ServerError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => None,
            Err(err) => {
                tracing::warn!(error = err.chain(), "kept index not used");
                None
            }
        }
    }

    async fn build(
        &self,
        generation: u64,
        groups: Groups,
    ) -> Result<(Snapshot, Census), ServerError> {
        let building = Arc::new(Mutex::new((IndexBuilder::new(), Census::default())));
        let shared = building.clone();
        let visitor = Box::new(move |stored: Stored| -> Result<(), StoreError> {
            let mut building = shared.lock().unwrap_or_else(PoisonError::into_inner);
            let (builder, census) = &mut *building;
            builder.add(stored.key.0, &stored.dataset, &stored.record);
            census.add(&stored.dataset, &stored.record);
            Ok(())
        });
        let versions = self.store.scan(visitor).await?;
        let made = tokio::task::spawn_blocking(move || {
            let mut building = building.lock().unwrap_or_else(PoisonError::into_inner);
            let (mut builder, census) =
                std::mem::replace(&mut *building, (IndexBuilder::new(), Census::default()));
            builder.groups(&groups);
            (builder.finish(versions, generation), census)
        });
        Ok(made.await?)
    }

    /// Keeps the index for the next start. If that fails the node works all the same.
    async fn keep(&self, loaded: Arc<Loaded>) {
        let home = self.home.clone();
        let kept = tokio::task::spawn_blocking(move || write_file(&home, &loaded)).await;
        let failed = match kept {
            Ok(Ok(())) => return,
            Ok(Err(err)) => err.chain(),
            Err(err) => err.to_string(),
        };
        tracing::warn!(error = failed, "index not kept");
    }
}

/// The state of the store that a kept index belongs to; reads and checks the whole file.
pub(super) fn kept_generation(path: &Path) -> Result<u64, ServerError> {
    read_file(path).map(|(snapshot, _)| snapshot.generation())
}

/// A kept index that was read without owning the home. Whether it is true shows when the store can
/// be asked.
#[derive(Default)]
pub(crate) struct Preloaded {
    read: Mutex<Option<(Snapshot, Census)>>,
    /// Which file was read: one that is kept later has another number or time.
    stamp: Option<Stamp>,
}

/// A file's number, size and time.
type Stamp = (u64, u64, Option<std::time::SystemTime>);

impl Preloaded {
    /// None.
    pub(crate) fn none() -> Preloaded {
        Preloaded::default()
    }

    /// Reads the kept index of a home, if there is a good one; blocks.
    pub(crate) fn read(home: &Path) -> Preloaded {
        let path = home.join(INDEX_FILE);
        let stamp = stamp(&path);
        match read_file(&path) {
            Ok(read) => Preloaded { read: Mutex::new(Some(read)), stamp },
            Err(err) => {
                tracing::info!(error = err.chain(), "no index is read in advance");
                Preloaded::none()
            }
        }
    }

    /// The kept index as it is now, read again only if it is another one; blocks.
    pub(crate) fn renewed(self, home: &Path) -> Preloaded {
        if self.stamp.is_some() && self.stamp == stamp(&home.join(INDEX_FILE)) {
            return self;
        }
        // Before the other is read: two of them may be too much.
        drop(self);
        Preloaded::read(home)
    }

    pub(super) fn put(&self, other: Preloaded) {
        let other = other.read.into_inner().unwrap_or_else(PoisonError::into_inner);
        *self.read.lock().unwrap_or_else(PoisonError::into_inner) = other;
    }

    /// The index, if it belongs to this state of the store. It is gone either way.
    fn take(&self, generation: u64) -> Option<(Snapshot, Census)> {
        let read = self.read.lock().unwrap_or_else(PoisonError::into_inner).take();
        read.filter(|(snapshot, _)| snapshot.generation() == generation)
    }
}

fn stamp(path: &Path) -> Option<Stamp> {
    use std::os::unix::fs::MetadataExt as _;
    let about = std::fs::metadata(path).ok()?;
    Some((about.ino(), about.len(), about.modified().ok()))
}

/// Reads the kept index: a mark, the census with its length, and the snapshot.
fn read_file(path: &Path) -> Result<(Snapshot, Census), ServerError> {
    let io = |source| ServerError::Io { path: path.to_owned(), source };
    let damaged = || io(std::io::Error::from(std::io::ErrorKind::InvalidData));
    let mut file = File::open(path).map_err(io)?;
    let mut magic = [0; MAGIC.len()];
    file.read_exact(&mut magic).map_err(io)?;
    let mut length = [0; 4];
    file.read_exact(&mut length).map_err(io)?;
    let length = u32::from_le_bytes(length);
    if magic != *MAGIC || length > CENSUS_BYTES_MAX {
        return Err(damaged());
    }
    let mut census = Vec::new();
    Read::by_ref(&mut file).take(u64::from(length)).read_to_end(&mut census).map_err(io)?;
    let census = serde_json::from_slice(&census).map_err(|_| damaged())?;
    Ok((Snapshot::load(&mut file)?, census))
}

/// A new file that only its owner can read: the index names people.
fn private_file(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Writes the index beside the old one and puts it in its place when it is whole on disk.
fn write_file(home: &Path, loaded: &Loaded) -> Result<(), ServerError> {
    let path = home.join(INDEX_FILE);
    let new = home.join(format!("{INDEX_FILE}.new"));
    let io = |source| ServerError::Io { path: new.clone(), source };
    let census = serde_json::to_vec(&loaded.census).map_err(|err| io(err.into()))?;
    let length = u32::try_from(census.len()).map_err(|err| io(std::io::Error::other(err)))?;
    let mut file = BufWriter::new(private_file(&new).map_err(io)?);
    file.write_all(MAGIC).map_err(io)?;
    file.write_all(&length.to_le_bytes()).map_err(io)?;
    file.write_all(&census).map_err(io)?;
    loaded.snapshot.save(&mut file).map_err(io)?;
    let file = file.into_inner().map_err(|err| io(err.into_error()))?;
    file.sync_all().map_err(io)?;
    std::fs::rename(&new, &path).map_err(io)?;
    // The new name is on disk only when the directory is.
    File::open(home).and_then(|dir| dir.sync_all()).map_err(io)
}
