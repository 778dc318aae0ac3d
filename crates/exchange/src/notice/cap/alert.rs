use comity_model::Timestamp;

use super::terms::{
    CapCategory, CapCertainty, CapMsgType, CapResponse, CapScope, CapSeverity, CapStatus,
    CapUrgency,
};
use crate::ExchangeError;
use crate::error::malformed;
use crate::limits::{CAP_POINTS_MAX, CAP_TEXT_BYTES_MAX};
use crate::notice::{Position, decimal};

pub(super) const WHAT: &str = "CAP alert";

/// An alert of the Common Alerting Protocol 1.2. The fields are those of the standard.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is an element of the standard with that name")]
pub struct CapAlert {
    pub identifier: String,
    pub sender: String,
    pub sent: Timestamp,
    pub status: CapStatus,
    pub msg_type: CapMsgType,
    pub source: Option<String>,
    pub scope: CapScope,
    pub restriction: Option<String>,
    pub addresses: Vec<String>,
    pub codes: Vec<String>,
    pub note: Option<String>,
    pub references: Vec<CapReference>,
    pub incidents: Option<String>,
    pub infos: Vec<CapInfo>,
}

/// The alert that another one refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is a part of the standard's element")]
pub struct CapReference {
    pub sender: String,
    pub identifier: String,
    pub sent: Timestamp,
}

/// What an alert tells, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is an element of the standard with that name")]
pub struct CapInfo {
    pub language: Option<String>,
    pub categories: Vec<CapCategory>,
    pub event: String,
    pub responses: Vec<CapResponse>,
    pub urgency: CapUrgency,
    pub severity: CapSeverity,
    pub certainty: CapCertainty,
    pub audience: Option<String>,
    pub event_codes: Vec<(String, String)>,
    pub effective: Option<Timestamp>,
    pub onset: Option<Timestamp>,
    pub expires: Option<Timestamp>,
    pub sender_name: Option<String>,
    pub headline: Option<String>,
    pub description: Option<String>,
    pub instruction: Option<String>,
    pub web: Option<String>,
    pub contact: Option<String>,
    pub parameters: Vec<(String, String)>,
    pub areas: Vec<CapArea>,
}

/// Where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is an element of the standard with that name")]
pub struct CapArea {
    pub description: String,
    /// Without the point that closes each: the last leads to the first.
    pub polygons: Vec<Vec<Position>>,
    pub circles: Vec<CapCircle>,
    pub geocodes: Vec<(String, String)>,
    pub altitude: Option<String>,
    pub ceiling: Option<String>,
}

/// A place and how far around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CapCircle {
    /// The place.
    pub centre: Position,
    /// How far, in millimetres; in the text it is kilometres.
    pub radius_mm: u64,
}

impl CapAlert {
    /// Whether the standard allows it.
    ///
    /// # Errors
    /// With the rule that it breaks.
    pub fn check(&self) -> Result<(), ExchangeError> {
        check_name(&self.identifier)?;
        check_name(&self.sender)?;
        for reference in &self.references {
            check_name(&reference.identifier)?;
            check_name(&reference.sender)?;
            check_time(reference.sent)?;
        }
        check_time(self.sent)?;
        let texts = [&self.source, &self.restriction, &self.note, &self.incidents];
        let texts = texts.into_iter().flatten().chain(&self.codes).chain(&self.addresses);
        texts.into_iter().try_for_each(|text| check_text(text))?;
        if self.addresses.iter().any(|address| address.contains(['"', '\n'])) {
            return Err(malformed(WHAT, "an address has a quote or a line break in it"));
        }
        match self.scope {
            CapScope::Restricted if self.restriction.is_none() => {
                return Err(malformed(WHAT, "a restricted one says to whom it is restricted"));
            }
            CapScope::Private if self.addresses.is_empty() => {
                return Err(malformed(WHAT, "a private one says to whom it is addressed"));
            }
            _ => {}
        }
        if self.msg_type != CapMsgType::Alert && self.references.is_empty() {
            return Err(malformed(WHAT, "all but the type `Alert` refer to others"));
        }
        self.infos.iter().try_for_each(CapInfo::check)
    }
}

impl CapInfo {
    fn check(&self) -> Result<(), ExchangeError> {
        if self.categories.is_empty() {
            return Err(malformed(WHAT, "an `info` has a category at the least"));
        }
        let texts = [
            &self.language,
            &self.audience,
            &self.sender_name,
            &self.headline,
            &self.description,
            &self.instruction,
            &self.web,
            &self.contact,
        ];
        let pairs = self.event_codes.iter().chain(&self.parameters);
        let pairs = pairs.flat_map(|(name, value)| [name, value]);
        let texts = texts.into_iter().flatten().chain([&self.event]).chain(pairs);
        texts.into_iter().try_for_each(|text| check_text(text))?;
        let times = [self.effective, self.onset, self.expires];
        times.into_iter().flatten().try_for_each(check_time)?;
        self.areas.iter().try_for_each(CapArea::check)
    }
}

impl CapArea {
    fn check(&self) -> Result<(), ExchangeError> {
        check_text(&self.description)?;
        let codes = self.geocodes.iter().flat_map(|(name, value)| [name, value]);
        codes.into_iter().try_for_each(|text| check_text(text))?;
        for points in &self.polygons {
            if points.len() > CAP_POINTS_MAX {
                let (limit, unit) = (CAP_POINTS_MAX, "points");
                return Err(ExchangeError::TooMuch { what: "polygon", limit, unit });
            }
            if points.len() < 3 {
                return Err(malformed(WHAT, "a polygon has four pairs at the least"));
            }
        }
        // A number of millimetres in the range of the decimals, and no farther than halfway around.
        if self.circles.iter().any(|circle| circle.radius_mm > 20_040_000_000) {
            return Err(malformed(WHAT, "a circle reaches around the earth"));
        }
        let heights = [&self.altitude, &self.ceiling].into_iter().flatten();
        if heights.into_iter().any(|height| decimal::millionths(height).is_none()) {
            return Err(malformed(WHAT, "a height is not a decimal number"));
        }
        match (&self.altitude, &self.ceiling) {
            (None, Some(_)) => Err(malformed(WHAT, "a ceiling needs an altitude")),
            _ => Ok(()),
        }
    }
}

/// Identifiers and senders stand in references, between commas and spaces.
fn check_name(text: &str) -> Result<(), ExchangeError> {
    check_text(text)?;
    if text.contains(|each: char| each.is_whitespace() || [',', '<', '&'].contains(&each)) {
        return Err(malformed(WHAT, "an identifier has a space, a comma, `<` or `&` in it"));
    }
    Ok(())
}

fn check_text(text: &str) -> Result<(), ExchangeError> {
    if text.len() > CAP_TEXT_BYTES_MAX {
        let limit = CAP_TEXT_BYTES_MAX;
        return Err(ExchangeError::TooMuch { what: WHAT, limit, unit: "bytes in a text" });
    }
    if text.is_empty() || text.trim() != text {
        return Err(malformed(WHAT, "a text is empty, or begins or ends with white space"));
    }
    let is_bad =
        |each: char| each.is_control() && each != '\n' || matches!(each, '\u{fffe}' | '\u{ffff}');
    if text.contains(is_bad) {
        return Err(malformed(WHAT, "a text has control characters"));
    }
    Ok(())
}

/// From the year 0 to the year 9999, in which times have one form.
fn check_time(time: Timestamp) -> Result<(), ExchangeError> {
    if (-62_167_219_200..253_402_300_800).contains(&time.0) {
        return Ok(());
    }
    Err(malformed(WHAT, "a time is not one of the years 0 to 9999"))
}
