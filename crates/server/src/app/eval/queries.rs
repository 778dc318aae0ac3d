//! The labelled queries of a file.

use std::io::{BufRead, BufReader, Read};

use comity_api::local::BatchOrder;
use comity_api::{Fault, FaultKind};
use flate2::bufread::MultiGzDecoder;

use super::case::Case;
use super::order::apart;
use crate::ServerError;
use crate::app::batch;
use crate::app::import::ImportFile;
use crate::limits::{EVAL_BAD_LINES_TOLD_MAX, EVAL_QUERIES_MAX};

/// What a file held.
pub(super) struct Queries {
    pub(super) cases: Vec<Case>,
    /// How many lines could not be read.
    pub(super) bad: u64,
    /// What is wrong with the first of them.
    pub(super) reasons: Vec<String>,
    /// What there is to say about the file.
    pub(super) notes: Vec<String>,
}

impl Queries {
    fn bad(&mut self, reason: String) {
        self.bad += 1;
        if self.reasons.len() < EVAL_BAD_LINES_TOLD_MAX {
            self.reasons.push(reason);
        }
    }
}

const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
/// What a line has to look like.
const SHAPE: &str = "a line looks like `{\"set\": \"typos\", \"id\": \"own-3\", \"schema\": \
                     \"Person\", \"name\": \"Ana Ericsson\", \"dob\": \"1974-08-12\"}`; \
                     `--skip-bad-lines` leaves out what cannot be read";

/// Reads all queries of a file. Positives have to say which record they were written for.
pub(super) fn read(
    file: ImportFile,
    are_positive: bool,
    skips_bad_lines: bool,
) -> Result<Queries, ServerError> {
    let (name, bytes) = apart(file);
    let of_file = |err: ServerError| about(&name, &err);
    let input = unpacked(bytes).map_err(|err| of_file(ServerError::io("input")(err)))?;
    let mut lines = batch::lines(input, &BatchOrder::default()).map_err(of_file)?;
    let mut queries = Queries { cases: Vec::new(), bad: 0, reasons: Vec::new(), notes: Vec::new() };
    let mut number = 0;
    while let Some((line, _)) = lines.next_line().map_err(of_file)? {
        number += 1;
        if queries.cases.len() >= EVAL_QUERIES_MAX {
            let message = format!("`{name}` has more than {EVAL_QUERIES_MAX} queries");
            return Err(Fault::new(FaultKind::Input, "too-many-queries", message).into());
        }
        match Case::read(number, line) {
            Ok(case) if are_positive && case.id.is_none() => {
                let what = "has no `id`: a positive names the record that has to be found";
                queries.bad(format!("`{name}`, line {} {what}", case.line));
            }
            Ok(case) => queries.cases.push(case),
            Err(reason) => queries.bad(format!("`{name}`, {reason}")),
        }
    }
    if queries.bad > 0 && !skips_bad_lines {
        return Err(refused(&queries).into());
    }
    if queries.cases.is_empty() {
        let message = format!("`{name}` holds no query");
        return Err(Fault::new(FaultKind::Input, "no-query", message).with_hint(SHAPE).into());
    }
    let notes = lines.notes(&["set"]);
    queries.notes = notes.into_iter().map(|note| format!("`{name}`: {note}")).collect();
    queries.notes.extend(ignored(&name, &queries.cases));
    Ok(queries)
}

/// The bytes as they are, or out of a `.gz`.
fn unpacked(bytes: Box<dyn Read + Send>) -> std::io::Result<Box<dyn Read + Send>> {
    let mut bytes = BufReader::new(bytes);
    let is_packed = bytes.fill_buf()?.starts_with(&GZIP_MAGIC);
    Ok(if is_packed { Box::new(MultiGzDecoder::new(bytes)) } else { Box::new(bytes) })
}

/// A failure with the file that it is about.
fn about(name: &str, err: &ServerError) -> ServerError {
    let said = match err {
        ServerError::Io { source, .. } => source.to_string(),
        other => other.chain(),
    };
    let hint = match err.code() {
        "csv-header" => "begin with a line such as `set,id,schema,name,dob`",
        _ => SHAPE,
    };
    let message = format!("`{name}` cannot be read: {said}");
    Fault::new(FaultKind::Input, "queries", message).with_hint(hint).into()
}

fn refused(queries: &Queries) -> Fault {
    let what = if queries.bad == 1 { "line cannot" } else { "lines cannot" };
    let mut message = format!("{} {what} be read", queries.bad);
    for reason in &queries.reasons {
        message.push_str("\n  ");
        message.push_str(reason);
    }
    let told = queries.reasons.len() as u64;
    if queries.bad > told {
        message.push_str(&format!("\n  and {} more", queries.bad - told));
    }
    Fault::new(FaultKind::Input, "bad-lines", message).with_hint(SHAPE)
}

/// Properties that are not compared, with how many queries state them in vain.
fn ignored(name: &str, cases: &[Case]) -> Vec<String> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for property in cases.iter().flat_map(|case| &case.ignored) {
        match counts.iter_mut().find(|(known, _)| known == property) {
            Some((_, count)) => *count += 1,
            None => counts.push((property, 1)),
        }
    }
    let note = |(property, count)| {
        format!(
            "`{name}`: `{property}` of {count} queries is not compared: the schema has no such \
             property, or the value does not fit it"
        )
    };
    counts.into_iter().map(note).collect()
}
