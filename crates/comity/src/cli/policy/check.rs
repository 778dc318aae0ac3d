//! `comity policy check`: what a policy holds, or what is wrong with it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use comity_policy::{Effect, Law, Rule, allowance_table};
use serde::Serialize;

use super::folder;
use crate::failure::{Exit, Failure};
use crate::shell::{Paint, Shell, plain};

/// Show what a policy holds, or each fault with its file and line
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The policy's folder; the policy that ships unless stated
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Show who may do what for which purposes instead, as a table
    #[arg(long, conflicts_with = "json")]
    table: bool,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

/// A policy, for programs.
#[derive(Serialize)]
struct Report<'l> {
    hash: String,
    purposes: Vec<PurposeRow<'l>>,
    legal_bases: Vec<LegalBasisRow<'l>>,
    rules: Vec<RuleRow<'l>>,
}

#[derive(Serialize)]
struct PurposeRow<'l> {
    name: &'l str,
    says: &'l str,
    regime: &'static str,
    legal_bases: Vec<&'l str>,
    needs_case: bool,
}

#[derive(Serialize)]
struct LegalBasisRow<'l> {
    name: &'l str,
    says: &'l str,
    source: &'l str,
}

/// A rule, for programs.
#[derive(Serialize)]
pub(super) struct RuleRow<'l> {
    id: &'l str,
    effect: &'static str,
    gloss: &'l str,
    obligations: Vec<&'static str>,
    duties: &'l [String],
    file: &'l str,
    line: usize,
}

pub(super) fn row(rule: &Rule) -> RuleRow<'_> {
    RuleRow {
        id: &rule.id,
        effect: rule.effect.name(),
        gloss: &rule.gloss,
        obligations: rule.obligations.iter().map(|each| each.name()).collect(),
        duties: &rule.duties,
        file: &rule.file,
        line: rule.line,
    }
}

pub(super) fn run(args: &Args, shell: &Shell) -> Result<Exit, Failure> {
    let bundle = folder::read(args.folder.as_deref())?;
    let law = match Law::load(bundle.files) {
        Ok(law) => law,
        Err(faults) => {
            folder::tell(&faults, shell);
            let count = match faults.iter().count() {
                1 => "one fault".to_owned(),
                count => format!("{count} faults"),
            };
            shell.say(&format!("{} cannot be used: {count}.", plain(&bundle.name)));
            return Ok(Exit::Unmet);
        }
    };
    if args.json {
        shell.show_json(&report(&law))?;
    } else if args.table {
        shell.show(&allowance_table(&law))?;
    } else {
        shell.show(&text(&law, shell.paint))?;
    }
    shell.say(&format!("{} can be used.", plain(&bundle.name)));
    Ok(Exit::Done)
}

fn report(law: &Law) -> Report<'_> {
    let purposes = law.purposes().purposes().map(|(name, entry)| PurposeRow {
        name: name.as_str(),
        says: &entry.says,
        regime: entry.regime.name(),
        legal_bases: entry.legal_bases.iter().map(AsRef::as_ref).collect(),
        needs_case: entry.needs_case,
    });
    let legal_bases = law.purposes().legal_bases().map(|(name, entry)| LegalBasisRow {
        name: name.as_str(),
        says: &entry.says,
        source: &entry.source,
    });
    Report {
        hash: hash(law),
        purposes: purposes.collect(),
        legal_bases: legal_bases.collect(),
        rules: law.rules().map(row).collect(),
    }
}

/// The hash as it stands in the log.
pub(super) fn hash(law: &Law) -> String {
    law.hash().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn text(law: &Law, paint: Paint) -> String {
    let mut out = format!("policy {}\n\n{}\n", hash(law), paint.strong("Purposes"));
    for (name, entry) in law.purposes().purposes() {
        let accepted: Vec<&str> = entry.legal_bases.iter().map(AsRef::as_ref).collect();
        let case = if entry.needs_case { ", with a case" } else { "" };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "  {name}  {}", plain(&entry.says));
        let _ = writeln!(out, "    {}, under {}{case}", entry.regime, accepted.join(", "));
    }
    let _ = writeln!(out, "\n{}", paint.strong("Legal bases"));
    for (name, entry) in law.purposes().legal_bases() {
        let _ = writeln!(out, "  {name}  {}", plain(&entry.says));
        let _ = writeln!(out, "    {}", plain(&entry.source));
    }
    let mut files: BTreeMap<&str, Vec<&Rule>> = BTreeMap::new();
    law.rules().for_each(|rule| files.entry(&rule.file).or_default().push(rule));
    for (file, mut rules) in files {
        rules.sort_by_key(|rule| rule.line);
        let _ = writeln!(out, "\n{}", paint.strong(&plain(file)));
        for rule in rules {
            let _ = writeln!(out, "  {}  {}", effect(rule.effect), told(rule));
        }
    }
    out
}

/// The effect in a word of constant width.
pub(super) fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Permit => "permits",
        Effect::Refuse => "refuses",
    }
}

/// A rule in a line.
pub(super) fn told(rule: &Rule) -> String {
    let duties = match rule.duties.as_slice() {
        [] => String::new(),
        duties => format!("  [{}]", duties.join(", ")),
    };
    plain(&format!("{}: {}{duties}", rule.id, rule.gloss))
}
