//! Registering and removing subjects.

use std::sync::Arc;

use comity_api::v1::{SubjectBatch, SubjectInfo, SubjectSpec, SubjectsKept};
use comity_api::{Fault, FaultKind};
use comity_audit::{Event, Kind};
use comity_policy::{Action, Released};
use comity_store::Watched;

use super::spec::{self, Read};
use crate::app::law::{Granted, Told};
use crate::app::node::Node;
use crate::limits::{SUBJECT_BATCH_MAX, SUBJECTS_MAX};
use crate::{Context, ServerError};

impl Node {
    /// Keeps a subject in place of the one with its id, and screens it.
    pub(crate) async fn put_subject(
        self: &Arc<Self>,
        ctx: &Context,
        register: &str,
        id: &str,
        spec: &SubjectSpec,
    ) -> Result<Released<SubjectInfo>, ServerError> {
        let granted = &self.may_keep(ctx, spec).await?;
        if spec.id.as_ref().is_some_and(|stated| stated != id) {
            let message = "the subject's `id` is not the one in the address";
            return Err(Fault::invalid("subject-id", message).into());
        }
        let Read { subject, .. } = spec::read(granted, register, id, spec)?;
        self.check_free(granted, register, id).await?;
        self.note_kept(granted, register, std::slice::from_ref(spec)).await?;
        self.store.put_subjects(vec![subject], granted.now, SUBJECTS_MAX).await?;
        self.screen_pending().await?;
        self.told_subject(granted, register, id).await
    }

    /// Whether somebody may keep a subject for the reason that it states, or that they do.
    async fn may_keep(&self, ctx: &Context, spec: &SubjectSpec) -> Result<Granted, ServerError> {
        let (purpose, basis) = (spec.purpose.as_deref(), spec.legal_basis.as_deref());
        let ctx = ctx.stating(purpose, basis, spec.case.as_deref())?;
        self.may(&ctx, Action::RegisterSubject).await
    }

    /// Accounts for subjects before they are kept.
    async fn note_kept(
        &self,
        granted: &Granted,
        register: &str,
        specs: &[SubjectSpec],
    ) -> Result<(), ServerError> {
        let mut told = Told::default().with("register", register).counting("subjects", specs.len());
        for spec in specs {
            told.concerned.push(self.asked(&spec.query.properties).await?);
        }
        let event = self.read_event(granted, told);
        self.note(Event { kind: Kind::Collection, ..event }).await
    }

    /// Keeps several subjects, or none of them, and screens them.
    pub(crate) async fn put_subjects(
        self: &Arc<Self>,
        ctx: &Context,
        register: &str,
        batch: &SubjectBatch,
    ) -> Result<Released<SubjectsKept>, ServerError> {
        let granted = &self.may(ctx, Action::RegisterSubject).await?;
        let count = batch.subjects.len();
        if count == 0 || count > SUBJECT_BATCH_MAX {
            let message = format!("a batch has 1 to {SUBJECT_BATCH_MAX} subjects, not {count}");
            return Err(Fault::invalid("batch-size", message).into());
        }
        let mut subjects = Vec::with_capacity(count);
        let mut told = SubjectsKept { kept: count, ..SubjectsKept::default() };
        for (at, spec) in batch.subjects.iter().enumerate() {
            let no_id = || Fault::invalid("subject-id", "it has no `id`");
            let read = match &spec.id {
                Some(id) => {
                    self.may_keep(ctx, spec).await?;
                    spec::read(granted, register, id, spec)
                }
                None => Err(no_id().into()),
            };
            let Read { subject, ignored } = read.map_err(|err| placed(at, spec, &err))?;
            self.check_free(granted, register, &subject.id).await?;
            told.ignored.extend(ignored);
            subjects.push(subject);
        }
        told.ignored.sort_unstable();
        told.ignored.dedup();
        let ids: Vec<String> = subjects.iter().map(|subject| subject.id.clone()).collect();
        self.note_kept(granted, register, &batch.subjects).await?;
        self.store.put_subjects(subjects, granted.now, SUBJECTS_MAX).await?;
        self.screen_pending().await?;
        let mut concerned = Vec::new();
        for id in ids {
            let Some(found) = self.store.subject(register, &id, granted.now).await? else {
                continue;
            };
            told.with_hits += usize::from(!found.hits.is_empty());
            concerned.extend(found.hits.iter().map(spec::concerned));
        }
        self.tell(granted, Told::about(concerned), told).await
    }

    /// A subject and what it hits.
    pub(crate) async fn subject_info(
        &self,
        ctx: &Context,
        register: &str,
        id: &str,
    ) -> Result<Released<SubjectInfo>, ServerError> {
        let granted = self.may(ctx, Action::RegisterSubject).await?;
        self.told_subject(&granted, register, id).await
    }

    async fn told_subject(
        &self,
        granted: &Granted,
        register: &str,
        id: &str,
    ) -> Result<Released<SubjectInfo>, ServerError> {
        let found = self.seen_subject(granted, register, id).await?;
        let info = spec::info(&found)?;
        let mut concerned = vec![self.asked(&info.query.properties).await?];
        concerned.extend(found.hits.iter().map(spec::concerned));
        self.tell(granted, Told::about(concerned).with("register", register), info).await
    }

    async fn seen_subject(
        &self,
        granted: &Granted,
        register: &str,
        id: &str,
    ) -> Result<Watched, ServerError> {
        match self.store.subject(register, id, granted.now).await? {
            Some(mut found) if is_seen(granted, &found)? => {
                let withheld = self.withheld(granted).await?;
                found.hits.retain(|hit| !withheld.hides(&hit.dataset, &hit.record));
                Ok(found)
            }
            _ => {
                // That somebody asked is kept, whether or not there is one.
                self.tell(granted, Told::default().with("register", register), ()).await?;
                Err(no_such_subject(register, id).into())
            }
        }
    }

    /// Removes a subject and all that was found about it.
    pub(crate) async fn remove_subject(
        &self,
        ctx: &Context,
        register: &str,
        id: &str,
    ) -> Result<bool, ServerError> {
        let granted = &self.may(ctx, Action::RegisterSubject).await?;
        // What the actor may not see is as if it were not there.
        let found = self.seen_subject(granted, register, id).await?;
        let asked = self.asked(&spec::info(&found)?.query.properties).await?;
        let event = self.read_event(granted, Told::about(vec![asked]).with("register", register));
        self.note(Event { kind: Kind::Erasure, ..event }).await?;
        if !self.store.remove_subject(register, id).await? {
            return Err(no_such_subject(register, id).into());
        }
        Ok(true)
    }

    /// A subject that somebody registered who may see more is not overwritten.
    async fn check_free(&self, ctx: &Context, register: &str, id: &str) -> Result<(), ServerError> {
        let known = self.store.subject(register, id, ctx.now).await?;
        match known {
            Some(known) if !is_seen(ctx, &known)? => {
                let message = format!("`{register}/{id}` cannot be used");
                let hint = "take another id, or another register";
                let fault = Fault::new(FaultKind::Conflict, "subject-taken", message);
                Err(fault.with_hint(hint).into())
            }
            _ => Ok(()),
        }
    }
}

/// Whether an actor may see a subject: what it hits was found with its clearance.
pub(in crate::app) fn is_seen(ctx: &Context, watched: &Watched) -> Result<bool, ServerError> {
    let clearance = spec::kept_clearance(&watched.subject.clearance)?;
    Ok(clearance.index() <= ctx.clearance.index())
}

/// A refusal with the place in the batch.
fn placed(at: usize, spec: &SubjectSpec, err: &ServerError) -> Fault {
    let fault = err.to_fault();
    let named = spec.id.as_ref().map_or_else(String::new, |id| format!(" (`{id}`)"));
    let message = format!("subject {}{named}: {}", at + 1, fault.message);
    Fault { message, ..fault }
}

fn no_such_subject(register: &str, id: &str) -> Fault {
    Fault::not_found("no-such-subject", format!("there is no subject `{register}/{id}`"))
}
