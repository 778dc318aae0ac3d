//! `comity subject`: whom to be told about.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use comity_api::local::{SubjectOrder, SubjectPage};
use comity_api::v1::{HitInfo, HitKind, SubjectChange, SubjectInfo, SubjectSpec};

use super::progress::{bytes_bar, watched};
use super::rights;
use super::screen::query::QueryArgs;
use crate::failure::{Exit, Failure};
use crate::shell::{Paint, Shell, open, plain};

/// Register whom you want to be told about, and see what is new about them
///
/// Subjects (travellers expected, customers, crews) are screened when they are registered and
/// again whenever a dataset changes. Only hits that are new, changed or withdrawn are told.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Register one subject, or change it, and screen it
    Add {
        /// Your own id of the subject
        #[arg(value_name = "ID")]
        subject: String,
        #[command(flatten)]
        query: Box<QueryArgs>,
        #[command(flatten)]
        usual: Usual,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// Register each line of a file (`-` is stdin), as `screen --batch` reads it; `id` is needed,
    /// `expires` and `case` may stand in a line
    Import {
        /// The file: JSON in FollowTheMoney's shape, or CSV
        file: PathBuf,
        /// The schema of lines that name none
        #[arg(long, value_name = "SCHEMA")]
        schema: Option<String>,
        #[command(flatten)]
        usual: Usual,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// List subjects and what they hit
    List {
        /// Only those of one register
        #[arg(long, value_name = "NAME")]
        register: Option<String>,
        /// After this one, as `REGISTER/ID`
        #[arg(long, value_name = "SUBJECT")]
        after: Option<String>,
        /// Most subjects
        #[arg(long, value_name = "N", default_value_t = 100,
            value_parser = clap::value_parser!(u16).range(1..=1000))]
        limit: u16,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// Remove subjects, with all that was found about them
    Remove {
        /// Their ids
        #[arg(required = true)]
        ids: Vec<String>,
        /// The register that they stand in
        #[arg(long, value_name = "NAME", default_value = REGISTER)]
        register: String,
    },
    #[command(flatten)]
    Rights(rights::Action),
    /// Show hits that are new, changed or withdrawn
    Hits {
        /// Only what happened after this number, which an earlier answer told
        #[arg(long, value_name = "NUMBER", default_value_t = 0)]
        since: u64,
        /// Most changes
        #[arg(long, value_name = "N", default_value_t = 1000,
            value_parser = clap::value_parser!(u16).range(1..=1000))]
        limit: u16,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
}

/// The register where none is named.
const REGISTER: &str = "subjects";

/// What holds for one subject, or for all of a file.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Subject")]
struct Usual {
    /// The register that it stands in
    #[arg(long, value_name = "NAME", default_value = REGISTER)]
    register: String,
    /// The last day (`2026-12-01`) or the moment until which it is a subject
    #[arg(long, value_name = "DATE")]
    expires: Option<String>,
    /// Score from which a record is a hit; that of the mode `balanced` unless stated
    #[arg(long, value_name = "SCORE")]
    threshold: Option<f64>,
    /// The most restrictive traffic light of what it is compared with; everything unless stated
    #[arg(long, value_name = "LABEL")]
    clearance: Option<String>,
}

impl Usual {
    /// The register, and all else as a subject without id and query.
    fn parts(self) -> (String, SubjectSpec) {
        let spec = SubjectSpec {
            expires: self.expires,
            threshold: self.threshold,
            clearance: self.clearance,
            ..SubjectSpec::default()
        };
        (self.register, spec)
    }
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    match args.action {
        Action::Add { subject, query, usual, json } => {
            let query = query.example()?;
            let (register, spec) = usual.parts();
            let spec = SubjectSpec { id: Some(subject), query, ..spec };
            let info = shell.door().await?.put_subject(&register, spec).await?;
            show(std::slice::from_ref(&info), json, shell)?;
            Ok(Exit::Done)
        }
        Action::Import { file, schema, usual, json } => {
            let (register, usual) = usual.parts();
            let order = SubjectOrder { register, schema, usual, ..SubjectOrder::default() };
            import(&file, order, json, shell).await
        }
        Action::List { register, after, limit, json } => {
            let page = SubjectPage { register, after, limit: usize::from(limit) };
            let list = shell.door().await?.subjects(page).await?;
            if json {
                shell.show_json(&list)?;
            } else {
                show(&list.subjects, false, shell)?;
                if let Some(next) = list.next {
                    shell.say(&format!("There are more: `--after {}` shows them.", plain(&next)));
                }
            }
            Ok(Exit::Done)
        }
        Action::Remove { ids, register } => {
            let door = shell.door().await?;
            for id in &ids {
                door.remove_subject(&register, id).await?;
                shell.say(&format!("Removed `{}/{}`.", plain(&register), plain(id)));
            }
            Ok(Exit::Done)
        }
        Action::Rights(action) => rights::run(action, shell).await,
        Action::Hits { since, limit, json } => hits(since, usize::from(limit), json, shell).await,
    }
}

async fn import(
    file: &Path,
    order: SubjectOrder,
    json: bool,
    shell: &Shell,
) -> Result<Exit, Failure> {
    let (input, length) = open(file)?;
    let door = shell.door().await?;
    let bar = bytes_bar(length, "registering");
    let shown = bar.clone();
    let progress = Box::new(move |lines| shown.set_message(format!("{lines} registered")));
    let done = door.import_subjects(order, watched(input, &bar), progress).await;
    bar.finish_and_clear();
    let summary = done?;
    if json {
        shell.show_json(&summary)?;
    }
    for failure in &summary.failures {
        shell.say(&format!("not kept: {}", plain(failure)));
    }
    for note in &summary.notes {
        shell.say(&format!("note: {}", plain(note)));
    }
    shell.say(&format!(
        "{} registered, {} of them with hits, {} not kept",
        summary.kept, summary.with_hits, summary.failed
    ));
    Ok(if summary.failed > 0 { Exit::SomeLines } else { Exit::Done })
}

async fn hits(since: u64, limit: usize, json: bool, shell: &Shell) -> Result<Exit, Failure> {
    let list = shell.door().await?.subject_changes(since, limit).await?;
    if json {
        shell.show_json(&list)?;
        return Ok(Exit::Done);
    }
    let lines: String = list.changes.iter().map(|change| line(change, shell.paint)).collect();
    shell.show(&lines)?;
    if list.missed {
        shell.say("Older ones are not kept any more: `comity subject list` shows what stands.");
    }
    let more = if list.more { "There are more" } else { "That is all" };
    shell.say(&format!("{more}; `--since {}` goes on from here.", list.next));
    Ok(Exit::Done)
}

fn line(change: &SubjectChange, paint: Paint) -> String {
    let kind = match change.kind {
        HitKind::New => "new",
        HitKind::Changed => "changed",
        HitKind::Withdrawn => "withdrawn",
    };
    let SubjectChange { sequence, at, register, subject, hit, .. } = change;
    let kind = match change.kind {
        HitKind::Withdrawn => format!("{kind:9}"),
        HitKind::New | HitKind::Changed => paint.alarm(&format!("{kind:9}")),
    };
    let subject = plain(&format!("{register}/{subject}"));
    format!("{sequence:>6}  {at}  {kind}  {subject}  {}\n", hit_text(hit))
}

fn hit_text(hit: &HitInfo) -> String {
    let HitInfo { id, dataset, record, score } = hit;
    let group = if id == record { String::new() } else { format!(" ({id})") };
    plain(&format!("{score:.2}  {dataset}/{record}{group}"))
}

fn show(subjects: &[SubjectInfo], json: bool, shell: &Shell) -> Result<(), Failure> {
    if json {
        return match subjects {
            [only] => shell.show_json(only),
            several => shell.show_json(&several),
        };
    }
    let mut out = String::new();
    for subject in subjects {
        let name = format!("{}/{}", subject.register, subject.id);
        let until = match &subject.expires_at {
            Some(time) => format!("  until {time}"),
            None => String::new(),
        };
        // Writing to a string cannot fail.
        let _ =
            writeln!(out, "{}  {}{until}", shell.paint.strong(&plain(&name)), subject.query.schema);
        for hit in &subject.hits {
            let _ = writeln!(out, "    {}", hit_text(hit));
        }
        if !subject.screened {
            out.push_str("    not screened yet\n");
        } else if subject.hits.is_empty() {
            out.push_str("    no hit\n");
        }
    }
    shell.show(&out)
}
