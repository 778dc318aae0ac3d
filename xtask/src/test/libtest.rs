//! Reads what `cargo test` prints.

use super::step::{SKIPPED, Tests};

/// Sums the result lines of all test binaries and collects the lines that name what was skipped.
pub(crate) fn read(lines: &[String]) -> Tests {
    let mut tests = Tests::default();
    for line in lines {
        let line = line.trim();
        if let Some(result) = line.strip_prefix("test result: ") {
            tests.passed += number_before(result, " passed");
            tests.failed += number_before(result, " failed");
        } else if let Some(reason) = line.strip_prefix(SKIPPED) {
            tests.skipped.push(reason.trim().to_owned());
        }
    }
    // A test that says so counts as skipped, not as passed.
    tests.passed = tests.passed.saturating_sub(tests.skipped.len());
    tests
}

fn number_before(text: &str, word: &str) -> usize {
    let Some((before, _)) = text.split_once(word) else { return 0 };
    before.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_several_binaries_are_summed() {
        let text = "running 3 tests\n\
            SKIPPED: parity needs the shared data folder\n\
            test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n\
            test result: FAILED. 12 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out";
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let tests = read(&lines);
        assert_eq!((tests.passed, tests.failed), (14, 2));
        assert_eq!(tests.skipped, ["parity needs the shared data folder"]);
    }
}
