use std::sync::Arc;

use comity_api::Fault;
use comity_api::limits::WORDS_CHARS_MAX;
use comity_api::local::{DecisionInfo, DecisionOrder};
use comity_api::v1::SourceRecord;
use comity_model::{DatasetName, Judgement, RecordId, RecordRef, SameAs, Schema};

use super::node::Node;
use crate::{Context, ServerError};

impl Node {
    /// Keeps a person's decision about two records, and gives the canonical id of their group if
    /// they are one.
    pub(super) async fn decide(
        self: &Arc<Self>,
        ctx: &Context,
        order: &DecisionOrder,
    ) -> Result<Option<String>, ServerError> {
        if order.reason.chars().count() > WORDS_CHARS_MAX {
            let message = format!("a reason has at most {WORDS_CHARS_MAX} characters");
            return Err(Fault::invalid("too-many-words", message).into());
        }
        if order.reason.trim().is_empty() {
            return Err(Fault::invalid("no-reason", "a decision needs a reason").into());
        }
        let (left, left_schema) = self.named(&order.left).await?;
        let (right, right_schema) = self.named(&order.right).await?;
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
            decided_by: ctx.actor.name.clone(),
            decided_at: ctx.now,
            reason: order.reason.trim().to_owned(),
        };
        self.store.decide(&decision).await?;
        let loaded = self.refresh().await?;
        Ok(loaded.groups.canonical(&left).map(ToString::to_string))
    }

    /// The record that somebody means.
    async fn named(&self, record: &SourceRecord) -> Result<(RecordRef, Schema), ServerError> {
        let id = RecordId::new(&record.id)?;
        let known = self.store.records(&record.id).await?;
        let mut known = known.into_iter().map(|stored| (stored.dataset, stored.record.schema()));
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
    pub(super) async fn decisions(&self) -> Result<Vec<DecisionInfo>, ServerError> {
        let decisions = self.store.decisions().await?;
        let shown = decisions.into_iter().map(|decision| DecisionInfo {
            left: source(&decision.left),
            right: source(&decision.right),
            same: decision.judgement == Judgement::Same,
            decided_by: decision.decided_by,
            decided_at: decision.decided_at.to_string(),
            reason: decision.reason,
        });
        Ok(shown.collect())
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
