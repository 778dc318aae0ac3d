//! The measuring itself: thresholds, shares, intervals, reliability, ties. Pure: scores in, figures
//! out; chance comes in as a seed.

mod bootstrap;
mod calibration;
mod dice;
mod threshold;
mod ties;

pub use self::bootstrap::Estimate;
pub(crate) use self::bootstrap::{Group, Groups, Measured, Positives, measure};
pub use self::calibration::Bin;
pub(crate) use self::calibration::{Pair, Reliability, reliability};
pub(crate) use self::threshold::Cut;
pub(crate) use self::ties::ties;
