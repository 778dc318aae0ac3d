//! Between streams, which wait without a thread, and readers and writers, which have one.

use std::io::{Error, ErrorKind, Read, Write};

use axum::body::Bytes;
use tokio::sync::mpsc::{Receiver, Sender};

/// Reads what a task sends. Blocks.
pub(super) struct PipeReader {
    chunks: Receiver<Result<Bytes, Error>>,
    rest: Bytes,
}

/// Sends what is written to a task. Blocks.
pub(super) struct PipeWriter {
    chunks: Sender<Bytes>,
    buffer: Vec<u8>,
}

/// Bytes that are gathered before they are sent.
const CHUNK_BYTES: usize = 64 * 1024;

impl PipeReader {
    pub(super) fn new(chunks: Receiver<Result<Bytes, Error>>) -> PipeReader {
        PipeReader { chunks, rest: Bytes::new() }
    }
}

impl Read for PipeReader {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while self.rest.is_empty() {
            match self.chunks.blocking_recv() {
                Some(Ok(chunk)) => self.rest = chunk,
                Some(Err(err)) => return Err(err),
                None => return Ok(0),
            }
        }
        let count = self.rest.len().min(buffer.len());
        let chunk = self.rest.split_to(count);
        if let Some(place) = buffer.get_mut(..count) {
            place.copy_from_slice(&chunk);
        }
        Ok(count)
    }
}

impl PipeWriter {
    pub(super) fn new(chunks: Sender<Bytes>) -> PipeWriter {
        PipeWriter { chunks, buffer: Vec::with_capacity(CHUNK_BYTES) }
    }
}

impl Write for PipeWriter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= CHUNK_BYTES {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let chunk = std::mem::take(&mut self.buffer);
        self.chunks.blocking_send(chunk.into()).map_err(|_| ErrorKind::BrokenPipe.into())
    }
}
