//! How a command ends.

use std::io;
use std::path::Path;

use comity_api::{Fault, FaultKind};

/// The exit codes, the same for every command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done.
    Done = 0,
    /// A check failed, or nothing matched where that is the question.
    Unmet = 1,
    /// The command line is wrong.
    Usage = 2,
    /// The node cannot or will not do it.
    Refused = 3,
    /// The input cannot be read.
    Input = 4,
    /// Some lines of a batch failed; the others are answered.
    SomeLines = 5,
}

/// Why a command ended before its time.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Something to tell.
    Told {
        /// The exit code.
        exit: Exit,
        /// What is wrong.
        message: String,
        /// What to do about it.
        hint: Option<String>,
    },
    /// Whoever read the output has seen enough (`comity … | head`): nothing to tell.
    PipeClosed,
}

impl Failure {
    /// A failure without a hint.
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Failure {
        Failure::Told { exit, message: message.into(), hint: None }
    }

    /// A wrong command line.
    pub(crate) fn usage(message: impl Into<String>) -> Failure {
        Failure::new(Exit::Usage, message)
    }

    /// A file that cannot be read.
    pub(crate) fn input(path: &Path, source: &io::Error) -> Failure {
        Failure::new(Exit::Input, format!("cannot read `{}`: {source}", path.display()))
    }

    /// The same with a hint.
    pub(crate) fn with_hint(self, words: impl Into<String>) -> Failure {
        match self {
            Failure::Told { exit, message, .. } => {
                Failure::Told { exit, message, hint: Some(words.into()) }
            }
            Failure::PipeClosed => self,
        }
    }

    /// A failure to write the output.
    pub(crate) fn output(source: &io::Error) -> Failure {
        if source.kind() == io::ErrorKind::BrokenPipe {
            return Failure::PipeClosed;
        }
        Failure::new(Exit::Refused, format!("cannot write the output: {source}"))
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Failure {
        let exit = match fault.kind {
            FaultKind::Invalid | FaultKind::Unprocessable => Exit::Usage,
            FaultKind::Input => Exit::Input,
            // Never `Unmet`: a node that broke must not read as "nobody is on a list".
            _ => Exit::Refused,
        };
        Failure::Told { exit, message: fault.message, hint: fault.hint }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_fault_reads_as_nothing_matched() {
        use FaultKind::*;
        let kinds = [
            Invalid,
            Unauthorized,
            Forbidden,
            NotFound,
            Conflict,
            TooLarge,
            Unprocessable,
            Input,
            Internal,
            Unavailable,
            Timeout,
        ];
        for kind in kinds {
            match Failure::from(Fault::new(kind, "code", "words")) {
                Failure::Told { exit, .. } => assert!(exit as u8 >= 2, "{kind:?}"),
                Failure::PipeClosed => panic!("{kind:?}"),
            }
        }
    }

    #[test]
    fn a_closed_pipe_is_no_error() {
        let closed = io::Error::from(io::ErrorKind::BrokenPipe);
        assert!(matches!(Failure::output(&closed), Failure::PipeClosed));
    }
}
