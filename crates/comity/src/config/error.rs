use std::path::Path;

use comity_api::Fault;

use crate::failure::{Exit, Failure};

/// A file that is wrong: where, and what is allowed.
pub(super) fn in_file(path: &Path, text: &str, err: &toml::de::Error) -> Failure {
    let place = match err.span() {
        Some(span) => {
            let (line, column) = line_and_column(text, span.start);
            format!(", line {line}, column {column}")
        }
        None => String::new(),
    };
    wrong(format!("`{}`{place}: {}", path.display(), plain(err.message())))
}

/// A dataset's table that is wrong as a whole.
pub(super) fn in_dataset(path: &Path, text: &str, at: usize, name: &str, fault: Fault) -> Failure {
    let (line, column) = line_and_column(text, at);
    let place = format!("`{}`, line {line}, column {column}", path.display());
    let message = format!("{place}: the dataset `{name}`: {}", fault.message);
    as_a_whole(Fault { message, ..fault })
}

/// Keys that do not go together, wherever they come from.
pub(super) fn as_a_whole(fault: Fault) -> Failure {
    let failure = Failure::new(Exit::Usage, fault.message);
    match fault.hint {
        Some(hint) => failure.with_hint(hint),
        None => failure,
    }
}

/// A variable that is wrong.
pub(super) fn in_variable(name: &str, reason: &str) -> Failure {
    wrong(format!("the environment variable `{name}`: {reason}"))
}

/// A file that cannot be read.
pub(super) fn unreadable(path: &Path, reason: &str) -> Failure {
    wrong(format!("the configuration `{}` cannot be read: {reason}", path.display()))
}

fn wrong(message: String) -> Failure {
    Failure::new(Exit::Usage, message).with_hint("`comity config --example` shows every key")
}

/// The parser's words in one line.
fn plain(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Line and column of a byte, counted from 1.
fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}
