//! A restart without a failed request.
//!
//! The node starts its successor, which gets the listening sockets, checks its settings, and reads
//! the index before it owns anything. When it is ready the node lets its answers finish, gives it
//! the connections that are idle (as open sockets, so that a request that arrives meanwhile waits
//! in them), and gives it the home, whose lock is never open in between. Who connects meanwhile
//! waits in the sockets' queue. Only when the successor answers does the node end; if anything
//! fails before that, the node goes on.

mod channel;
mod inherited;
mod successor;

pub use successor::{Program, SUCCESSOR_VARIABLE};

use std::os::fd::AsFd as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use comity_store::HomeHold;
use rustix::process::{Pid, Signal, kill_process};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

use crate::app::index::Preloaded;
use crate::http::connections::{Idle, Phase};
use crate::limits::{RELEASE_SECONDS_MAX, RELEASE_STEP_MILLIS};
use crate::metrics::Process;
use crate::serve::{Listeners, answer};
use crate::{Around, Node, ServeOptions, ServerError};

use inherited::{Given, Inherited};
use successor::Successor;

/// What a node that serves is told to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Let the answers under way finish, and end.
    Stop,
    /// Let a new process answer in this one's place.
    Restart,
}

/// A node that can hand over to a successor.
pub struct Succession {
    /// The home.
    pub home: PathBuf,
    /// Time and chance.
    pub around: Around,
    /// How it answers.
    pub options: ServeOptions,
    /// How its successor is started.
    pub program: Program,
    /// What it is told.
    pub orders: mpsc::Receiver<Order>,
}

/// How one time of answering ended.
enum Ending {
    Stop,
    HandOver(Successor, tokio::sync::OwnedRwLockWriteGuard<()>),
}

impl Succession {
    /// Answers until it is told to stop or a successor answers.
    ///
    /// # Errors
    /// If it cannot listen, or the index cannot be made.
    pub async fn serve(mut self, node: Arc<Node>) -> Result<(), ServerError> {
        let listeners = Listeners::open(&mut self.options).await?;
        self.run(node, listeners, Vec::new(), || {}).await
    }

    /// Answers in the place of the node that started this process.
    ///
    /// # Errors
    /// If that node gives up its restart, or as [`Succession::serve`].
    pub async fn succeed(mut self) -> Result<(), ServerError> {
        let io = || ServerError::io("stdin");
        let inherited = blocking(Inherited::receive).await?.map_err(io())?;
        let handed = [inherited.http.try_clone().map(Some), clone(inherited.figures.as_ref())];
        for listener in handed {
            self.options.handed.extend(listener.map_err(io())?);
        }
        let listeners = Listeners::open(&mut self.options).await?;
        let home = self.home.clone();
        let preloaded = blocking(move || Preloaded::read(&home)).await?;
        let home = self.home.clone();
        let (inherited, given) = blocking(move || {
            let given = inherited.wait_for_home(&home, preloaded);
            (inherited, given)
        })
        .await?;
        let Given { hold, idle, index } = given.map_err(io())?;
        let idle = idle.into_iter().filter_map(living).collect();
        let node = self.open(hold, index).await?;
        let ready = move || {
            if let Err(err) = inherited.say_serving() {
                tracing::warn!(error = %err, "the node before cannot be told");
            }
        };
        self.run(node, listeners, idle, ready).await
    }

    async fn run(
        mut self,
        mut node: Arc<Node>,
        mut listeners: Listeners,
        mut idle: Vec<Idle<TcpStream>>,
        ready: impl FnOnce() + Send,
    ) -> Result<(), ServerError> {
        Process::raise_open_files();
        let mut ready: Option<Box<dyn FnOnce() + Send>> = Some(Box::new(ready));
        loop {
            let Succession { options, program, orders, .. } = &mut self;
            let sockets = Sockets::of(&listeners)?;
            let limit = options.limits.drain;
            let ending = told(node.clone(), orders, program, sockets, limit);
            let first = ready.take().unwrap_or_else(|| Box::new(|| {}));
            let answered = answer(node.clone(), &mut listeners, options, idle, first, ending);
            let (left, ended) = answered.await;
            let began = self.around.clock.elapsed();
            let (successor, quiet) = match ended? {
                Ending::Stop => return Ok(()),
                Ending::HandOver(successor, quiet) => (successor, quiet),
            };
            let released = self.release(node).await;
            // Held until now: nothing may begin to work on a home that is given away.
            drop(quiet);
            let hold = match released {
                Ok(hold) => hold,
                Err(kept) => {
                    tracing::error!("something still works on the home: no restart");
                    (node, idle) = (kept, left);
                    continue;
                }
            };
            let given = hold.share(&self.home)?;
            let left: Vec<_> = left.into_iter().filter_map(plain).collect();
            let (left, taken) = blocking(move || {
                let taken = successor.take_over(given, &left);
                (left, taken)
            })
            .await?;
            match taken {
                Ok(id) => {
                    self.options.notify.successor(id);
                    let took = self.around.clock.elapsed().saturating_sub(began).as_millis();
                    tracing::info!(id, took_ms = took, "the successor answers");
                    self.pass_on(id);
                    return Ok(());
                }
                Err(err) => {
                    tracing::error!(error = %err, "the successor failed: this node goes on");
                    idle = left.into_iter().filter_map(living).collect();
                    node = self.open(hold, Preloaded::none()).await?;
                }
            }
        }
    }

    /// Tells the successor to stop, if this process was told so while it handed over.
    fn pass_on(&mut self, id: u32) {
        let mut is_stopping = false;
        while let Ok(order) = self.orders.try_recv() {
            is_stopping = is_stopping || order == Order::Stop;
        }
        let id = i32::try_from(id).ok().and_then(Pid::from_raw);
        if let Some(id) = id.filter(|_| is_stopping)
            && let Err(err) = kill_process(id, Signal::TERM)
        {
            tracing::error!(error = %err, "the successor cannot be told to stop");
        }
    }

    /// Closes the store and gives the ownership of the home, or the node back if something still
    /// uses it.
    async fn release(&self, node: Arc<Node>) -> Result<HomeHold, Arc<Node>> {
        let mut left = Duration::from_secs(RELEASE_SECONDS_MAX);
        let step = Duration::from_millis(RELEASE_STEP_MILLIS);
        while Arc::strong_count(&node) > 1 {
            left = match left.checked_sub(step) {
                Some(left) => left,
                None => return Err(node),
            };
            tokio::time::sleep(step).await;
        }
        let Some(hold) = node.hold(&self.home) else { return Err(node) };
        // Closing the store waits for its threads and for the disk.
        match tokio::task::spawn_blocking(move || drop(node)).await {
            Ok(()) => {}
            Err(err) => tracing::error!(error = %err, "the store did not close well"),
        }
        Ok(hold)
    }

    /// Opens the home and loads the index: whoever waited for an answer must not hear that there is
    /// none yet.
    async fn open(&self, hold: HomeHold, preloaded: Preloaded) -> Result<Arc<Node>, ServerError> {
        let (home, around) = (self.home.clone(), self.around.clone());
        let node = blocking(move || Node::open_held(&home, around, hold, preloaded)).await??;
        node.refresh().await?;
        Ok(node)
    }
}

/// Copies of the listening sockets, to give to a successor.
struct Sockets {
    http: std::os::fd::OwnedFd,
    figures: Option<std::os::fd::OwnedFd>,
}

impl Sockets {
    fn of(listeners: &Listeners) -> Result<Sockets, ServerError> {
        let copy = |listener: &tokio::net::TcpListener| {
            listener.as_fd().try_clone_to_owned().map_err(ServerError::io("socket"))
        };
        let http = listeners.http.as_ref().ok_or(ServerError::StoppedAnswering)?;
        let figures = listeners.figures.as_ref().map(copy).transpose()?;
        Ok(Sockets { http: copy(http)?, figures })
    }
}

/// Waits for an order that ends this time of answering.
async fn told(
    node: Arc<Node>,
    orders: &mut mpsc::Receiver<Order>,
    program: &Program,
    sockets: Sockets,
    limit: Duration,
) -> (Phase, Ending) {
    let sockets = Arc::new(sockets);
    loop {
        if orders.recv().await != Some(Order::Restart) {
            return (Phase::Close, Ending::Stop);
        }
        let prepared = prepare(&node, program, &sockets, limit);
        tokio::select! {
            () = stopped(orders) => return (Phase::Close, Ending::Stop),
            prepared = prepared => match prepared {
                Ok((successor, quiet)) => {
                    return (Phase::HandOver, Ending::HandOver(successor, quiet));
                }
                Err(err) => {
                    tracing::error!(error = err, "no restart: this node goes on");
                }
            },
        }
    }
}

/// Waits for the order to stop; other orders are not obeyed meanwhile.
async fn stopped(orders: &mut mpsc::Receiver<Order>) {
    while orders.recv().await == Some(Order::Restart) {
        tracing::warn!("a restart is under way already");
    }
}

/// Starts a successor, and waits until no import and no batch is under way.
async fn prepare(
    node: &Arc<Node>,
    program: &Program,
    sockets: &Arc<Sockets>,
    limit: Duration,
) -> Result<(Successor, tokio::sync::OwnedRwLockWriteGuard<()>), String> {
    if std::process::id() == 1 {
        // The system ends all other processes of a container with its first one.
        return Err("the first process of a container cannot hand over".to_owned());
    }
    tracing::info!(program = %program.path.display(), "starting a successor");
    let (program, sockets) = (program.clone(), sockets.clone());
    let start = move || {
        let figures = sockets.figures.as_ref().map(|file| file.as_fd());
        Successor::start(&program, sockets.http.as_fd(), figures)
    };
    let started = blocking(start).await.map_err(|err| err.chain())?;
    let successor = started.map_err(|err| format!("the successor does not start: {err}"))?;
    let Ok(quiet) = tokio::time::timeout(limit, node.quiet()).await else {
        return Err("an import or a batch is under way".to_owned());
    };
    // What was imported since it read the index is read while this node still answers.
    let prepared = blocking(move || successor.prepare().map(|()| successor)).await;
    let prepared = prepared.map_err(|err| err.chain())?;
    let successor = prepared.map_err(|err| format!("the successor fails: {err}"))?;
    Ok((successor, quiet))
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ServerError> {
    Ok(tokio::task::spawn_blocking(work).await?)
}

fn clone(
    listener: Option<&std::net::TcpListener>,
) -> std::io::Result<Option<std::net::TcpListener>> {
    listener.map(std::net::TcpListener::try_clone).transpose()
}

/// A connection as this process answers it. One that broke meanwhile is left out.
fn living(idle: Idle<std::net::TcpStream>) -> Option<Idle<TcpStream>> {
    let io = idle.io.set_nonblocking(true).and_then(|()| TcpStream::from_std(idle.io));
    io.ok().map(|io| Idle { io, read: idle.read })
}

/// A connection as it is handed over.
fn plain(idle: Idle<TcpStream>) -> Option<Idle<std::net::TcpStream>> {
    idle.io.into_std().ok().map(|io| Idle { io, read: idle.read })
}

/// The path of this program, as it stood when the process started.
#[must_use]
pub fn this_program(arguments: impl Iterator<Item = std::ffi::OsString>) -> Option<Program> {
    let path = std::env::current_exe().ok()?;
    Some(Program { path: Path::new(&path).to_owned(), arguments: arguments.collect() })
}
