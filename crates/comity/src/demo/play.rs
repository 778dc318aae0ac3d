//! Playing it: the imports, the node, the desk.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::time::Duration;

use comity_api::local::ImportOrder;
use comity_api::v1::{CandidateInfo, DatasetList, RecordSheet, ScreenResponse};
use comity_server::{Door, ImportFile};

use super::claims::Claims;
use super::desk::{Claim, Step, steps};
use super::http::Client;
use super::http_failure;
use super::lists::List;
use crate::cli::{check_digits, why};
use crate::failure::{Exit, Failure};
use crate::shell::{Shell, open, plain};

/// How often each question is asked, to tell a time that is not chance.
const TIMES_ASKED: usize = 21;

/// Imports every list and shows what came of it.
pub(super) async fn import(
    door: &Door,
    lists: &[List],
    shell: &Shell,
    claims: &mut Claims,
) -> Result<(), Failure> {
    shell.show(&format!(
        "\n{}\nFour lists in formats that are in use, read by the same readers as real ones.\n\n",
        shell.paint.strong("1  IMPORT")
    ))?;
    let mut total = 0;
    for list in lists {
        let order = ImportOrder {
            dataset: list.dataset.to_owned(),
            title: Some(list.title.to_owned()),
            marking: Some(list.marking.to_owned()),
            mapping: list.mapping.as_deref().map(text_of).transpose()?,
            ..ImportOrder::default()
        };
        let mut files = Vec::new();
        for path in &list.files {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.push(ImportFile { name, bytes: open(path)?.0 });
        }
        let clock = &shell.around.clock;
        let begun = clock.elapsed();
        let outcome = door.import(order, files).await?;
        let took = clock.elapsed().saturating_sub(begun);
        total += outcome.records;
        shell.show(&format!(
            "{:9}  {:4} records  {:5} related  {} skipped  {:>6}  {}\n",
            list.dataset,
            outcome.records,
            outcome.related,
            outcome.skipped,
            short(took),
            list.title
        ))?;
        for row in &outcome.skipped_rows {
            shell.show(&format!(
                "           skipped: {}, {}:\n           {}\n",
                plain(&row.file),
                plain(&row.place),
                plain(&row.reason)
            ))?;
        }
        claims.claim(outcome.records == list.records, || {
            format!("{} has {} records, not {}", list.dataset, list.records, outcome.records)
        });
        claims.claim(outcome.skipped == list.broken, || {
            format!("{} rows of {} are skipped, not {}", list.broken, list.dataset, outcome.skipped)
        });
        claims.claim(outcome.format == list.format, || {
            format!("{} is read as {}, not {}", list.dataset, list.format, outcome.format)
        });
    }
    shell.show(&format!("{total} records in all; each skipped row was broken on purpose.\n"))
}

fn text_of(path: &std::path::Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|err| Failure::input(path, &err))
}

/// Says where the node is, and that it holds what was imported.
pub(super) async fn node(
    client: &mut Client,
    lists: &[List],
    address: SocketAddr,
    shell: &Shell,
    claims: &mut Claims,
) -> Result<(), Failure> {
    let held: DatasetList = client.get("/v1/datasets").await.map_err(|err| http_failure(&err))?;
    for list in lists {
        let found = held.datasets.iter().find(|dataset| dataset.name == list.dataset);
        claims.claim(found.is_some_and(|dataset| dataset.records == list.records), || {
            format!("over HTTP, {} has {} records", list.dataset, list.records)
        });
    }
    shell.show(&format!(
        "\n{}\nIt listens on http://{address}; there is no other service.\n",
        shell.paint.strong("2  THE NODE")
    ))
}

/// Asks every question, in this process and over HTTP.
pub(super) async fn desk(
    door: &Door,
    client: &mut Client,
    shell: &Shell,
    claims: &mut Claims,
) -> Result<(), Failure> {
    shell.show(&format!(
        "\n{}\nEach question is asked {TIMES_ASKED} times in the node's process and as often over \
         HTTP;\nthe times are medians. \"why\" is what speaks for (+) or against (-), with its \
         strength,\n0 to 1. A score is no verdict: from 0.40 on a person has to look.\n",
        shell.paint.strong("3  THE DESK")
    ))?;
    let mut score_before = 0.0;
    for (number, step) in (1..).zip(steps()) {
        let mut here = Vec::new();
        let mut there = Vec::new();
        let mut answers = None;
        for _ in 0..TIMES_ASKED {
            let clock = &shell.around.clock;
            let begun = clock.elapsed();
            let local = door.screen(step.request.clone()).await?;
            here.push(clock.elapsed().saturating_sub(begun));
            let begun = clock.elapsed();
            let asked = client.post("/v1/screen", &step.request).await;
            there.push(clock.elapsed().saturating_sub(begun));
            answers = Some((local, asked.map_err(|err| http_failure(&err))?));
        }
        let Some((answer, remote)) = answers else {
            return Err(Failure::new(Exit::Refused, "no question was asked"));
        };
        let written = serde_json::to_vec(&answer).unwrap_or_default();
        claims.claim(*written == *remote, || format!("{number}: HTTP answers the same"));
        check(number, &step, &answer, score_before, claims);
        score_before = answer.candidates.first().map_or(0.0, |first| first.score);
        let mut text = answer_text(number, &step, &answer, shell);
        if let Claim::OwnAlert { id } = step.claim {
            text.push_str(&own_alert(client, id, claims).await?);
        }
        let (here, there) = (short(median(here)), short(median(there)));
        let _ = writeln!(text, "    time   {here} in the node's process, {there} over HTTP");
        shell.show(&text)?;
    }
    Ok(())
}

fn check(number: usize, step: &Step, answer: &ScreenResponse, before: f64, claims: &mut Claims) {
    let first = answer.candidates.first();
    let is_first =
        |id: &str| first.is_some_and(|first| first.records.iter().any(|record| record.id == id));
    let alerts = first.is_some_and(|first| first.is_match);
    let says = |feature: &str| {
        first.is_some_and(|first| first.explanation.iter().any(|each| each.feature == feature))
    };
    let found = || match first {
        Some(first) => format!("found {} with {:.2}", first.id, first.score),
        None => "found nothing".to_owned(),
    };
    match &step.claim {
        Claim::Alert { id, why } => {
            claims.claim(is_first(id), || format!("{number}: {id} stands first; {}", found()));
            claims.claim(alerts, || format!("{number}: it alerts; {}", found()));
            claims.claim(says(why), || format!("{number}: {why} is part of why"));
        }
        Claim::OwnAlert { id } => {
            claims.claim(is_first(id) && alerts, || format!("{number}: {id} alerts; {}", found()));
        }
        Claim::Forged { id } => {
            claims.claim(is_first(id) && alerts, || format!("{number}: {id} alerts; {}", found()));
            let valid = answer.document.as_ref().is_none_or(|document| document.valid);
            claims.claim(!valid, || format!("{number}: the check digits do not agree"));
        }
        Claim::Lower { id, why } => {
            claims.claim(is_first(id), || format!("{number}: {id} stands first; {}", found()));
            let lower = first.is_some_and(|first| first.score < before);
            claims.claim(lower, || format!("{number}: less than {before:.2}; {}", found()));
            claims.claim(says(why), || format!("{number}: {why} is part of why"));
        }
        Claim::NoAlert => {
            claims.claim(!alerts, || format!("{number}: nothing alerts; {}", found()));
        }
    }
}

fn answer_text(number: usize, step: &Step, answer: &ScreenResponse, shell: &Shell) -> String {
    let paint = shell.paint;
    let mut text = format!("\n{number:2}  {}\n", paint.strong(step.scene));
    for (line, asked) in step.asked.lines().enumerate() {
        let label = if line == 0 { "asked" } else { "" };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "    {label:5}  {asked}");
    }
    if let Some(zone) = &answer.document {
        let _ = writeln!(text, "    zone   {}, {}", zone.format, check_digits(zone, paint));
    }
    match answer.candidates.first() {
        Some(first) => text.push_str(&candidate_text(first, shell)),
        None => text.push_str("    found  nothing: no alert\n"),
    }
    text
}

fn candidate_text(first: &CandidateInfo, shell: &Shell) -> String {
    let verdict = if first.is_match { shell.paint.alarm("ALERT") } else { "no alert".to_owned() };
    let record = first
        .records
        .first()
        .map_or(String::new(), |record| format!("{}, record {}", record.dataset, record.id));
    let caption = plain(&first.caption);
    let mut text = format!("    found  {:.2}  {verdict}  {caption}  ({record})\n", first.score);
    for (line, said) in first.explanation.iter().flat_map(why).enumerate() {
        let label = if line == 0 { "why" } else { "" };
        let _ = writeln!(text, "    {label:5}  {said}");
    }
    text
}

/// What the party's own alert asks the officer to do.
async fn own_alert(client: &mut Client, id: &str, claims: &mut Claims) -> Result<String, Failure> {
    let path = format!("/v1/records/{id}");
    let sheet: RecordSheet = client.get(&path).await.map_err(|err| http_failure(&err))?;
    let alert = sheet.related.iter().find(|related| related.schema == "Alert");
    let said = |property: &str| {
        let statements = alert.iter().flat_map(|alert| &alert.statements);
        let mut values = statements.filter(|statement| statement.property == property);
        values.next().map_or(String::new(), |statement| plain(&statement.value))
    };
    let [category, measure, law, issuer, review] =
        ["category", "measure", "legalBasis", "issuer", "reviewDate"].map(said);
    claims.claim(category == "missing-person" && !measure.is_empty() && !law.is_empty(), || {
        format!("{id} carries an alert with category, measure and legal basis")
    });
    Ok(format!(
        "    alert  {category}: {measure}\n           {law}; issued by {issuer}, \
         to be reviewed by {review}\n"
    ))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// A time in the unit that suits it.
pub(super) fn short(time: Duration) -> String {
    match time.as_micros() {
        micros @ 0..1_000 => format!("{micros} µs"),
        micros @ 1_000..100_000 => {
            let tenths = micros / 100;
            format!("{}.{} ms", tenths / 10, tenths % 10)
        }
        _ => format!("{} ms", time.as_millis()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_the_unit_that_suits_them() {
        let shown = |micros| short(Duration::from_micros(micros));
        assert_eq!(shown(7), "7 µs");
        assert_eq!(shown(999), "999 µs");
        assert_eq!(shown(1_250), "1.2 ms");
        assert_eq!(shown(250_000), "250 ms");
    }

    #[test]
    fn the_median_is_in_the_middle() {
        let times = [9, 1, 5].map(Duration::from_millis).to_vec();
        assert_eq!(median(times), Duration::from_millis(5));
        assert_eq!(median(Vec::new()), Duration::ZERO);
    }
}
