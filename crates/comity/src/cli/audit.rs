//! `comity audit`: the log of who did what, why, and who was told.

use std::fmt::Write as _;
use std::path::PathBuf;

use comity_api::local::{LogOrder, UnusualOrder};
use comity_api::v1::{LogEntry, LogFindings, LogPage, LogQuery};

use super::obliged;
use crate::failure::{Exit, Failure};
use crate::shell::{Paint, Shell, plain};

/// Read the log, export it, verify an export
///
/// Every read, decision, change and disclosure is a leaf of a signed tree. Nobody can rewrite it
/// unseen: whoever keeps a checkpoint or an earlier export finds out.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Show events, newest first
    Show {
        #[command(flatten)]
        which: Which,
        /// Before this number
        #[arg(long, value_name = "NUMBER")]
        before: Option<u64>,
        /// Most events
        #[arg(long, value_name = "N", default_value_t = 50,
            value_parser = clap::value_parser!(u16).range(1..=1000))]
        limit: u16,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// List what is unusual: volume, hours, look-ups of oneself
    Unusual {
        /// Of the last so many days
        #[arg(long, value_name = "DAYS", default_value_t = 30,
            value_parser = clap::value_parser!(u16).range(1..=366))]
        days: u16,
        /// What is usual at most in a day, in reads
        #[arg(long, value_name = "N", default_value_t = 200)]
        reads: u64,
        /// Working hours, in UTC
        #[arg(long, value_name = "FROM-UNTIL", default_value = "6-20", value_parser = hours)]
        hours: (u16, u16),
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// Write the log to a new file that anybody can verify
    Export {
        /// The file
        file: PathBuf,
        /// Also what events say, as far as it was not erased; all of them, or those that are
        /// asked for
        #[arg(long)]
        open: bool,
        #[command(flatten)]
        which: Which,
    },
    /// Verify an export, without the node
    ///
    /// Exits with 0 if it holds, with 1 and the first bad leaf if not. With an earlier checkpoint
    /// or export, it says where a log that was rolled back or rewritten parts from it.
    Verify {
        /// The export
        file: String,
        /// The log's public key, from elsewhere; without it the export's own is believed
        #[arg(long, value_name = "KEY")]
        key: Option<String>,
        /// A file with an earlier checkpoint or export, which the log must continue; may be
        /// repeated
        #[arg(long, value_name = "FILE")]
        since: Vec<String>,
        /// The public key of a witness: a checkpoint that it cosigned is believed; may be repeated
        #[arg(long, value_name = "KEY")]
        witness: Vec<String>,
    },
}

/// Which events.
#[derive(Debug, clap::Args)]
struct Which {
    /// Only those of this account or token
    #[arg(long, value_name = "NAME")]
    actor: Option<String>,
    /// Only those about this record, as `DATASET/ID`, or this reference of whoever was asked about
    #[arg(long, value_name = "SUBJECT")]
    subject: Option<String>,
    /// Only those for this purpose
    #[arg(long, value_name = "PURPOSE")]
    of_purpose: Option<String>,
    /// Only those of this case
    #[arg(long, value_name = "REFERENCE")]
    of_case: Option<String>,
    /// Only those of this kind, such as `read` or `refusal`; may be repeated
    #[arg(long = "kind", value_name = "KIND", value_delimiter = ',')]
    kinds: Vec<String>,
    /// From this day or moment on, in UTC
    #[arg(long, value_name = "WHEN")]
    from: Option<String>,
    /// Before this day or moment, in UTC
    #[arg(long, value_name = "WHEN")]
    until: Option<String>,
}

impl Which {
    fn query(self) -> LogQuery {
        LogQuery {
            actor: self.actor,
            subject: self.subject,
            purpose: self.of_purpose,
            case: self.of_case,
            kinds: self.kinds,
            from: self.from,
            until: self.until,
            ..LogQuery::default()
        }
    }
}

fn hours(text: &str) -> Result<(u16, u16), String> {
    let parts = text.split_once('-').and_then(|(from, until)| {
        let hour = |text: &str| text.trim().parse::<u16>().ok().filter(|hour| *hour <= 24);
        Some((hour(from)?, hour(until)?))
    });
    parts.ok_or_else(|| "write it as `6-20`".to_owned())
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    match args.action {
        Action::Show { which, before, limit, json } => {
            let limit = Some(usize::from(limit));
            let query = LogQuery { before, limit, ..which.query() };
            let page = shell.door().await?.log(query).await?;
            if json {
                shell.show_json(&page)?;
            } else {
                shell.show(&obliged::marked(text(&page, shell.paint), page.watermark.as_ref()))?;
                obliged::say(shell, &page.obligations, None);
                if let Some(next) = page.next {
                    shell.say(&format!("There are more: `--before {next}`."));
                }
            }
            Ok(Exit::Done)
        }
        Action::Unusual { days, reads, hours, json } => {
            let order = UnusualOrder { days, reads, hours_from: hours.0, hours_until: hours.1 };
            let found = shell.door().await?.unusual(order).await?;
            if json {
                shell.show_json(&found)?;
            } else {
                shell.show(&obliged::marked(findings(&found), found.watermark.as_ref()))?;
                obliged::say(shell, &found.obligations, None);
                shell.say(&format!("Looked at {} events.", found.events));
            }
            Ok(if found.findings.is_empty() { Exit::Unmet } else { Exit::Done })
        }
        Action::Export { file, open, which } => {
            let path = std::path::absolute(&file).map_err(|err| Failure::input(&file, &err))?;
            let Some(to) = path.to_str().map(str::to_owned) else {
                return Err(Failure::usage("the path is not UTF-8"));
            };
            let open = open.then(|| which.query());
            let copy = shell.door().await?.export_log(LogOrder { to, open }).await?;
            shell.show(&copy.checkpoint)?;
            obliged::say(shell, &copy.obligations, copy.watermark.as_ref());
            shell.say(&format!("Wrote {}. Keep this checkpoint apart from it.", path.display()));
            Ok(Exit::Done)
        }
        Action::Verify { file, key, since, witness } => {
            let mut words = vec![file];
            words.extend(key.into_iter().flat_map(|key| ["--key".to_owned(), key]));
            words.extend(since.into_iter().flat_map(|file| ["--since".to_owned(), file]));
            words.extend(witness.into_iter().flat_map(|key| ["--witness".to_owned(), key]));
            let (mut out, mut err) = (std::io::stdout().lock(), std::io::stderr().lock());
            let code = comity_audit::verifier::run(&words, &mut out, &mut err);
            Ok(match code {
                0 => Exit::Done,
                1 => Exit::Unmet,
                2 => Exit::Usage,
                _ => Exit::Input,
            })
        }
    }
}

fn text(page: &LogPage, paint: Paint) -> String {
    let mut out = String::new();
    for event in &page.events {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{}", line(event, paint));
        for each in &event.concerned {
            let Some(subject) = &each.subject else {
                let _ = writeln!(out, "        {}", paint.faint(&format!("({})", each.state)));
                continue;
            };
            let said: Vec<String> =
                each.details.iter().map(|(name, value)| format!("{name} {value}")).collect();
            let score =
                each.score_permille.map(|score| format!("  {}.{:03}", score / 1000, score % 1000));
            let _ = writeln!(
                out,
                "        {}{}  {}{}",
                plain(subject),
                score.unwrap_or_default(),
                plain(&each.shown.join(", ")),
                plain(&said.join(", ")),
            );
        }
    }
    out
}

/// An event in one line.
pub(super) fn line(event: &LogEntry, paint: Paint) -> String {
    let who = event.actor.as_deref().map_or_else(|| format!("({})", event.state), plain);
    let why = [&event.purpose, &event.legal_basis, &event.case];
    let why: Vec<String> = why.into_iter().flatten().map(|word| plain(word)).collect();
    let outcome = event.outcome.as_deref().filter(|outcome| *outcome != "answered");
    let outcome = outcome.map(|code| format!("  refused: {code}")).unwrap_or_default();
    let details: Vec<String> =
        event.details.iter().map(|(name, value)| format!("{name} {}", plain(value))).collect();
    format!(
        "{:>6}  {}  {}  {}  {}  [{}]{}  {}",
        event.sequence,
        event.time,
        paint.strong(&event.kind),
        event.operation,
        who,
        why.join(", "),
        outcome,
        details.join(", "),
    )
    .trim_end()
    .to_owned()
}

fn findings(found: &LogFindings) -> String {
    let mut out = String::new();
    for one in &found.findings {
        let (kind, actor, from) = (&one.kind, plain(&one.actor), &one.from);
        let (events, sequence) = (one.events, one.sequence);
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "{kind:14}  {actor}  {events} from leaf {sequence} on, {from}: {}",
            one.detail
        );
    }
    out
}
