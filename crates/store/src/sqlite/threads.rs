//! The threads that own the connections. Async callers hand them jobs and await the answers, so
//! nothing here blocks their runtime.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::{Semaphore, mpsc, oneshot};

use super::connection;
use super::fault::Outcome;
use super::home::{self, HomeLock};
use crate::StoreError;
use crate::body::Decoder;
use crate::limits::{JOBS_WAITING_MAX, LONG_READS_MAX, READERS};

/// What the writing thread owns.
pub(super) struct Writer {
    pub(super) connection: Connection,
    pub(super) home: PathBuf,
}

/// What a reading thread owns.
pub(super) struct Reader {
    pub(super) connection: Connection,
    pub(super) decoder: Decoder,
}

pub(super) type Job<C> = Box<dyn FnOnce(&mut C) + Send>;

/// All threads of one open home. Dropping it ends them and then gives the home free.
pub(super) struct Threads {
    write: Option<mpsc::Sender<Job<Writer>>>,
    read: Option<mpsc::Sender<Job<Reader>>>,
    long_reads: Arc<Semaphore>,
    writer: Option<JoinHandle<()>>,
    readers: Vec<JoinHandle<()>>,
    /// Invariant: released last, when no connection is open any more.
    lock: HomeLock,
}

impl Threads {
    pub(super) fn start(home: &Path, writer: Connection, lock: HomeLock) -> Outcome<Threads> {
        let path = home::database(home);
        let (write, jobs) = mpsc::channel(JOBS_WAITING_MAX);
        let owned = Writer { connection: writer, home: home.to_owned() };
        let writer = spawn(home, "comity-write", owned, Arc::new(Mutex::new(jobs)))?;
        let (read, jobs) = mpsc::channel(JOBS_WAITING_MAX);
        let jobs = Arc::new(Mutex::new(jobs));
        let mut threads = Threads {
            write: Some(write),
            read: Some(read),
            long_reads: Arc::new(Semaphore::new(LONG_READS_MAX)),
            writer: Some(writer),
            readers: Vec::with_capacity(READERS),
            lock,
        };
        for _ in 0..READERS {
            let connection = connection::reader(&path)?;
            let owned = Reader { connection, decoder: Decoder::default() };
            threads.readers.push(spawn(home, "comity-read", owned, Arc::clone(&jobs))?);
        }
        Ok(threads)
    }

    /// The lock on the home.
    pub(super) fn lock(&self) -> &HomeLock {
        &self.lock
    }

    /// Runs a job on the writing thread, after those before it.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Writer) -> Outcome<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        run(self.write.as_ref(), job).await
    }

    /// Hands the writing thread a job that answers in its own way.
    pub(super) async fn submit(&self, job: Job<Writer>) -> Result<(), StoreError> {
        let jobs = self.write.as_ref().ok_or(StoreError::Closed)?;
        jobs.send(job).await.map_err(|_| StoreError::Closed)
    }

    /// Runs a short job on a reading thread.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Reader) -> Outcome<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        run(self.read.as_ref(), job).await
    }

    /// Runs a job that takes long; some readers always stay free for the short ones.
    pub(super) async fn read_long<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Reader) -> Outcome<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let permit = Arc::clone(&self.long_reads).acquire_owned().await;
        let permit = permit.map_err(|_| StoreError::Closed)?;
        // The job holds the permit: it goes on when its caller has gone away.
        let job = move |reader: &mut Reader| {
            let _permit = permit;
            job(reader)
        };
        run(self.read.as_ref(), job).await
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        // Readers first: the last connection to close, the writer's, folds the log into the file.
        self.read = None;
        self.readers.drain(..).for_each(join);
        self.write = None;
        self.writer.take().into_iter().for_each(join);
    }
}

fn join(thread: JoinHandle<()>) {
    // The last handle on the store may die on one of its own threads, with a scan's visitor.
    if thread.thread().id() != std::thread::current().id() {
        // A panic in a job was caught and logged there.
        let _ = thread.join();
    }
}

async fn run<C: 'static, T: Send + 'static>(
    jobs: Option<&mpsc::Sender<Job<C>>>,
    job: impl FnOnce(&mut C) -> Outcome<T> + Send + 'static,
) -> Result<T, StoreError> {
    let (answer, answered) = oneshot::channel();
    let job: Job<C> = Box::new(move |owned| {
        // Nobody may be waiting any more; the work is done all the same.
        let _ = answer.send(job(owned));
    });
    let jobs = jobs.ok_or(StoreError::Closed)?;
    jobs.send(job).await.map_err(|_| StoreError::Closed)?;
    answered.await.map_err(|_| StoreError::Closed)?.map_err(|fault| fault.0)
}

type Jobs<C> = Arc<Mutex<mpsc::Receiver<Job<C>>>>;

fn spawn<C: Send + 'static>(
    home: &Path,
    name: &str,
    mut owned: C,
    jobs: Jobs<C>,
) -> Result<JoinHandle<()>, StoreError> {
    let work = move || {
        loop {
            // The lock is held while waiting: the threads take turns at it.
            let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv();
            let Some(job) = job else { break };
            if catch_unwind(AssertUnwindSafe(|| job(&mut owned))).is_err() {
                tracing::error!("a job of the store panicked");
            }
        }
    };
    std::thread::Builder::new().name(name.to_owned()).spawn(work).map_err(home::io(home))
}
