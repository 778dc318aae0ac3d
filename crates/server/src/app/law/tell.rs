use std::collections::BTreeMap;
use std::fmt::Write as _;

use comity_api::yente::OneOrMany;
use comity_audit::{ActorKind as LoggedKind, Concerned, Event, Hash, Kind, Request};
use comity_model::Record;
use comity_policy::{Released, WithinView};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::Granted;
use crate::app::node::Node;
use crate::context::ActorKind;
use crate::hash::hex;
use crate::{Context, ServerError};

/// What an answer is about, as the log accounts for it.
#[derive(Default)]
pub(crate) struct Told {
    /// The persons and things that it is about.
    pub(crate) concerned: Vec<Concerned>,
    /// How much of what.
    pub(crate) counts: BTreeMap<String, u64>,
    /// What of it is about nobody, such as a dataset.
    pub(crate) details: BTreeMap<String, String>,
}

impl Told {
    /// An answer about these.
    pub(crate) fn about(concerned: Vec<Concerned>) -> Told {
        Told { concerned, ..Told::default() }
    }

    /// The same with a detail that is about nobody.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Told {
        self.details.insert(name.to_owned(), value.to_owned());
        self
    }

    /// The same with a number.
    pub(crate) fn counting(mut self, name: &str, count: usize) -> Told {
        self.counts.insert(name.to_owned(), count as u64);
        self
    }
}

impl Node {
    /// Lets an answer out: once the leaf that accounts for it is durable, and not before. What it
    /// holds of records was let through by the granted sight.
    pub(crate) async fn tell<T: WithinView>(
        &self,
        granted: &Granted,
        told: Told,
        answer: T,
    ) -> Result<Released<T>, ServerError> {
        self.note(self.read_event(granted, told)).await?;
        Ok(granted.permit().within_view(answer))
    }

    /// Accounts for something that is done, before it is.
    pub(crate) async fn note_act(
        &self,
        granted: &Granted,
        kind: Kind,
        told: Told,
    ) -> Result<(), ServerError> {
        let event = self.read_event(granted, told);
        self.note(Event { kind, ..event }).await
    }

    /// The event of an answer.
    pub(crate) fn read_event(&self, granted: &Granted, told: Told) -> Event {
        let operation = granted.permit().action().name();
        let mut event = self.event(granted, Kind::Read, operation);
        event.request.counts = told.counts;
        event.request.details = told.details;
        event.concerned = told.concerned;
        event
    }

    /// An event of somebody's.
    pub(crate) fn event(&self, ctx: &Context, kind: Kind, operation: &str) -> Event {
        let mut event = Event::new(kind, operation, ctx.now);
        event.policy = Some(Hash(self.law().hash()));
        event.request = Request {
            actor: ctx.actor.name.clone(),
            actor_kind: match ctx.actor.kind {
                ActorKind::Person | ActorKind::Local => LoggedKind::Person,
                ActorKind::Program => LoggedKind::Program,
                ActorKind::Loopback => LoggedKind::Loopback,
                ActorKind::Partner => LoggedKind::Partner,
                ActorKind::Node => LoggedKind::Node,
            },
            roles: ctx.actor.roles.iter().map(ToString::to_string).collect(),
            purpose: ctx.reason.purpose.as_ref().map(ToString::to_string),
            legal_basis: ctx.reason.legal_basis.as_ref().map(ToString::to_string),
            case: ctx.reason.case.as_ref().map(ToString::to_string),
            request_id: ctx.request_id.clone(),
            ..Request::default()
        };
        event
    }

    /// Writes an event to the log; it is durable when this returns.
    pub(crate) async fn note(&self, event: Event) -> Result<(), ServerError> {
        self.log().await?.append(event).await?;
        Ok(())
    }

    /// A person or thing that was asked about and need be on no list. Only this node can tell who
    /// it is from the reference, by asking the same.
    pub(crate) async fn asked(
        &self,
        properties: &BTreeMap<String, OneOrMany>,
    ) -> Result<Concerned, ServerError> {
        Ok(asked_about(self.asked_secret().await?, properties))
    }
}

/// The properties that say who is meant: what else is asked does not change that.
pub(crate) const IDENTIFYING: [&str; 4] = ["birthDate", "imoNumber", "name", "passportNumber"];

/// How much of the code a reference keeps: enough that no two people share one.
const REFERENCE_BYTES: usize = 16;

/// A person or thing that was asked about, under a reference that needs the secret to be made.
pub(crate) fn asked_about(secret: &str, properties: &BTreeMap<String, OneOrMany>) -> Concerned {
    let mut details = BTreeMap::new();
    let mut said = String::new();
    for (name, values) in properties {
        if IDENTIFYING.contains(&name.as_str()) {
            let mut folded: Vec<String> =
                texts(values).iter().map(|value| value.trim().to_lowercase()).collect();
            folded.sort_unstable();
            // Writing to a string cannot fail.
            let _ = writeln!(said, "{name}={}", folded.join("\u{1f}"));
        }
        details.insert(name.clone(), texts(values).join("; "));
    }
    let mut subject = "asked/".to_owned();
    // A key of any length makes a code.
    if let Ok(mut code) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) {
        code.update(b"comity/asked-about/v1\n");
        code.update(said.as_bytes());
        let mut digest = hex(&code.finalize().into_bytes());
        digest.truncate(REFERENCE_BYTES * 2);
        subject.push_str(&digest);
    }
    Concerned { subject, details, ..Concerned::default() }
}

/// Values as texts.
pub(crate) fn texts(values: &OneOrMany) -> Vec<String> {
    match values {
        OneOrMany::One(value) => vec![value.clone()],
        OneOrMany::Many(values) => {
            let text = |value: &serde_json::Value| match value.as_str() {
                Some(text) => text.to_owned(),
                None => value.to_string(),
            };
            values.iter().map(text).collect()
        }
    }
}

/// A held record of which this was shown.
pub(crate) fn record_shown(dataset: &str, record: &Record, score: Option<f64>) -> Concerned {
    let mut shown: Vec<String> =
        record.statements().iter().map(|said| said.property.name().to_owned()).collect();
    shown.sort_unstable();
    shown.dedup();
    let subject = format!("{dataset}/{}", record.id());
    Concerned { subject, shown, score_permille: score.map(permille), ..Concerned::default() }
}

/// A score from 0 to 1 in thousandths.
pub(crate) fn permille(score: f64) -> u16 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it lies between 0 and 1000"
    )]
    let whole = (score.clamp(0.0, 1.0) * 1_000.0).round() as u16;
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(&str, &str)]) -> Concerned {
        let of = |(name, value): &(&str, &str)| {
            ((*name).to_owned(), OneOrMany::One((*value).to_owned()))
        };
        asked_about("seven", &pairs.iter().map(of).collect())
    }

    #[test]
    fn who_is_asked_about_twice_has_one_reference() {
        let one = asked(&[("name", "Zoltrian Quenfelder"), ("birthDate", "1970-01-05")]);
        let again = asked(&[
            ("name", " ZOLTRIAN QUENFELDER"),
            ("birthDate", "1970-01-05"),
            ("country", "fr"),
        ]);
        let other = asked(&[("name", "Zoltrian Quenfelder"), ("birthDate", "1971-01-05")]);
        assert_eq!(one.subject, again.subject);
        assert_ne!(one.subject, other.subject);
        assert!(!one.subject.to_lowercase().contains("zoltrian"), "it says nothing by itself");
        assert_ne!(one.subject, asked_about("eight", &BTreeMap::new()).subject);
    }

    #[test]
    fn scores_are_whole_thousandths() {
        assert_eq!([0.0, 0.4567, 1.0, 7.0].map(permille), [0, 457, 1_000, 1_000]);
    }
}
