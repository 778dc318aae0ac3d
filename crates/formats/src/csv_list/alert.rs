//! The alert that a row of a party's own list makes.

use comity_model::{Alert, ModelError, PartialDate, RecordId};

use super::mapping::{AlertSpec, TextSpec};
use super::plan::{Header, field};
use crate::FormatError;
use crate::text::tidy;

/// Where the parts of an alert come from.
pub(super) struct AlertPlan {
    category: TextPlan,
    measure: Option<TextPlan>,
    legal_basis: Option<TextPlan>,
    issuer: Option<TextPlan>,
    review_date: Option<TextPlan>,
    reason: Option<TextPlan>,
}

enum TextPlan {
    Constant(String),
    Column(usize),
}

impl AlertPlan {
    pub(super) fn new(spec: &AlertSpec, header: &Header<'_>) -> Result<AlertPlan, FormatError> {
        let plan = |text: &TextSpec| match text {
            TextSpec::Constant(text) => Ok(TextPlan::Constant(text.clone())),
            TextSpec::Column { column } => header.place(column).map(TextPlan::Column),
        };
        let optional = |text: &Option<TextSpec>| text.as_ref().map(plan).transpose();
        Ok(AlertPlan {
            category: plan(&spec.category)?,
            measure: optional(&spec.measure)?,
            legal_basis: optional(&spec.legal_basis)?,
            issuer: optional(&spec.issuer)?,
            review_date: optional(&spec.review_date)?,
            reason: optional(&spec.reason)?,
        })
    }

    /// The alert about `entity`; none where the row has no category. A review date that cannot be
    /// read is left out and reported; the alert stands without it.
    pub(super) fn alert(
        &self,
        entity: &RecordId,
        fields: &[String],
        bad_values: &mut Vec<ModelError>,
    ) -> Result<Option<Alert>, ModelError> {
        let text = |plan: &Option<TextPlan>| plan.as_ref().and_then(|plan| plan.text(fields));
        let Some(category) = self.category.text(fields) else { return Ok(None) };
        let review_date = text(&self.review_date).and_then(|stated| {
            let date = PartialDate::parse_loose(&stated);
            if date.is_err() {
                bad_values.push(ModelError::InvalidValue {
                    property: "reviewDate".to_owned(),
                    value: stated.chars().take(80).collect(),
                    expected: "date",
                });
            }
            date.ok()
        });
        Ok(Some(Alert {
            id: RecordId::new(format!("{entity}-alert"))?,
            entity: entity.clone(),
            category,
            measure: text(&self.measure),
            legal_basis: text(&self.legal_basis),
            issuer: text(&self.issuer),
            issue_date: None,
            review_date,
            reason: text(&self.reason),
        }))
    }
}

impl TextPlan {
    fn text(&self, fields: &[String]) -> Option<String> {
        let text = match self {
            TextPlan::Constant(text) => tidy(text),
            TextPlan::Column(at) => tidy(field(fields, *at)),
        };
        (!text.is_empty()).then_some(text)
    }
}
