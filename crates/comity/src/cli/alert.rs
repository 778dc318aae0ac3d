//! `comity alert`: what the party's own officers are asked to do.

use std::fmt::Write as _;

use comity_api::local::{AlertCall, AlertQuery, AlertReply, SweepSummary};
use comity_api::v1::{AlertCategoryInfo, AlertClose, AlertExtend, AlertInfo, AlertSpec};
use comity_api::yente::OneOrMany;

use super::screen::query::QueryArgs;
use crate::failure::{Exit, Failure};
use crate::shell::{Paint, Shell, plain};

/// Issue alerts, keep them longer, end them
///
/// An alert asks officers for a measure and does nothing by itself. It ends with its review date
/// unless somebody assesses that it is still needed; what is over is not searched any more.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Issue an alert about a person, vehicle, vessel or aircraft
    Issue {
        #[command(flatten)]
        about: Box<QueryArgs>,
        #[command(flatten)]
        words: Box<Words>,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// List alerts as they are now
    List {
        /// Only those in this state: in-force, review-due, expired or closed
        #[arg(long, value_name = "STATE")]
        state: Option<String>,
        /// Only those of one category
        #[arg(long, value_name = "NAME")]
        category: Option<String>,
        /// After this number
        #[arg(long, value_name = "NUMBER", default_value_t = 0)]
        after: u64,
        /// Most alerts
        #[arg(long, value_name = "N", default_value_t = 100,
            value_parser = clap::value_parser!(u16).range(1..=1000))]
        limit: u16,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// Show an alert with all that became of it
    Show {
        /// Its number
        number: u64,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// Keep an alert longer, after an assessment
    Extend {
        /// Its number
        number: u64,
        /// Why this alert is still needed and proportionate
        #[arg(long, value_name = "WORDS")]
        assessment: String,
        /// The new last day; the category's usual term from today unless stated
        #[arg(long, value_name = "DATE")]
        review: Option<String>,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// End an alert before its time
    Close {
        /// Its number
        number: u64,
        /// purpose-met, decision-revoked, issued-in-error or consent-withdrawn
        #[arg(long, value_name = "OUTCOME")]
        outcome: String,
        /// In words
        #[arg(long, value_name = "WORDS")]
        words: Option<String>,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// Take out what is past its time, and tell what needs a review; a node that serves does this
    /// by itself
    Sweep {
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// List the categories: about whom, for how long, and what may be asked for
    Categories {
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
}

/// What an alert says beside whom it is about.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Alert")]
struct Words {
    /// Why, by a name that `comity alert categories` lists
    #[arg(long, value_name = "NAME")]
    category: String,
    /// What the officer is asked to do; the category's usual measure unless stated
    #[arg(long, value_name = "NAME")]
    measure: Option<String>,
    /// The law that it rests on
    #[arg(long, value_name = "WORDS")]
    law: String,
    /// The reason in words
    #[arg(long, value_name = "WORDS")]
    reason: String,
    /// The authority that issues it; the node's party unless stated
    #[arg(long, value_name = "WORDS")]
    issuer: Option<String>,
    /// The issuer's own reference
    #[arg(long, value_name = "WORDS")]
    reference: Option<String>,
    /// The last day on which it is in force; the category's usual term unless stated
    #[arg(long, value_name = "DATE")]
    review: Option<String>,
    /// The marking of all that it states; TLP:AMBER unless stated
    #[arg(long, value_name = "MARKING")]
    marking: Option<String>,
    /// For a victim of misused identity: when and how the victim agreed
    #[arg(long, value_name = "WORDS")]
    consent: Option<String>,
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    let (call, json) = match args.action {
        Action::Issue { about, words, json } => {
            let spec = Box::new(spec(*about, *words)?);
            (AlertCall::Issue { spec }, json)
        }
        Action::List { state, category, after, limit, json } => {
            let query = AlertQuery { state, category, after, limit: usize::from(limit) };
            (AlertCall::List(query), json)
        }
        Action::Show { number, json } => (AlertCall::Show { number }, json),
        Action::Extend { number, assessment, review, json } => {
            let order = AlertExtend { assessment, review_date: review };
            (AlertCall::Extend { number, order }, json)
        }
        Action::Close { number, outcome, words, json } => {
            let order = AlertClose { outcome, words };
            (AlertCall::Close { number, order }, json)
        }
        Action::Sweep { json } => (AlertCall::Sweep, json),
        Action::Categories { json } => (AlertCall::Categories, json),
    };
    let reply = shell.door().await?.alert(call).await?;
    show(&reply, json, shell)?;
    Ok(Exit::Done)
}

fn spec(about: QueryArgs, words: Words) -> Result<AlertSpec, Failure> {
    let Words { category, measure, law, reason, issuer, reference, review, marking, consent } =
        words;
    Ok(AlertSpec {
        about: about.person_unless_stated().example()?,
        category,
        measure,
        legal_basis: law,
        reason,
        issuer,
        reference,
        review_date: review,
        marking,
        consent,
    })
}

fn show(reply: &AlertReply, json: bool, shell: &Shell) -> Result<(), Failure> {
    match reply {
        AlertReply::One(alert) if json => shell.show_json(alert),
        AlertReply::One(alert) => shell.show(&whole(alert, shell.paint)),
        AlertReply::List(list) if json => shell.show_json(list),
        AlertReply::List(list) => {
            let lines: String = list.alerts.iter().map(|one| line(one, shell.paint)).collect();
            shell.show(&lines)?;
            if let Some(next) = list.next {
                shell.say(&format!("There are more: `--after {next}` shows them."));
            }
            Ok(())
        }
        AlertReply::Swept(swept) if json => shell.show_json(swept),
        AlertReply::Swept(swept) => shell.show(&swept_text(swept, shell.paint)),
        AlertReply::Categories(list) if json => shell.show_json(list),
        AlertReply::Categories(list) => {
            shell.show(&list.categories.iter().map(category_text).collect::<String>())
        }
    }
}

fn swept_text(swept: &SweepSummary, paint: Paint) -> String {
    let mut out = String::new();
    for alert in &swept.expired {
        // Writing to a string cannot fail.
        let _ = write!(out, "expired     {}", line(alert, paint));
    }
    for alert in &swept.warned {
        let _ = write!(out, "review due  {}", line(alert, paint));
    }
    if swept.erased > 0 {
        let _ = writeln!(out, "{} alerts that were over are erased", swept.erased);
    }
    if swept.overdue_cases > 0 {
        let _ = writeln!(
            out,
            "{} cases are not decided in time: `comity hit list --overdue`",
            swept.overdue_cases
        );
    }
    if out.is_empty() { "Nothing is over, and nothing is due.\n".to_owned() } else { out }
}

/// An alert in one line.
fn line(alert: &AlertInfo, paint: Paint) -> String {
    let AlertInfo { number, state, category, measure, review_date, .. } = alert;
    let name = paint.strong(&plain(&name(alert)));
    format!("{number:>6}  {state:10}  until {review_date}  {category}: {measure}  {name}\n")
}

fn name(alert: &AlertInfo) -> String {
    let first = |property: &str| match alert.about.properties.get(property)? {
        OneOrMany::One(text) => Some(text.clone()),
        OneOrMany::Many(values) => Some(values.first()?.as_str()?.to_owned()),
    };
    first("name").unwrap_or_else(|| alert.record.clone())
}

fn whole(alert: &AlertInfo, paint: Paint) -> String {
    let mut out = line(alert, paint);
    // Writing to a string cannot fail.
    let mut say = |what: &str, words: &str| {
        let _ = writeln!(out, "        {what:11}  {}", plain(words));
    };
    say("record", &format!("{}/{}  {}", alert.dataset, alert.record, alert.about.schema));
    say("law", &alert.legal_basis);
    say("reason", &alert.reason);
    say("issued", &format!("{} by {}, {}", alert.issued_at, alert.issued_by, alert.issuer));
    for (what, words) in [("reference", &alert.reference), ("consent", &alert.consent)] {
        if let Some(words) = words {
            say(what, words);
        }
    }
    say("marking", &alert.marking);
    for kept in &alert.extensions {
        let until = &kept.review_date;
        let (at, by) = (&kept.assessed_at, &kept.assessed_by);
        say("kept longer", &format!("until {until}, {at} by {by}: {}", kept.assessment));
    }
    if let Some(end) = &alert.closing {
        let words = end.words.as_deref().map(|words| format!(": {words}")).unwrap_or_default();
        say("closed", &format!("{}, {} by {}{words}", end.outcome, end.closed_at, end.closed_by));
    }
    out
}

fn category_text(category: &AlertCategoryInfo) -> String {
    let AlertCategoryInfo { name, gloss, about, usual_months, longest_months, .. } = category;
    let measures: Vec<&str> =
        category.measures.iter().map(|measure| measure.name.as_str()).collect();
    let term = if usual_months == longest_months {
        format!("{usual_months} months")
    } else {
        format!("{usual_months} to {longest_months} months")
    };
    let kind = if category.protective { "protects" } else { "coerces" };
    format!("{name}\n        {gloss}\n        {about}, {term}, {kind}: {}\n", measures.join(", "))
}
