use super::{AlertCategory, AlertError};
use crate::{Day, Timestamp};

/// The times of an alert: from when it asks, until when, and whether it ended before that.
///
/// Nothing prolongs it by itself. Whoever reads it with a later clock finds it expired, whether or
/// not anybody has looked meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlertLife {
    /// Its category, which says how long it may last.
    pub category: &'static AlertCategory,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// The last day on which it is in force, unless it is extended.
    pub review: Day,
    /// When it was closed, if it was.
    pub closed_at: Option<Timestamp>,
}

/// Whether an alert asks for anything now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlertState {
    /// It does.
    InForce,
    /// It does, and its review is near: its issuer is warned.
    ReviewDue,
    /// Its day is past and nobody extended it: it asks for nothing any more.
    Expired,
    /// It ended with an outcome.
    Closed,
}

impl AlertState {
    /// All states, in the order in which they come.
    pub const ALL: [AlertState; 4] =
        [AlertState::InForce, AlertState::ReviewDue, AlertState::Expired, AlertState::Closed];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            AlertState::InForce => "in-force",
            AlertState::ReviewDue => "review-due",
            AlertState::Expired => "expired",
            AlertState::Closed => "closed",
        }
    }

    /// The state of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<AlertState> {
        AlertState::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether the alert asks for anything.
    #[must_use]
    pub fn is_in_force(self) -> bool {
        matches!(self, AlertState::InForce | AlertState::ReviewDue)
    }
}

impl AlertLife {
    /// The life of an alert that is issued now, with this review or the category's usual one.
    ///
    /// # Errors
    /// [`AlertError::ReviewTooLate`] or [`AlertError::ReviewTooEarly`] if the category does not
    /// allow that review.
    pub fn begin(
        category: &'static AlertCategory,
        now: Timestamp,
        review: Option<Day>,
    ) -> Result<AlertLife, AlertError> {
        let today = Day::of(now).ok_or(AlertError::NoSuchDay)?;
        let review = term(category, today, today, review)?;
        Ok(AlertLife { category, issued_at: now, review, closed_at: None })
    }

    /// What it is at a moment.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> AlertState {
        if self.closed_at.is_some() {
            return AlertState::Closed;
        }
        if now >= self.expires_at() {
            return AlertState::Expired;
        }
        if now >= self.warns_at() { AlertState::ReviewDue } else { AlertState::InForce }
    }

    /// From when on it is not in force any more: when the day of its review is over.
    #[must_use]
    pub fn expires_at(&self) -> Timestamp {
        self.review.ends()
    }

    /// From when on its issuer is warned.
    #[must_use]
    pub fn warns_at(&self) -> Timestamp {
        let months = self.category.warn_months.saturating_neg();
        // An alert that lasts no longer than the warning is warned of from its first day.
        self.review.plus_months(months).map_or(self.issued_at, Day::begins)
    }

    /// The same alert with a later review, after an assessment that was stated.
    ///
    /// # Errors
    /// [`AlertError::Over`] if it is not in force, [`AlertError::NoAssessment`] if nobody says why,
    /// and as [`AlertLife::begin`].
    pub fn extended(
        &self,
        now: Timestamp,
        review: Option<Day>,
        assessment: &str,
    ) -> Result<AlertLife, AlertError> {
        self.check_not_over(now)?;
        if assessment.trim().is_empty() {
            return Err(AlertError::NoAssessment);
        }
        let today = Day::of(now).ok_or(AlertError::NoSuchDay)?;
        // Counted from the day of the assessment: what is assessed early gains nothing.
        Ok(AlertLife { review: term(self.category, today, self.review, review)?, ..*self })
    }

    /// The same alert, closed now.
    ///
    /// # Errors
    /// [`AlertError::Over`] if it is not in force.
    pub fn closed(&self, now: Timestamp) -> Result<AlertLife, AlertError> {
        self.check_not_over(now)?;
        Ok(AlertLife { closed_at: Some(now), ..*self })
    }

    fn check_not_over(&self, now: Timestamp) -> Result<(), AlertError> {
        match self.state(now) {
            AlertState::InForce | AlertState::ReviewDue => Ok(()),
            AlertState::Expired => Err(AlertError::Over("nobody extended it in time")),
            AlertState::Closed => Err(AlertError::Over("it was closed")),
        }
    }
}

/// The review of a term that begins today, which must come after a day.
fn term(
    category: &'static AlertCategory,
    today: Day,
    after: Day,
    asked: Option<Day>,
) -> Result<Day, AlertError> {
    let later = |months| today.plus_months(months).ok_or(AlertError::NoSuchDay);
    let latest = later(category.longest_months)?;
    let review = match asked {
        Some(day) => day,
        None => later(category.usual_months)?,
    };
    if review > latest {
        let category = category.name;
        return Err(AlertError::ReviewTooLate { category, asked: review, latest });
    }
    if review <= after {
        return Err(AlertError::ReviewTooEarly { asked: review, after });
    }
    Ok(review)
}

#[cfg(test)]
mod tests;
