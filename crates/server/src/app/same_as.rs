use std::sync::Arc;

use comity_api::Fault;
use comity_api::limits::WORDS_CHARS_MAX;
use comity_api::local::{DecisionInfo, DecisionOrder, Reply};
use comity_api::v1::SourceRecord;
use comity_audit::{Concerned, Event, Kind};
use comity_model::{DatasetName, Judgement, RecordId, RecordRef, SameAs, Schema};
use comity_policy::{Action, Released};

use super::law::{Granted, Told};
use super::node::Node;
use crate::{Context, ServerError};

impl Node {
    /// Keeps a person's decision about two records, and gives the canonical id of their group if
    /// they are one.
    pub(super) async fn decide(
        self: &Arc<Self>,
        ctx: &Context,
        order: &DecisionOrder,
    ) -> Result<Released<Reply>, ServerError> {
        let granted = &self.may(ctx, Action::DecideSameAs).await?;
        if order.reason.chars().count() > WORDS_CHARS_MAX {
            let message = format!("a reason has at most {WORDS_CHARS_MAX} characters");
            return Err(Fault::invalid("too-many-words", message).into());
        }
        if order.reason.trim().is_empty() {
            return Err(Fault::invalid("no-reason", "a decision needs a reason").into());
        }
        let (left, left_schema) = self.named(granted, &order.left).await?;
        let (right, right_schema) = self.named(granted, &order.right).await?;
        if left == right {
            let message = format!("`{left}` is one record, not two");
            return Err(Fault::invalid("same-record", message).into());
        }
        if order.same && !can_be_one(left_schema, right_schema) {
            let (one, other) = (left_schema.name(), right_schema.name());
            let message = format!("`{left}` is a {one} and `{right}` a {other}: they are not one");
            return Err(Fault::invalid("other-kind", message).into());
        }
        let decision = SameAs {
            left: left.clone(),
            right,
            judgement: if order.same { Judgement::Same } else { Judgement::Different },
            decided_by: granted.actor.name.clone(),
            decided_at: granted.now,
            reason: order.reason.trim().to_owned(),
        };
        let about = [&decision.left, &decision.right]
            .map(|record| Concerned { subject: record.to_string(), ..Concerned::default() });
        let word = if order.same { "same" } else { "different" };
        let told = Told::about(about.into()).with("judgement", word);
        let event = self.read_event(granted, told);
        self.note(Event { kind: Kind::Combination, ..event }).await?;
        self.store.decide(&decision).await?;
        let loaded = self.refresh().await?;
        let canonical = loaded.groups.canonical(&left).map(ToString::to_string);
        Ok(Released::public(Reply::Decided { canonical }))
    }

    /// The record that somebody means, as far as they may see it.
    async fn named(
        &self,
        granted: &Granted,
        record: &SourceRecord,
    ) -> Result<(RecordRef, Schema), ServerError> {
        let id = RecordId::new(&record.id)?;
        let known = self.store.records(&record.id).await?.into_iter();
        let mut known = known.filter_map(|stored| {
            let shown = granted.sight.show(stored.record)?;
            Some((stored.dataset, shown.schema()))
        });
        let missing = || Fault::not_found("no-such-record", format!("there is no record `{id}`"));
        if !record.dataset.is_empty() {
            let asked = DatasetName::new(&record.dataset)?;
            let (dataset, schema) = known.find(|(it, _)| *it == asked).ok_or_else(missing)?;
            return Ok((RecordRef { dataset, id }, schema));
        }
        let (dataset, schema) = known.next().ok_or_else(missing)?;
        if let Some((other, _)) = known.next() {
            let message = format!("`{id}` is in `{dataset}` and in `{other}`");
            let hint = format!("write `{dataset}/{id}`");
            return Err(Fault::invalid("ambiguous-record", message).with_hint(hint).into());
        }
        Ok((RecordRef { dataset, id }, schema))
    }

    /// All decisions, in the order in which they were made.
    pub(super) async fn decisions(
        &self,
        ctx: &Context,
    ) -> Result<Released<Vec<DecisionInfo>>, ServerError> {
        let granted = &self.may(ctx, Action::ReadRecord).await?;
        let decisions = self.store.decisions().await?;
        let shown = decisions.into_iter().map(|decision| DecisionInfo {
            left: source(&decision.left),
            right: source(&decision.right),
            same: decision.judgement == Judgement::Same,
            decided_by: decision.decided_by,
            decided_at: decision.decided_at.to_string(),
            reason: decision.reason,
        });
        let shown: Vec<DecisionInfo> = shown.collect();
        let about = shown.iter().flat_map(|decision| [&decision.left, &decision.right]);
        let concerned = about.map(|record| Concerned {
            subject: format!("{}/{}", record.dataset, record.id),
            ..Concerned::default()
        });
        self.tell(granted, Told::about(concerned.collect()), shown).await
    }
}

/// Whether one thing may be listed under both schemata: lists differ in how exactly they name a
/// kind, but none makes a ship of a person.
fn can_be_one(left: Schema, right: Schema) -> bool {
    let both = |kind: &str| left.is_a(kind) && right.is_a(kind);
    left.is_comparable(right) || both("LegalEntity") || both("Vehicle")
}

fn source(record: &RecordRef) -> SourceRecord {
    SourceRecord { dataset: record.dataset.to_string(), id: record.id.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_things_of_one_kind_can_be_one() {
        let schema = |name| Schema::named(name).unwrap();
        let pairs = [("Person", "LegalEntity"), ("Company", "PublicBody"), ("Vessel", "Vehicle")];
        for (left, right) in pairs {
            assert!(can_be_one(schema(left), schema(right)), "{left} {right}");
        }
        for (left, right) in [("Person", "Vessel"), ("Airplane", "Company")] {
            assert!(!can_be_one(schema(left), schema(right)), "{left} {right}");
        }
    }
}
