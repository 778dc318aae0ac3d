use std::fmt;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan as _};

use crate::{PartialDate, Timestamp};

/// A whole day in UTC, as terms are counted: from when something is due, and until when it holds.
///
/// A day is the same for every node, wherever it stands and whatever clock its officers read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

impl Day {
    /// Reads `2028-02-29`; nothing else is a day.
    #[must_use]
    pub fn parse(text: &str) -> Option<Day> {
        let is_plain = text.len() == "2028-02-29".len()
            && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        text.parse().ok().filter(|_| is_plain).map(Day)
    }

    /// The day in which a moment lies.
    #[must_use]
    pub fn of(moment: Timestamp) -> Option<Day> {
        let instant = jiff::Timestamp::from_second(moment.0).ok()?;
        Some(Day(TimeZone::UTC.to_datetime(instant).date()))
    }

    /// The same day so many months later, or earlier if negative; the last day of a month that has
    /// no such day: a year after the 29th of February comes the 28th.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Option<Day> {
        let span = Span::new().try_months(months).ok()?;
        self.0.checked_add(span).ok().map(Day)
    }

    /// The moment at which it begins.
    #[must_use]
    pub fn begins(self) -> Timestamp {
        let zoned = self.0.to_zoned(TimeZone::UTC);
        // The calendar's first and last days alone have no such moment.
        zoned.map_or(Timestamp(i64::MAX), |zoned| Timestamp(zoned.timestamp().as_second()))
    }

    /// The moment at which it is over.
    #[must_use]
    pub fn ends(self) -> Timestamp {
        let next = self.0.checked_add(1.day()).ok().map(Day);
        next.map_or(Timestamp(i64::MAX), Day::begins)
    }

    /// Whether somebody who was born then may be younger than so many years on this day. Where the
    /// birth date is known in part, the latest day that it may mean counts.
    #[must_use]
    pub fn may_be_younger(self, born: &PartialDate, years: i16) -> bool {
        let (year, month, day) = born.range().last;
        let today = (self.0.year(), self.0.month().unsigned_abs(), self.0.day().unsigned_abs());
        // Whoever is born on the 29th of February comes of age on the 1st of March.
        today < (year.saturating_add(years), month, day)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn months_are_those_of_the_calendar() {
        for (from, months, to) in [
            ("2026-01-15", 12, "2027-01-15"),
            ("2028-02-29", 12, "2029-02-28"),
            ("2028-02-29", 48, "2032-02-29"),
            ("2096-02-29", 48, "2100-02-28"),
            ("2027-02-28", 12, "2028-02-28"),
            ("2026-10-31", 4, "2027-02-28"),
            ("2027-10-31", 4, "2028-02-29"),
            ("2028-06-30", -4, "2028-02-29"),
            ("2027-03-31", -1, "2027-02-28"),
            ("2026-12-31", 120, "2036-12-31"),
        ] {
            assert_eq!(day(from).plus_months(months), Some(day(to)), "{from} + {months}");
        }
        assert_eq!(day("9999-12-31").plus_months(1), None);
    }

    #[test]
    fn a_moment_lies_in_one_day_whatever_zone_it_was_written_in() {
        for (written, lies_in) in [
            ("2028-02-29T23:59:59Z", "2028-02-29"),
            ("2028-02-29T23:30:00-05:00", "2028-03-01"),
            ("2028-03-01T01:30:00+02:00", "2028-02-29"),
            // When clocks go back in the evening of the 28th of October, UTC does not.
            ("2028-10-29T02:30:00+03:00", "2028-10-28"),
        ] {
            let moment = Timestamp::parse(written).unwrap();
            assert_eq!(Day::of(moment), Some(day(lies_in)), "{written}");
        }
        let leap = day("2028-02-29");
        assert_eq!(leap.begins(), Timestamp::parse("2028-02-29T00:00:00Z").unwrap());
        assert_eq!(leap.ends(), Timestamp::parse("2028-03-01T00:00:00Z").unwrap());
    }

    #[test]
    fn only_days_are_read() {
        for text in ["2027-02-29", "2027-2-3", "2027-02", "soon", "", "2027-02-03T10:00:00"] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
        assert_eq!(day("2028-02-29").to_string(), "2028-02-29");
    }

    #[test]
    fn who_may_be_a_minor_counts_as_one() {
        let today = day("2028-03-01");
        for (born, is_minor) in [
            ("2010-03-01", false),
            ("2010-03-02", true),
            ("2010", true),
            ("2009", false),
            ("2010-02", false),
            ("2010-03", true),
            ("2008/2012", true),
        ] {
            let born = PartialDate::parse(born).unwrap();
            assert_eq!(today.may_be_younger(&born, 18), is_minor, "{born}");
        }
        let leap = PartialDate::parse("2012-02-29").unwrap();
        assert!(day("2030-02-28").may_be_younger(&leap, 18));
        assert!(!day("2030-03-01").may_be_younger(&leap, 18));
    }
}
