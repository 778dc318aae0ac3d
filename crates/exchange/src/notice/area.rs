use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::Position;
use super::sphere::Shape;
use crate::ExchangeError;
use crate::error::malformed;
use crate::limits::{AREA_POINTS_MAX, AREA_REACH_NM_MAX};

const WHAT: &str = "area";

/// A part of the surface of the earth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Area {
    /// All that is not farther from a place.
    Circle {
        /// The place.
        centre: Position,
        /// How far, in hundredths of a nautical mile.
        radius_nm_hundredths: u32,
    },
    /// What lies between sides, which are parts of great circles.
    Polygon {
        /// Where one side ends and the next begins; the last leads to the first.
        points: Vec<Position>,
    },
}

impl Area {
    /// Whether it is an area that can be compared with others.
    ///
    /// # Errors
    /// If it has no inside, crosses itself, has too many points or is too large.
    pub fn check(&self) -> Result<(), ExchangeError> {
        match self {
            Area::Circle { radius_nm_hundredths: 0, .. } => {
                Err(malformed(WHAT, "the radius of a circle is a hundredth of a mile at the least"))
            }
            Area::Circle { radius_nm_hundredths, .. } => {
                let limit = AREA_REACH_NM_MAX.saturating_mul(100);
                if *radius_nm_hundredths > limit { Err(too_large()) } else { Ok(()) }
            }
            Area::Polygon { points } => check_polygon(self, points),
        }
    }

    pub(super) fn shape(&self) -> Option<Shape> {
        Shape::of(self)
    }
}

fn check_polygon(area: &Area, points: &[Position]) -> Result<(), ExchangeError> {
    if points.len() > AREA_POINTS_MAX {
        let limit = AREA_POINTS_MAX;
        return Err(ExchangeError::TooMuch { what: WHAT, limit, unit: "points" });
    }
    if points.len() < 3 {
        return Err(malformed(WHAT, "a polygon has three points at the least"));
    }
    if BTreeSet::from_iter(points).len() != points.len() {
        return Err(malformed(WHAT, "a point stands twice; the last leads to the first by itself"));
    }
    let around = malformed(WHAT, "its points lie all around the earth");
    let shape = area.shape().ok_or(around)?;
    if shape.reach_nm() > f64::from(AREA_REACH_NM_MAX) {
        return Err(too_large());
    }
    if shape.is_tangled() {
        return Err(malformed(WHAT, "its sides cross or touch each other"));
    }
    Ok(())
}

fn too_large() -> ExchangeError {
    let limit = AREA_REACH_NM_MAX as usize;
    ExchangeError::TooMuch { what: WHAT, limit, unit: "nautical miles from its centre" }
}

/// In plain words.
impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Area::Circle { centre, radius_nm_hundredths: radius } => {
                let (whole, part) = (radius / 100, radius % 100);
                write!(f, "within {whole}.{part:02} nautical miles of {}", centre.words())
            }
            Area::Polygon { points } => {
                let points: Vec<_> = points.iter().map(Position::words).collect();
                write!(f, "between {}", points.join(", "))
            }
        }
    }
}
