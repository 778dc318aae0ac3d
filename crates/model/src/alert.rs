mod category;
mod error;
mod issue;
mod life;
mod measure;
mod outcome;
mod table;

pub use category::{AlertAbout, AlertCategory};
pub use error::AlertError;
pub use issue::{AlertAllowed, AlertOrder};
pub use life::{AlertLife, AlertState};
pub use measure::AlertMeasure;
pub use outcome::AlertOutcome;

use crate::{ModelError, Origin, PartialDate, Record, RecordId, Schema};

/// A request for action about a record: an alert of the party's own or a partner's.
///
/// An alert is kept as a [`Record`] of schema `Alert` that points to the record it is about, like
/// a listing. It asks; it never acts: a person decides every measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// The alert's id inside its dataset.
    pub id: RecordId,
    /// The record that it is about.
    pub entity: RecordId,
    /// Why the record matters, such as `refuse-entry` or `missing-person`.
    pub category: String,
    /// What the officer is asked to do, such as `inform-issuer` or `second-line check`.
    pub measure: Option<String>,
    /// The law that the alert rests on.
    pub legal_basis: Option<String>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// When it was issued.
    pub issue_date: Option<PartialDate>,
    /// Until when it must be looked at again.
    pub review_date: Option<PartialDate>,
    /// The reason in words.
    pub reason: Option<String>,
}

impl Alert {
    /// The alert as a record.
    ///
    /// # Errors
    /// If a value does not fit its property.
    pub fn to_record(&self, origin: &Origin) -> Result<Record, ModelError> {
        let mut record = Record::new(self.id.clone(), Schema::named("Alert")?);
        record.add("entity", self.entity.as_str(), origin)?;
        record.add("category", &self.category, origin)?;
        let issue_date = self.issue_date.map(|date| date.to_string());
        let review_date = self.review_date.map(|date| date.to_string());
        for (property, value) in [
            ("measure", &self.measure),
            ("legalBasis", &self.legal_basis),
            ("issuer", &self.issuer),
            ("startDate", &issue_date),
            ("reviewDate", &review_date),
            ("reason", &self.reason),
        ] {
            record.add(property, value.as_deref().unwrap_or_default(), origin)?;
        }
        Ok(record)
    }

    /// The alert that a record states, if the record is one.
    #[must_use]
    pub fn of_record(record: &Record) -> Option<Alert> {
        if record.schema().name() != "Alert" {
            return None;
        }
        let text = |property: &str| record.first(property).map(str::to_owned);
        let date =
            |property: &str| record.first(property).and_then(|date| PartialDate::parse(date).ok());
        Some(Alert {
            id: record.id().clone(),
            entity: RecordId::new(record.first("entity")?).ok()?,
            category: text("category")?,
            measure: text("measure"),
            legal_basis: text("legalBasis"),
            issuer: text("issuer"),
            issue_date: date("startDate"),
            review_date: date("reviewDate"),
            reason: text("reason"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Marking;

    #[test]
    fn an_alert_survives_the_way_through_a_record() {
        let alert = Alert {
            id: RecordId::new("own-1-alert").unwrap(),
            entity: RecordId::new("own-1").unwrap(),
            category: "missing-person".to_owned(),
            measure: Some("inform-issuer".to_owned()),
            legal_basis: Some("Border Act, section 4".to_owned()),
            issuer: Some("Coast Guard of Freedonia".to_owned()),
            issue_date: PartialDate::parse("2026-11-22").ok(),
            review_date: PartialDate::parse("2027-03").ok(),
            reason: None,
        };
        let origin = Origin::new("own", "freedonia", Marking::default()).unwrap();
        let record = alert.to_record(&origin).unwrap();
        assert!(record.schema().is_related());
        assert_eq!(Alert::of_record(&record), Some(alert));
    }
}
