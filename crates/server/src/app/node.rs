use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use arc_swap::ArcSwapOption;
use comity_model::PartyId;
use comity_store::{SqliteStore, Store, Token};

use super::loaded::Loaded;
use super::update::Updater;
use crate::{Chance, Clock, Context, ServerError, SystemChance, SystemClock};

/// Where time and chance come from.
#[derive(Clone)]
pub struct Around {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub chance: Arc<dyn Chance>,
}

impl Around {
    /// The machine's own.
    #[must_use]
    pub fn system() -> Around {
        Around { clock: Arc::new(SystemClock::new()), chance: Arc::new(SystemChance) }
    }
}

/// One installation: a home with its store and its index.
pub struct Node {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) home: PathBuf,
    pub(crate) around: Around,
    /// What is searched; empty until it was first asked for.
    pub(super) loaded: ArcSwapOption<Loaded>,
    /// Held while a new index is made.
    pub(super) refreshing: tokio::sync::Mutex<()>,
    /// The tokens as they stand in the store; empty until first asked for.
    pub(super) tokens: ArcSwapOption<Vec<Token>>,
    /// Threads for batches, apart from those that answer single requests.
    pub(super) pool: rayon::ThreadPool,
    /// Who updates the datasets when that is asked for; nobody until somebody says so.
    pub(super) updater: OnceLock<Updater>,
    serial: AtomicU64,
}

impl Node {
    /// Makes a new home.
    ///
    /// # Errors
    /// If there is one already, or the directory cannot be written.
    pub async fn init(
        home: &Path,
        party: Option<&str>,
        around: &Around,
    ) -> Result<(), ServerError> {
        let party = party.map(PartyId::new).transpose()?;
        let store = SqliteStore::init(home, around.clock.now())?;
        if let Some(party) = party {
            store.set_setting(SETTING_PARTY, party.as_str()).await?;
        }
        Ok(())
    }

    /// Opens a home. The index is read when it is first asked for.
    ///
    /// # Errors
    /// If it is not a home, another process owns it, or the store cannot be opened.
    pub fn open(home: &Path, around: Around) -> Result<Arc<Node>, ServerError> {
        let store = SqliteStore::open(home)?;
        Node::over(Arc::new(store), home, around)
    }

    /// A node over a store.
    pub(crate) fn over(
        store: Arc<dyn Store>,
        home: &Path,
        around: Around,
    ) -> Result<Arc<Node>, ServerError> {
        let pool = rayon::ThreadPoolBuilder::new()
            .thread_name(|at| format!("batch-{at}"))
            .build()
            .map_err(|err| ServerError::Io {
                path: home.to_owned(),
                source: std::io::Error::other(err),
            })?;
        Ok(Arc::new(Node {
            store,
            home: home.to_owned(),
            around,
            loaded: ArcSwapOption::empty(),
            refreshing: tokio::sync::Mutex::new(()),
            tokens: ArcSwapOption::empty(),
            pool,
            updater: OnceLock::new(),
            serial: AtomicU64::new(0),
        }))
    }

    /// The home's directory.
    #[must_use]
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// The context of somebody who can read the home.
    #[must_use]
    pub fn local_context(&self) -> Context {
        Context::local(self.around.clock.now())
    }

    /// The party that runs this node, for what it publishes itself.
    pub(super) async fn party(&self) -> Result<PartyId, ServerError> {
        let named = self.store.setting(SETTING_PARTY).await?;
        Ok(PartyId::new(named.as_deref().unwrap_or(PARTY_DEFAULT))?)
    }

    /// A number that no other call gets while this node is open.
    pub(crate) fn next_serial(&self) -> u64 {
        self.serial.fetch_add(1, Ordering::Relaxed)
    }
}

/// The setting that names the party.
const SETTING_PARTY: &str = "party";
/// The party of a home that names none.
const PARTY_DEFAULT: &str = "own-party";
