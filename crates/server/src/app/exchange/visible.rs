use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use comity_exchange::{Change, RecordForm, Terms, What};
use comity_model::{DatasetName, PartyId, PropertyType, Record, RecordId, Statement};
use comity_policy::{
    About, Action, Age, Asker, Disclose, Facts, Gate, Grounds, Law, Released, Standing,
};

use crate::ServerError;
use crate::app::node::Node;
use crate::limits::REFERRING_MAX;

/// What a partner may see of a dataset, under one order to share.
pub(super) struct Sight<'n> {
    pub(super) node: &'n Node,
    pub(super) law: Arc<Law>,
    pub(super) asker: Asker,
    pub(super) facts: Facts,
    pub(super) terms: Terms,
    pub(super) dataset: DatasetName,
    pub(super) own: PartyId,
    /// What references lead to, as far as it was looked up already.
    pub(super) known: BTreeMap<RecordId, Option<Target>>,
}

/// A record without the references that would tell of records which the partner may not see.
struct WithoutHidden {
    record: Record,
    hidden: BTreeSet<String>,
}

impl Disclose for WithoutHidden {
    fn disclose(self, gate: &Gate<'_>) -> Option<WithoutHidden> {
        let record = gate.record(self.record)?;
        let mut left = Record::new(record.id().clone(), record.schema());
        for said in record.statements() {
            if !(is_reference(said) && self.hidden.contains(&said.value)) {
                left.push(said.clone()).ok()?;
            }
        }
        for referent in record.referents() {
            left.add_referent(referent.clone()).ok()?;
        }
        (!left.statements().is_empty()).then_some(WithoutHidden { record: left, ..self })
    }
}

fn is_reference(said: &Statement) -> bool {
    said.property.kind() == PropertyType::Entity
}

impl Sight<'_> {
    /// What the partner may see of a record; nothing if nothing.
    pub(super) async fn shown(
        &mut self,
        record: Record,
    ) -> Result<Option<Released<Change>>, ServerError> {
        if !self.terms.covers(record.schema()) {
            return Ok(None);
        }
        let mut hidden = BTreeSet::new();
        let mut owners = 0;
        for said in record.statements().iter().filter(|said| is_reference(said)) {
            let Ok(target) = RecordId::new(&said.value) else { continue };
            match self.target(&target).await? {
                Some(Target { is_main: true, is_seen: false }) if record.schema().is_related() => {
                    // What describes somebody who is not shown is not shown either.
                    return Ok(None);
                }
                Some(target) if target.is_seen => owners += usize::from(target.is_main),
                _ => _ = hidden.insert(said.value.clone()),
            }
        }
        if record.schema().is_related() && owners == 0 && !self.is_used(&record).await? {
            return Ok(None);
        }
        let Some(facts) = self.facts_about(&record) else { return Ok(None) };
        let action = self.action(&record);
        let Ok(permit) = self.law.permit(&self.asker, action, &facts) else { return Ok(None) };
        let released = self.law.release(&permit, WithoutHidden { record, hidden });
        Ok(released.map(|released| {
            released.project(|WithoutHidden { record, .. }| Change {
                id: record.id().clone(),
                what: What::Put(RecordForm::of(&record)),
            })
        }))
    }

    /// Whether somebody who is shown points to it, as to an address.
    async fn is_used(&mut self, record: &Record) -> Result<bool, ServerError> {
        let store = &self.node.store;
        let users = store.referring(&self.dataset, record.id().as_str(), REFERRING_MAX).await?;
        for user in users.into_iter().filter(|user| !user.record.schema().is_related()) {
            if self.is_seen(user.record) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What a reference leads to; none if nothing of this dataset.
    async fn target(&mut self, id: &RecordId) -> Result<Option<Target>, ServerError> {
        if let Some(known) = self.known.get(id) {
            return Ok(*known);
        }
        let found = self.node.store.records(id.as_str()).await?;
        let found = found.into_iter().find(|stored| stored.dataset == self.dataset);
        let target = found.map(|found| Target {
            is_main: !found.record.schema().is_related(),
            is_seen: self.is_seen(found.record),
        });
        self.known.insert(id.clone(), target);
        Ok(target)
    }

    fn is_seen(&self, record: Record) -> bool {
        if !self.terms.covers(record.schema()) {
            return false;
        }
        let Some(facts) = self.facts_about(&record) else { return false };
        let permit = self.law.permit(&self.asker, self.action(&record), &facts);
        permit.is_ok_and(|permit| self.law.release(&permit, record).is_some())
    }

    /// Passing on what another party made is another thing than giving what is one's own.
    fn action(&self, record: &Record) -> Action {
        let is_own = |said: &Statement| *said.origin.party() == self.own;
        if record.statements().iter().all(is_own) { Action::Share } else { Action::OnwardShare }
    }

    fn facts_about(&self, record: &Record) -> Option<Facts> {
        let mut facts = self.facts.clone();
        let age = Age::of(record, facts.now);
        facts.about = match age {
            Age::NotAPerson => About {
                age,
                standing: Standing::NotAPerson,
                grounds: facts.about.grounds,
                ..About::default()
            },
            age => About { age, ..facts.about },
        };
        (facts.about.grounds != Grounds::Unknown).then_some(facts)
    }
}

/// What a reference leads to.
#[derive(Clone, Copy)]
pub(super) struct Target {
    is_main: bool,
    is_seen: bool,
}
