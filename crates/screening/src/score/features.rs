//! What is compared besides names.

use comity_model::{DateRange, PartialDate, identifier};
use comity_names::fold;

use super::{Feature, FeatureScore};
use crate::index::FeatureKind;
use crate::index::snapshot::FeatureValue;
use crate::query::Query;

/// A query's values, made ready once.
#[derive(Debug, Default)]
pub(crate) struct Prepared {
    dates: Vec<(PartialDate, DateRange)>,
    countries: Vec<String>,
    genders: Vec<String>,
    /// Property, key and value as given.
    pub(crate) identifiers: Vec<(&'static str, String, String)>,
    addresses: Vec<(Vec<String>, String)>,
}

impl Prepared {
    pub(crate) fn of(query: &Query) -> Prepared {
        let identifiers = query.identifiers.iter().take(crate::limits::QUERY_IDENTIFIERS_MAX);
        let addresses = query.addresses.iter().take(crate::limits::QUERY_ADDRESSES_MAX);
        Prepared {
            dates: query.dates.iter().map(|date| (*date, tolerant(*date))).collect(),
            countries: query.countries.clone(),
            genders: query.genders.clone(),
            identifiers: identifiers
                .map(|each| (each.property, identifier::key(&each.value), each.value.clone()))
                .filter(|(_, key, _)| key.len() >= KEY_LETTERS_MIN)
                .collect(),
            addresses: addresses.map(|each| (words(each), each.clone())).collect(),
        }
    }

    /// Whether there is nothing to compare.
    pub(crate) fn is_empty(&self) -> bool {
        self.dates.is_empty()
            && self.countries.is_empty()
            && self.genders.is_empty()
            && self.identifiers.is_empty()
            && self.addresses.is_empty()
    }

    /// The features that can lift a candidate of this query above its name.
    pub(crate) fn lifting(&self) -> Vec<Feature> {
        let mut lifting = Vec::new();
        let mut may = |is_asked: bool, feature| {
            if is_asked {
                lifting.push(feature);
            }
        };
        may(!self.dates.is_empty(), Feature::Date);
        may(!self.countries.is_empty(), Feature::Country);
        may(!self.addresses.is_empty(), Feature::Address);
        lifting
    }

    /// Compares everything but names; only what both sides state is there.
    pub(crate) fn compare(&self, values: &[FeatureValue<'_>]) -> Vec<FeatureScore> {
        let mut out = Vec::new();
        self.compare_identifiers(values, &mut out);
        self.compare_dates(values, &mut out);
        self.compare_countries(values, &mut out);
        self.compare_genders(values, &mut out);
        self.compare_addresses(values, &mut out);
        out.sort_by_key(|each: &FeatureScore| each.feature);
        out
    }

    fn compare_identifiers(&self, values: &[FeatureValue<'_>], out: &mut Vec<FeatureScore>) {
        let listed: Vec<_> = values
            .iter()
            .filter(|value| value.kind == FeatureKind::Identifier)
            .map(|value| (value, identifier::key(value.text)))
            .collect();
        let mut best: Option<FeatureScore> = None;
        for (property, key, given) in &self.identifiers {
            for (value, _) in listed.iter().filter(|(_, listed)| listed == key) {
                let score = identifier_strength(property, value.property, key);
                if best.as_ref().is_none_or(|best| score > best.score) {
                    let detail = match value.property == *property {
                        true => format!("the same {property}"),
                        false => format!("{property} and {} are the same", value.property),
                    };
                    best = Some(feature(Feature::Identifier, score, given, value.text, detail));
                }
            }
        }
        let agreed = best.is_some();
        out.extend(best);
        if agreed {
            return;
        }
        for (property, _, given) in &self.identifiers {
            let mut same = listed.iter().filter(|(value, _)| value.property == *property);
            if UNIQUE.contains(property)
                && let Some((value, _)) = same.next()
            {
                let detail = format!("a different {property}");
                let mismatch = Feature::IdentifierMismatch;
                out.push(feature(mismatch, 1.0, given, value.text, detail));
                return;
            }
        }
    }

    fn compare_dates(&self, values: &[FeatureValue<'_>], out: &mut Vec<FeatureScore>) {
        let mut best: Option<(Feature, f64, String, String, &str)> = None;
        for value in values.iter().filter(|value| value.kind == FeatureKind::Date) {
            let Ok(listed) = PartialDate::parse(value.text) else { continue };
            let range = tolerant(listed);
            for (asked, asked_range) in &self.dates {
                let (feature, score, detail) = date_relation(*asked, asked_range, listed, &range);
                let rank = |feature: Feature, score: f64| match feature {
                    Feature::Date => score,
                    Feature::DateDayMismatch => -1.0,
                    _ => -2.0,
                };
                if best.as_ref().is_none_or(|b| rank(feature, score) > rank(b.0, b.1)) {
                    let shown = value.text.to_owned();
                    best = Some((feature, score, asked.to_string(), shown, detail));
                }
            }
        }
        if let Some((which, score, query, listed, detail)) = best {
            out.push(feature(which, score, &query, &listed, detail.to_owned()));
        }
    }

    fn compare_countries(&self, values: &[FeatureValue<'_>], out: &mut Vec<FeatureScore>) {
        let listed = texts(values, FeatureKind::Country);
        if self.countries.is_empty() || listed.is_empty() {
            return;
        }
        let (query, candidate) = (self.countries.join(", "), listed.join(", "));
        let common = self.countries.iter().any(|country| listed.contains(&country.as_str()));
        let (which, detail) = if common {
            (Feature::Country, "a country in common")
        } else {
            (Feature::CountryMismatch, "no country in common")
        };
        out.push(feature(which, 1.0, &query, &candidate, detail.to_owned()));
    }

    fn compare_genders(&self, values: &[FeatureValue<'_>], out: &mut Vec<FeatureScore>) {
        let listed = texts(values, FeatureKind::Gender);
        let differs = !self.genders.is_empty()
            && !listed.is_empty()
            && !self.genders.iter().any(|gender| listed.contains(&gender.as_str()));
        if differs {
            let (query, candidate) = (self.genders.join(", "), listed.join(", "));
            let detail = "different genders".to_owned();
            out.push(feature(Feature::GenderMismatch, 1.0, &query, &candidate, detail));
        }
    }

    fn compare_addresses(&self, values: &[FeatureValue<'_>], out: &mut Vec<FeatureScore>) {
        let mut best: Option<FeatureScore> = None;
        for value in values.iter().filter(|value| value.kind == FeatureKind::Address) {
            let listed = words(value.text);
            for (asked, given) in &self.addresses {
                let score = overlap(asked, &listed);
                if score > 0.5 && best.as_ref().is_none_or(|best| score > best.score) {
                    let detail = "words of the address in common".to_owned();
                    best = Some(feature(Feature::Address, score, given, value.text, detail));
                }
            }
        }
        out.extend(best);
    }
}

/// Keys shorter than this are no evidence of anything.
const KEY_LETTERS_MIN: usize = 4;

/// Identifiers of which a thing has one, so that another value speaks against it.
const UNIQUE: [&str; 6] = ["imoNumber", "leiCode", "ogrnCode", "innCode", "isin", "mmsi"];

fn identifier_strength(asked: &str, listed: &str, key: &str) -> f64 {
    let same = asked == listed;
    match (same, key.len()) {
        (true, 6..) => 1.0,
        (true, _) => 0.85,
        (false, 8..) => 0.9,
        (false, 6..) => 0.8,
        (false, _) => 0.5,
    }
}

fn feature(
    feature: Feature,
    score: f64,
    query: &str,
    candidate: &str,
    detail: String,
) -> FeatureScore {
    let (query, candidate) = (query.to_owned(), candidate.to_owned());
    FeatureScore { feature, score, query, candidate, name: None, detail }
}

fn texts<'v>(values: &[FeatureValue<'v>], kind: FeatureKind) -> Vec<&'v str> {
    let mut texts: Vec<&str> = Vec::new();
    for value in values.iter().filter(|value| value.kind == kind) {
        if !texts.contains(&value.text) {
            texts.push(value.text);
        }
    }
    texts
}

/// An approximate date may be two years off either way.
const APPROXIMATE_YEARS: i16 = 2;

fn tolerant(date: PartialDate) -> DateRange {
    let mut range = date.range();
    if date.is_approximate() {
        range.first = (range.first.0 - APPROXIMATE_YEARS, 1, 1);
        range.last = (range.last.0 + APPROXIMATE_YEARS, 12, 31);
    }
    range
}

fn date_relation(
    asked: PartialDate,
    asked_range: &DateRange,
    listed: PartialDate,
    listed_range: &DateRange,
) -> (Feature, f64, &'static str) {
    let is_day = |range: &DateRange| range.first == range.last;
    let month = |day: (i16, u8, u8)| (day.0, day.1);
    let is_month = |range: &DateRange| month(range.first) == month(range.last);
    if asked_range.intersects(listed_range) {
        return if is_day(asked_range) && is_day(listed_range) {
            (Feature::Date, 1.0, "the same day")
        } else if is_month(asked_range) && is_month(listed_range) {
            (Feature::Date, 0.6, "the same month")
        } else if asked.year() == listed.year() {
            (Feature::Date, 0.35, "the same year")
        } else {
            (Feature::Date, 0.2, "dates that may be the same")
        };
    }
    let years_meet =
        asked_range.first.0 <= listed_range.last.0 && listed_range.first.0 <= asked_range.last.0;
    if !years_meet {
        let gap = (asked_range.first.0 - listed_range.last.0)
            .max(listed_range.first.0 - asked_range.last.0);
        return match gap {
            // A slip, or another calendar.
            ..=1 => (Feature::DateYearMismatch, 0.5, "the year before or after"),
            _ => (Feature::DateYearMismatch, 1.0, "different years"),
        };
    }
    let (asked_day, listed_day) = (asked_range.first, listed_range.first);
    let swapped = is_day(asked_range)
        && is_day(listed_range)
        && (asked_day.1, asked_day.2) == (listed_day.2, listed_day.1);
    if swapped {
        return (Feature::Date, 0.5, "day and month swapped");
    }
    (Feature::DateDayMismatch, 1.0, "the same year, different days")
}

fn words(address: &str) -> Vec<String> {
    let mut words: Vec<String> = fold(address).split(' ').map(str::to_owned).collect();
    words.retain(|word| !word.is_empty());
    words.sort_unstable();
    words.dedup();
    words
}

/// The share of the shorter address's words that the other one has too; both are sorted.
#[expect(clippy::cast_precision_loss, reason = "a few words")]
fn overlap(left: &[String], right: &[String]) -> f64 {
    let shorter = left.len().min(right.len());
    if shorter < 2 {
        return 0.0;
    }
    let common = left.iter().filter(|word| right.binary_search(word).is_ok()).count();
    common as f64 / shorter as f64
}
