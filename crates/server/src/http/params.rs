use axum::extract::Query;
use axum::http::Uri;
use comity_api::yente::{Facet, Operator};
use comity_api::{Fault, FieldFault};
use serde_json::{Value, json};

use super::refused::Refused;

/// The parameters of an address, with all that is wrong with them.
pub(super) struct Params {
    pairs: Vec<(String, String)>,
    faults: Vec<FieldFault>,
}

impl Params {
    /// The parameters as they stand in the address.
    pub(super) fn of(uri: &Uri) -> Result<Params, Refused> {
        let read: Result<Query<Vec<(String, String)>>, _> = Query::try_from_uri(uri);
        match read {
            Ok(Query(pairs)) => Ok(Params { pairs, faults: Vec::new() }),
            Err(_) => Err(Fault::invalid("address", "the parameters cannot be read").into()),
        }
    }

    /// The last value of a parameter.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.pairs.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.clone())
    }

    /// All values of a parameter.
    pub(super) fn all(&self, name: &str) -> Vec<String> {
        let named = self.pairs.iter().filter(|(key, _)| key == name);
        named.map(|(_, value)| value.clone()).collect()
    }

    /// All values of a parameter that may stand so many times.
    pub(super) fn at_most(&mut self, name: &str, max: usize) -> Vec<String> {
        let values = self.all(name);
        if values.len() > max {
            let msg = format!("List should have at most {max} items, not {}", values.len());
            self.fault(name, "too_long", &msg, &Value::Null, Some(json!({ "max_length": max })));
        }
        values
    }

    /// A whole number from 0 to `max`; 0 stands for the usual.
    pub(super) fn count(&mut self, name: &str, usual: usize, max: usize) -> usize {
        let count = self.number_to(name, usual, max);
        if count == 0 { usual } else { count }
    }

    /// A number that the store gives, 0 unless stated.
    pub(super) fn sequence(&mut self, name: &str) -> u64 {
        // The largest one that there can be.
        let most = usize::try_from(i64::MAX).unwrap_or(usize::MAX);
        self.number_to(name, 0, most) as u64
    }

    /// A whole number from 0 to `max`.
    pub(super) fn number_to(&mut self, name: &str, usual: usize, max: usize) -> usize {
        let Some(text) = self.text(name) else { return usual };
        let Ok(number) = text.trim().parse::<i64>() else {
            let msg = "Input should be a valid integer";
            self.fault(name, "int_parsing", msg, &Value::from(text), None);
            return usual;
        };
        let Ok(count) = usize::try_from(number) else {
            let msg = "Input should be greater than or equal to 0";
            let ctx = json!({ "ge": 0 });
            self.fault(name, "greater_than_equal", msg, &Value::from(text), Some(ctx));
            return usual;
        };
        if count > max {
            let msg = format!("Input should be less than or equal to {max}");
            let ctx = json!({ "le": max });
            self.fault(name, "less_than_equal", &msg, &Value::from(text), Some(ctx));
        }
        count
    }

    /// What is to be counted.
    pub(super) fn facets(&mut self, name: &str, usual: &[Facet]) -> Vec<Facet> {
        let texts = self.all(name);
        if texts.is_empty() {
            return usual.to_vec();
        }
        let mut facets = Vec::new();
        for (at, text) in texts.into_iter().enumerate().take(Facet::ALL.len() * 2) {
            match Facet::named(&text) {
                Some(facet) if facets.contains(&facet) => {}
                Some(facet) => facets.push(facet),
                None => {
                    let expected = "'datasets', 'schema', 'countries', 'identifiers', 'topics' \
                        or 'genders'";
                    self.no_choice(name, Some(at), expected, text);
                }
            }
        }
        facets
    }

    /// How several values are joined.
    pub(super) fn operator(&mut self, name: &str, usual: Operator) -> Operator {
        match self.text(name).as_deref() {
            None => usual,
            Some("AND") => Operator::And,
            Some("OR") => Operator::Or,
            Some(other) => {
                self.no_choice(name, None, "'AND' or 'OR'", other.to_owned());
                usual
            }
        }
    }

    fn no_choice(&mut self, name: &str, at: Option<usize>, expected: &str, text: String) {
        let msg = format!("Input should be {expected}");
        let ctx = json!({ "expected": expected });
        self.fault(name, "enum", &msg, &Value::from(text), Some(ctx));
        if let Some((fault, at)) = self.faults.last_mut().zip(at) {
            fault.loc.push(Value::from(at));
        }
    }

    /// A number.
    pub(super) fn number(&mut self, name: &str, usual: f64) -> f64 {
        let Some(text) = self.text(name) else { return usual };
        match text.trim().parse::<f64>() {
            Ok(number) if number.is_finite() => number,
            Ok(_) => {
                let msg = "Input should be a finite number";
                self.fault(name, "finite_number", msg, &Value::from(text), None);
                usual
            }
            Err(_) => {
                let msg = "Input should be a valid number";
                self.fault(name, "float_parsing", msg, &Value::from(text), None);
                usual
            }
        }
    }

    /// Yes or no.
    pub(super) fn flag(&mut self, name: &str, usual: bool) -> bool {
        let Some(text) = self.text(name) else { return usual };
        match text.to_ascii_lowercase().as_str() {
            "1" | "on" | "t" | "true" | "y" | "yes" => true,
            "0" | "off" | "f" | "false" | "n" | "no" => false,
            _ => {
                let msg = "Input should be a valid boolean";
                self.fault(name, "bool_parsing", msg, &Value::from(text), None);
                usual
            }
        }
    }

    /// A day, or a day with a time.
    pub(super) fn time(&mut self, name: &str) -> Option<String> {
        let text = self.text(name)?;
        let Some(time) = padded(&text) else {
            let msg = "Input should be a date such as 2026-01-01 or 2026-01-01T10:20:30";
            self.fault(name, "string_pattern_mismatch", msg, &Value::from(text), None);
            return None;
        };
        Some(time)
    }

    fn fault(&mut self, name: &str, code: &str, msg: &str, input: &Value, ctx: Option<Value>) {
        let fault = FieldFault::new(&["query", name], code, msg, input);
        self.faults.push(FieldFault { ctx, ..fault });
    }

    /// What was wrong with them, if anything.
    pub(super) fn finish(self) -> Result<(), Refused> {
        if self.faults.is_empty() { Ok(()) } else { Err(Fault::shape(self.faults).into()) }
    }
}

/// A time with its hour alone, or hour and minute, filled up with zeros.
fn padded(text: &str) -> Option<String> {
    let full = match text.len() {
        10 | 19 => text.to_owned(),
        13 => format!("{text}:00:00"),
        16 => format!("{text}:00"),
        _ => return None,
    };
    comity_model::Timestamp::parse(&full).map(|_| full)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(query: &str) -> Params {
        Params::of(&format!("/match/default?{query}").parse().unwrap()).ok().unwrap()
    }

    #[test]
    fn values_are_read() {
        let mut read = params("limit=7&a=x&a=y&t=0.5&nested=false&since=2026-01-01T10");
        assert_eq!(read.count("limit", 5, 500), 7);
        assert_eq!(read.all("a"), ["x", "y"]);
        assert!((read.number("t", 0.7) - 0.5).abs() < f64::EPSILON);
        assert!(!read.flag("nested", true));
        assert_eq!(read.time("since").as_deref(), Some("2026-01-01T10:00:00"));
        assert!(read.finish().is_ok());
    }

    #[test]
    fn all_faults_are_told() {
        let mut read = params("limit=501&n=many&t=NaN&nested=maybe&since=soon&a=1&a=2");
        read.count("limit", 5, 500);
        read.count("n", 5, 500);
        read.number("t", 0.7);
        read.flag("nested", true);
        read.time("since");
        read.at_most("a", 1);
        let codes: Vec<&str> = read.faults.iter().map(|fault| fault.code.as_str()).collect();
        assert_eq!(
            codes,
            [
                "less_than_equal",
                "int_parsing",
                "finite_number",
                "bool_parsing",
                "string_pattern_mismatch",
                "too_long"
            ]
        );
    }
}
