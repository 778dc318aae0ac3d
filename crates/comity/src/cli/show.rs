//! `comity show`: all that is known about a record.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use comity_api::local::RecordFound;
use comity_api::v1::{RecordSheet, RelatedRecord, SourceRecord, StatementInfo};

use super::obliged;
use super::rights::sentence;
use crate::failure::{Exit, Failure};
use crate::shell::{Paint, Shell, plain};

/// Show a record: statements with their sources, listings, alerts and related records
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The record's id, or the canonical id of a group
    id: String,
    /// With what is masked otherwise, for those who may; it may need a supervisor's approval
    #[arg(long)]
    full: bool,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

/// How often an id may lead to another one.
const MOVES_MAX: usize = 8;

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    let door = shell.door().await?;
    let mut id = args.id.clone();
    for _ in 0..MOVES_MAX {
        match door.record(&id, args.full).await? {
            RecordFound::Sheet(sheet) => {
                if args.json {
                    shell.show_json(&sheet)?;
                } else {
                    let text = sheet_text(&sheet, shell.paint);
                    shell.show(&obliged::marked(text, sheet.watermark.as_ref()))?;
                    obliged::say(shell, &sheet.obligations, None);
                }
                return Ok(Exit::Done);
            }
            RecordFound::Moved(to) => {
                shell.say(&format!("`{}` is `{}` now.", plain(&id), plain(&to)));
                id = to;
            }
            RecordFound::Missing => {
                let message = format!("there is no record `{}`", plain(&args.id));
                return Err(
                    Failure::new(Exit::Unmet, message).with_hint("`comity search WORDS` finds ids")
                );
            }
        }
    }
    Err(Failure::new(Exit::Refused, format!("`{}` leads in a circle", plain(&args.id))))
}

fn sheet_text(sheet: &RecordSheet, paint: Paint) -> String {
    let caption = paint.strong(&plain(&sheet.caption));
    let mut out = format!("{caption}\n{}  {}\n", sheet.schema, plain(&sheet.id));
    // Writing to a string cannot fail.
    let _ = match &sheet.records[..] {
        [only] => writeln!(out, "from {}", source(only)),
        several => {
            let records: Vec<String> = several.iter().map(source).collect();
            writeln!(out, "one of {} records: {}", several.len(), records.join(", "))
        }
    };
    if !sheet.referents.is_empty() {
        let _ = writeln!(out, "also known by {}", plain(&sheet.referents.join(", ")));
    }
    for dispute in &sheet.disputes {
        let _ = writeln!(out, "{}", sentence(dispute));
    }
    out.push('\n');
    statements(&mut out, &sheet.statements, "", paint);
    for (heading, wanted) in
        [("Alerts", Some("Alert")), ("Listings", Some("Sanction")), ("Related records", None)]
    {
        let of_kind: Vec<&RelatedRecord> = sheet
            .related
            .iter()
            .filter(|related| match wanted {
                Some(schema) => related.schema == schema,
                None => !matches!(related.schema.as_str(), "Alert" | "Sanction"),
            })
            .collect();
        if of_kind.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n{}", paint.strong(heading));
        for related in of_kind {
            let (schema, id) = (&related.schema, plain(&related.id));
            let _ = writeln!(out, "  {schema}  {}/{id}", related.dataset);
            statements(&mut out, &related.statements, "    ", paint);
        }
    }
    if sheet.related_truncated {
        out.push_str("\nThere are more related records than are shown.\n");
    }
    out
}

fn source(record: &SourceRecord) -> String {
    plain(&format!("{}/{}", record.dataset, record.id))
}

/// Values grouped by property, each once, with where they come from.
fn statements(out: &mut String, statements: &[StatementInfo], indent: &str, paint: Paint) {
    let mut grouped: BTreeMap<&str, Vec<(&str, Vec<&StatementInfo>)>> = BTreeMap::new();
    for statement in statements {
        let values = grouped.entry(&statement.property).or_default();
        match values.iter_mut().find(|(value, _)| *value == statement.value) {
            Some((_, sources)) => sources.push(statement),
            None => values.push((&statement.value, vec![statement])),
        }
    }
    let width = grouped.keys().map(|name| name.len()).max().unwrap_or(0);
    for (name, values) in grouped {
        let mut label = name;
        for (value, sources) in values {
            let origins = paint.faint(&origins(&sources));
            let _ = writeln!(out, "{indent}{label:width$}  {}  {origins}", plain(value));
            label = "";
        }
    }
}

/// Datasets, markings and, where the source wrote it otherwise, the original text.
fn origins(sources: &[&StatementInfo]) -> String {
    let mut parts: Vec<String> = Vec::new();
    for statement in sources {
        let mut part = statement.dataset.clone();
        if statement.marking != "TLP:CLEAR" {
            let _ = write!(part, " {}", statement.marking);
        }
        if let Some(original) = &statement.original {
            let _ = write!(part, " wrote `{}`", plain(original));
        }
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    format!("[{}]", parts.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(property: &str, value: &str, dataset: &str) -> StatementInfo {
        StatementInfo {
            id: String::new(),
            record: SourceRecord { dataset: dataset.to_owned(), id: "a".to_owned() },
            property: property.to_owned(),
            value: value.to_owned(),
            original: (property == "birthDate").then(|| "5 Jan 1970".to_owned()),
            language: None,
            dataset: dataset.to_owned(),
            party: "p".to_owned(),
            marking: if dataset == "own" { "TLP:AMBER" } else { "TLP:CLEAR" }.to_owned(),
            first_seen: None,
            last_seen: None,
        }
    }

    #[test]
    fn values_stand_once_with_their_sources() {
        let said = [
            statement("name", "Tern", "list"),
            statement("birthDate", "1970-01-05", "list"),
            statement("name", "Terne", "list"),
            statement("name", "Tern", "own"),
        ];
        let mut out = String::new();
        statements(&mut out, &said, " ", Paint::OFF);
        insta::assert_snapshot!(out, @r"
         birthDate  1970-01-05  [list wrote `5 Jan 1970`]
         name       Tern  [list; own TLP:AMBER]
                    Terne  [list]
        ");
    }
}
