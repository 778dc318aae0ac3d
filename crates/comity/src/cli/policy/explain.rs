//! `comity policy explain`: which rules decide a question, and why.

use std::fmt::Write as _;
use std::path::PathBuf;

use comity_policy::{Action, AgreementWords, Decision, Effect, Law, Question};
use serde::Serialize;

use super::check::{RuleRow, hash, row, told};
use super::folder;
use crate::failure::{Exit, Failure};
use crate::shell::{Paint, Shell, plain};

/// Show what the policy says to a question, which rules decide it, and what has to be done about it
///
/// What is not stated is absent; the asker may see everything unless a clearance is stated.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What is asked for, such as `screen`, `read-record`, `share`, `see` or `show`
    #[arg(long)]
    action: String,
    /// A role of the asker; may be repeated
    #[arg(long = "role", value_name = "ROLE")]
    roles: Vec<String>,
    /// How the asker came in: `person`, `program`, `loopback`, `local-command` or `partner`
    #[arg(long, default_value = "person")]
    kind: String,
    /// Why
    #[arg(long)]
    purpose: Option<String>,
    /// Under which law
    #[arg(long, value_name = "NAME")]
    legal_basis: Option<String>,
    /// The reference of the case
    #[arg(long, value_name = "REFERENCE")]
    case: Option<String>,
    #[command(flatten)]
    asker: AskerArgs,
    #[command(flatten)]
    about: AboutArgs,
    /// The policy's folder; the policy that ships unless stated
    #[arg(long, value_name = "DIR")]
    policies: Option<PathBuf>,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

/// The asker and the circumstances.
#[derive(Debug, clap::Args)]
struct AskerArgs {
    /// The asker's party
    #[arg(long)]
    party: Option<String>,
    /// The highest traffic light that the asker may see
    #[arg(long, value_name = "LABEL")]
    clearance: Option<String>,
    /// How sure the log-in was: `low`, `substantial` or `high`
    #[arg(long, value_name = "LEVEL")]
    assurance: Option<String>,
    /// The supervisor who approved
    #[arg(long, value_name = "NAME")]
    approved_by: Option<String>,
    /// The person who reviewed the hit
    #[arg(long, value_name = "NAME")]
    reviewed_by: Option<String>,
    /// The person in question stands before the asker
    #[arg(long)]
    encounter: bool,
    /// The originator agreed
    #[arg(long)]
    originator_consent: bool,
    /// The agreement with a partner, such as `sylvania:border-check,investigation:AMBER:2031-01-01`
    #[arg(long, value_name = "PARTNER:PURPOSES:LIGHT:EXPIRES", value_parser = agreement)]
    agreement: Option<AgreementWords>,
    /// The day, if not today
    #[arg(long, value_name = "DATE")]
    today: Option<String>,
}

/// What the question is about.
#[derive(Debug, clap::Args)]
struct AboutArgs {
    /// The marking of what is asked for, such as `TLP:AMBER REL:freedonia`
    #[arg(long)]
    marking: Option<String>,
    /// For `show`: the property whose value is shown; `biometrics` for a sample
    #[arg(long)]
    property: Option<String>,
    /// The regime that the record is held under: `law-enforcement`, `administrative`, `oversight`
    #[arg(long)]
    regime: Option<String>,
    /// `adult`, `minor`, `unknown` or `not-a-person`
    #[arg(long)]
    age: Option<String>,
    /// The person's part, such as `suspect`, `victim` or `witness`
    #[arg(long)]
    standing: Option<String>,
    /// What the record rests on: `fact` or `assessment`
    #[arg(long)]
    grounds: Option<String>,
    /// It is an alert whose category only protects
    #[arg(long)]
    protective: bool,
    /// It is about an identity that somebody misuses
    #[arg(long)]
    misused_identity: bool,
    /// Its processing is restricted
    #[arg(long)]
    restricted: bool,
    /// A national flag overrides its measure
    #[arg(long)]
    flagged: bool,
}

fn agreement(text: &str) -> Result<AgreementWords, String> {
    match text.splitn(4, ':').collect::<Vec<_>>().as_slice() {
        [partner, purposes, tlp_max, expires] => Ok(AgreementWords {
            partner: (*partner).to_owned(),
            purposes: purposes.split(',').map(str::to_owned).collect(),
            tlp_max: (*tlp_max).to_owned(),
            expires: (*expires).to_owned(),
        }),
        _ => Err("four parts, with `:` between them".to_owned()),
    }
}

impl Args {
    fn question(self) -> Question {
        Question {
            action: Some(self.action),
            kind: Some(self.kind),
            roles: self.roles,
            party: self.asker.party,
            clearance: self.asker.clearance,
            purpose: self.purpose,
            legal_basis: self.legal_basis,
            case: self.case,
            today: self.asker.today,
            assurance: self.asker.assurance,
            approved_by: self.asker.approved_by,
            reviewed_by: self.asker.reviewed_by,
            encounter: self.asker.encounter,
            originator_consent: self.asker.originator_consent,
            agreement: self.asker.agreement,
            marking: self.about.marking,
            property: self.about.property,
            regime: self.about.regime,
            age: self.about.age,
            standing: self.about.standing,
            grounds: self.about.grounds,
            protective: self.about.protective,
            misused_identity: self.about.misused_identity,
            restricted: self.about.restricted,
            flagged: self.about.flagged,
        }
    }
}

/// The answer, for programs.
#[derive(Serialize)]
struct Answer<'l> {
    action: &'static str,
    effect: &'static str,
    rules: Vec<RuleRow<'l>>,
    obligations: Vec<Told>,
    errors: Vec<Told>,
    /// What permits the action to somebody, where it is refused.
    permitting: Vec<RuleRow<'l>>,
    policy: String,
}

/// A code with its words.
#[derive(Serialize)]
struct Told {
    code: &'static str,
    says: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

pub(super) fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    let json = args.json;
    let law = folder::law(args.policies.as_deref(), shell)?;
    let question = args.question();
    let now = shell.around.clock.now();
    let wrong = |error: comity_policy::PolicyError| {
        let failure = Failure::usage(plain(&error.to_string()));
        match error.hint() {
            Some(hint) => failure.with_hint(plain(&hint)),
            None => failure,
        }
    };
    let (_, action, _) = question.read(now).map_err(wrong)?;
    let decision = question.put(&law, now).map_err(wrong)?;
    if json {
        shell.show_json(&answer(&law, action, &decision))?;
    } else {
        shell.show(&text(&law, action, &decision, shell.paint))?;
    }
    Ok(Exit::Done)
}

fn answer<'l>(law: &'l Law, action: Action, decision: &'l Decision) -> Answer<'l> {
    let obligations = decision.obligations.iter().map(|each| Told {
        code: each.name(),
        says: each.says().to_owned(),
        hint: None,
    });
    let errors = decision.errors.iter().map(|error| Told {
        code: error.code(),
        says: error.to_string(),
        hint: error.hint(),
    });
    Answer {
        action: action.name(),
        effect: decision.effect.name(),
        rules: decision.rules.iter().map(|rule| row(rule)).collect(),
        obligations: obligations.collect(),
        errors: errors.collect(),
        permitting: permitting(law, action, decision).into_iter().map(row).collect(),
        policy: hash(law),
    }
}

/// The rules that permit the action to somebody; none where it is permitted.
fn permitting<'l>(
    law: &'l Law,
    action: Action,
    decision: &Decision,
) -> Vec<&'l comity_policy::Rule> {
    if decision.is_permitted() {
        return Vec::new();
    }
    let rules = law.rules_for(action);
    rules.into_iter().filter(|rule| rule.effect == Effect::Permit).collect()
}

fn text(law: &Law, action: Action, decision: &Decision, paint: Paint) -> String {
    let mut out = match decision.effect {
        Effect::Permit => format!("{} {action}\n", paint.strong("permitted:")),
        Effect::Refuse => format!("{} {action}\n", paint.alarm("refused:")),
    };
    // Writing to a string cannot fail.
    for error in &decision.errors {
        let _ = writeln!(out, "  {}", plain(&error.to_string()));
        if let Some(hint) = error.hint() {
            let _ = writeln!(out, "    {}", plain(&hint));
        }
    }
    for rule in &decision.rules {
        let place = format!("{}:{}", plain(&rule.file), rule.line);
        let _ = writeln!(out, "  by {}  {}", told(rule), paint.faint(&place));
    }
    for obligation in &decision.obligations {
        let _ = writeln!(out, "  with {obligation}: {}", obligation.says());
    }
    if decision.rules.is_empty() && decision.errors.is_empty() {
        out.push_str("  no rule permits it\n");
    }
    let permitting = permitting(law, action, decision);
    if !permitting.is_empty() {
        out.push_str("\nIt is permitted to somebody by\n");
        for rule in permitting {
            let _ = writeln!(out, "  {}", told(rule));
        }
    }
    out
}
