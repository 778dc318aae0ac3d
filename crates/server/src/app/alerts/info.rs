//! A kept alert as it is shown, and as records.

use comity_api::v1::{
    AlertCategoryInfo, AlertCategoryList, AlertClosingInfo, AlertExtensionInfo, AlertInfo,
    AlertMeasureInfo, Example,
};
use comity_api::yente::OneOrMany;
use comity_audit::Concerned;
use comity_model::{
    Alert, AlertCategory, AlertLife, Day, Marking, ModelError, Origin, PartialDate, PartyId,
    Record, RecordId, Schema, Timestamp,
};
use comity_store::{AlertTerm, KeptAlert, StoreError};
use serde_json::Value;

use super::OWN_ALERTS;
use crate::app::rights::Withheld;
use crate::{Context, ServerError};

/// The id of the record that an alert is about.
pub(super) fn record_id(number: u64) -> String {
    format!("{OWN_ALERTS}-{number}")
}

/// The record of an alert, as the log accounts for it.
pub(super) fn subject(number: u64) -> Concerned {
    Concerned { subject: format!("{OWN_ALERTS}/{}", record_id(number)), ..Concerned::default() }
}

/// The id of the alert itself, as a related record.
pub(super) fn alert_id(number: u64) -> String {
    format!("{OWN_ALERTS}-{number}-alert")
}

/// The term of a life, as it is kept.
pub(super) fn term(life: &AlertLife) -> AlertTerm {
    AlertTerm {
        review: life.review.to_string(),
        warns_at: life.warns_at(),
        expires_at: life.expires_at(),
    }
}

/// The life of a kept alert.
pub(super) fn life(kept: &KeptAlert) -> Result<AlertLife, ServerError> {
    let review = Day::parse(&kept.term.review);
    let unread = || StoreError::Corrupt(format!("alert {}: no review", kept.number));
    Ok(AlertLife {
        category: AlertCategory::named(&kept.issued.category)?,
        issued_at: kept.issued.issued_at,
        review: review.ok_or_else(unread)?,
        closed_at: kept.closing.as_ref().map(|closing| closing.closed_at),
    })
}

/// Whether an actor may see an alert.
pub(super) fn is_seen(
    ctx: &Context,
    withheld: &Withheld,
    kept: &KeptAlert,
) -> Result<bool, ServerError> {
    let is_cleared = ctx.clearance.shows(&Marking::parse(&kept.issued.marking)?);
    Ok(is_cleared && !withheld.hides(OWN_ALERTS, &record_id(kept.number)))
}

/// What an alert is about.
pub(super) fn about(kept: &KeptAlert) -> Result<Example, ServerError> {
    let unread = |err| StoreError::Corrupt(format!("alert {}: {err}", kept.number));
    Ok(serde_json::from_str(&kept.issued.about).map_err(unread)?)
}

/// The values of a property.
pub(super) fn values(about: &Example, property: &str) -> Vec<String> {
    match about.properties.get(property) {
        None => Vec::new(),
        Some(OneOrMany::One(text)) => vec![text.clone()],
        Some(OneOrMany::Many(values)) => {
            values.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        }
    }
}

/// The record that an alert is about, and the alert as a related record.
pub(super) fn records(kept: &KeptAlert, party: &PartyId) -> Result<[Record; 2], ServerError> {
    let issued = &kept.issued;
    let origin = Origin::new(OWN_ALERTS, party.as_str(), Marking::parse(&issued.marking)?)?;
    let about = about(kept)?;
    let entity = RecordId::new(record_id(kept.number))?;
    let mut record = Record::new(entity.clone(), Schema::named(&about.schema)?);
    for property in about.properties.keys() {
        for value in values(&about, property) {
            record.add(property, &value, &origin)?;
        }
    }
    let date = |text: &str| PartialDate::parse(text).ok();
    let alert = Alert {
        id: RecordId::new(alert_id(kept.number))?,
        entity,
        category: issued.category.clone(),
        measure: Some(issued.measure.clone()),
        legal_basis: Some(issued.legal_basis.clone()),
        issuer: Some(issued.issuer.clone()),
        issue_date: date(&issued.issued_at.to_string()),
        review_date: date(&kept.term.review),
        reason: Some(issued.reason.clone()),
    };
    let mut alert = alert.to_record(&origin)?;
    if let Some(reference) = &issued.reference {
        alert.add("reference", reference, &origin)?;
    }
    Ok([record, alert])
}

/// The ids of the records that an alert makes.
pub(super) fn ids(number: u64) -> Result<[RecordId; 2], ModelError> {
    Ok([RecordId::new(alert_id(number))?, RecordId::new(record_id(number))?])
}

/// A kept alert as it is at a moment.
pub(super) fn info(kept: &KeptAlert, now: Timestamp) -> Result<AlertInfo, ServerError> {
    let life = life(kept)?;
    let issued = &kept.issued;
    let extensions = kept.extensions.iter().map(|extension| AlertExtensionInfo {
        review_was: extension.review_was.clone(),
        review_date: extension.review.clone(),
        assessment: extension.assessment.clone(),
        assessed_by: extension.assessed_by.clone(),
        assessed_at: extension.assessed_at.to_string(),
    });
    let closing = kept.closing.as_ref().map(|closing| AlertClosingInfo {
        outcome: closing.outcome.clone(),
        words: closing.words.clone(),
        closed_by: closing.closed_by.clone(),
        closed_at: closing.closed_at.to_string(),
    });
    Ok(AlertInfo {
        number: kept.number,
        state: life.state(now).name().to_owned(),
        category: issued.category.clone(),
        measure: issued.measure.clone(),
        protective: life.category.is_protective,
        about: about(kept)?,
        dataset: OWN_ALERTS.to_owned(),
        record: record_id(kept.number),
        legal_basis: issued.legal_basis.clone(),
        issuer: issued.issuer.clone(),
        reason: issued.reason.clone(),
        reference: issued.reference.clone(),
        consent: issued.consent.clone(),
        marking: issued.marking.clone(),
        issued_by: issued.issued_by.clone(),
        issued_at: issued.issued_at.to_string(),
        review_date: kept.term.review.clone(),
        warns_at: kept.term.warns_at.to_string(),
        expires_at: kept.term.expires_at.to_string(),
        warned_at: kept.warned_at.map(|at| at.to_string()),
        extensions: extensions.collect(),
        closing,
    })
}

/// The table of categories.
pub(crate) fn categories() -> AlertCategoryList {
    let shown = AlertCategory::all().map(|category| AlertCategoryInfo {
        name: category.name.to_owned(),
        gloss: category.gloss.to_owned(),
        about: category.about.name().to_owned(),
        usual_months: category.usual_months,
        longest_months: category.longest_months,
        warn_months: category.warn_months,
        protective: category.is_protective,
        measures: category
            .measures
            .iter()
            .map(|measure| AlertMeasureInfo {
                name: measure.name.to_owned(),
                gloss: measure.gloss.to_owned(),
                protective: measure.is_protective,
            })
            .collect(),
    });
    AlertCategoryList { categories: shown.collect() }
}
