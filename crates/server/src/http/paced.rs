use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Bytes;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

/// A connection that gives up a caller who does not read, and that may begin with bytes that were
/// read from it before.
pub(crate) struct Paced<I> {
    io: I,
    before: Bytes,
    /// For the caller to take what waits to be written; none for callers who may take their time.
    limit: Option<Duration>,
    timer: Option<Pin<Box<Sleep>>>,
    pace: Arc<Pace>,
}

/// How the writing goes.
#[derive(Debug, Default)]
pub(super) struct Pace {
    stalled: AtomicBool,
    gave_up: AtomicBool,
}

impl Pace {
    /// Whether something waits to be written.
    pub(super) fn is_stalled(&self) -> bool {
        self.stalled.load(Ordering::Relaxed)
    }

    /// Whether the caller was given up.
    pub(super) fn gave_up(&self) -> bool {
        self.gave_up.load(Ordering::Relaxed)
    }
}

impl<I> Paced<I> {
    pub(crate) fn new(io: I, before: Bytes, limit: Option<Duration>) -> Paced<I> {
        Paced { io, before, limit, timer: None, pace: Arc::default() }
    }

    pub(super) fn pace(&self) -> Arc<Pace> {
        self.pace.clone()
    }

    /// The connection, and what was to be read from it first and was not.
    pub(super) fn into_parts(self) -> (I, Bytes) {
        (self.io, self.before)
    }

    /// Nothing could be written: the time runs from the first such moment until all is written, so
    /// a caller who takes a byte now and then gains nothing.
    fn poll_stalled<T>(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        self.pace.stalled.store(true, Ordering::Relaxed);
        let Some(limit) = self.limit else { return Poll::Pending };
        let timer = self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep(limit)));
        ready!(timer.as_mut().poll(cx));
        self.pace.gave_up.store(true, Ordering::Relaxed);
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<I: AsyncRead + Unpin> AsyncRead for Paced<I> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.before.is_empty() {
            return Pin::new(&mut self.io).poll_read(cx, buf);
        }
        let count = self.before.len().min(buf.remaining());
        let first = self.before.split_to(count);
        buf.put_slice(&first);
        Poll::Ready(Ok(()))
    }
}

impl<I: AsyncWrite + Unpin> AsyncWrite for Paced<I> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.io).poll_write(cx, buf) {
            Poll::Pending => self.poll_stalled(cx),
            done => done,
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.io).poll_write_vectored(cx, bufs) {
            Poll::Pending => self.poll_stalled(cx),
            done => done,
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    /// Called when all that was to be written is with the system.
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match Pin::new(&mut self.io).poll_flush(cx) {
            Poll::Pending => self.poll_stalled(cx),
            done => {
                self.pace.stalled.store(false, Ordering::Relaxed);
                self.timer = None;
                done
            }
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_caller_who_does_not_read_is_given_up() {
        let (near, mut far) = tokio::io::duplex(16);
        let mut paced = Paced::new(near, Bytes::new(), Some(Duration::from_secs(60)));
        let pace = paced.pace();
        let began = tokio::time::Instant::now();
        // A byte every ten seconds is no reading.
        let drip = async {
            let mut byte = [0];
            loop {
                tokio::time::sleep(Duration::from_secs(10)).await;
                if far.read_exact(&mut byte).await.is_err() {
                    return;
                }
            }
        };
        let written = tokio::select! {
            written = async { paced.write_all(&[7; 1_000]).await } => written,
            () = drip => Ok(()),
        };
        assert_eq!(written.unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert_eq!(began.elapsed(), Duration::from_secs(60));
        assert!(pace.gave_up());
    }

    #[tokio::test(start_paused = true)]
    async fn the_time_begins_anew_with_each_answer_that_is_read() {
        let (near, mut far) = tokio::io::duplex(16);
        let mut paced = Paced::new(near, Bytes::new(), Some(Duration::from_secs(60)));
        for _ in 0..5 {
            let read = async {
                tokio::time::sleep(Duration::from_secs(50)).await;
                far.read_exact(&mut [0; 40]).await.unwrap();
            };
            let write = async {
                paced.write_all(&[7; 40]).await.unwrap();
                paced.flush().await.unwrap();
            };
            tokio::join!(read, write);
        }
        assert!(!paced.pace().gave_up() && !paced.pace().is_stalled());
    }

    #[tokio::test]
    async fn what_was_read_before_comes_first() {
        let (near, mut far) = tokio::io::duplex(16);
        let mut paced = Paced::new(near, Bytes::from_static(b"GET "), None);
        far.write_all(b"/healthz").await.unwrap();
        let mut read = [0; 12];
        paced.read_exact(&mut read).await.unwrap();
        assert_eq!(&read, b"GET /healthz");
        assert!(paced.into_parts().1.is_empty());
    }
}
