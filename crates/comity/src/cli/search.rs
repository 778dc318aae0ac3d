//! `comity search`: finds records by their words.

use std::fmt::Write as _;

use comity_api::local::SearchRequest;
use comity_api::v1::{FoundRecord, SearchPage};

use crate::failure::{Exit, Failure};
use crate::shell::{Shell, plain};

/// Find records by their words
///
/// All words must be there, in names, numbers, dates, addresses or other short values; names come
/// first. `"two words"` asks for them in a row, `OR` for either, `NOT word` for none of it, `word*`
/// for a beginning, and `field:value` for a field such as `countries:no` or
/// `properties.birthDate:1962`. A slip or two is forgiven. Where nothing has the words, names that
/// are alike are shown.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The words; none lists everything that passes the filters
    #[arg(value_name = "WORDS")]
    words: Vec<String>,
    /// Only records of this schema, of what extends it, or of what it extends
    #[arg(long, value_name = "SCHEMA")]
    schema: Option<String>,
    /// Only records of this dataset; may be repeated
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    dataset: Vec<String>,
    /// Only records of this country; may be repeated
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    country: Vec<String>,
    /// Only records with this topic; may be repeated
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    topic: Vec<String>,
    /// Most records to show
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// How many records to pass over
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// Count countries, topics, datasets and schemata over all that is found
    #[arg(long)]
    facets: bool,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    let request = SearchRequest {
        text: args.words.join(" "),
        schema: args.schema,
        datasets: args.dataset,
        countries: args.country,
        topics: args.topic,
        facets: args.facets,
        limit: args.limit,
        offset: args.offset,
    };
    let page = shell.door().await?.search(request).await?;
    if args.json {
        shell.show_json(&page)?;
    } else {
        shell.show(&table(&page, shell))?;
        let shown = page.offset + page.results.len();
        if page.total > shown {
            shell.say(&format!("{shown} of {}; --offset {shown} shows more", page.total));
        }
    }
    if page.alike {
        shell.say("Nothing has these words; these names are alike.");
    }
    if page.results.is_empty() {
        shell.say("Nothing is found.");
        return Ok(Exit::Unmet);
    }
    Ok(Exit::Done)
}

fn table(page: &SearchPage, shell: &Shell) -> String {
    let mut out = String::new();
    for found in &page.results {
        let caption = shell.paint.strong(&plain(&found.caption));
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{caption}  ({})", place(found));
    }
    for facet in page.facets.values().filter(|facet| !facet.values.is_empty()) {
        let _ = writeln!(out, "\n{}", shell.paint.strong(&facet.label));
        for value in &facet.values {
            let _ = writeln!(out, "{:>7}  {}", value.count, plain(&value.label));
        }
    }
    out
}

/// What the record is, and where it stands.
fn place(found: &FoundRecord) -> String {
    let records: Vec<String> =
        found.records.iter().map(|record| format!("{}/{}", record.dataset, record.id)).collect();
    let known_by = match &found.records[..] {
        [only] if only.id == found.id => records.join(", "),
        _ => format!("{} = {}", found.id, records.join(" = ")),
    };
    plain(&format!("{}  {known_by}", found.schema))
}
