use std::fmt;

use comity_model::Timestamp;

/// A calendar month in UTC: keys are made for one, and logs expire by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(u32);

impl Month {
    /// The month of a moment. Moments before year 0 or after 9999 count as the first and the last.
    #[must_use]
    pub fn of(time: Timestamp) -> Month {
        // Days since 0000-03-01, so that the leap day ends the year (Hinnant's algorithm).
        let days = time.0.div_euclid(86_400).saturating_add(719_468);
        let era = days.div_euclid(146_097);
        let day = days.rem_euclid(146_097);
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        let day_of_year = day - (365 * year + year / 4 - year / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = era.saturating_mul(400).saturating_add(year + i64::from(month <= 2));
        let number = year.clamp(0, 9_999) * 12 + month - 1;
        Month(u32::try_from(number).unwrap_or(0))
    }

    /// Reads `2026-11`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Month> {
        let (year, month) = text.split_once('-')?;
        let digits = |text: &str, count: usize| {
            let plain = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| text.parse::<u32>().ok()).flatten()
        };
        let month = digits(month, 2).filter(|month| (1..=12).contains(month))?;
        Some(Month(digits(year, 4)? * 12 + month - 1))
    }

    /// A number that grows with time, for files.
    #[must_use]
    pub fn number(self) -> u32 {
        self.0
    }

    /// The month of a number.
    #[must_use]
    pub fn from_number(number: u32) -> Month {
        Month(number)
    }
}

/// `2026-11`.
impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0 / 12, self.0 % 12 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_its_month() {
        for (time, month) in [
            ("1970-01-01", "1970-01"),
            ("1969-12-31T23:59:59", "1969-12"),
            ("2024-02-29T23:59:59", "2024-02"),
            ("2024-03-01", "2024-03"),
            ("2026-11-27T16:00:00", "2026-11"),
            ("2000-12-31T23:59:59", "2000-12"),
            ("2100-02-28", "2100-02"),
            ("2100-03-01", "2100-03"),
        ] {
            let found = Month::of(Timestamp::parse(time).unwrap());
            assert_eq!(found.to_string(), month);
            assert_eq!(Month::parse(month), Some(found));
        }
        for time in [i64::MIN, i64::MAX] {
            assert_eq!(Month::of(Timestamp(time)).to_string().len(), 7);
        }
        for text in ["2026", "2026-13", "2026-00", "2026-1", "+026-01", "26-01"] {
            assert_eq!(Month::parse(text), None, "{text}");
        }
    }
}
