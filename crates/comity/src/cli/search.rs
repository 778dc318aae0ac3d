//! `comity search`: finds records by name.

use std::fmt::Write as _;

use comity_api::local::SearchRequest;

use crate::cli::screen::table::place;
use crate::failure::{Exit, Failure};
use crate::shell::{Shell, plain};

/// Find records by a name or a part of one
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The name, or a part of it
    #[arg(required = true, value_name = "WORDS")]
    words: Vec<String>,
    /// Only records of this schema or what extends it
    #[arg(long, value_name = "SCHEMA")]
    schema: Option<String>,
    /// Only records of this dataset; may be repeated
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    dataset: Vec<String>,
    /// Most records to return
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    let request = SearchRequest {
        text: args.words.join(" "),
        schema: args.schema,
        datasets: args.dataset,
        limit: args.limit,
    };
    let found = shell.door().await?.search(request).await?;
    if args.json {
        shell.show_json(&found)?;
    } else {
        let mut out = String::new();
        for candidate in &found.candidates {
            let caption = shell.paint.strong(&plain(&candidate.caption));
            // Writing to a string cannot fail.
            let _ = writeln!(out, "{:.2}  {caption}  ({})", candidate.score, place(candidate));
        }
        shell.show(&out)?;
        if found.total > found.candidates.len() {
            shell.say(&format!(
                "{} of {}; --limit shows more",
                found.candidates.len(),
                found.total
            ));
        }
    }
    if found.candidates.is_empty() {
        shell.say("Nothing is found.");
        return Ok(Exit::Unmet);
    }
    Ok(Exit::Done)
}
