//! The files that a measurement is kept as.

use super::Evaluation;
use super::ask::{Asked, Outcome};
use super::case::Case;
use super::chart;

/// What came of one query.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    asked: Asked,
    set: String,
    line: u64,
    id: Option<String>,
    score: f64,
    rank: Option<usize>,
    best_wrong: f64,
}

/// A row for each query that was asked.
pub(super) fn rows<'a>(
    asked: Asked,
    cases: &'a [Case],
    outcomes: &'a [Outcome],
) -> impl Iterator<Item = Row> + 'a {
    outcomes.iter().filter_map(move |outcome| {
        let case = cases.get(outcome.case)?;
        Some(Row {
            asked,
            set: case.set.clone(),
            line: case.line,
            id: case.id.clone(),
            score: outcome.score,
            rank: outcome.rank,
            best_wrong: outcome.best_wrong,
        })
    })
}

/// A file of a measurement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvalDocument {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub text: String,
}

impl Evaluation {
    /// The files: what the report says, as JSON and as charts, and what came of each query.
    #[must_use]
    pub fn documents(&self) -> Vec<EvalDocument> {
        let report = serde_json::to_string_pretty(&self.report).unwrap_or_default() + "\n";
        [
            ("report.json", report),
            ("scores.csv", scores(&self.rows)),
            ("recall.svg", chart::recall(&self.report)),
            ("calibration.svg", chart::calibration(&self.report)),
        ]
        .into_iter()
        .map(|(name, text)| EvalDocument { name, text })
        .collect()
    }
}

/// One row a query and way of asking. Names are not repeated here: the line leads to them.
fn scores(rows: &[Row]) -> String {
    let mut text = String::from("asked,set,line,id,score,rank,best_wrong\n");
    for row in rows {
        let id = row.id.as_deref().map(cell).unwrap_or_default();
        // Of a negative there is no right record.
        let score = row.id.as_ref().map(|_| row.score.to_string()).unwrap_or_default();
        let rank = row.rank.map(|rank| rank.to_string()).unwrap_or_default();
        let (asked, set) = (row.asked.words(), cell(&row.set));
        let (line, wrong) = (row.line, row.best_wrong);
        text.push_str(&format!("{asked},{set},{line},{id},{score},{rank},{wrong}\n"));
    }
    text
}

/// A cell as CSV has it (RFC 4180).
fn cell(text: &str) -> String {
    if text.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_can_be_read_again() {
        let row = Row {
            asked: Asked::Name,
            set: "a, \"b\"".to_owned(),
            line: 3,
            id: Some("p-1".to_owned()),
            score: 0.75,
            rank: Some(2),
            best_wrong: 0.8,
        };
        let negative = Row { id: None, rank: None, score: 0.0, ..row.clone() };
        let text = scores(&[row, negative]);
        let mut table = csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
        let cells = |at: usize| rows[at].iter().collect::<Vec<_>>();
        assert_eq!(cells(0), ["name only", "a, \"b\"", "3", "p-1", "0.75", "2", "0.8"]);
        assert_eq!(cells(1), ["name only", "a, \"b\"", "3", "", "", "", "0.8"]);
    }
}
