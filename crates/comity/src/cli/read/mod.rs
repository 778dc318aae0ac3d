//! `comity read`: who is named in this text?

mod output;
mod table;

use std::io::{self, IsTerminal, Read};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use comity_api::local::ReadOrder;
use comity_reading::Marker;
use indicatif::ProgressBar;

use self::output::Output;
use super::progress::{bytes_bar, watched};
use crate::failure::{Exit, Failure};
use crate::shell::{Shell, open};

/// Find the names of all held records in a text
///
/// The text is running text in any script: articles, reports, captions. Names are found in spite
/// of what captioners and speech recognisers do to them (`nordik uh tern`), and a family name
/// counts where the whole one stands nearby. A mention is told when some thousand words after it
/// are read. Nothing is stripped from the text.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The text; `-` is stdin
    file: PathBuf,
    /// Only names of records of this dataset; may be repeated, or several with commas
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    dataset: Vec<String>,
    /// How mentions are written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Only the listed words themselves, whatever their case, marks and script: no misspellings
    #[arg(long)]
    exact: bool,
    /// Score from which a mention is shown; 0.6 unless stated
    #[arg(long, value_name = "SCORE", allow_negative_numbers = true,
        value_parser = super::screen::score)]
    threshold: Option<f64>,
}

/// How mentions are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For people
    Table,
    /// One JSON object a line
    Jsonl,
    /// The text itself, its mentions as `[[what stands there|dataset/id]]`; a backslash stands
    /// before each `\` and `[` of the text, and in a mention before `]` and `|`
    Marked,
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    let (input, length) = open(&args.file)?;
    let door = shell.door().await?;
    if door.datasets().await?.is_empty() {
        return Err(super::screen::nothing_to_compare());
    }
    // On a terminal that shows the mentions they are the progress; a bar would run into them.
    let bar = match io::stdout().is_terminal() {
        true => ProgressBar::hidden(),
        false => bytes_bar(length, "reading"),
    };
    let marker = (args.format == Format::Marked).then(|| Arc::new(Mutex::new(Marker::new())));
    let input = watched(input, &bar);
    let input: Box<dyn Read + Send> = match &marker {
        Some(marker) => Box::new(Copied { input, marker: marker.clone() }),
        None => input,
    };
    let order = ReadOrder { datasets: args.dataset, exact: args.exact, threshold: args.threshold };
    let output = Output::new(args.format, marker, shell.paint);
    let closed = output.closed();
    let read = door.read(order, input, Box::new(output)).await;
    bar.finish_and_clear();
    if closed.load(std::sync::atomic::Ordering::Relaxed) {
        return Err(Failure::PipeClosed);
    }
    let summary = read?;
    shell.say(&format!(
        "{} mentions of {} records in {} bytes; {} names were looked for",
        summary.mentions, summary.records, summary.bytes, summary.names
    ));
    if summary.left_out > 0 {
        shell.say(&format!(
            "note: {} names were not looked for: they have no word, or too many",
            summary.left_out
        ));
    }
    Ok(if summary.mentions == 0 { Exit::Unmet } else { Exit::Done })
}

/// An input whose bytes a marker sees before anything is said of them.
struct Copied {
    input: Box<dyn Read + Send>,
    marker: Arc<Mutex<Marker>>,
}

impl Read for Copied {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        let mut marker = self.marker.lock().unwrap_or_else(PoisonError::into_inner);
        marker.feed(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}
