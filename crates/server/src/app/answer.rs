use std::sync::Arc;

use comity_api::local::{Call, ChangesOrder, Reply, UnusualOrder};
use comity_audit::{Kind, Usual};
use comity_policy::{Action, Released};

use super::changes::ChangesAsk;
use super::node::Node;
use crate::{Context, ServerError};

impl Node {
    /// Answers one call of the command line.
    pub(crate) async fn answer(
        self: &Arc<Self>,
        ctx: &Context,
        call: Call,
    ) -> Result<Released<Reply>, ServerError> {
        Ok(match call {
            Call::Datasets => {
                self.datasets(ctx).await?.project(|list| Reply::Datasets(list.datasets))
            }
            Call::Screen(request) => {
                self.screen(ctx, &request).await?.project(|found| Reply::Screened(Box::new(found)))
            }
            Call::Search(search) => {
                self.search(ctx, &search).await?.project(|page| Reply::Found(Box::new(page)))
            }
            Call::Record { id, full } => self.record(ctx, &id, full).await?.project(Reply::Record),
            Call::Decide(order) => self.decide(ctx, &order).await?,
            Call::Decisions => self.decisions(ctx).await?.project(Reply::Decisions),
            Call::Changes(order) => {
                let ChangesOrder { dataset, from, to, after, limit } = order;
                let ask = ChangesAsk { from, to, after, limit };
                let list = self.changes(ctx, &dataset, ask).await?;
                list.project(|list| Reply::Changes(Box::new(list)))
            }
            Call::PutSubject { register, spec } => {
                let id = spec.id.clone().unwrap_or_default();
                let info = self.put_subject(ctx, &register, &id, &spec).await?;
                info.project(|info| Reply::Subject(Box::new(info)))
            }
            Call::PutSubjects { register, batch } => {
                self.put_subjects(ctx, &register, &batch).await?.project(Reply::SubjectsKept)
            }
            Call::Subjects(page) => self.subject_list(ctx, &page).await?.project(Reply::Subjects),
            Call::RemoveSubject { register, id } => {
                let removed = self.remove_subject(ctx, &register, &id).await?;
                Released::public(Reply::Removed(removed))
            }
            Call::SubjectChanges { since, limit } => {
                self.subject_changes(ctx, since, limit).await?.project(Reply::SubjectChanges)
            }
            Call::Log(query) => {
                self.show_log(ctx, &query).await?.project(|page| Reply::Log(Box::new(page)))
            }
            Call::Unusual(order) => {
                let UnusualOrder { days, reads, hours_from, hours_until } = order;
                let usual = Usual {
                    reads_per_day_max: Some(reads),
                    minutes: Some((hours_from.min(24) * 60, hours_until.min(24) * 60)),
                    ..Usual::default()
                };
                let found = self.unusual(ctx, days, usual).await?;
                found.project(|found| Reply::Unusual(Box::new(found)))
            }
            Call::Access(request) => {
                let answer = self.access(ctx, &request).await?;
                answer.project(|answer| Reply::Access(Box::new(answer)))
            }
            Call::IndirectAccess(request) => {
                self.indirect_access(ctx, &request).await?.project(Reply::IndirectAccess)
            }
            Call::EraseOfLog(order) => {
                self.erase_of_log(ctx, &order).await?.project(Reply::ErasedOfLog)
            }
            Call::Rights(call) => {
                let reply = self.answer_rights(ctx, *call).await?;
                reply.project(|reply| Reply::Rights(Box::new(reply)))
            }
            Call::ExportLog(order) => {
                let copy = self.export_log(ctx, &order.to, order.open.as_ref()).await?;
                copy.project(|copy| Reply::LogExported(Box::new(copy)))
            }
            Call::Alert(call) => {
                let reply = self.answer_alert(ctx, *call).await?;
                reply.project(|reply| Reply::Alert(Box::new(reply)))
            }
            Call::Case(call) => {
                let reply = self.answer_case(ctx, *call).await?;
                reply.project(|reply| Reply::Case(Box::new(reply)))
            }
            Call::Party(call) => {
                let reply = self.answer_party(ctx, *call).await?;
                Released::public(Reply::Party(Box::new(reply)))
            }
            Call::Policy => self.policy_info().project(|info| Reply::Policy(Box::new(info))),
            Call::AdoptPolicy(order) => {
                let info = self.adopt_policy(ctx, *order).await?;
                info.project(|info| Reply::Policy(Box::new(info)))
            }
            Call::Approval(call) => {
                let reply = self.answer_approval(ctx, *call).await?;
                reply.project(|reply| Reply::Approval(Box::new(reply)))
            }
            other => Released::public(self.run(ctx, other).await?),
        })
    }

    /// Answers a call that runs a part of the node, once the policy permits it; what changed stands
    /// in the log.
    async fn run(self: &Arc<Self>, ctx: &Context, call: Call) -> Result<Reply, ServerError> {
        let (action, change) = running(&call);
        self.may_run(ctx, action).await?;
        let reply = self.done(ctx, call).await?;
        if let Some((kind, operation, about)) = change {
            self.note_change(ctx, kind, operation, &about).await?;
        }
        Ok(reply)
    }

    async fn done(self: &Arc<Self>, ctx: &Context, call: Call) -> Result<Reply, ServerError> {
        Ok(match call {
            Call::Versions { dataset } => Reply::Versions(self.versions(&dataset).await?),
            Call::Report { dataset } => Reply::Report(Box::new(self.report(&dataset).await?)),
            Call::Remove { dataset } => Reply::Removed(self.remove(&dataset).await?),
            Call::Erase { dataset, keep } => Reply::Erased(self.erase(&dataset, keep).await?),
            Call::Backup(order) => Reply::BackedUp(self.backup(ctx, &order).await?),
            Call::CreateToken(order) => Reply::Token(self.create_token(ctx, &order).await?),
            Call::Tokens => Reply::Tokens(self.tokens().await?),
            Call::RemoveToken { name } => Reply::Removed(self.remove_token(&name).await?),
            Call::AddAccount(order) => {
                Reply::Account(Box::new(self.add_account(ctx, &order).await?))
            }
            Call::Accounts => Reply::Accounts(self.accounts().await?),
            Call::ChangeAccount(order) => {
                Reply::Account(Box::new(self.change_account(&order).await?))
            }
            Call::RemoveAccount { name } => Reply::Removed(self.remove_account(&name).await?),
            Call::EndSessions { name } => Reply::Ended(self.end_sessions(&name).await?),
            Call::AddWebhook { name, url } => {
                Reply::Webhook(self.add_webhook(ctx, &name, &url).await?)
            }
            Call::Webhooks => Reply::Webhooks(self.webhooks(ctx).await?),
            Call::ResumeWebhook { name } => Reply::Removed(self.resume_webhook(&name).await?),
            Call::RemoveWebhook { name } => Reply::Removed(self.remove_webhook(&name).await?),
            Call::Fetch(order) => Reply::Fetched(Box::new(self.fetch(ctx, *order).await?)),
            Call::Update => Reply::Updated(self.update_datasets(ctx, true).await?),
            Call::Doctor => Reply::Doctor(self.doctor(ctx).await),
            _ => return Err(comity_api::Fault::internal("a call that nobody answers").into()),
        })
    }
}

/// What a call does to the node: the action that is asked of the policy, and what the log says of
/// it when it is done. Imports are noted where they happen.
fn running(call: &Call) -> (Action, Option<(Kind, &'static str, String)>) {
    let account = |operation, name: &String| Some((Kind::Account, operation, name.clone()));
    let change = |operation, name: &String| Some((Kind::Change, operation, name.clone()));
    match call {
        Call::Versions { .. } => (Action::ListDatasets, None),
        Call::Report { .. } | Call::Fetch(_) | Call::Update => (Action::Import, None),
        Call::Remove { dataset } => {
            (Action::Erase, Some((Kind::Erasure, "remove-dataset", dataset.clone())))
        }
        Call::Erase { dataset, .. } => {
            (Action::Erase, Some((Kind::Erasure, "erase-versions", dataset.clone())))
        }
        Call::Backup(order) => (Action::ManageNode, change("backup", &order.to)),
        Call::CreateToken(order) => (Action::ManageAccounts, account("create-token", &order.name)),
        Call::RemoveToken { name } => (Action::ManageAccounts, account("remove-token", name)),
        Call::AddAccount(order) => (Action::ManageAccounts, account("add-account", &order.name)),
        Call::ChangeAccount(order) => {
            (Action::ManageAccounts, account("change-account", &order.name))
        }
        Call::RemoveAccount { name } => (Action::ManageAccounts, account("remove-account", name)),
        Call::EndSessions { name } => (Action::ManageAccounts, account("end-sessions", name)),
        Call::Tokens | Call::Accounts => (Action::ManageAccounts, None),
        Call::AddWebhook { name, .. } => (Action::ManageNode, change("add-webhook", name)),
        Call::ResumeWebhook { name } => (Action::ManageNode, change("resume-webhook", name)),
        Call::RemoveWebhook { name } => (Action::ManageNode, change("remove-webhook", name)),
        _ => (Action::ManageNode, None),
    }
}
