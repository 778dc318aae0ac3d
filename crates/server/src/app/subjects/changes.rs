//! New, changed and withdrawn hits, in their order.

use std::sync::Arc;

use comity_api::v1::{HitKind, SubjectChange, SubjectChangeList};
use comity_audit::Concerned;
use comity_policy::{Action, Released};
use comity_store::{Event, EventPage, Happened, HitChange};

use super::spec;
use crate::app::law::Told;
use crate::app::node::Node;
use crate::limits::SUBJECT_CHANGES_MAX;
use crate::{ActorKind, Context, ServerError};

impl Node {
    /// What happened after a number, as far as the actor may see it.
    pub(crate) async fn subject_changes(
        self: &Arc<Self>,
        ctx: &Context,
        since: u64,
        limit: usize,
    ) -> Result<Released<SubjectChangeList>, ServerError> {
        let granted = &self.may(ctx, Action::RegisterSubject).await?;
        // A command waits for what a node does by itself.
        if ctx.actor.kind == ActorKind::Local {
            self.catch_up().await?;
        }
        // Asked before the events: what is screened meanwhile is among them.
        let current = self.is_screened().await?;
        let limit = limit.clamp(1, SUBJECT_CHANGES_MAX);
        let page = EventPage { since, until: None, limit, hits_only: true };
        let found = self.store.events(page, ctx.now).await?;
        let is_full = found.events.len() >= limit;
        let next = match found.events.last() {
            Some(last) if is_full => last.seq,
            // Numbers of subjects that were removed lead nowhere.
            _ => found.last.max(since),
        };
        let mut changes = Vec::with_capacity(found.events.len());
        for event in &found.events {
            changes.extend(change(ctx, event)?);
        }
        let withheld = self.withheld(granted).await?;
        changes.retain(|told| !withheld.hides(&told.hit.dataset, &told.hit.record));
        let about = changes.iter().map(|change: &SubjectChange| Concerned {
            subject: format!("{}/{}", change.hit.dataset, change.hit.record),
            ..Concerned::default()
        });
        let told = Told::about(about.collect());
        let more = is_full && next < found.last;
        let list = SubjectChangeList { changes, next, more, missed: found.missed, current };
        self.tell(granted, told, list).await
    }
}

fn change(ctx: &Context, event: &Event) -> Result<Option<SubjectChange>, ServerError> {
    let Happened::Hit { change, register, id, clearance, hit } = &event.what else {
        return Ok(None);
    };
    if spec::kept_clearance(clearance)?.index() > ctx.clearance.index() {
        return Ok(None);
    }
    Ok(Some(SubjectChange {
        sequence: event.seq,
        at: event.at.to_string(),
        kind: kind(*change),
        register: register.clone(),
        subject: id.clone(),
        hit: spec::hit_info(hit),
    }))
}

fn kind(change: HitChange) -> HitKind {
    match change {
        HitChange::New => HitKind::New,
        HitChange::Changed => HitKind::Changed,
        HitChange::Withdrawn => HitKind::Withdrawn,
    }
}
