use comity_model::Timestamp;
use serde::Deserialize;
use toml::{Spanned, Table, Value};

use super::Question;
use crate::decide::{Decision, Law};
use crate::error::PolicyError;
use crate::fault::{Fault, line_of};
use crate::limits::SCENARIOS_MAX;
use crate::rules::Obligation;

/// What the law demands in one situation, in words that a lawyer reads, with questions that show
/// whether the policy does it.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// The file that holds it.
    pub file: String,
    /// The line of its title.
    pub line: usize,
    /// The duty that it shows.
    pub duty: String,
    /// What it shows.
    pub title: String,
    /// The situation.
    pub given: String,
    /// What somebody asks.
    pub when: String,
    /// What has to come of it.
    pub then: String,
    checks: Vec<Check>,
}

/// One question, and what has to come of it.
#[derive(Debug, Clone)]
struct Check {
    question: Question,
    says: String,
    expect: Expected,
    by: Vec<String>,
    obligations: Vec<String>,
    error: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Expected {
    Permit,
    Refuse,
}

/// When a scenario plays that states no day: 2030-01-15.
const DAY: Timestamp = Timestamp(1_894_665_600);

impl Scenario {
    /// Plays it: how each question comes out otherwise than it has to. Empty is right.
    #[must_use]
    pub fn play(&self, law: &Law) -> Vec<String> {
        self.checks.iter().flat_map(|check| check.play(law)).collect()
    }

    /// What a policy gives up of it: something that is refused here and permitted there, or that
    /// is permitted without what it obliges to. A policy may be stricter, and may name its rules
    /// and purposes as it likes. Empty is right.
    #[must_use]
    pub fn given_up(&self, law: &Law) -> Vec<String> {
        self.checks.iter().flat_map(|check| check.given_up(law)).collect()
    }

    /// How many questions it puts.
    #[must_use]
    pub fn questions(&self) -> usize {
        self.checks.len()
    }
}

impl Check {
    fn play(&self, law: &Law) -> Vec<String> {
        let decision = match self.question.put(law, DAY) {
            Ok(decision) => decision,
            Err(error) => return vec![format!("{}: {error}{}", self.says, hint(&error))],
        };
        let wrong = self.compare(&decision);
        wrong.into_iter().map(|what| format!("{}: {what}", self.says)).collect()
    }

    fn given_up(&self, law: &Law) -> Vec<String> {
        // A question in words that the policy does not know is one that it refuses.
        let Ok(decision) = self.question.put(law, DAY) else { return Vec::new() };
        if !decision.is_permitted() {
            return Vec::new();
        }
        if self.expect == Expected::Refuse {
            let rules: Vec<&str> = decision.rules.iter().map(|rule| rule.id.as_str()).collect();
            return vec![format!("{}: it is permitted by {}", self.says, rules.join(", "))];
        }
        let is_kept =
            |name: &String| decision.obligations.iter().any(|each| each.name() == name.as_str());
        let missing = self.obligations.iter().filter(|name| !is_kept(name));
        missing.map(|name| format!("{}: without the obligation `{name}`", self.says)).collect()
    }

    fn compare(&self, decision: &Decision) -> Vec<String> {
        let rules: Vec<&str> = decision.rules.iter().map(|rule| rule.id.as_str()).collect();
        let codes: Vec<&str> = decision.errors.iter().map(PolicyError::code).collect();
        let obligations: Vec<&str> =
            decision.obligations.iter().map(|each| Obligation::name(*each)).collect();
        let mut wrong = Vec::new();
        if decision.is_permitted() != (self.expect == Expected::Permit) {
            let why = [rules.as_slice(), codes.as_slice()].concat().join(", ");
            let why = if why.is_empty() { "no rule permits it".to_owned() } else { why };
            wrong.push(format!("it is {} ({why})", past(decision)));
        }
        for (what, expected, found) in
            [("rule", &self.by, &rules), ("obligation", &self.obligations, &obligations)]
        {
            for missing in expected.iter().filter(|name| !found.contains(&name.as_str())) {
                let found = if found.is_empty() { "none".to_owned() } else { found.join(", ") };
                wrong.push(format!("the {what} `{missing}` does not decide; found: {found}"));
            }
        }
        if let Some(error) = self.error.as_deref().filter(|error| !codes.contains(error)) {
            wrong.push(format!("the error `{error}` is not told; found: {}", codes.join(", ")));
        }
        wrong
    }
}

fn past(decision: &Decision) -> &'static str {
    if decision.is_permitted() { "permitted" } else { "refused" }
}

fn hint(error: &PolicyError) -> String {
    error.hint().map(|hint| format!(" ({hint})")).unwrap_or_default()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    scenario: Vec<ScenarioRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScenarioRow {
    title: Spanned<String>,
    duty: String,
    given: String,
    when: String,
    then: String,
    #[serde(default)]
    facts: Table,
    check: Vec<CheckRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckRow {
    says: String,
    expect: Expected,
    #[serde(default)]
    by: Vec<String>,
    #[serde(default)]
    obligations: Vec<String>,
    error: Option<String>,
    #[serde(default)]
    facts: Table,
}

/// Reads a file of scenarios. The facts of a check come over those of its scenario.
///
/// # Errors
/// Every fault with its line.
pub fn read_scenarios(file: &str, text: &str) -> Result<Vec<Scenario>, Vec<Fault>> {
    let table: File = crate::rules::from_toml(file, text).map_err(|fault| vec![fault])?;
    if table.scenario.len() > SCENARIOS_MAX {
        let message = format!("{} scenarios, at most {SCENARIOS_MAX}", table.scenario.len());
        return Err(vec![Fault::of_file(file, message)]);
    }
    let mut faults = Vec::new();
    let mut scenarios = Vec::new();
    for row in table.scenario {
        let offset = row.title.span().start;
        let title = row.title.get_ref().clone();
        let mut checks = Vec::new();
        for check in row.check {
            let says = check.says.clone();
            match read_check(check, &row.facts) {
                Ok(check) => checks.push(check),
                Err(reason) => {
                    let message = format!("the check `{says}` of `{title}`: {reason}");
                    faults.push(Fault::at(file, text, offset, message));
                }
            }
        }
        if checks.is_empty() {
            let message = format!("`{title}` checks nothing");
            faults.push(Fault::at(file, text, offset, message));
        }
        scenarios.push(Scenario {
            file: file.to_owned(),
            line: line_of(text, offset),
            duty: row.duty,
            title,
            given: row.given,
            when: row.when,
            then: row.then,
            checks,
        });
    }
    if faults.is_empty() { Ok(scenarios) } else { Err(faults) }
}

fn read_check(row: CheckRow, common: &Table) -> Result<Check, String> {
    let mut facts = common.clone();
    facts.extend(row.facts);
    let question: Question = Value::Table(facts)
        .try_into()
        .map_err(|error: toml::de::Error| error.message().to_owned())?;
    Ok(Check {
        question,
        says: row.says,
        expect: row.expect,
        by: row.by,
        obligations: row.obligations,
        error: row.error,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::shipped_scenarios;
    use crate::trial::allowances;

    /// Every rule is needed: without it some scenario comes out otherwise, or the table of who may
    /// do what does. A rule that nobody misses is one whose loss nobody would notice.
    #[test]
    fn a_rule_that_is_taken_out_is_missed() {
        let scenarios: Vec<Scenario> = shipped_scenarios()
            .into_iter()
            .flat_map(|file| read_scenarios(&file.name, &file.text).unwrap())
            .collect();
        let mut law = Law::shipped().unwrap();
        let allowed = allowances(&law);
        let names: Vec<String> = law.rules().map(|rule| rule.id.clone()).collect();
        let is_missed = |law: &Law| {
            scenarios.iter().any(|scenario| !scenario.play(law).is_empty())
                || allowances(law) != allowed
        };
        let unmissed: Vec<&String> =
            names.iter().filter(|name| !law.without(name, is_missed)).collect();
        assert_eq!(unmissed, Vec::<&String>::new());
        assert!(!is_missed(&law), "put back, all is as before");
    }
}
