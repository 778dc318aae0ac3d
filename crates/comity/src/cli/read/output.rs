use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use comity_api::local::{MentionInfo, ReadLine};
use comity_reading::Marker;

use super::{Format, table};
use crate::shell::Paint;

/// Stdout, which takes the node's lines and writes them as they were asked for.
pub(super) struct Output {
    out: io::Stdout,
    format: Format,
    marker: Option<Arc<Mutex<Marker>>>,
    paint: Paint,
    /// The beginning of a line that is not complete.
    line: Vec<u8>,
    /// Whether the reader has gone: what then fails is no failure.
    closed: Arc<AtomicBool>,
}

impl Output {
    pub(super) fn new(format: Format, marker: Option<Arc<Mutex<Marker>>>, paint: Paint) -> Output {
        let (line, closed) = (Vec::new(), Arc::default());
        Output { out: io::stdout(), format, marker, paint, line, closed }
    }

    /// Tells whether the reader has gone.
    pub(super) fn closed(&self) -> Arc<AtomicBool> {
        self.closed.clone()
    }

    fn take(&mut self, line: ReadLine) -> io::Result<Vec<u8>> {
        let mut text = Vec::new();
        match (self.format, line) {
            (Format::Table, ReadLine::Mention(mention)) => {
                text.extend(table::text(&mention, self.paint).into_bytes());
            }
            (Format::Jsonl, ReadLine::Mention(mention)) => {
                serde_json::to_writer(&mut text, &mention)?;
                text.push(b'\n');
            }
            (Format::Marked, line) => self.mark(line, &mut text),
            (_, ReadLine::Settled(_)) => {}
        }
        Ok(text)
    }

    fn mark(&self, line: ReadLine, text: &mut Vec<u8>) {
        let Some(marker) = &self.marker else { return };
        let mut marker = marker.lock().unwrap_or_else(PoisonError::into_inner);
        match line {
            ReadLine::Mention(mention) => {
                marker.mark(mention.start, mention.end, &label(&mention));
            }
            ReadLine::Settled(at) => marker.write(at, text),
        }
    }

    fn watch<T>(&self, outcome: io::Result<T>) -> io::Result<T> {
        if let Err(err) = &outcome
            && err.kind() == io::ErrorKind::BrokenPipe
        {
            self.closed.store(true, Ordering::Relaxed);
        }
        outcome
    }
}

/// What a mention is marked with.
fn label(mention: &MentionInfo) -> String {
    format!("{}/{}", mention.record.dataset, mention.record.id)
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(part);
            if part.ends_with(b"\n") {
                let line = std::mem::take(&mut self.line);
                let text = self.take(serde_json::from_slice(&line)?)?;
                let written = self.out.write_all(&text);
                self.watch(written)?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.out.flush();
        self.watch(flushed)
    }
}
