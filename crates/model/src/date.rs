//! Dates as far as they are known.

mod loose;

use std::fmt;
use std::ops::RangeInclusive;

use thiserror::Error;

use crate::error::printable;

/// Years that a record may speak of. Others are slips of the pen, not history.
const YEARS: RangeInclusive<i16> = 1000..=2200;

/// Why a text is not a date.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{text}` is not a date: {reason}")]
pub struct DateError {
    /// The text, cut to a printable length.
    pub text: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

/// A date as far as it is known: a year, a month, a day, a range of those, exact or about.
///
/// Its text form is a subset of EDTF (ISO 8601-2:2019): `1962`, `1962-11`, `1962-11-23`,
/// `1971~` (about), `1960/1965` (some time from the first to the last), `1960~/1965~`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    from: Part,
    /// Equal to `from` unless this is a range.
    to: Part,
    approximate: bool,
}

/// How much of a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DatePrecision {
    /// Only the year.
    Year,
    /// Year and month.
    Month,
    /// Year, month and day.
    Day,
}

/// The first and the last day, inclusive, that a partial date may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DateRange {
    /// Year, month, day.
    pub first: (i16, u8, u8),
    /// Year, month, day.
    pub last: (i16, u8, u8),
}

/// One end of a partial date; month and day are 0 where unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Part {
    year: i16,
    month: u8,
    day: u8,
}

impl PartialDate {
    /// Reads the text form, and ISO 8601 dates with a time, whose time is dropped.
    ///
    /// # Errors
    /// [`DateError`] if the text has another form or names a day that never was.
    pub fn parse(text: &str) -> Result<PartialDate, DateError> {
        let bare = text.trim();
        strict(bare).map_err(|reason| DateError { text: printable(bare), reason })
    }

    /// Reads what [`PartialDate::parse`] reads, and the many ways in which lists write dates:
    /// `23 Nov 1962`, `circa 1961`, `between 1960 and 1965`, `00/00/1961`, `23/11/1962` (day
    /// first), `late 1970`, `1970s`.
    ///
    /// # Errors
    /// [`DateError`] if no reading fits, or the one that fits names a day that never was.
    pub fn parse_loose(text: &str) -> Result<PartialDate, DateError> {
        let bare = text.trim();
        strict(bare)
            .or_else(|_| loose::read(bare))
            .map_err(|reason| DateError { text: printable(bare), reason })
    }

    /// The year; of a range, the first.
    #[must_use]
    pub fn year(&self) -> i16 {
        self.from.year
    }

    /// Whether the source says that the date is only about right.
    #[must_use]
    pub fn is_approximate(&self) -> bool {
        self.approximate
    }

    /// The days that the date may mean. An approximate date is not widened: how far "about"
    /// reaches is for the reader to decide.
    #[must_use]
    pub fn range(&self) -> DateRange {
        DateRange { first: self.from.first_day(), last: self.to.last_day() }
    }

    /// How much is known; of a range, of the end that is known less well.
    #[must_use]
    pub fn precision(&self) -> DatePrecision {
        self.from.precision().min(self.to.precision())
    }

    /// The values of a FollowTheMoney date property: plain ISO 8601 prefixes, both ends of a
    /// range, and no word of "about".
    #[must_use]
    pub fn ftm_values(&self) -> Vec<String> {
        let mut values = vec![self.from.to_string()];
        if self.to != self.from {
            values.push(self.to.to_string());
        }
        values
    }

    fn new(from: Part, to: Part, approximate: bool) -> Result<PartialDate, &'static str> {
        if from.first_day() > to.last_day() {
            return Err("it ends before it begins");
        }
        Ok(PartialDate { from, to, approximate })
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let about = if self.approximate { "~" } else { "" };
        write!(f, "{}{about}", self.from)?;
        if self.to != self.from {
            write!(f, "/{}{about}", self.to)?;
        }
        Ok(())
    }
}

impl DateRange {
    /// The years from first to last.
    #[must_use]
    pub fn years(&self) -> RangeInclusive<i16> {
        self.first.0..=self.last.0
    }

    /// Whether some day lies in both.
    #[must_use]
    pub fn intersects(&self, other: &DateRange) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}

impl Part {
    fn new(year: i16, month: u8, day: u8) -> Result<Part, &'static str> {
        if !YEARS.contains(&year) {
            return Err("the year is not between 1000 and 2200");
        }
        if month > 12 {
            return Err("there is no such month");
        }
        if day > 0 && (month == 0 || day > days_in_month(year, month)) {
            return Err("the month has no such day");
        }
        Ok(Part { year, month, day })
    }

    fn first_day(self) -> (i16, u8, u8) {
        (self.year, self.month.max(1), self.day.max(1))
    }

    fn last_day(self) -> (i16, u8, u8) {
        match (self.month, self.day) {
            (0, _) => (self.year, 12, 31),
            (month, 0) => (self.year, month, days_in_month(self.year, month)),
            (month, day) => (self.year, month, day),
        }
    }

    fn precision(self) -> DatePrecision {
        match (self.month, self.day) {
            (0, _) => DatePrecision::Year,
            (_, 0) => DatePrecision::Month,
            _ => DatePrecision::Day,
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month > 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day > 0 {
            write!(f, "-{:02}", self.day)?;
        }
        Ok(())
    }
}

fn days_in_month(year: i16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

const FORM: &str = "it is not of the form `1962`, `1962-11`, `1962-11-23`, `1971~` or `1960/1965`";

fn strict(text: &str) -> Result<PartialDate, &'static str> {
    let (from, to) = text.split_once('/').unwrap_or((text, text));
    let (from, from_is_about) = strict_part(from)?;
    let (to, to_is_about) = strict_part(to)?;
    PartialDate::new(from, to, from_is_about || to_is_about)
}

fn strict_part(text: &str) -> Result<(Part, bool), &'static str> {
    const DAY_CHARS: usize = "1962-11-23".len();
    let (text, is_about) = text.strip_suffix('~').map_or((text, false), |bare| (bare, true));
    let text = match text.split_at_checked(DAY_CHARS) {
        Some((day, time)) if is_time_or_zone(time) => day,
        _ => text,
    };
    let mut fields = text.split('-');
    let year = fields.next().and_then(|digits| number(digits, 4)).ok_or(FORM)?;
    let mut pair = || fields.next().map(|digits| number(digits, 2).filter(|n| *n > 0).ok_or(FORM));
    let month = pair().transpose()?.unwrap_or(0);
    let day = pair().transpose()?.unwrap_or(0);
    if fields.next().is_some() {
        return Err(FORM);
    }
    // Two digits fit in a byte.
    let narrow = |n: i16| u8::try_from(n).unwrap_or(u8::MAX);
    Ok((Part::new(year, narrow(month), narrow(day))?, is_about))
}

/// What may follow the day in ISO 8601 and XML Schema: a time, a zone, or both.
fn is_time_or_zone(text: &str) -> bool {
    text.starts_with(['T', 't', ' ', 'Z', '+', '-'])
        && text.chars().skip(1).all(|c| c.is_ascii_digit() || ":.,+-Zz ".contains(c))
}

fn number(digits: &str, length: usize) -> Option<i16> {
    let is_number = digits.len() == length && digits.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_normal_form_reads_and_prints_alike() {
        for text in
            ["1962", "1962-11", "1962-11-23", "1971~", "1960/1965", "1960~/1965-03~", "2000-02-29"]
        {
            assert_eq!(PartialDate::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(PartialDate::parse("1960/1960").unwrap().to_string(), "1960");
    }

    #[test]
    fn times_and_zones_are_dropped() {
        for text in [
            "1962-11-23T10:00:00Z",
            "1962-11-23 10:00",
            "1962-11-23-05:00",
            "1962-11-23Z",
            " 1962-11-23T10:00:00.123+02:00",
        ] {
            assert_eq!(PartialDate::parse(text).unwrap().to_string(), "1962-11-23", "{text}");
        }
    }

    #[test]
    fn absurd_dates_are_refused_with_the_reason() {
        for (text, reason) in [
            ("1962-13", "there is no such month"),
            ("1962-02-30", "the month has no such day"),
            ("1900-02-29", "the month has no such day"),
            ("0999", "the year is not between 1000 and 2200"),
            ("2201-01-01", "the year is not between 1000 and 2200"),
            ("1965/1960", "it ends before it begins"),
            ("1962-00-00", FORM),
            ("62", FORM),
            ("", FORM),
        ] {
            assert_eq!(PartialDate::parse(text).unwrap_err().reason, reason, "{text}");
        }
    }

    #[test]
    fn ranges_span_what_is_unknown() {
        let date = PartialDate::parse("1960-02/1965").unwrap();
        assert_eq!(date.range().first, (1960, 2, 1));
        assert_eq!(date.range().last, (1965, 12, 31));
        assert_eq!(date.range().years(), 1960..=1965);
        assert_eq!(date.precision(), DatePrecision::Year);
        assert_eq!(date.ftm_values(), ["1960-02", "1965"]);
        assert_eq!(PartialDate::parse("1971~").unwrap().ftm_values(), ["1971"]);
        let inside = PartialDate::parse("1965-12-31").unwrap();
        let outside = PartialDate::parse("1966").unwrap();
        assert!(date.range().intersects(&inside.range()));
        assert!(!date.range().intersects(&outside.range()));
    }

    fn part() -> impl Strategy<Value = Part> {
        (YEARS, 0_u8..=12, 0_u8..=31)
            .prop_filter_map("no such day", |(y, m, d)| Part::new(y, m, d).ok())
    }

    proptest! {
        #[test]
        fn display_and_parse_are_inverse(a in part(), b in part(), approximate: bool) {
            let (from, to) = if a.first_day() <= b.last_day() { (a, b) } else { (b, a) };
            let date = PartialDate::new(from, to, approximate).unwrap();
            prop_assert_eq!(PartialDate::parse(&date.to_string()), Ok(date));
            prop_assert_eq!(PartialDate::parse_loose(&date.to_string()), Ok(date));
            prop_assert!(date.range().first <= date.range().last);
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}", date in "[0-9/~ .a-z-]{0,24}") {
            let _ = (PartialDate::parse(&text), PartialDate::parse_loose(&text));
            let _ = (PartialDate::parse(&date), PartialDate::parse_loose(&date));
        }
    }
}
