use std::collections::BTreeMap;

use comity_model::{Schema, Timestamp};
use comity_screening::limits::{LIMIT_DEFAULT, LIMIT_MAX, THRESHOLD_DEFAULT};
use comity_screening::{Config, Feature, Filter, Mode, Weights};

use crate::Fault;
use crate::limits::{EXCLUDE_IDS_MAX, FILTER_VALUES_MAX};
use crate::v1::Only;

/// The filter that a request asks for.
///
/// # Errors
/// If a schema or topic is unknown, the time cannot be read, or a list is too long.
pub fn choice(
    include: &Only,
    exclude: &Only,
    changed_since: Option<&str>,
) -> Result<Filter, Fault> {
    if !include.ids.is_empty() {
        let message = "ids can only be excluded";
        return Err(Fault::invalid("include-ids", message).with_hint("move them to `exclude.ids`"));
    }
    let lists = [&include.datasets, &include.schemata, &include.topics];
    let others = [&exclude.datasets, &exclude.schemata, &exclude.topics];
    for list in lists.into_iter().chain(others) {
        if list.len() > FILTER_VALUES_MAX {
            let message = format!("more than {FILTER_VALUES_MAX} entries in one list of a filter");
            return Err(Fault::invalid("filter-too-long", message));
        }
    }
    if exclude.ids.len() > EXCLUDE_IDS_MAX {
        let message = format!("more than {EXCLUDE_IDS_MAX} ids to exclude");
        return Err(Fault::invalid("filter-too-long", message));
    }
    Ok(Filter {
        include_datasets: include.datasets.clone(),
        exclude_datasets: exclude.datasets.clone(),
        include_schemata: schemata(&include.schemata)?,
        exclude_schemata: schemata(&exclude.schemata)?,
        exclude_schemata_alone: Vec::new(),
        topics: topics(&include.topics)?,
        exclude_topics: topics(&exclude.topics)?,
        exclude_ids: exclude.ids.clone(),
        changed_since: changed_since.map(time).transpose()?,
    })
}

fn schemata(names: &[String]) -> Result<Vec<Schema>, Fault> {
    let named = |name: &String| {
        Schema::named(name).map_err(|err| Fault::invalid(err.code(), err.to_string()))
    };
    names.iter().map(named).collect()
}

fn topics(codes: &[String]) -> Result<Vec<String>, Fault> {
    match codes.iter().find(|code| !comity_model::is_topic(code)) {
        Some(code) => Err(Fault::invalid("unknown-topic", format!("`{code}` is not a topic"))),
        None => Ok(codes.to_vec()),
    }
}

/// A time such as `2026-01-01` or `2026-01-01T10:20:30`, in seconds since 1970.
///
/// # Errors
/// If it is none.
pub fn time(text: &str) -> Result<i64, Fault> {
    let unread = || {
        let message = format!("`{text}` is not a time");
        Fault::invalid("changed-since", message).with_hint("write it as 2026-01-01T10:20:30")
    };
    Timestamp::parse(text).map(|time| time.0).ok_or_else(unread)
}

/// The threshold that a request states, by its name or as a number.
///
/// # Errors
/// If there is no mode of that name, or both are stated.
pub fn threshold(mode: Option<&str>, threshold: Option<f64>) -> Result<Option<f64>, Fault> {
    let Some(name) = mode else { return Ok(threshold) };
    let Some(mode) = Mode::named(name) else {
        let names: Vec<&str> = Mode::ALL.iter().map(|mode| mode.name()).collect();
        let fault = Fault::invalid("unknown-mode", format!("`{name}` is not a mode"));
        return Err(fault.with_hint(format!("modes are {}", names.join(", "))));
    };
    if threshold.is_some() {
        let fault = Fault::invalid("mode", "a mode and a threshold are both stated");
        return Err(fault.with_hint("a mode is a threshold: state one of them"));
    }
    Ok(Some(mode.threshold()))
}

/// How a query is answered: limit, threshold, cutoff and weights, with what is usual in place of
/// what is not stated.
///
/// # Errors
/// If the limit is too high, a score is not between 0 and 1, or a weight is out of range or of no
/// feature.
pub fn settings(
    limit: Option<usize>,
    threshold: Option<f64>,
    cutoff: Option<f64>,
    weights: &BTreeMap<String, f64>,
    filter: Filter,
) -> Result<Config, Fault> {
    let limit = limit.unwrap_or(LIMIT_DEFAULT);
    if limit == 0 || limit > LIMIT_MAX {
        let message = format!("the limit {limit} is not between 1 and {LIMIT_MAX}");
        return Err(Fault::invalid("limit", message));
    }
    let threshold = threshold.unwrap_or(THRESHOLD_DEFAULT);
    let cutoff = cutoff.unwrap_or(threshold);
    for (name, score) in [("threshold", threshold), ("cutoff", cutoff)] {
        if !(0.0..=1.0).contains(&score) {
            let message = format!("the {name} {score} is not between 0 and 1");
            return Err(Fault::invalid(name, message));
        }
    }
    let mut known = Weights::default();
    for (name, weight) in weights {
        let Some(feature) = Feature::named(name) else {
            let message = format!("`{name}` is not a feature");
            let names: Vec<&str> = Feature::ALL.iter().map(|feature| feature.name()).collect();
            let hint = format!("features are {}", names.join(", "));
            return Err(Fault::invalid("unknown-feature", message).with_hint(hint));
        };
        if !(-1.0..=1.0).contains(weight) {
            let message = format!("the weight of `{name}` is not between -1 and 1");
            return Err(Fault::invalid("weight", message));
        }
        known.set(feature, *weight);
    }
    Ok(Config { limit, threshold, cutoff, weights: known, filter })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mode_is_a_threshold_by_its_name() {
        assert_eq!(threshold(None, Some(0.4)).unwrap(), Some(0.4));
        let balanced = threshold(Some("balanced"), None).unwrap();
        assert_eq!(balanced, Some(THRESHOLD_DEFAULT));
        assert_eq!(threshold(Some("strict"), None).unwrap_err().code, "unknown-mode");
        assert_eq!(threshold(Some("balanced"), Some(0.4)).unwrap_err().code, "mode");
    }

    #[test]
    fn what_is_not_stated_is_as_usual() {
        let none = BTreeMap::new();
        let config = settings(None, None, None, &none, Filter::default()).unwrap();
        assert_eq!(config, Config::default());
        let config = settings(None, Some(0.9), None, &none, Filter::default()).unwrap();
        assert!((config.effective_cutoff() - 0.9).abs() < f64::EPSILON);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let code = |limit, threshold, weight: Option<(&str, f64)>| {
            let weights = weight.map(|(name, value)| (name.to_owned(), value)).into_iter();
            let weights = weights.collect();
            settings(limit, threshold, None, &weights, Filter::default()).unwrap_err().code
        };
        assert_eq!(code(Some(0), None, None), "limit");
        assert_eq!(code(Some(501), None, None), "limit");
        for score in [f64::NAN, f64::INFINITY, -0.1, 7.0] {
            assert_eq!(code(None, Some(score), None), "threshold");
            let none = BTreeMap::new();
            let refused = settings(None, None, Some(score), &none, Filter::default()).unwrap_err();
            assert_eq!(refused.code, "cutoff");
        }
        assert_eq!(code(None, None, Some(("nothing", 0.1))), "unknown-feature");
        assert_eq!(code(None, None, Some(("name_match", 1.5))), "weight");
    }

    #[test]
    fn filters_are_checked() {
        let code = |include: Only, exclude: Only, since| {
            choice(&include, &exclude, since).unwrap_err().code
        };
        let list = |text: &str| vec![text.to_owned()];
        let none = Only::default;
        assert_eq!(code(Only { ids: list("a"), ..none() }, none(), None), "include-ids");
        assert_eq!(code(Only { topics: list("x"), ..none() }, none(), None), "unknown-topic");
        assert_eq!(code(none(), Only { schemata: list("x"), ..none() }, None), "unknown-schema");
        assert_eq!(code(none(), none(), Some("soon")), "changed-since");
        let ids = vec!["a".to_owned(); EXCLUDE_IDS_MAX + 1];
        assert_eq!(code(none(), Only { ids, ..none() }, None), "filter-too-long");
    }
}
