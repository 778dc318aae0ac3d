use thiserror::Error;

use super::{AlertCategory, AlertOutcome};
use crate::Day;

/// Why an alert cannot be issued, extended or closed as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum AlertError {
    /// The category is not in the table.
    #[error("`{0}` is not a category of alerts")]
    UnknownCategory(String),
    /// The category does not allow the measure.
    #[error("an alert of the category `{category}` cannot ask for `{measure}`")]
    OtherMeasure {
        /// The category.
        category: &'static str,
        /// The measure that was asked for.
        measure: String,
    },
    /// The category is for other kinds of things.
    #[error("an alert of the category `{category}` cannot be about a {schema}")]
    OtherKind {
        /// The category.
        category: &'static str,
        /// What it was to be about.
        schema: &'static str,
    },
    /// Minors get only protective alerts.
    #[error("this is or may be a minor, and `{0}` does not protect: minors are only protected")]
    Minor(&'static str),
    /// The category is for minors, and nothing says that this is one.
    #[error("an alert of the category `{0}` is about a minor, and the birth date is not one's")]
    NoMinor(&'static str),
    /// Nobody says that the victim agreed.
    #[error("a victim's profile is kept with the victim's consent, and none is stated")]
    NoConsent,
    /// The review would come too late.
    #[error("`{asked}` is too late a review of an alert of the category `{category}`")]
    ReviewTooLate {
        /// The category.
        category: &'static str,
        /// The day that was asked for.
        asked: Day,
        /// The last one that the category allows.
        latest: Day,
    },
    /// The review would not come later than now, or than it does already.
    #[error("a review on `{asked}` is none: it must come after `{after}`")]
    ReviewTooEarly {
        /// The day that was asked for.
        asked: Day,
        /// What it must come after.
        after: Day,
    },
    /// An extension rests on an individual assessment, which is recorded.
    #[error("an alert is kept longer only after an assessment, and none is stated")]
    NoAssessment,
    /// Nobody can extend or close what is over.
    #[error("the alert is over: {0}")]
    Over(&'static str),
    /// How it ended is not in the list.
    #[error("`{0}` is not an outcome of an alert")]
    UnknownOutcome(String),
    /// The calendar has no such day.
    #[error("the calendar has no day that is so far from now")]
    NoSuchDay,
}

impl AlertError {
    /// A stable code for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            AlertError::UnknownCategory(_) => "unknown-alert-category",
            AlertError::OtherMeasure { .. } => "alert-measure",
            AlertError::OtherKind { .. } => "alert-kind",
            AlertError::Minor(_) => "minor",
            AlertError::NoMinor(_) => "no-minor",
            AlertError::NoConsent => "no-consent",
            AlertError::ReviewTooLate { .. } | AlertError::ReviewTooEarly { .. } => "review-date",
            AlertError::NoAssessment => "no-assessment",
            AlertError::Over(_) => "alert-over",
            AlertError::UnknownOutcome(_) => "unknown-outcome",
            AlertError::NoSuchDay => "no-such-day",
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let known = |names: Vec<&'static str>| names.join(", ");
        Some(match self {
            AlertError::UnknownCategory(_) => {
                let names = AlertCategory::all().map(|category| category.name).collect();
                format!("categories are {}", known(names))
            }
            AlertError::OtherMeasure { category, .. } => {
                let category = AlertCategory::named(category).ok()?;
                let names = category.measures.iter().map(|measure| measure.name).collect();
                format!("it can ask for {}", known(names))
            }
            AlertError::OtherKind { category, .. } => {
                let category = AlertCategory::named(category).ok()?;
                format!("it can be about {}", category.about.schemata().join(", "))
            }
            AlertError::Minor(_) => {
                let protective = AlertCategory::all().filter(|category| category.is_protective);
                format!(
                    "categories that protect are {}",
                    known(protective.map(|c| c.name).collect())
                )
            }
            AlertError::NoMinor(_) => "state the birth date".to_owned(),
            AlertError::NoConsent => "state when and how the victim agreed (`consent`)".to_owned(),
            AlertError::ReviewTooLate { latest, .. } => format!("`{latest}` is the latest"),
            AlertError::NoAssessment => {
                "say why this alert is still needed and proportionate (`assessment`)".to_owned()
            }
            AlertError::UnknownOutcome(_) => {
                let names = AlertOutcome::ALL.iter().map(|outcome| outcome.name()).collect();
                format!("outcomes are {}", known(names))
            }
            AlertError::Over(_) => "issue a new one, if its reasons still hold".to_owned(),
            AlertError::ReviewTooEarly { .. } | AlertError::NoSuchDay => return None,
        })
    }
}
