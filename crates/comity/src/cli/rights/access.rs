//! What is held about somebody, and erasing what the log says of them.

use std::fmt::Write as _;

use comity_api::v1::{AccessAnswer, AccessRequest, CaseInfo, HeldRecord, LogErasure, SubjectInfo};

use super::super::audit::line;
use super::super::screen::query::QueryArgs;
use super::{dispute, restriction};
use crate::failure::{Exit, Failure};
use crate::shell::{Paint, Shell, plain};

/// Answers somebody, or the authority that asks in their place.
pub(super) async fn access(
    query: QueryArgs,
    for_authority: bool,
    json: bool,
    shell: &Shell,
) -> Result<Exit, Failure> {
    let request = AccessRequest { query: query.example()? };
    let door = shell.door().await?;
    if for_authority {
        let answer = door.indirect_access(request).await?;
        if json {
            shell.show_json(&answer)?;
        } else {
            shell.show(&format!("{}\n", answer.answer))?;
        }
        return Ok(Exit::Done);
    }
    let answer = door.access(request).await?;
    if json {
        shell.show_json(&answer)?;
    } else {
        shell.show(&text(&answer, shell.paint))?;
        for ignored in &answer.ignored {
            shell.say(&format!("left out: {}", plain(ignored)));
        }
        if answer.held_truncated {
            shell.say("There are more records: state more about who asks.");
        }
        if answer.kept_truncated {
            shell.say("There are more subjects or cases than are shown.");
        }
        if answer.events_truncated {
            shell.say("There are older events: `comity audit show --subject` shows them.");
        }
        shell.say("Found by likeness: decide what is meant before you hand anything over.");
    }
    Ok(Exit::Done)
}

/// Erases what the log says of somebody.
pub(super) async fn erase(
    references: Vec<String>,
    reason: String,
    json: bool,
    shell: &Shell,
) -> Result<Exit, Failure> {
    let order = LogErasure { references, reason };
    let done = shell.door().await?.erase_of_log(order).await?;
    if json {
        shell.show_json(&done)?;
        return Ok(Exit::Done);
    }
    shell.show(&format!("{} keys destroyed\n", done.keys))?;
    for each in &done.remains {
        shell.say(&plain(each));
    }
    Ok(Exit::Done)
}

fn text(answer: &AccessAnswer, paint: Paint) -> String {
    let AccessAnswer { held, watched, cases, events, references, .. } = answer;
    let mut out = String::new();
    headed(&mut out, "Held", held.is_empty(), paint);
    held.iter().for_each(|each| record(&mut out, each, paint));
    headed(&mut out, "Watched for", watched.is_empty(), paint);
    watched.iter().for_each(|each| subject(&mut out, each));
    headed(&mut out, "Found and decided", cases.is_empty(), paint);
    cases.iter().for_each(|each| case(&mut out, each));
    headed(&mut out, "Who did what with it", events.is_empty(), paint);
    for event in events {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{}", line(event, paint));
        for each in &event.concerned {
            let known = each.subject.as_deref().unwrap_or_default();
            let _ = writeln!(out, "        {}  {}", plain(known), plain(&each.shown.join(", ")));
        }
    }
    headed(&mut out, "The log knows them as", references.is_empty(), paint);
    for reference in references {
        let _ = writeln!(out, "  {}", plain(reference));
    }
    out.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn headed(out: &mut String, title: &str, is_empty: bool, paint: Paint) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{}", paint.strong(title));
    if is_empty {
        out.push_str("  nothing\n");
    }
}

fn record(out: &mut String, held: &HeldRecord, paint: Paint) {
    let HeldRecord { score, since, parties, markings, restrictions, disputes, sheet } = held;
    let since = since.as_deref().unwrap_or("not stated");
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "  {score:.2}  {}  {}\n        from {}, since {since}, {}",
        paint.strong(&plain(&sheet.caption)),
        sheet.schema,
        plain(&parties.join(", ")),
        plain(&markings.join(", ")),
    );
    for restricted in restrictions {
        out.push_str(&format!("  {}", restriction::line(restricted, paint)));
    }
    for disputed in disputes {
        out.push_str(&format!("  {}", dispute::lines(disputed, paint)));
    }
    let related = sheet.related.iter().flat_map(|beside| &beside.statements);
    for said in sheet.statements.iter().chain(related) {
        let place = format!("{}/{}", said.record.dataset, said.record.id);
        let (property, value) = (&said.property, plain(&said.value));
        let _ = writeln!(out, "        {property:20}  {value}  ({})", plain(&place));
    }
}

fn subject(out: &mut String, watched: &SubjectInfo) {
    let SubjectInfo { register, id, purpose, legal_basis, changed_at, expires_at, .. } = watched;
    let why: Vec<&str> = [purpose, legal_basis].into_iter().flatten().map(String::as_str).collect();
    let until = expires_at.as_deref().unwrap_or("it is removed");
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "  {}  since {changed_at}, until {until}  [{}]",
        plain(&format!("{register}/{id}")),
        plain(&why.join(", ")),
    );
}

fn case(out: &mut String, found: &CaseInfo) {
    let CaseInfo { number, state, record, opened_at, reviewer, reason, .. } = found;
    let words = [reviewer, reason].into_iter().flatten().map(|text| plain(text));
    let words: Vec<String> = words.collect();
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "  case {number}  {state}  {}  opened {opened_at}  {}",
        plain(&format!("{}/{}", record.dataset, record.id)),
        words.join(": "),
    );
}
