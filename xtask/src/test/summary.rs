//! The table at the end of a run, and its last line, which other tools read.

use std::time::Duration;

use super::step::{Count, Outcome, Step};
use crate::table::aligned;

/// The numbers of all steps together.
pub(crate) fn count(steps: &[Step]) -> Count {
    let mut total = Count::default();
    for step in steps {
        total += step.outcome.count();
    }
    total
}

/// The table, what failed, what was skipped and why, and the last line.
pub(crate) fn write(steps: &[Step], duration: Duration) -> String {
    let mut text = format!("\n=== summary ({:.0} s)\n", duration.as_secs_f64());
    let rows: Vec<Vec<String>> = steps.iter().map(row).collect();
    text.push_str(&aligned(&rows));
    for step in steps {
        if let Outcome::Skipped(reason) = &step.outcome {
            text.push_str(&format!("skipped: {}: {reason}\n", step.name));
        }
        if let Outcome::Counted(tests, _) = &step.outcome {
            for reason in &tests.skipped {
                text.push_str(&format!("skipped: {}: {reason}\n", step.name));
            }
        }
        if let Outcome::Failed(reason) | Outcome::Counted(_, reason) = &step.outcome
            && !reason.is_empty()
        {
            text.push_str(&format!("FAILED: {}: {reason}\n", step.name));
        }
    }
    let Count { passed, failed, skipped } = count(steps);
    text.push_str(&format!("{passed} passed, {failed} failed, {skipped} skipped"));
    text
}

fn row(step: &Step) -> Vec<String> {
    let Count { passed, failed, skipped } = step.outcome.count();
    let detail = match &step.outcome {
        Outcome::Counted(..) => format!("{passed} passed, {failed} failed, {skipped} skipped"),
        _ => String::new(),
    };
    vec![
        step.name.to_owned(),
        step.outcome.verdict().to_owned(),
        format!("{:.1} s", step.duration.as_secs_f64()),
        detail,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::step::Tests;

    fn steps() -> Vec<Step> {
        let duration = Duration::from_millis(1500);
        let tests = Tests { passed: 7, failed: 0, skipped: vec!["a needs data".to_owned()] };
        vec![
            Step { name: "format", outcome: Outcome::Passed, duration },
            Step { name: "tests", outcome: Outcome::Counted(tests, String::new()), duration },
            Step { name: "licences", outcome: Outcome::Skipped("no tool".to_owned()), duration },
            Step { name: "demo", outcome: Outcome::Failed("no answer".to_owned()), duration },
        ]
    }

    #[test]
    fn the_last_line_is_the_count() {
        let text = write(&steps(), Duration::from_secs(6));
        assert_eq!(text.lines().last(), Some("8 passed, 1 failed, 2 skipped"));
    }

    #[test]
    fn whatever_was_skipped_or_failed_is_named() {
        let text = write(&steps(), Duration::from_secs(6));
        for line in [
            "skipped: tests: a needs data",
            "skipped: licences: no tool",
            "FAILED: demo: no answer",
        ] {
            assert!(text.lines().any(|candidate| candidate == line), "{line} in {text}");
        }
    }
}
