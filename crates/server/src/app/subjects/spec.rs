//! From what a caller states to what is kept, and back.

use std::collections::BTreeMap;
use std::sync::Arc;

use comity_api::Fault;
use comity_api::convert::{self, example};
use comity_api::v1::{Example, HitInfo, SubjectInfo, SubjectSpec};
use comity_api::yente::OneOrMany;
use comity_audit::Concerned;
use comity_model::{ActorName, DAY_SECONDS, DatasetName, PartyId, Role, Timestamp, Tlp};
use comity_policy::{Action, Asker, AskerKind, Facts, Law};
use comity_screening::Filter;
use comity_store::{Hit, StoreError, Subject, Watched};
use serde::{Deserialize, Serialize};

use crate::app::law::{Granted, Sight};
use crate::app::screen::Ask;
use crate::limits::{HITS_PER_SUBJECT_MAX, SUBJECT_ID_CHARS_MAX};
use crate::{Clearance, Context, Reason, ServerError};

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
    /// How whoever keeps it came in, and what they may do: it is compared with what they may see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kept_by: Option<Keeper>,
}

#[derive(Serialize, Deserialize)]
struct Keeper {
    kind: String,
    roles: Vec<String>,
}

/// A subject that was read, and the properties that are not compared.
pub(super) struct Read {
    pub(super) subject: Subject,
    pub(super) ignored: Vec<String>,
}

/// Reads what a caller states.
pub(super) fn read(
    ctx: &Granted,
    register: &str,
    id: &str,
    spec: &SubjectSpec,
) -> Result<Read, ServerError> {
    check_register(register)?;
    check_id(id)?;
    let (purpose, basis) = (spec.purpose.as_deref(), spec.legal_basis.as_deref());
    let reason = ctx.stating(purpose, basis, spec.case.as_deref())?.reason;
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
        purpose: reason.purpose.map(|purpose| purpose.to_string()),
        legal_basis: reason.legal_basis.map(|basis| basis.to_string()),
        case: reason.case.map(|case| case.to_string()),
        kept_by: Some(Keeper {
            kind: ctx.asker().kind.name().to_owned(),
            roles: ctx.actor.roles.iter().map(ToString::to_string).collect(),
        }),
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
pub(super) fn ask(subject: &Subject) -> Result<Ask, ServerError> {
    let body = body(subject)?;
    let read = example::fill(example::blank(&body.schema)?, None, &body.properties)?;
    let threshold = Some(body.threshold);
    let (limit, weights) = (Some(HITS_PER_SUBJECT_MAX), Default::default());
    let config = convert::settings(limit, threshold, None, &weights, Filter::default())?;
    Ok(Ask { query: read.query, config })
}

/// What a kept subject is compared with: what whoever keeps it may see for its reason. Nothing, if
/// the policy does not permit that any more.
pub(super) fn sight(
    law: &Arc<Law>,
    party: &PartyId,
    subject: &Subject,
    now: Timestamp,
) -> Result<Sight, ServerError> {
    let body = body(subject)?;
    let light = match kept_clearance(&subject.clearance)? {
        Clearance::Everything => Tlp::Red,
        Clearance::UpTo(light) => light,
    };
    let Some(keeper) = &body.kept_by else { return Ok(Sight::UpTo(light)) };
    let Some(kind) = AskerKind::parse(&keeper.kind) else { return Ok(Sight::Nothing) };
    let roles = keeper.roles.iter().filter_map(|name| Role::parse(name));
    let asker = Asker {
        kind,
        name: ActorName::new("subject")?,
        roles: roles.collect(),
        party: party.clone(),
        clearance: light,
    };
    let text = |text: &Option<String>| text.clone();
    let (purpose, basis) = (text(&body.purpose), text(&body.legal_basis));
    let reason = Reason::read(purpose.as_deref(), basis.as_deref(), body.case.as_deref())?;
    let mut facts = Facts::at(now);
    (facts.purpose, facts.legal_basis, facts.case) =
        (reason.purpose, reason.legal_basis, reason.case);
    Ok(Sight::of(law, &asker, Action::RegisterSubject, &facts))
}

/// A kept subject as it is shown.
pub(in crate::app) fn info(watched: &Watched) -> Result<SubjectInfo, ServerError> {
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

/// A hit, as the log accounts for it.
pub(super) fn concerned(hit: &Hit) -> Concerned {
    let subject = format!("{}/{}", hit.dataset, hit.record);
    Concerned { subject, ..Concerned::default() }
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
