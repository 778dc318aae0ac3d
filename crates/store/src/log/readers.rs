//! The threads that answer questions about the log.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use tokio::sync::{mpsc, oneshot};

use crate::StoreError;
use crate::limits::{LOG_QUESTIONS_WAITING_MAX, LOG_READERS};

type Question = Box<dyn FnOnce() + Send>;

pub(super) struct Readers {
    questions: Option<mpsc::Sender<Question>>,
    threads: Vec<JoinHandle<()>>,
}

impl Readers {
    pub(super) fn start() -> std::io::Result<Readers> {
        let (send, questions) = mpsc::channel::<Question>(LOG_QUESTIONS_WAITING_MAX);
        let questions = Arc::new(Mutex::new(questions));
        let mut readers = Readers { questions: Some(send), threads: Vec::new() };
        for _ in 0..LOG_READERS {
            let questions = Arc::clone(&questions);
            let work = move || {
                loop {
                    // The lock is held while waiting: the threads take turns at it.
                    let next = questions.lock().unwrap_or_else(PoisonError::into_inner);
                    let question = { next }.blocking_recv();
                    let Some(question) = question else { break };
                    if catch_unwind(AssertUnwindSafe(question)).is_err() {
                        tracing::error!("a question about the log panicked");
                    }
                }
            };
            let name = "comity-log-read".to_owned();
            readers.threads.push(std::thread::Builder::new().name(name).spawn(work)?);
        }
        Ok(readers)
    }

    /// Answers a question on one of the threads.
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, answered) = oneshot::channel();
        let question: Question = Box::new(move || {
            // Nobody may be waiting any more.
            let _ = answer.send(question());
        });
        let questions = self.questions.as_ref().ok_or(StoreError::Closed)?;
        questions.send(question).await.map_err(|_| StoreError::Closed)?;
        answered.await.map_err(|_| StoreError::Closed)?
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        self.questions = None;
        for thread in self.threads.drain(..) {
            if thread.thread().id() != std::thread::current().id() {
                // A panic in a question was caught and logged there.
                let _ = thread.join();
            }
        }
    }
}
