//! What one step of the run came to.

use std::time::Duration;

use crate::command::Ended;

/// A line of a test's output that begins so names what could not be tested on this machine.
pub(crate) const SKIPPED: &str = "SKIPPED: ";

/// One step of the run.
pub(crate) struct Step {
    pub(crate) name: &'static str,
    pub(crate) outcome: Outcome,
    pub(crate) duration: Duration,
}

/// How a step ended.
pub(crate) enum Outcome {
    Passed,
    /// Why it failed.
    Failed(String),
    /// Why it could not run here.
    Skipped(String),
    /// A run of tests, and why the program that ran them failed (empty if it did not).
    Counted(Tests, String),
}

/// The tests of one run.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Tests {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    /// What each skipped test says it needs.
    pub(crate) skipped: Vec<String>,
}

impl Outcome {
    /// The outcome of a program that is a check in itself.
    pub(crate) fn of(ended: Ended) -> Self {
        if ended.success { Self::Passed } else { Self::Failed(ended.reason) }
    }

    pub(crate) fn is_failed(&self) -> bool {
        match self {
            Self::Failed(_) => true,
            Self::Counted(tests, reason) => tests.failed > 0 || !reason.is_empty(),
            Self::Passed | Self::Skipped(_) => false,
        }
    }

    pub(crate) fn verdict(&self) -> &'static str {
        match self {
            _ if self.is_failed() => "FAILED",
            Self::Skipped(_) => "skipped",
            _ => "passed",
        }
    }

    /// The step in numbers. A run of tests counts as its tests; a run that failed without a
    /// failed test (it did not build, say) counts as one failure more.
    pub(crate) fn count(&self) -> Count {
        match self {
            Self::Passed => Count { passed: 1, ..Count::default() },
            Self::Failed(_) => Count { failed: 1, ..Count::default() },
            Self::Skipped(_) => Count { skipped: 1, ..Count::default() },
            Self::Counted(tests, reason) => Count {
                passed: tests.passed,
                failed: tests.failed + usize::from(tests.failed == 0 && !reason.is_empty()),
                skipped: tests.skipped.len(),
            },
        }
    }
}

/// The numbers of the last line.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) skipped: usize,
}

impl std::ops::AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_did_not_build_is_a_failure() {
        let outcome = Outcome::Counted(Tests::default(), "it did not build".to_owned());
        assert!(outcome.is_failed());
        assert_eq!(outcome.count(), Count { passed: 0, failed: 1, skipped: 0 });
    }

    #[test]
    fn a_failed_test_is_counted_once() {
        let tests = Tests { passed: 2, failed: 1, skipped: vec!["data".to_owned()] };
        let outcome = Outcome::Counted(tests, "exit status: 100".to_owned());
        assert_eq!(outcome.count(), Count { passed: 2, failed: 1, skipped: 1 });
        assert_eq!(outcome.verdict(), "FAILED");
    }
}
