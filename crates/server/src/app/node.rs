use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arc_swap::{ArcSwap, ArcSwapOption};
use comity_api::{Fault, FaultKind};
use comity_model::PartyId;
use comity_store::{Account, HomeHold, KeptPolicy, SqliteStore, Store, Token};
use tokio::sync::{OnceCell, OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLock, Semaphore};

use super::alerts::Alerting;
use super::cases::Deciding;
use super::doctor::Listening;
use super::fetch::Updates;
use super::index::Preloaded;
use super::law::{Desk, InForce};
use super::leases::Leases;
use super::loaded::Loaded;
use super::subjects::Watching;
use crate::metrics::Metrics;
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
    /// The accounts as they stand in the store; empty until first asked for.
    pub(super) people: ArcSwapOption<Vec<Account>>,
    /// Who may do what.
    pub(crate) in_force: ArcSwap<InForce>,
    /// The log and what it is written with.
    pub(crate) desk: Desk,
    /// The party that runs it, once it was asked for.
    party: OnceCell<PartyId>,
    /// Held while a password is compared.
    pub(super) hashing: tokio::sync::Mutex<()>,
    /// Threads for batches of the command line, which may be of any length.
    pub(super) pool: rayon::ThreadPool,
    /// What screening subjects in the background needs.
    pub(super) watching: Watching,
    /// What keeping alerts in time needs.
    pub(super) alerting: Alerting,
    /// What exchanging with partners needs.
    pub(crate) exchange: super::exchange::Exchange,
    /// What telling one question from another needs.
    pub(super) deciding: Deciding,
    /// Downloads and the datasets that are kept fresh.
    pub(super) updates: Updates,
    /// Threads for requests with many queries: these must not wait for the others.
    pub(super) answers: rayon::ThreadPool,
    /// One permit for each core, for single queries that are scored apart.
    pub(super) cores: Arc<Semaphore>,
    /// What an operator watches.
    pub(crate) metrics: Metrics,
    /// An index that was read before the home was this process's own.
    pub(super) preloaded: Preloaded,
    hold: Option<HomeHold>,
    /// How it listens, while it does.
    pub(crate) listening: ArcSwapOption<Listening>,
    /// Held for reading by what a restart must wait for.
    working: Arc<RwLock<()>>,
    pub(super) leases: Leases,
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
        super::fetch::clear(home);
        let hold = store.hold(home)?;
        let policy = store.policy_at_open().cloned();
        Node::over(Arc::new(store), policy, Some(hold), home, around)
    }

    /// Opens a home that this process owns already, with an index that was read before.
    pub(crate) fn open_held(
        home: &Path,
        around: Around,
        hold: HomeHold,
        preloaded: Preloaded,
    ) -> Result<Arc<Node>, ServerError> {
        let store = SqliteStore::open_held(home, hold)?;
        let hold = store.hold(home)?;
        let policy = store.policy_at_open().cloned();
        let node = Node::over(Arc::new(store), policy, Some(hold), home, around)?;
        node.preloaded.put(preloaded);
        Ok(node)
    }

    /// The ownership of the home, for when this node is gone.
    pub(crate) fn hold(&self, home: &Path) -> Option<HomeHold> {
        self.hold.as_ref()?.share(home).ok()
    }

    /// Says that work begins which a restart must wait for. While one waits, none begins.
    pub(crate) fn work(&self) -> Result<OwnedRwLockReadGuard<()>, Fault> {
        self.working.clone().try_read_owned().map_err(|_| {
            let message = "the node is restarting";
            Fault::new(FaultKind::Unavailable, "restarting", message)
                .with_hint("give the order again in a moment")
        })
    }

    /// Waits until no such work is under way, and lets none begin.
    pub(crate) async fn quiet(&self) -> OwnedRwLockWriteGuard<()> {
        self.working.clone().write_owned().await
    }

    /// A node over a store.
    pub(crate) fn over(
        store: Arc<dyn Store>,
        policy: Option<KeptPolicy>,
        hold: Option<HomeHold>,
        home: &Path,
        around: Around,
    ) -> Result<Arc<Node>, ServerError> {
        let threads = |name: &'static str| {
            let pool = rayon::ThreadPoolBuilder::new();
            pool.thread_name(move |at| format!("{name}-{at}"))
                .build()
                .map_err(|err| ServerError::io(home)(std::io::Error::other(err)))
        };
        let (pool, answers) = (threads("batch")?, threads("answer")?);
        let cores = Arc::new(Semaphore::new(answers.current_num_threads()));
        Ok(Arc::new(Node {
            store,
            home: home.to_owned(),
            around,
            loaded: ArcSwapOption::empty(),
            refreshing: tokio::sync::Mutex::new(()),
            tokens: ArcSwapOption::empty(),
            people: ArcSwapOption::empty(),
            in_force: ArcSwap::from_pointee(InForce::of(policy)?),
            desk: Desk::default(),
            party: OnceCell::new(),
            hashing: tokio::sync::Mutex::new(()),
            pool,
            watching: Watching::default(),
            alerting: Alerting::default(),
            exchange: super::exchange::Exchange::default(),
            deciding: Deciding::default(),
            updates: Updates::default(),
            answers,
            cores,
            metrics: Metrics::new(),
            preloaded: Preloaded::none(),
            hold,
            listening: ArcSwapOption::empty(),
            working: Arc::default(),
            leases: Leases::default(),
            serial: AtomicU64::new(0),
        }))
    }

    /// The home's directory.
    #[must_use]
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// The context of what the node does by itself.
    #[must_use]
    pub fn own_context(&self) -> Context {
        Context::node(self.around.clock.now())
    }

    /// The context of somebody at the command line who may do everything, for tests.
    #[cfg(test)]
    pub(crate) fn desk_context(&self) -> Context {
        let reason =
            crate::Reason::read(Some("due-diligence"), Some("sanctions-screening"), None).unwrap();
        let actor = crate::Actor {
            kind: crate::ActorKind::Local,
            name: "tester".to_owned(),
            roles: comity_model::Role::ALL.into(),
            assurance: 1,
        };
        Context { actor, reason, ..self.own_context() }
    }

    /// The party that runs this node, for what it publishes itself.
    pub(super) async fn party(&self) -> Result<PartyId, ServerError> {
        let read = || async {
            let named = self.store.setting(SETTING_PARTY).await?;
            Ok::<_, ServerError>(PartyId::new(named.as_deref().unwrap_or(PARTY_DEFAULT))?)
        };
        self.party.get_or_try_init(read).await.cloned()
    }

    /// A number that no other call gets while this node is open.
    pub(crate) fn next_serial(&self) -> u64 {
        self.serial.fetch_add(1, Ordering::Relaxed)
    }
}

/// The setting that names the party.
const SETTING_PARTY: &str = "party";
/// The party of a home that names none.
pub(super) const PARTY_DEFAULT: &str = "own-party";
