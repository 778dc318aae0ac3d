//! `comity diff`: what changed between two versions of a dataset.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use comity_api::local::ChangesOrder;
use comity_api::v1::{ChangeCount, ChangeKind, ChangeList, RecordChange, StatementInfo};

use crate::failure::{Exit, Failure};
use crate::shell::{Paint, Shell, plain};

/// Show what changed between two versions of a dataset: records that came, went or say otherwise
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The dataset
    dataset: String,
    /// The version that is compared; the one before `--to` unless stated
    #[arg(long, value_name = "VERSION")]
    from: Option<String>,
    /// The version that it is compared with; the current one unless stated
    #[arg(long, value_name = "VERSION")]
    to: Option<String>,
    /// Most records that are shown; all are counted
    #[arg(long, value_name = "N", default_value_t = 10_000,
        value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    let limit = usize::try_from(args.limit).unwrap_or(usize::MAX);
    let list = all(&args, limit, shell).await?;
    if args.json {
        shell.show_json(&list)?;
        return Ok(Exit::Done);
    }
    shell.show(&text(&list, shell.paint))?;
    if list.next.is_some() {
        shell.say(&format!("The first {limit} are shown; `--limit` shows more."));
    }
    Ok(Exit::Done)
}

/// The pages up to a limit, as one.
async fn all(args: &Args, limit: usize, shell: &Shell) -> Result<ChangeList, Failure> {
    let door = shell.door().await?;
    let mut order = ChangesOrder {
        dataset: args.dataset.clone(),
        from: args.from.clone(),
        to: args.to.clone(),
        after: None,
        limit,
    };
    let mut whole = door.changes(order.clone()).await?;
    // From here on the versions are named, so that an import meanwhile changes nothing.
    (order.from, order.to) = (Some(whole.from.clone()), Some(whole.to.clone()));
    while whole.next.is_some() && whole.changes.len() < limit {
        order.after = whole.next.take();
        order.limit = limit - whole.changes.len();
        let page = door.changes(order.clone()).await?;
        whole.changes.extend(page.changes);
        whole.next = page.next;
    }
    Ok(whole)
}

fn text(list: &ChangeList, paint: Paint) -> String {
    let mut out = format!("{}: {} to {}\n", plain(&list.dataset), list.from, list.to);
    if let Some(counts) = &list.counts {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "records  {}", tally(&counts.records));
        let _ = writeln!(out, "related  {}", tally(&counts.related));
    }
    for (heading, changes) in grouped(&list.changes) {
        let _ = writeln!(out, "\n{}", heading_line(&heading, &changes, paint));
        for change in changes {
            if change.related {
                let _ = writeln!(out, "  {} {}  {}", mark(change), change.schema, shown(change));
            }
            let indent = if change.related { "      " } else { "    " };
            if let Some(before) = &change.schema_before {
                let _ = writeln!(out, "{indent}schema {before} became {}", change.schema);
            }
            // What a record says that came or went as a whole is its own account.
            if change.kind == ChangeKind::Changed {
                statements(&mut out, indent, '-', &change.went);
                statements(&mut out, indent, '+', &change.came);
            }
        }
    }
    out
}

fn tally(count: &ChangeCount) -> String {
    format!("{} added, {} removed, {} changed", count.added, count.removed, count.changed)
}

/// Whom a change is shown under: id and caption.
type Heading = (String, String);

/// The changes by the party or thing that they are about, in order of its id.
fn grouped(changes: &[RecordChange]) -> BTreeMap<Heading, Vec<&RecordChange>> {
    let mut groups: BTreeMap<&str, (String, Vec<&RecordChange>)> = BTreeMap::new();
    // The record itself comes first: it gives the group its caption.
    let (related, own): (Vec<&RecordChange>, Vec<_>) =
        changes.iter().partition(|change| change.related);
    for change in own {
        groups.insert(&change.id, (change.caption.clone(), vec![change]));
    }
    for change in related {
        let (id, caption) = match change.about.first() {
            Some(about) => (about.id.as_str(), &about.caption),
            None => (change.id.as_str(), &change.caption),
        };
        groups.entry(id).or_insert_with(|| (caption.clone(), Vec::new())).1.push(change);
    }
    let named = groups.into_iter().map(|(id, (caption, each))| ((id.to_owned(), caption), each));
    named.collect()
}

fn heading_line((id, caption): &Heading, changes: &[&RecordChange], paint: Paint) -> String {
    let own = changes.iter().find(|change| !change.related);
    let caption = paint.strong(&plain(caption));
    match own {
        Some(own) => format!("{} {caption}  {}  {}", mark(own), own.schema, plain(id)),
        None => format!("  {caption}  {}", plain(id)),
    }
}

fn mark(change: &RecordChange) -> char {
    match change.kind {
        ChangeKind::Added => '+',
        ChangeKind::Removed => '-',
        ChangeKind::Changed => '~',
    }
}

/// A related record in a few words: what a person would call it, or all that it says.
fn shown(change: &RecordChange) -> String {
    let own = change.came.iter().chain(&change.went);
    let about: Vec<&str> = change.about.iter().map(|each| each.id.as_str()).collect();
    let telling = own.filter(|said| !about.contains(&said.value.as_str()));
    let values: Vec<&str> = telling.map(|said| said.value.as_str()).take(SHOWN_MAX).collect();
    match change.kind {
        ChangeKind::Changed => plain(&change.caption),
        _ if values.is_empty() => plain(&change.caption),
        _ => plain(&values.join(", ")),
    }
}

/// Most values of a related record that are shown in its line.
const SHOWN_MAX: usize = 4;

fn statements(out: &mut String, indent: &str, mark: char, statements: &[StatementInfo]) {
    for said in statements {
        let marking = match said.marking.as_str() {
            "TLP:CLEAR" => String::new(),
            other => format!("  [{other}]"),
        };
        let value = plain(&said.value);
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{indent}{mark} {}  {value}{marking}", said.property);
    }
}
