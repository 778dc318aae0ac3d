use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::decimal;
use crate::ExchangeError;
use crate::error::malformed;

const WHAT: &str = "position";
const QUARTER: i32 = 90_000_000;
const HALF: i32 = 180_000_000;

/// A place on the earth in WGS 84, to a millionth of a degree (eleven centimetres).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    lat_microdegrees: i32,
    lon_microdegrees: i32,
}

impl Position {
    /// Checks latitude and longitude. The meridian of 180 degrees has one name: -180.
    ///
    /// # Errors
    /// If the latitude is beyond a pole, or the longitude beyond 180 degrees.
    pub fn new(lat_microdegrees: i32, lon_microdegrees: i32) -> Result<Position, ExchangeError> {
        if !(-QUARTER..=QUARTER).contains(&lat_microdegrees) {
            return Err(malformed(WHAT, "a latitude lies between -90 and 90 degrees"));
        }
        if !(-HALF..=HALF).contains(&lon_microdegrees) {
            return Err(malformed(WHAT, "a longitude lies between -180 and 180 degrees"));
        }
        let lon_microdegrees = if lon_microdegrees == HALF { -HALF } else { lon_microdegrees };
        Ok(Position { lat_microdegrees, lon_microdegrees })
    }

    /// Reads decimal degrees, latitude first: `36.2,-5.35`.
    ///
    /// # Errors
    /// If it is anything else.
    pub fn parse(text: &str) -> Result<Position, ExchangeError> {
        let broken = || malformed(WHAT, "it is written `36.2,-5.35`: latitude, then longitude");
        let (lat, lon) = text.split_once(',').ok_or_else(broken)?;
        let degrees = |text: &str| {
            let value = decimal::millionths(text.trim()).ok_or_else(broken)?;
            i32::try_from(value).map_err(|_| malformed(WHAT, "it is not on the earth"))
        };
        Position::new(degrees(lat)?, degrees(lon)?)
    }

    /// In degrees, latitude first.
    pub(super) fn degrees(self) -> (f64, f64) {
        let degrees = |micro: i32| f64::from(micro) / 1e6;
        (degrees(self.lat_microdegrees), degrees(self.lon_microdegrees))
    }

    /// From degrees that are those of a place.
    pub(super) fn of_degrees(lat: f64, lon: f64) -> Position {
        #[expect(clippy::cast_possible_truncation, reason = "clamped to what a place can be")]
        let micro = |degrees: f64, max: i32| {
            (degrees * 1e6).round().clamp(-f64::from(max), f64::from(max)) as i32
        };
        let (lat_microdegrees, lon) = (micro(lat, QUARTER), micro(lon, HALF));
        Position { lat_microdegrees, lon_microdegrees: if lon == HALF { -HALF } else { lon } }
    }

    /// As people at sea and in the air write it: `36°12.0'N 005°21.0'W`.
    #[must_use]
    pub fn words(&self) -> String {
        let part = |micro: i32, width: usize, [plus, minus]: [char; 2]| {
            // Tenths of a minute, rounded to the nearest.
            let tenths = (u64::from(micro.unsigned_abs()) * 600 + 500_000) / 1_000_000;
            let (degrees, tenths) = (tenths / 600, tenths % 600);
            let side = if micro < 0 { minus } else { plus };
            format!("{degrees:0width$}°{:02}.{}'{side}", tenths / 10, tenths % 10)
        };
        let lat = part(self.lat_microdegrees, 2, ['N', 'S']);
        let lon = part(self.lon_microdegrees, 3, ['E', 'W']);
        format!("{lat} {lon}")
    }
}

/// Decimal degrees, latitude first, with six decimals: `36.200000,-5.350000`.
impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |micro: i32| decimal::shown(micro.into());
        write!(f, "{},{}", shown(self.lat_microdegrees), shown(self.lon_microdegrees))
    }
}

impl Serialize for Position {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Position, D::Error> {
        let text = String::deserialize(deserializer)?;
        let position = Position::parse(&text).map_err(serde::de::Error::custom)?;
        if position.to_string() == text {
            Ok(position)
        } else {
            Err(serde::de::Error::custom("a position has six decimals, and no other form"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_and_written() {
        for (text, shown, words) in [
            ("36.2,-5.35", "36.200000,-5.350000", "36°12.0'N 005°21.0'W"),
            ("-0.5, 180", "-0.500000,-180.000000", "00°30.0'S 180°00.0'W"),
            ("90,0", "90.000000,0.000000", "90°00.0'N 000°00.0'E"),
            ("1.9999999,0.99999", "2.000000,0.999990", "02°00.0'N 001°00.0'E"),
        ] {
            let place = Position::parse(text).unwrap();
            assert_eq!((place.to_string(), place.words()), (shown.to_owned(), words.to_owned()));
            let json = serde_json::to_string(&place).unwrap();
            assert_eq!(serde_json::from_str::<Position>(&json).unwrap(), place);
        }
    }

    #[test]
    fn what_is_no_place_is_refused() {
        for (bad, why) in [
            ("90.000001,0", "latitude"),
            ("0,-180.000001", "longitude"),
            ("36.2", "written"),
            ("36.2,N", "written"),
            ("99999,0", "not on the earth"),
        ] {
            let error = Position::parse(bad).unwrap_err().to_string();
            assert!(error.contains(why), "{bad}: {error}");
        }
        assert!(serde_json::from_str::<Position>("\"36.2,-5.35\"").is_err(), "one form only");
        assert!(serde_json::from_str::<Position>("\"0.000000,180.000000\"").is_err());
    }
}
