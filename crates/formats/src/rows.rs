//! Tables, row by row, with a limit on each row and its line for the report.

use std::io::{self, BufRead, Read};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use crate::decode::Text;
use crate::limits::{ROW_BYTES_MAX, ROW_FIELDS_MAX};

/// MS-DOS wrote this byte at the end of a text, and OFAC still does.
const CTRL_Z: u8 = 0x1a;

/// What stands at one place of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Row {
    /// A row; its fields are in [`Rows::fields`].
    Whole,
    /// A row that cannot be read, and why.
    Bad(&'static str),
    /// The last row ends inside a quote.
    CutOff,
}

/// What a line break means.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Breaks {
    /// It ends a row, inside quotes too.
    EndRows,
    /// Inside quotes it belongs to the field.
    InQuotes,
    /// Inside quotes it belongs to the field, unless the next line is certainly a new row.
    InQuotesUnless(fn(&[u8]) -> bool),
}

pub(crate) struct Rows<'t, R> {
    text: &'t mut Text<R>,
    parser: Reader,
    breaks: Breaks,
    line: Vec<u8>,
    /// The number of the line that was read last.
    line_number: u64,
    /// Whether that line was read too early: it begins the next row.
    line_waits: bool,
    output: Vec<u8>,
    ends: Vec<usize>,
    fields: Vec<String>,
    row_line: u64,
    ended_without_break: bool,
}

impl<'t, R: Read> Rows<'t, R> {
    pub(crate) fn new(text: &'t mut Text<R>, delimiter: u8, breaks: Breaks) -> Rows<'t, R> {
        Rows {
            text,
            parser: ReaderBuilder::new().delimiter(delimiter).build(),
            breaks,
            line: Vec::new(),
            line_number: 0,
            line_waits: false,
            output: Vec::new(),
            ends: vec![0; ROW_FIELDS_MAX],
            fields: Vec::new(),
            row_line: 0,
            ended_without_break: false,
        }
    }

    /// The fields of the row that was read last.
    pub(crate) fn fields(&self) -> &[String] {
        &self.fields
    }

    /// The line in which the row that was read last begins.
    pub(crate) fn line(&self) -> u64 {
        self.row_line
    }

    /// Whether the row that was read last is the end of a file without a line break after it.
    pub(crate) fn ended_without_break(&self) -> bool {
        self.ended_without_break
    }

    /// Reads the next row that is not empty.
    pub(crate) fn next(&mut self) -> io::Result<Option<Row>> {
        loop {
            let found =
                if std::mem::take(&mut self.line_waits) { Some(true) } else { self.read_line()? };
            self.row_line = self.line_number;
            match found {
                None => return Ok(None),
                Some(false) => return Ok(Some(Row::Bad(TOO_LONG))),
                Some(true) if self.is_blank() => {}
                Some(true) => return self.parse().map(Some),
            }
        }
    }

    fn parse(&mut self) -> io::Result<Row> {
        self.parser.reset();
        let mut written = 0;
        let mut ends = 0;
        let mut row_bytes = 0;
        loop {
            row_bytes += self.line.len();
            if row_bytes > ROW_BYTES_MAX {
                return Ok(Row::Bad(TOO_LONG));
            }
            self.output.resize(self.output.len().max(row_bytes + 2), 0);
            let out = self.output.get_mut(written..).unwrap_or_default();
            let room = self.ends.get_mut(ends..).unwrap_or_default();
            let (result, _, out_bytes, end_count) = self.parser.read_record(&self.line, out, room);
            written += out_bytes;
            ends += end_count;
            match result {
                ReadRecordResult::Record => {
                    self.keep(ends);
                    return Ok(Row::Whole);
                }
                ReadRecordResult::InputEmpty if self.ended_without_break => {
                    return Ok(Row::CutOff);
                }
                ReadRecordResult::InputEmpty => match self.breaks {
                    Breaks::EndRows => return Ok(Row::Bad(OPEN_QUOTE)),
                    Breaks::InQuotes | Breaks::InQuotesUnless(_) => match self.read_line()? {
                        None if matches!(self.breaks, Breaks::InQuotes) => return Ok(Row::CutOff),
                        // A file that ends with a line break ends with a whole line.
                        None => return Ok(Row::Bad(OPEN_QUOTE)),
                        Some(false) => return Ok(Row::Bad(TOO_LONG)),
                        Some(true) if self.line_begins_row() => {
                            self.line_waits = true;
                            return Ok(Row::Bad(OPEN_QUOTE));
                        }
                        Some(true) => {}
                    },
                },
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                    return Ok(Row::Bad("it has more fields than a row may have"));
                }
                ReadRecordResult::End => return Ok(Row::Bad("it has no field")),
            }
        }
    }

    fn line_begins_row(&self) -> bool {
        matches!(self.breaks, Breaks::InQuotesUnless(begins_row) if begins_row(&self.line))
    }

    fn keep(&mut self, ends: usize) {
        self.fields.clear();
        let mut start = 0;
        for end in self.ends.iter().take(ends) {
            let field = self.output.get(start..*end).unwrap_or_default();
            self.fields.push(String::from_utf8_lossy(field).into_owned());
            start = *end;
        }
    }

    /// Reads one line with its end (`\n`, `\r` or `\r\n`, whose `\n` comes as a line of its own).
    /// `None` at the end, `Some(false)` for a line that is too long and was passed over.
    fn read_line(&mut self) -> io::Result<Option<bool>> {
        self.line.clear();
        self.line_number = self.text.line();
        self.ended_without_break = false;
        let mut fits = true;
        loop {
            let chunk = self.text.fill_buf()?;
            if chunk.is_empty() {
                if self.line.is_empty() && fits {
                    return Ok(None);
                }
                self.end_last_line();
                return Ok(Some(fits));
            }
            let end = chunk.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let length = end.map_or(chunk.len(), |at| at + 1);
            if self.line.len() + length > ROW_BYTES_MAX {
                fits = false;
                self.line.clear();
            }
            if fits {
                self.line.extend_from_slice(chunk.get(..length).unwrap_or_default());
            }
            self.text.consume(length);
            if end.is_some() {
                return Ok(Some(fits));
            }
        }
    }

    /// The last line without a line break gets one, so that the parser sees its end.
    fn end_last_line(&mut self) {
        while self.line.last() == Some(&CTRL_Z) {
            self.line.pop();
        }
        self.ended_without_break = !self.line.is_empty();
        self.line.push(b'\n');
    }

    fn is_blank(&self) -> bool {
        self.line.iter().all(|byte| byte.is_ascii_whitespace() || matches!(*byte, 0 | CTRL_Z))
    }
}

const OPEN_QUOTE: &str = "a quote is opened and not closed";
const TOO_LONG: &str = "it is longer than a row may be; a quote may be open";

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], breaks: Breaks) -> Vec<(Row, u64, Vec<String>)> {
        let mut text = Text::new("t", bytes).unwrap();
        let mut rows = Rows::new(&mut text, b',', breaks);
        let mut found = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            let fields = if row == Row::Whole { rows.fields().to_vec() } else { Vec::new() };
            found.push((row, rows.line(), fields));
        }
        found
    }

    #[test]
    fn line_ends_of_all_systems_and_the_last_byte_of_ms_dos() {
        for text in ["a,b\r\nc,d\r\n\x1a", "a,b\nc,d\n", "a,b\rc,d", "a,b\r\n\r\nc,d\x1a"] {
            let found = read(text.as_bytes(), Breaks::EndRows);
            let fields: Vec<_> = found.iter().map(|row| row.2.join("|")).collect();
            assert_eq!(fields, ["a|b", "c|d"], "{text:?}");
        }
    }

    #[test]
    fn an_open_quote_costs_one_row_or_shows_that_the_end_is_missing() {
        let found = read(b"a,\"b\nc,d\n", Breaks::EndRows);
        assert_eq!(found[0].0, Row::Bad("a quote is opened and not closed"));
        assert_eq!(found[1].2, ["c", "d"]);
        assert_eq!(read(b"a,b\nc,\"d", Breaks::EndRows)[1].0, Row::CutOff);
        assert_eq!(read(b"a,\"b\nc,d\n", Breaks::InQuotes)[0].0, Row::CutOff);
        assert_eq!(read(b"a,\"b\r\nc\"\"d\"\ne,f\n", Breaks::InQuotes)[0].2, ["a", "b\r\nc\"d"]);
        let unless_c = Breaks::InQuotesUnless(|line| line.starts_with(b"c"));
        let found = read(b"a,\"b\r\n\nd\"\na,\"b\r\nc,d\ne,\"f", unless_c);
        assert_eq!(found[0].2, ["a", "b\r\n\nd"]);
        assert_eq!((found[1].0, found[1].1), (Row::Bad(OPEN_QUOTE), 4));
        assert_eq!((found[2].2.join("|"), found[2].1), ("c|d".to_owned(), 5));
        assert_eq!((found[3].0, found[3].1), (Row::CutOff, 6));
    }

    #[test]
    fn a_row_that_is_too_long_costs_one_row() {
        let mut text = vec![b'x'; 2 * ROW_BYTES_MAX];
        text.extend_from_slice(b"\nc,d\n");
        let found = read(&text, Breaks::EndRows);
        assert!(matches!(found[0].0, Row::Bad(TOO_LONG)));
        assert_eq!((found[1].1, found[1].2.join("|")), (2, "c|d".to_owned()));
        let found = read("x,".repeat(ROW_FIELDS_MAX + 1).as_bytes(), Breaks::EndRows);
        assert!(matches!(found[0].0, Row::Bad(_)));
    }
}
