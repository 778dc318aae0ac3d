//! What a measurement says, drawn: SVG that stands by itself, in light and in dark.

mod axes;
mod calibration;
mod recall;
mod svg;

pub(super) use self::calibration::calibration;
pub(super) use self::recall::recall;
