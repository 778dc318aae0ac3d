//! Reads the report that cargo-nextest writes.
//!
//! Only what is counted is looked at: test cases, their failures, and the lines of their output
//! that name something skipped. The report is our own tool's, so a full XML reader is not needed.

use super::step::{SKIPPED, Tests};

/// Counts the test cases of a report.
pub(crate) fn read(report: &str) -> Tests {
    let mut tests = Tests::default();
    for case in report.split("<testcase ").skip(1) {
        if case.contains("<failure") || case.contains("<error") {
            tests.failed += 1;
        } else if let Some(reason) = skipped(case) {
            tests.skipped.push(reason);
        } else {
            tests.passed += 1;
        }
    }
    tests
}

/// What a passed test says that it could not test; several lines of one test count once.
fn skipped(case: &str) -> Option<String> {
    let reasons: Vec<String> = case
        .lines()
        .filter_map(|line| line.split_once(SKIPPED))
        .map(|(_, reason)| plain(reason))
        .collect();
    (!reasons.is_empty()).then(|| reasons.join("; "))
}

fn plain(text: &str) -> String {
    let (text, _) = text.split_once("</system-").unwrap_or((text, ""));
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&apos;", "'").replace("&amp;", "&").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="nextest-run" tests="4" failures="1" errors="0">
  <testsuite name="demo" tests="4" disabled="0" errors="0" failures="1">
    <testcase name="a" classname="demo" timestamp="2030-01-01T00:00:00Z" time="0.002">
      <system-out>running 1 test</system-out>
    </testcase>
    <testcase name="b" classname="demo">
      <failure message="panicked" type="test failure">SKIPPED: counts as failed</failure>
    </testcase>
    <testcase name="c" classname="demo">
      <system-err>SKIPPED: c needs the &quot;shared&quot; data folder</system-err>
    </testcase>
    <testcase name="d" classname="demo"/>
  </testsuite>
</testsuites>"#;

    #[test]
    fn every_case_is_counted_once() {
        let tests = read(REPORT);
        assert_eq!((tests.passed, tests.failed), (2, 1));
        assert_eq!(tests.skipped, ["c needs the \"shared\" data folder"]);
    }

    #[test]
    fn an_empty_report_counts_nothing() {
        assert_eq!(read(""), Tests::default());
    }
}
