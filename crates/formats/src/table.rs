//! Tables of publishers, with a header whose columns go by name.

use std::io::Read;

use crate::decode::Text;
use crate::limits::{JOINED_TABLE_BYTES_MAX, JOINED_TABLE_ROWS_MAX, PREAMBLE_ROWS_MAX};
use crate::output::Output;
use crate::rows::{Breaks, Row, Rows};
use crate::{Format, FormatError};

/// A name of a column or an element without its case, spaces and signs: `D.O.B` is `dob`.
pub(crate) fn column_key(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The keys of the columns of one line, for finding out what a table is.
pub(crate) fn keys_of_line(line: &str) -> Vec<String> {
    line.split(',').map(column_key).collect()
}

/// A table behind its header.
pub(crate) struct Table<'t, R> {
    file: &'t str,
    rows: Rows<'t, R>,
    rows_read: u64,
    /// The names of the columns.
    pub(crate) header: Vec<String>,
}

impl<'t, R: Read> Table<'t, R> {
    /// Reads up to the header, which may stand behind a few other rows. `begins_row` knows the
    /// lines that certainly begin a row, so that an open quote costs only its own.
    pub(crate) fn open(
        file: &'t str,
        text: &'t mut Text<R>,
        bytes_before: u64,
        format: Format,
        is_header: fn(&[String]) -> bool,
        begins_row: fn(&[u8]) -> bool,
    ) -> Result<Table<'t, R>, FormatError> {
        let room = JOINED_TABLE_BYTES_MAX.saturating_sub(bytes_before).max(1);
        text.allow(room, "the size of the publication");
        let mut rows = Rows::new(text, b',', Breaks::InQuotesUnless(begins_row));
        for _ in 0..=PREAMBLE_ROWS_MAX {
            let row = rows.next().map_err(|error| FormatError::of_io(file, &error))?;
            let keys: Vec<String> = match row {
                None => break,
                Some(Row::Whole) => rows.fields().iter().map(|name| column_key(name)).collect(),
                Some(_) => continue,
            };
            if is_header(&keys) {
                let header = rows.fields().to_vec();
                return Ok(Table { file, rows, rows_read: 0, header });
            }
        }
        Err(FormatError::OtherFormat {
            file: file.to_owned(),
            expected: format.words(),
            reason: format!("none of its first {} rows is the header", PREAMBLE_ROWS_MAX + 1),
        })
    }

    /// Reads up to the next whole row and returns its line; rows that cannot be read are skipped.
    pub(crate) fn next(&mut self, output: &mut Output<'_>) -> Result<Option<u64>, FormatError> {
        loop {
            let row = self.rows.next().map_err(|error| FormatError::of_io(self.file, &error))?;
            self.rows_read += 1;
            if self.rows_read > JOINED_TABLE_ROWS_MAX {
                let limit = format!("{JOINED_TABLE_ROWS_MAX} rows");
                let file = self.file.to_owned();
                return Err(FormatError::TooLarge { file, what: "the number of rows", limit });
            }
            let line = self.rows.line();
            let (fields, columns) = (self.rows.fields().len(), self.header.len());
            match row {
                None => return Ok(None),
                Some(Row::Whole) if fields == columns => return Ok(Some(line)),
                Some(Row::Whole) if self.rows.ended_without_break() && fields < columns => {
                    return Err(self.cut_off(line));
                }
                Some(Row::CutOff) => return Err(self.cut_off(line)),
                Some(Row::Whole) => output.skip(
                    format_args!("line {line}"),
                    format_args!("it has {fields} fields, not {columns}"),
                ),
                Some(Row::Bad(reason)) => output.skip(format_args!("line {line}"), reason),
            }
        }
    }

    /// The fields of the row that was read last.
    pub(crate) fn fields(&self) -> &[String] {
        self.rows.fields()
    }

    fn cut_off(&self, line: u64) -> FormatError {
        FormatError::CutOff {
            file: self.file.to_owned(),
            reason: format!("the row in line {line} is not whole"),
        }
    }
}
