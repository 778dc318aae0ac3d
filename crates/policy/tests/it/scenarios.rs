//! The scenarios that ship, which a lawyer can read.

use std::collections::BTreeSet;

use comity_policy::{Scenario, read_scenarios, shipped_scenarios};

use crate::ask::law;

fn scenarios() -> Vec<Scenario> {
    let read = |file: comity_policy::PolicyFile| {
        read_scenarios(&file.name, &file.text).unwrap_or_else(|faults| panic!("{faults:#?}"))
    };
    shipped_scenarios().into_iter().flat_map(read).collect()
}

#[test]
fn the_policy_does_what_the_law_demands() {
    let law = law();
    let wrong: Vec<String> = scenarios()
        .iter()
        .flat_map(|scenario| {
            let failures = scenario.play(&law);
            failures.into_iter().map(|why| format!("{} {}: {why}", scenario.duty, scenario.title))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn twenty_scenarios_and_more_are_told() {
    let scenarios = scenarios();
    assert!(scenarios.len() >= 20, "{}", scenarios.len());
    let titles: BTreeSet<&str> = scenarios.iter().map(|each| each.title.as_str()).collect();
    assert_eq!(titles.len(), scenarios.len());
}

#[test]
fn a_scenario_that_fails_says_how() {
    let text = r#"
[[scenario]]
title = "Upside down"
duty = "L1"
given = "Words."
when = "Words."
then = "Words."
facts = { action = "screen", roles = ["officer"] }
[[scenario.check]]
says = "nothing is stated"
expect = "permit"
by = ["officer-at-the-border"]
[[scenario.check]]
says = "a word is misspelt"
facts = { roles = ["oficer"] }
expect = "refuse"
[[scenario.check]]
says = "another error"
expect = "refuse"
error = "case-missing"
"#;
    let scenarios = read_scenarios("own.toml", text).unwrap();
    assert_eq!((scenarios[0].line, scenarios[0].questions()), (3, 3));
    assert_eq!(
        scenarios[0].play(&law()),
        [
            "nothing is stated: it is refused (purpose-missing)",
            "nothing is stated: the rule `officer-at-the-border` does not decide; found: none",
            "a word is misspelt: `oficer` is not a known role (known are officer, analyst, \
             liaison, supervisor, data-protection-officer, administrator)",
            "another error: the error `case-missing` is not told; found: purpose-missing",
        ]
    );
}

#[test]
fn a_slip_in_a_scenario_is_told_with_its_line() {
    let with = |check: &str| {
        let text = format!(
            "[[scenario]]\ntitle = \"T\"\nduty = \"L1\"\ngiven = \"\"\nwhen = \"\"\nthen = \"\"\n\
             {check}"
        );
        let faults = read_scenarios("own.toml", &text).unwrap_err();
        (faults[0].line.unwrap(), faults[0].message.clone())
    };
    let (line, message) = with("check = []");
    assert_eq!((line, message.as_str()), (2, "`T` checks nothing"));
    let (line, message) =
        with("[[scenario.check]]\nsays = \"x\"\nexpect = \"refuse\"\nfacts = { rules = [] }");
    assert!(line == 2 && message.contains("unknown field `rules`"), "{message}");
    let (line, message) = with("[[scenario.check]]\nsays = \"x\"\nexpect = \"maybe\"");
    assert!(line == 9 && message.contains("unknown variant `maybe`"), "{line} {message}");
}
