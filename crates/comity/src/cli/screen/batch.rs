//! `comity screen --batch`: one answer a line, in the input's order.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::ProgressBar;

use super::choice::Choice;
use crate::cli::progress::{bytes_bar, watched};
use crate::failure::{Exit, Failure};
use crate::shell::{Shell, open, plain};

pub(super) async fn run(
    file: &Path,
    schema: Option<String>,
    choice: Choice,
    shell: &Shell,
) -> Result<Exit, Failure> {
    let (input, length) = open(file)?;
    let door = shell.door().await?;
    if door.datasets().await?.is_empty() {
        return Err(super::nothing_to_compare());
    }
    // On a terminal that shows the answers they are the progress; a bar would run into them.
    let bar = match io::stdout().is_terminal() {
        true => ProgressBar::hidden(),
        false => bytes_bar(length, "screening"),
    };
    let input = watched(input, &bar);
    let output = Output { out: io::stdout(), closed: Arc::default() };
    let closed = output.closed.clone();
    let shown = bar.clone();
    let progress = Box::new(move |lines| shown.set_message(format!("{lines} screened")));
    let summary = door.batch(choice.order(schema), input, Box::new(output), progress).await;
    bar.finish_and_clear();
    if closed.load(Ordering::Relaxed) {
        return Err(Failure::PipeClosed);
    }
    let summary = summary?;
    for note in &summary.notes {
        shell.say(&format!("note: {}", plain(note)));
    }
    shell.say(&format!(
        "{} screened, {} with an alert, {} failed",
        summary.queries, summary.matched, summary.failed
    ));
    Ok(if summary.failed > 0 { Exit::SomeLines } else { Exit::Done })
}

/// Stdout, which remembers that its reader has gone: what then fails is no failure.
struct Output {
    out: io::Stdout,
    closed: Arc<AtomicBool>,
}

impl Output {
    fn watch<T>(&self, outcome: io::Result<T>) -> io::Result<T> {
        if let Err(err) = &outcome
            && err.kind() == io::ErrorKind::BrokenPipe
        {
            self.closed.store(true, Ordering::Relaxed);
        }
        outcome
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes);
        self.watch(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.out.flush();
        self.watch(flushed)
    }
}
