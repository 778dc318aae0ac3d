//! Screening of subjects: of new ones at once, of all of them when what is held has changed.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use comity_screening::Screening;
use comity_store::{Rescreened, Subject, Watched};
use rayon::prelude::*;
use tokio::sync::{Mutex, Notify, watch};

use super::compare::compare;
use super::screened::Screened;
use super::spec;
use crate::ServerError;
use crate::app::law::Sight;
use crate::app::loaded::Loaded;
use crate::app::node::Node;
use crate::app::screen::score;
use crate::limits::{SUBJECT_CHUNK_MAX, SUBJECT_ROUND_SECONDS};

/// What screening in the background needs.
#[derive(Default)]
pub(crate) struct Watching {
    /// Held while a chunk is screened and kept: so none is kept after one that was screened against
    /// a newer index.
    turn: Mutex<()>,
    /// The generation of the newest index that any subject was screened against in this run.
    newest: AtomicU64,
    /// Held while all subjects are screened.
    pass: Mutex<()>,
    /// Told when the index has changed. However often that is meanwhile, one more pass follows.
    pub(crate) index_changed: Notify,
    /// Told when there are new events.
    pub(crate) happened: Notify,
    /// Threads apart from those that answer.
    pool: OnceLock<Option<rayon::ThreadPool>>,
}

impl Watching {
    #[cfg(test)]
    pub(super) fn newest(&self) -> u64 {
        self.newest.load(Ordering::Relaxed)
    }

    /// Half of the cores, so that answers are not slowed.
    fn pool(&self) -> Option<&rayon::ThreadPool> {
        let build = || {
            let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
            let threads = rayon::ThreadPoolBuilder::new().num_threads((cores / 2).max(1));
            threads.thread_name(|at| format!("subjects-{at}")).build().ok()
        };
        self.pool.get_or_init(build).as_ref()
    }
}

impl Node {
    /// Screens subjects in the background until the node stops.
    pub(crate) async fn watch(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let working = async {
            loop {
                let round = Duration::from_secs(SUBJECT_ROUND_SECONDS);
                // Without a change there may still be subjects whose time is past.
                let _ = tokio::time::timeout(round, self.watching.index_changed.notified()).await;
                if self.loaded_now().is_none() {
                    continue;
                }
                if let Err(err) = self.catch_up().await {
                    tracing::error!(error = err.chain(), "subjects not screened");
                }
            }
        };
        tokio::select! {
            biased;
            _ = stop.wait_for(|stopped| *stopped) => {}
            () = working => {}
        }
    }

    /// Removes subjects whose time is past, and screens all that were not screened against what is
    /// searched now.
    pub(crate) async fn catch_up(self: &Arc<Self>) -> Result<(), ServerError> {
        let _pass = self.watching.pass.lock().await;
        self.store.remove_expired(self.around.clock.now()).await?;
        let goal = Screened::of(&*self.loaded().await?);
        let before = self.screened().await?;
        let is_screened = before.as_ref() == Some(&goal);
        let is_same = match &before {
            Some(before) if !is_screened => self.holds_the_same(before, &goal).await?,
            _ => is_screened,
        };
        self.screen_subjects(is_same).await?;
        let _turn = self.watching.turn.lock().await;
        // If the index has changed meanwhile, some were screened against the old one and some may
        // have been against the new one: that is no state to note. Its change was told, and
        // another pass follows.
        let newest = self.watching.newest.load(Ordering::Relaxed);
        if !is_screened && newest <= goal.generation() {
            self.note_screened(Some(&goal)).await?;
        }
        Ok(())
    }

    /// Has all subjects screened anew, because what may be seen is otherwise.
    pub(in crate::app) async fn screen_all_anew(self: &Arc<Self>) -> Result<(), ServerError> {
        self.note_screened(None).await?;
        self.watching.index_changed.notify_one();
        Ok(())
    }

    /// Screens the subjects that are new or have changed.
    pub(in crate::app) async fn screen_pending(self: &Arc<Self>) -> Result<(), ServerError> {
        self.screen_subjects(true).await
    }

    async fn screen_subjects(self: &Arc<Self>, pending_only: bool) -> Result<(), ServerError> {
        let mut after = 0;
        let (mut subjects, mut changes) = (0, 0);
        loop {
            let turn = self.watching.turn.lock().await;
            // Invariant: each chunk is screened against the newest index that there is.
            let loaded = self.loaded().await?;
            let now = self.around.clock.now();
            let chunk = self.store.to_screen(after, pending_only, SUBJECT_CHUNK_MAX, now).await?;
            let Some(last) = chunk.last() else { break };
            after = last.key;
            subjects += chunk.len();
            self.check_note(&loaded).await?;
            let screened = self.screen_chunk(loaded, chunk).await?;
            changes += self.store.keep_screenings(screened, now).await?;
            drop(turn);
        }
        if changes > 0 {
            self.watching.happened.notify_one();
        }
        if subjects > 0 {
            tracing::info!(subjects, changes, pending_only, "subjects screened");
        }
        Ok(())
    }

    /// Takes back the note of what all subjects are screened against before any is screened against
    /// something else: if the node dies then, all are screened again.
    async fn check_note(&self, loaded: &Loaded) -> Result<(), ServerError> {
        let generation = loaded.snapshot.generation();
        self.watching.newest.fetch_max(generation, Ordering::Relaxed);
        let noted = self.screened().await?;
        if noted.is_some_and(|noted| noted.generation() != generation) {
            self.note_screened(None).await?;
        }
        Ok(())
    }

    async fn screen_chunk(
        self: &Arc<Self>,
        loaded: Arc<Loaded>,
        chunk: Vec<Watched>,
    ) -> Result<Vec<Rescreened>, ServerError> {
        let (node, party, now) = (self.clone(), self.party().await?, self.around.clock.now());
        let loaded_basis = loaded.clone();
        let scored = tokio::task::spawn_blocking(move || {
            let in_force = node.in_force.load_full();
            let sight = |subject: &Subject| match in_force.usable() {
                Ok(law) => spec::sight(law, &party, subject, now),
                // Who may see nothing hits nothing; what was found comes back with a policy.
                Err(_) => Ok(Sight::Nothing),
            };
            let score_one = |watched: &Watched| screen(&loaded, watched, sight);
            let score_all = || chunk.par_iter().map(score_one).collect::<Result<Vec<_>, _>>();
            let scored = match node.watching.pool() {
                Some(pool) => pool.install(score_all),
                None => node.pool.install(score_all),
            };
            scored.map(|scored| (chunk, scored))
        });
        let (chunk, scored) = scored.await??;
        let mut screened = Vec::with_capacity(chunk.len());
        for (watched, (screening, sight)) in chunk.iter().zip(&scored) {
            let found = self.hits(screening, sight).await?;
            let (found, asked) = self.without_rejected(&watched.subject, found).await?;
            let compared = compare(&watched.hits, found.clone());
            let is_same = compared.changes.is_empty() && compared.rescored.is_empty();
            if is_same && !watched.pending {
                continue;
            }
            let basis = || loaded_basis.basis(sight);
            let cases = self.subject_cases(&watched.subject, screening, found, asked, basis)?;
            screened.push(Rescreened {
                key: watched.key,
                revision: watched.revision,
                changes: compared.changes,
                rescored: compared.rescored,
                cases,
            });
        }
        Ok(screened)
    }
}

fn screen(
    loaded: &Loaded,
    watched: &Watched,
    sight: impl Fn(&Subject) -> Result<Sight, ServerError>,
) -> Result<(Screening, Sight), ServerError> {
    let (ask, sight) = (spec::ask(&watched.subject)?, sight(&watched.subject)?);
    Ok((score(loaded, &loaded.view(&sight), &ask), sight))
}
