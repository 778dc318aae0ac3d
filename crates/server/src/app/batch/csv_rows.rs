use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use comity_api::Fault;
use comity_api::yente::OneOrMany;
use comity_model::Schema;
use csv::ByteRecord;
use serde_json::Value;

use super::Lines;
use super::line::Line;
use crate::ServerError;
use crate::limits::LINE_BYTES_MAX;

/// A table: the header names `id`, `schema` and properties, in FollowTheMoney's spelling or with
/// underscores. Several values of one property stand in one cell, parted by `;`.
pub(super) struct CsvRows<R> {
    table: csv::Reader<Budget<R>>,
    /// What each column means.
    columns: Vec<Column>,
    schema: String,
    number: u64,
    budget: Arc<AtomicUsize>,
    /// Names of columns that say nothing here.
    unknown: Vec<String>,
    /// Names of columns that say something beside the properties, with their meaning.
    words: Vec<(String, &'static str)>,
}

enum Column {
    Id,
    Schema,
    Property(String),
    /// Until when or why somebody is a subject, or which set a query is of.
    Word(&'static str),
    Unknown,
}

/// Schemata that a table without a `schema` column may be of: the first that has all its columns.
const GUESSES: [&str; 5] = ["LegalEntity", "Person", "Company", "Vessel", "Airplane"];

/// Other names of columns that people use.
const ALIASES: [(&str, &str); 6] = [
    ("dob", "birthDate"),
    ("dateofbirth", "birthDate"),
    ("imo", "imoNumber"),
    ("passport", "passportNumber"),
    ("sex", "gender"),
    ("entityid", "id"),
];

impl<R: Read> CsvRows<BufReader<R>> {
    pub(super) fn new(mut input: BufReader<R>, schema: Option<&str>) -> Result<Self, ServerError> {
        let start = input.fill_buf().map_err(ServerError::io("input"))?;
        let delimiter = delimiter(start);
        let budget = Arc::new(AtomicUsize::new(LINE_BYTES_MAX));
        let limited = Budget { inner: input, left: budget.clone() };
        let mut table =
            csv::ReaderBuilder::new().flexible(true).delimiter(delimiter).from_reader(limited);
        let header = table.byte_headers().map_err(unreadable)?.clone();
        if header.iter().any(|name| std::str::from_utf8(name).is_err() || name.contains(&0)) {
            let message = "the input is not text in UTF-8";
            return Err(Fault::new(comity_api::FaultKind::Input, "not-utf-8", message)
                .with_hint(
                    "a compressed batch can be piped: `gzip -dc FILE | comity screen --batch -`",
                )
                .into());
        }
        let names: Vec<String> =
            header.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
        let columns: Vec<Column> = names.iter().map(|name| column(name)).collect();
        let named = |wanted: fn(&Column) -> bool| -> Vec<String> {
            let pairs = names.iter().zip(&columns);
            pairs.filter(|(_, column)| wanted(column)).map(|(name, _)| name.clone()).collect()
        };
        let unknown = named(|column| matches!(column, Column::Unknown));
        let words = names.iter().zip(&columns).filter_map(|(name, column)| match column {
            Column::Word(word) => Some((name.clone(), *word)),
            _ => None,
        });
        let words = words.collect();
        let is_asked = |column: &Column| matches!(column, Column::Property(_));
        if !columns.iter().any(is_asked) {
            let message = "the first line names no column that can be compared";
            let hint = "begin with a line such as `id,schema,name,birthDate,nationality`";
            return Err(Fault::new(comity_api::FaultKind::Input, "csv-header", message)
                .with_hint(hint)
                .into());
        }
        let schema = schema.map_or_else(|| guess(&columns), str::to_owned);
        Ok(CsvRows { table, columns, schema, number: 0, budget, unknown, words })
    }
}

/// What parts the columns of the first line: a comma, or what spreadsheets write in its place.
fn delimiter(start: &[u8]) -> u8 {
    let header = start.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    let parts = |mark: &u8| header.contains(mark);
    [b',', b';', b'\t'].into_iter().find(parts).unwrap_or(b',')
}

fn column(name: &str) -> Column {
    let bare: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
    let bare = bare.to_lowercase();
    let known =
        ALIASES.iter().find(|(alias, _)| *alias == bare).map(|(_, name)| name.to_lowercase());
    let bare = known.unwrap_or(bare);
    match bare.as_str() {
        "id" => return Column::Id,
        "schema" => return Column::Schema,
        "expires" => return Column::Word("expires"),
        "case" => return Column::Word("case"),
        "set" => return Column::Word("set"),
        _ => {}
    }
    let named = GUESSES.iter().chain(&["Organization"]).find_map(|schema| {
        let schema = Schema::named(schema).ok()?;
        schema.properties().find(|property| property.name().to_lowercase() == bare)
    });
    named.map_or(Column::Unknown, |property| Column::Property(property.name().to_owned()))
}

fn guess(columns: &[Column]) -> String {
    let has_all = |schema: &&&str| {
        let Ok(schema) = Schema::named(schema) else { return false };
        columns.iter().all(|column| match column {
            Column::Property(name) => schema.property(name).is_ok(),
            Column::Id | Column::Schema | Column::Word(_) | Column::Unknown => true,
        })
    };
    let fitting = GUESSES.iter().find(has_all);
    fitting.map_or("LegalEntity", |name| *name).to_owned()
}

impl<R: Read + Send> Lines for CsvRows<R> {
    fn next_line(&mut self) -> Result<Option<(Line, usize)>, ServerError> {
        self.budget.store(LINE_BYTES_MAX, Ordering::Relaxed);
        let mut row = ByteRecord::new();
        if !self.table.read_byte_record(&mut row).map_err(unreadable)? {
            return Ok(None);
        }
        self.number += 1;
        let size = row.as_slice().len();
        Ok(Some((self.line(&row), size)))
    }

    fn notes(&self, words: &[&str]) -> Vec<String> {
        let unused = self.words.iter().filter(|(_, word)| !words.contains(word));
        let unused = unused.map(|(name, _)| name.as_str());
        let left_out: Vec<&str> = self.unknown.iter().map(String::as_str).chain(unused).collect();
        if left_out.is_empty() {
            return Vec::new();
        }
        vec![format!("columns not compared: {}", left_out.join(", "))]
    }
}

impl<R> CsvRows<R> {
    fn line(&self, row: &ByteRecord) -> Line {
        let mut id = Value::from(self.number);
        let mut schema = self.schema.clone();
        let mut properties: BTreeMap<String, OneOrMany> = BTreeMap::new();
        let mut words = BTreeMap::new();
        let mut bad = None;
        for (column, cell) in self.columns.iter().zip(row) {
            let Ok(text) = std::str::from_utf8(cell) else {
                bad = Some(format!("row {} is not UTF-8", self.number));
                continue;
            };
            let text = text.trim();
            match column {
                _ if text.is_empty() => {}
                Column::Id => id = Value::from(text),
                Column::Schema => schema = text.to_owned(),
                Column::Property(name) => {
                    let values = text.split(';').map(str::trim).filter(|part| !part.is_empty());
                    let values: Vec<Value> = values.map(Value::from).collect();
                    if let OneOrMany::Many(known) = properties
                        .entry(name.clone())
                        .or_insert_with(|| OneOrMany::Many(Vec::new()))
                    {
                        known.extend(values);
                    }
                }
                Column::Word(name) => _ = words.insert(*name, text.to_owned()),
                Column::Unknown => {}
            }
        }
        match bad {
            Some(reason) => Line::Bad { id, reason },
            None => Line::Row { id, schema, properties, words },
        }
    }
}

/// A reader that ends with an error when one row takes more bytes than a line may have: a quote
/// that is never closed would otherwise swallow the rest of the input.
struct Budget<R> {
    inner: R,
    left: Arc<AtomicUsize>,
}

impl<R: Read> Read for Budget<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let left = self.left.load(Ordering::Relaxed);
        if left == 0 {
            let reason = format!("a row is longer than {LINE_BYTES_MAX} bytes: is a quote open?");
            return Err(std::io::Error::other(reason));
        }
        let count = self.inner.read(buffer)?;
        self.left.store(left.saturating_sub(count), Ordering::Relaxed);
        Ok(count)
    }
}

fn unreadable(err: csv::Error) -> ServerError {
    let message = format!("the table cannot be read: {err}");
    Fault::new(comity_api::FaultKind::Input, "csv", message).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> (Vec<Line>, Vec<String>) {
        let mut rows = CsvRows::new(BufReader::new(text.as_bytes()), None).unwrap();
        let mut lines = Vec::new();
        while let Some((line, _)) = rows.next_line().unwrap() {
            lines.push(line);
        }
        (lines, rows.notes(&[]))
    }

    #[test]
    fn columns_are_found_by_their_names() {
        let (lines, notes) = rows("ID,full,Name,birth_date\na,x,Ana Demo; Anna Demo,1970\n,,B,\n");
        assert_eq!(notes, ["columns not compared: full"]);
        let mut lines = lines.into_iter();
        let (id, asked) = lines.next().unwrap().read();
        let asked = asked.unwrap().query;
        assert_eq!((id, asked.schema.name()), (Value::from("a"), "Person"));
        assert_eq!(asked.names, ["Ana Demo", "Anna Demo"]);
        assert_eq!(lines.next().unwrap().read().0, Value::from(2));
    }

    #[test]
    fn columns_may_be_parted_otherwise() {
        for mark in [";", "\t"] {
            let (lines, _) = rows(&format!("id{mark}name\r\na{mark}Ana, Demo\r\n"));
            let (id, asked) = lines.into_iter().next().unwrap().read();
            assert_eq!(
                (id, asked.unwrap().query.names),
                (Value::from("a"), vec!["Ana, Demo".into()])
            );
        }
    }

    #[test]
    fn what_is_no_text_is_refused() {
        for start in [&b"\x1f\x8b\x08\x00,\n"[..], b"\xff\xfei\x00d\x00\n\x00", b"name\0\n"] {
            let made = CsvRows::new(BufReader::new(start), None);
            assert_eq!(made.err().unwrap().code(), "not-utf-8");
        }
    }

    #[test]
    fn an_open_quote_ends_the_batch() {
        let text = format!("name\n\"{}", "x\n".repeat(LINE_BYTES_MAX));
        let mut rows = CsvRows::new(BufReader::new(text.as_bytes()), None).unwrap();
        assert_eq!(rows.next_line().err().unwrap().code(), "csv");
    }

    #[test]
    fn a_header_without_names_is_refused() {
        let made = CsvRows::new(BufReader::new(&b"a,b\n1,2\n"[..]), None);
        assert_eq!(made.err().unwrap().code(), "csv-header");
    }
}
