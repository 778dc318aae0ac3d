//! Figures for people and for programs.

use serde_json::json;

use super::figure::Figure;
use super::machine::Context;
use crate::table::aligned;

/// What stands above the tables.
pub(crate) fn heading(context: &Context) -> String {
    format!("{}\n{}, commit {}\n", context.machine, context.date, context.commit)
}

/// One JSON object a line, each with all that it needs to be kept by itself.
pub(crate) fn lines(figures: &[Figure], context: &Context) -> String {
    let mut text = String::new();
    for figure in figures {
        let line = json!({
            "name": figure.name,
            "value": figure.value,
            "unit": figure.unit,
            "peer": figure.peer.as_ref().map(|peer| peer.name),
            "peer_value": figure.peer.as_ref().map(|peer| peer.value),
            "machine": context.machine,
            "date": context.date,
            "commit": context.commit,
        });
        text.push_str(&format!("{line}\n"));
    }
    text
}

/// An aligned table.
pub(crate) fn table(figures: &[Figure]) -> String {
    let titles = ["figure", "value", "unit", "peer's value", "peer"];
    let mut rows = vec![titles.map(str::to_owned).to_vec()];
    for figure in figures {
        let mut row = vec![figure.name.clone(), number(figure.value), figure.unit.to_owned()];
        if let Some(peer) = &figure.peer {
            row.extend([number(peer.value), peer.name.to_owned()]);
        }
        rows.push(row);
    }
    aligned(&rows)
}

/// About four digits: more than any of these measurements is worth.
fn number(value: f64) -> String {
    let decimals = match value.abs() {
        1000.0.. => 0,
        100.0.. => 1,
        10.0.. => 2,
        1.0.. => 3,
        _ => 4,
    };
    format!("{value:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context() -> Context {
        Context {
            machine: "Example CPU, 2 cores, load 0.10".to_owned(),
            date: "2030-01-31T12:00:00Z".to_owned(),
            commit: "abc1234".to_owned(),
        }
    }

    fn figures() -> Vec<Figure> {
        vec![
            Figure::new("speed.query_cpu", 0.123_456, "ms").beside("yente logic-v2", 21.9),
            Figure::new("speed.start", 412.0, "ms"),
        ]
    }

    #[test]
    fn every_line_stands_by_itself() {
        let text = lines(&figures(), &context());
        let lines: Vec<serde_json::Value> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0]["name"], "speed.query_cpu");
        assert_eq!(lines[0]["peer"], "yente logic-v2");
        assert_eq!(lines[0]["peer_value"], 21.9);
        assert!(lines[1]["peer"].is_null() && lines[1]["peer_value"].is_null());
        for line in &lines {
            assert_eq!(line["machine"], "Example CPU, 2 cores, load 0.10");
            assert_eq!(line["date"], "2030-01-31T12:00:00Z");
            assert_eq!(line["commit"], "abc1234");
        }
    }

    #[test]
    fn the_table_is_aligned() {
        assert_eq!(
            table(&figures()),
            "figure           value   unit  peer's value  peer\n\
             speed.query_cpu  0.1235  ms    21.90         yente logic-v2\n\
             speed.start      412.0   ms\n"
        );
    }

    #[test]
    fn numbers_have_four_digits_that_count() {
        let shown: Vec<String> = [12_345.6, 123.46, 12.346, 1.2346, 0.012_34, -5.0, 0.0]
            .into_iter()
            .map(number)
            .collect();
        assert_eq!(shown, ["12346", "123.5", "12.35", "1.235", "0.0123", "-5.000", "0.0000"]);
    }
}
