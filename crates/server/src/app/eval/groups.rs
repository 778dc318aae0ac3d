//! How positives are told apart: by set, script, schema, length, and whether they state a date.

use comity_names::{NameKind, analyze};
use comity_screening::Query;
use serde::Serialize;

use super::case::Case;
use super::measure::Groups;
use super::script::script;
use crate::limits::EVAL_GROUPS_MAX;

/// By what positives are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Not at all.
    All,
    /// By the set that they state.
    Set,
    /// By the script of the queried name.
    Script,
    /// By what is looked for.
    Schema,
    /// By how many words the queried name has.
    Words,
    /// By whether they state a date.
    Date,
}

impl By {
    const ALL: [By; 6] = [By::All, By::Set, By::Script, By::Schema, By::Words, By::Date];

    /// In one word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            By::All => "all",
            By::Set => "set",
            By::Script => "script",
            By::Schema => "schema",
            By::Words => "words",
            By::Date => "date",
        }
    }

    fn value(self, case: &Case) -> String {
        let Query { schema, names, dates, .. } = &case.query;
        let name = names.first().map_or("", String::as_str);
        match self {
            By::All => String::new(),
            By::Set => case.set.clone(),
            By::Script => script(name).to_owned(),
            By::Schema => schema.name().to_owned(),
            By::Words => words(name, schema.is_a("Person")),
            By::Date => if dates.is_empty() { "not stated" } else { "stated" }.to_owned(),
        }
    }
}

/// Names with so many words and more are counted together.
const WORDS_MANY: usize = 5;

fn words(name: &str, is_person: bool) -> String {
    let kind = if is_person { NameKind::Person } else { NameKind::Other };
    match analyze(name, kind).len() {
        count @ 0..WORDS_MANY => count.to_string(),
        _ => format!("{WORDS_MANY} and more"),
    }
}

/// What a group is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) by: By,
    pub(super) value: String,
}

/// The groups of these positives. Of sets, scripts and so on only the largest are told apart;
/// the second value says how many others there were.
pub(super) fn groups(cases: &[&Case]) -> (Vec<Named>, Groups, usize) {
    let mut names = Vec::new();
    let mut of: Vec<Vec<usize>> = vec![Vec::new(); cases.len()];
    let mut left_out = 0;
    for by in By::ALL {
        let values: Vec<String> = cases.iter().map(|case| by.value(case)).collect();
        let mut counts: Vec<(&str, usize)> = Vec::new();
        let mut sorted: Vec<&str> = values.iter().map(String::as_str).collect();
        sorted.sort_unstable();
        counts.extend(
            sorted.chunk_by(PartialEq::eq).filter_map(|run| Some((*run.first()?, run.len()))),
        );
        // The largest first, except where the values have an order of their own.
        if !matches!(by, By::Words) {
            counts.sort_by(|left, right| right.1.cmp(&left.1).then(left.0.cmp(right.0)));
        }
        left_out += counts.len().saturating_sub(EVAL_GROUPS_MAX);
        counts.truncate(EVAL_GROUPS_MAX);
        let first = names.len();
        names.extend(counts.iter().map(|(value, _)| Named { by, value: (*value).to_owned() }));
        for (value, groups) in values.iter().zip(&mut of) {
            let at = counts.iter().position(|(known, _)| known == value);
            groups.extend(at.map(|at| first + at));
        }
    }
    let count = names.len();
    (names, Groups { of, count }, left_out)
}

#[cfg(test)]
mod tests {
    use comity_model::{PartialDate, Schema};

    use super::*;

    fn case(set: &str, schema: &str, name: &str, date: Option<&str>) -> Case {
        let mut query = Query::name(Schema::named(schema).unwrap(), name);
        query.dates.extend(date.map(|date| PartialDate::parse(date).unwrap()));
        let (set, ignored) = (set.to_owned(), Vec::new());
        Case { line: 1, set, id: None, query, ignored }
    }

    #[test]
    fn each_positive_is_in_one_group_of_each_kind() {
        let cases = [
            case("typos", "Person", "Ana Demo", Some("1974")),
            case("scripts", "Person", "Анна", None),
            case("typos", "Vessel", "Nordic Tern One Two Three Four", None),
        ];
        let cases: Vec<&Case> = cases.iter().collect();
        let (names, groups, left_out) = groups(&cases);
        let shown = |of: &[usize]| -> Vec<String> {
            of.iter().map(|at| format!("{} {}", names[*at].by.word(), names[*at].value)).collect()
        };
        assert_eq!(left_out, 0);
        assert_eq!(groups.count, names.len());
        assert_eq!(
            shown(&groups.of[0]),
            ["all ", "set typos", "script Latin", "schema Person", "words 2", "date stated"]
        );
        assert_eq!(shown(&groups.of[1])[2..5], ["script Cyrillic", "schema Person", "words 1"]);
        assert_eq!(shown(&groups.of[2])[4], "words 5 and more");
        assert_eq!(names[1].value, "typos", "the largest set first");
    }

    #[test]
    fn only_the_largest_sets_are_told_apart() {
        let cases: Vec<Case> =
            (0..30).map(|at| case(&format!("set-{at}"), "Person", "Ana Demo", None)).collect();
        let cases: Vec<&Case> = cases.iter().collect();
        let (names, groups, left_out) = groups(&cases);
        assert_eq!(left_out, 10);
        assert_eq!(names.iter().filter(|name| name.by == By::Set).count(), 20);
        assert_eq!(groups.of.iter().filter(|of| of.len() == 5).count(), 10);
    }
}
