use std::fmt;

/// Seconds since 1970-01-01 UTC. Nothing here reads a clock: times are handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(pub i64);

/// Seconds of a day.
pub const DAY_SECONDS: i64 = 24 * 60 * 60;

impl Timestamp {
    /// Reads `2024-05-01`, `2024-05-01T10:20:30` (as UTC) or an RFC 3339 instant.
    #[must_use]
    pub fn parse(text: &str) -> Option<Timestamp> {
        let text = text.trim();
        if let Ok(instant) = text.parse::<jiff::Timestamp>() {
            return Some(Timestamp(instant.as_second()));
        }
        let civil = text.parse::<jiff::civil::DateTime>().ok()?;
        let zoned = civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
        Some(Timestamp(zoned.timestamp().as_second()))
    }

    /// The day in UTC in which it lies, counted from 1970-01-01.
    #[must_use]
    pub fn day_number(self) -> i64 {
        self.0.div_euclid(DAY_SECONDS)
    }
}

/// RFC 3339 in UTC without fractions, as yente writes it: `2026-11-22T10:28:32`.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_second(self.0) {
            Ok(instant) => write!(f, "{}", jiff::tz::TimeZone::UTC.to_datetime(instant)),
            Err(_) => write!(f, "{}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_and_written() {
        for (text, shown) in [
            ("2024-05-01", "2024-05-01T00:00:00"),
            ("2024-05-01T10:20:30", "2024-05-01T10:20:30"),
            ("2024-05-01T10:20:30+02:00", "2024-05-01T08:20:30"),
        ] {
            assert_eq!(Timestamp::parse(text).unwrap().to_string(), shown);
        }
        assert_eq!(Timestamp::parse("soon"), None);
    }
}
