//! The data-protection report as people read it, in Markdown.

use std::fmt::Write as _;

use comity_api::local::{RightsCall, RightsReply};
use comity_api::v1::{
    AlertCategoryInfo, HeldDataset, NamedCount, ProcessingRecord, ProtectionActivity,
    ProtectionReport, ReadCount,
};

use crate::failure::{Exit, Failure};
use crate::shell::{Shell, plain};

/// Shows the report.
pub(super) async fn report(
    from: Option<String>,
    to: Option<String>,
    json: bool,
    shell: &Shell,
) -> Result<Exit, Failure> {
    let call = RightsCall::Report { from, to };
    if let RightsReply::Report(report) = shell.door().await?.rights(call).await? {
        if json {
            shell.show_json(&report)?;
        } else {
            shell.show(&markdown(&report))?;
        }
    }
    Ok(Exit::Done)
}

fn markdown(report: &ProtectionReport) -> String {
    let ProtectionReport { made_at, party, from, until, processing, activity } = report;
    let mut out = String::from("# Data-protection report\n\n");
    let from = from.as_deref().unwrap_or("the beginning of the log");
    // Writing to a string cannot fail.
    let _ = write!(
        out,
        "Made {made_at} (UTC) by the node of `{party}`, out of its policy `{}`, the lists that it \
         holds, and its log from {from} until {until}.\n\
         No person, account or record is named.\n\
         The names and addresses of the controller and of its data-protection officer are to be \
         added by hand.\n\n",
        processing.policy.get(..POLICY_DIGITS).unwrap_or(&processing.policy),
    );
    out.push_str("## Record of processing\n\n");
    lawful(&mut out, processing);
    rules(&mut out, processing);
    held(&mut out, processing);
    out.push_str("## What was done\n\n");
    done(&mut out, activity);
    out
}

/// Digits of the policy's hash that are enough to tell it from others.
const POLICY_DIGITS: usize = 16;

/// A table; nothing, where it has no rows, but a sentence that says so.
fn table(out: &mut String, title: &str, head: &[&str], rows: Vec<Vec<String>>) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "### {title}\n");
    if rows.is_empty() {
        out.push_str("None.\n\n");
        return;
    }
    let _ = writeln!(out, "| {} |\n|{}", head.join(" | "), "---|".repeat(head.len()));
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| cell_text(cell)).collect();
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
    out.push('\n');
}

/// A cell as Markdown keeps it: what came from outside must not end it.
fn cell_text(text: &str) -> String {
    let said = plain(&text.replace('\n', " ")).replace('|', "\\|");
    if said.is_empty() { "–".to_owned() } else { said }
}

fn lawful(out: &mut String, processing: &ProcessingRecord) {
    let purposes = processing.purposes.iter().map(|each| {
        let case = if each.needs_case { "needed" } else { "" };
        let bases = each.legal_bases.join(", ");
        vec![each.name.clone(), each.says.clone(), each.regime.clone(), bases, case.to_owned()]
    });
    let head = ["purpose", "what it is", "regime", "legal bases", "case"];
    table(out, "Purposes", &head, purposes.collect());
    let bases = processing.legal_bases.iter();
    let bases = bases.map(|each| vec![each.name.clone(), each.says.clone(), each.source.clone()]);
    table(out, "Legal bases", &["legal basis", "what it is", "source"], bases.collect());
    let may = processing.allowances.iter();
    let may =
        may.map(|each| vec![each.role.clone(), each.action.clone(), each.purposes.join(", ")]);
    let head = ["role", "may", "for"];
    table(out, "Who may do what, when everything else is as it should be", &head, may.collect());
}

fn rules(out: &mut String, processing: &ProcessingRecord) {
    let rules = processing.rules.iter().map(|each| {
        vec![each.name.clone(), each.effect.clone(), each.says.clone(), each.duties.join(", ")]
    });
    table(out, "Rules", &["rule", "effect", "what it says", "duties"], rules.collect());
}

fn held(out: &mut String, processing: &ProcessingRecord) {
    let row = |each: &HeldDataset| {
        vec![
            format!("{} ({})", each.title, each.name),
            each.publisher.clone(),
            each.imported_at.clone(),
            format!("{} and {} related", each.records, each.related),
            each.versions.to_string(),
            each.markings.join("; "),
        ]
    };
    let head = ["list", "publisher", "imported", "records", "versions kept", "markings"];
    table(out, "Lists", &head, processing.datasets.iter().map(row).collect());
    let row = |each: &AlertCategoryInfo| {
        let measures: Vec<&str> = each.measures.iter().map(|one| one.name.as_str()).collect();
        let months = format!("{}, at most {}", each.usual_months, each.longest_months);
        vec![each.name.clone(), each.about.clone(), measures.join(", "), months]
    };
    let head = ["category", "about", "measures", "months until the review"];
    table(out, "Alerts", &head, processing.alert_categories.iter().map(row).collect());
    let periods = processing.periods.iter();
    let periods = periods.map(|each| vec![each.what.clone(), each.hours.to_string()]);
    table(out, "What ends by itself", &["what", "after hours"], periods.collect());
}

fn done(out: &mut String, activity: &ProtectionActivity) {
    let ProtectionActivity { events, unreadable, failed_sign_ins, standing, .. } = activity;
    // Writing to a string cannot fail.
    let _ = write!(
        out,
        "{events} events, of which {unreadable} cannot be read any more; {failed_sign_ins} failed \
         attempts to sign in.\n\
         Restricted records now: {}; open disputes: {}, overdue: {}; redress tokens in force: \
         {}.\n\n",
        standing.restricted, standing.disputes, standing.overdue_disputes, standing.redress,
    );
    let row = |each: &ReadCount| {
        let ReadCount { operation, purpose, legal_basis, roles, count } = each;
        let roles = roles.join(", ");
        vec![operation.clone(), purpose.clone(), legal_basis.clone(), roles, count.to_string()]
    };
    let head = ["what", "purpose", "legal basis", "roles", "times"];
    table(out, "Reads", &head, activity.reads.iter().map(row).collect());
    let counts = |counts: &[NamedCount]| {
        let rows = counts.iter().map(|each| vec![each.name.clone(), each.count.to_string()]);
        rows.collect::<Vec<_>>()
    };
    for (title, what, of) in [
        ("For those whom it is about", "what", &activity.rights),
        ("Disclosures", "recipient", &activity.disclosures),
        ("Refusals", "reason", &activity.refusals),
        ("Unusual, which proves nothing", "what", &activity.unusual),
        ("All events", "kind", &activity.kinds),
    ] {
        table(out, title, &[what, "times"], counts(of));
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The report of the node's own test.
    const REPORT: &str =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../server/tests/it/fixtures/protection_report.json");
    /// The same as people read it. `COMITY_WRITE_GOLDEN=1` writes it anew.
    const GOLDEN: &str =
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/protection_report.md");

    #[test]
    fn the_report_is_read_by_people() {
        let report = std::fs::read_to_string(REPORT).unwrap();
        let text = markdown(&serde_json::from_str(&report).unwrap());
        if std::env::var_os("COMITY_WRITE_GOLDEN").is_some() {
            std::fs::write(GOLDEN, &text).unwrap();
        }
        let golden = std::fs::read_to_string(GOLDEN).unwrap();
        assert_eq!(text, golden, "`COMITY_WRITE_GOLDEN=1` writes it anew");
    }

    #[test]
    fn what_came_from_outside_stays_in_its_cell() {
        assert_eq!(cell_text("a|b\nc"), "a\\|b c");
        assert_eq!(cell_text(""), "–");
        let mut out = String::new();
        table(&mut out, "Lists", &["list"], Vec::new());
        assert_eq!(out, "### Lists\n\nNone.\n\n");
    }
}
