//! From what a caller states to what is kept, and back.

use std::collections::BTreeMap;

use comity_api::Fault;
use comity_api::convert::{self, example};
use comity_api::limits::WORDS_CHARS_MAX;
use comity_api::v1::{Example, HitInfo, SubjectInfo, SubjectSpec};
use comity_api::yente::OneOrMany;
use comity_model::{DatasetName, Timestamp, Tlp};
use comity_screening::Filter;
use comity_store::{Hit, StoreError, Subject, Watched};
use serde::{Deserialize, Serialize};

use crate::app::screen::Ask;
use crate::limits::{HITS_PER_SUBJECT_MAX, SUBJECT_ID_CHARS_MAX};
use crate::{Clearance, Context, ServerError};

/// The body of a subject, as it is kept.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    schema: String,
    properties: BTreeMap<String, OneOrMany>,
    threshold: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    purpose: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    legal_basis: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    case: Option<String>,
}

/// A subject that was read, and the properties that are not compared.
pub(super) struct Read {
    pub(super) subject: Subject,
    pub(super) ignored: Vec<String>,
}

/// Reads what a caller states.
pub(super) fn read(
    ctx: &Context,
    register: &str,
    id: &str,
    spec: &SubjectSpec,
) -> Result<Read, ServerError> {
    check_register(register)?;
    check_id(id)?;
    check_words(spec)?;
    let asked = example::blank(&spec.query.schema)?;
    let read = example::fill(asked, None, &spec.query.properties)?;
    if read.asks_nothing() {
        let message = "there is no name and no number to look for";
        return Err(Fault::invalid("nothing-asked", message).into());
    }
    let weights = Default::default();
    let config = convert::settings(None, spec.threshold, None, &weights, Filter::default())?;
    let clearance = match &spec.clearance {
        None => ctx.clearance,
        Some(label) => asked_clearance(ctx, label)?,
    };
    let body = Body {
        schema: read.cleaned.schema,
        properties: read.cleaned.properties,
        threshold: config.threshold,
        purpose: spec.purpose.clone(),
        legal_basis: spec.legal_basis.clone(),
        case: spec.case.clone(),
    };
    let body = serde_json::to_string(&body)
        .map_err(|err| Fault::internal(format!("a subject cannot be written: {err}")))?;
    let subject = Subject {
        register: register.to_owned(),
        id: id.to_owned(),
        body,
        clearance: label(clearance).to_owned(),
        expires_at: spec.expires.as_deref().map(|text| expiry(ctx, text)).transpose()?,
    };
    Ok(Read { subject, ignored: read.ignored })
}

/// Registers are named as datasets are.
pub(super) fn check_register(register: &str) -> Result<(), ServerError> {
    DatasetName::new(register)?;
    if register == RESERVED {
        let message = format!("`{RESERVED}` cannot name a register");
        return Err(Fault::invalid("reserved-name", message).into());
    }
    Ok(())
}

/// What stands for something else in the addresses of subjects.
const RESERVED: &str = "changes";

fn check_id(id: &str) -> Result<(), Fault> {
    let is_long = id.chars().count() > SUBJECT_ID_CHARS_MAX;
    if id.trim().is_empty() || is_long || id.chars().any(char::is_control) {
        let message = format!("a subject needs an id of 1 to {SUBJECT_ID_CHARS_MAX} characters");
        return Err(Fault::invalid("subject-id", message));
    }
    Ok(())
}

fn check_words(spec: &SubjectSpec) -> Result<(), Fault> {
    let given =
        [("purpose", &spec.purpose), ("legal_basis", &spec.legal_basis), ("case", &spec.case)];
    for (field, words) in given {
        if words.as_ref().is_some_and(|words| words.chars().count() > WORDS_CHARS_MAX) {
            let message = format!("`{field}` is longer than {WORDS_CHARS_MAX} characters");
            return Err(Fault::invalid("too-many-words", message));
        }
    }
    Ok(())
}

/// Nobody is told through a subject what they may not see themselves.
fn asked_clearance(ctx: &Context, label: &str) -> Result<Clearance, Fault> {
    let Some(clearance) = clearance(label) else {
        let message = format!("`{label}` is not a traffic light");
        let hint = "write CLEAR, GREEN, AMBER, AMBER+STRICT or RED";
        return Err(Fault::invalid("clearance", message).with_hint(hint));
    };
    if clearance.index() > ctx.clearance.index() {
        let message = format!("`{label}` is more than the caller may see");
        return Err(Fault::new(comity_api::FaultKind::Forbidden, "clearance", message));
    }
    Ok(clearance)
}

/// How a clearance is kept.
const EVERYTHING: &str = "everything";

pub(in crate::app) fn label(clearance: Clearance) -> &'static str {
    match clearance {
        Clearance::Everything => EVERYTHING,
        Clearance::UpTo(light) => light.label(),
    }
}

fn clearance(label: &str) -> Option<Clearance> {
    if label == EVERYTHING {
        return Some(Clearance::Everything);
    }
    Tlp::parse(label).map(Clearance::UpTo)
}

/// The clearance of a kept subject.
pub(in crate::app) fn kept_clearance(label: &str) -> Result<Clearance, ServerError> {
    let unread = || StoreError::Corrupt(format!("`{label}` is not a traffic light")).into();
    clearance(label).ok_or_else(unread)
}

/// A day ends when it is over everywhere in UTC; a moment is meant as it is.
fn expiry(ctx: &Context, text: &str) -> Result<Timestamp, Fault> {
    const DAY_SECONDS: i64 = 86_400;
    const DAY_CHARS: usize = 10;
    let unread = || {
        let message = format!("`{text}` is neither a day nor a moment");
        Fault::invalid("expires", message)
            .with_hint("write it as 2026-12-01 or 2026-12-01T18:00:00")
    };
    let mut at = Timestamp::parse(text).ok_or_else(unread)?;
    if text.trim().len() == DAY_CHARS {
        at = Timestamp(at.0.saturating_add(DAY_SECONDS));
    }
    if at <= ctx.now {
        return Err(Fault::invalid("expires", format!("`{text}` is past")));
    }
    Ok(at)
}

fn body(subject: &Subject) -> Result<Body, ServerError> {
    let unread = |err: serde_json::Error| StoreError::Corrupt(format!("subject: {err}"));
    Ok(serde_json::from_str(&subject.body).map_err(unread)?)
}

/// Whom a kept subject means, and why it is watched for.
pub(super) struct Watch {
    pub(super) query: Example,
    pub(super) purpose: Option<String>,
    pub(super) legal_basis: Option<String>,
    pub(super) case: Option<String>,
}

impl Watch {
    pub(super) fn of(subject: &Subject) -> Result<Watch, ServerError> {
        let Body { schema, properties, purpose, legal_basis, case, .. } = body(subject)?;
        Ok(Watch { query: Example { schema, properties }, purpose, legal_basis, case })
    }
}

/// What a kept subject asks for, and with which clearance.
pub(super) fn ask(subject: &Subject) -> Result<(Ask, Clearance), ServerError> {
    let body = body(subject)?;
    let read = example::fill(example::blank(&body.schema)?, None, &body.properties)?;
    let threshold = Some(body.threshold);
    let (limit, weights) = (Some(HITS_PER_SUBJECT_MAX), Default::default());
    let config = convert::settings(limit, threshold, None, &weights, Filter::default())?;
    Ok((Ask { query: read.query, config }, kept_clearance(&subject.clearance)?))
}

/// A kept subject as it is shown.
pub(super) fn info(watched: &Watched) -> Result<SubjectInfo, ServerError> {
    let subject = &watched.subject;
    let body = body(subject)?;
    Ok(SubjectInfo {
        register: subject.register.clone(),
        id: subject.id.clone(),
        query: Example { schema: body.schema, properties: body.properties },
        expires_at: subject.expires_at.map(|time| time.to_string()),
        threshold: body.threshold,
        clearance: subject.clearance.clone(),
        purpose: body.purpose,
        legal_basis: body.legal_basis,
        case: body.case,
        changed_at: watched.changed_at.to_string(),
        screened: !watched.pending,
        hits: watched.hits.iter().map(hit_info).collect(),
    })
}

/// A hit as it is shown.
pub(super) fn hit_info(hit: &Hit) -> HitInfo {
    HitInfo {
        id: hit.candidate.clone(),
        dataset: hit.dataset.clone(),
        record: hit.record.clone(),
        score: hit.score,
    }
}
