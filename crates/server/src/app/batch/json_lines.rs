use std::io::{BufRead, Read};

use super::line::Line;
use super::{Lines, NO_ID};
use crate::ServerError;
use crate::limits::LINE_BYTES_MAX;

/// One JSON object a line. Empty lines are no queries.
pub(super) struct JsonLines<R> {
    input: R,
    number: u64,
    schema: Option<String>,
}

impl<R: BufRead> JsonLines<R> {
    pub(super) fn new(input: R, schema: Option<String>) -> JsonLines<R> {
        JsonLines { input, number: 0, schema }
    }

    /// Reads one line without its end; the second value says that it was longer than is kept.
    fn read_line(&mut self) -> std::io::Result<Option<(Vec<u8>, bool)>> {
        let mut text = Vec::new();
        let limit = LINE_BYTES_MAX as u64 + 1;
        if self.input.by_ref().take(limit).read_until(b'\n', &mut text)? == 0 {
            return Ok(None);
        }
        let is_whole = text.last() == Some(&b'\n') || text.len() <= LINE_BYTES_MAX;
        if !is_whole {
            self.input.skip_until(b'\n')?;
            return Ok(Some((Vec::new(), true)));
        }
        Ok(Some((text, false)))
    }
}

impl<R: BufRead + Send> Lines for JsonLines<R> {
    fn next_line(&mut self) -> Result<Option<(Line, usize)>, ServerError> {
        loop {
            let read = self.read_line().map_err(ServerError::io("input"))?;
            let Some((mut text, is_too_long)) = read else { return Ok(None) };
            self.number += 1;
            let number = self.number;
            if is_too_long {
                let reason = format!("line {number} is longer than {LINE_BYTES_MAX} bytes");
                return Ok(Some((Line::Bad { id: NO_ID, reason }, 0)));
            }
            if number == 1
                && let Some(bare) = text.strip_prefix(b"\xef\xbb\xbf")
            {
                text = bare.to_vec();
            }
            if !text.iter().all(u8::is_ascii_whitespace) {
                let size = text.len();
                return Ok(Some((Line::Json { number, text, schema: self.schema.clone() }, size)));
            }
        }
    }

    fn notes(&self, _: &[&str]) -> Vec<String> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_and_empty_lines_are_passed() {
        let long = "x".repeat(LINE_BYTES_MAX + 1);
        let input = format!("\u{feff}{{}}\r\n\n{long}\n{{}}");
        let mut lines = JsonLines::new(input.as_bytes(), None);
        let mut kinds = Vec::new();
        while let Some((line, _)) = lines.next_line().unwrap() {
            kinds.push(match line {
                Line::Json { number, text, .. } => (number, text.starts_with(b"{}")),
                _ => (0, false),
            });
        }
        assert_eq!(kinds, [(1, true), (0, false), (4, true)]);
    }
}
