use std::sync::Arc;

use comity_api::local::{Call, ChangesOrder, Reply};

use super::changes::ChangesAsk;
use super::node::Node;
use crate::{Context, ServerError};

impl Node {
    /// Answers one call of the command line.
    pub(crate) async fn answer(
        self: &Arc<Self>,
        ctx: &Context,
        call: Call,
    ) -> Result<Reply, ServerError> {
        Ok(match call {
            Call::Datasets => Reply::Datasets(self.datasets(ctx).await?),
            Call::Versions { dataset } => Reply::Versions(self.versions(&dataset).await?),
            Call::Report { dataset } => Reply::Report(Box::new(self.report(&dataset).await?)),
            Call::Screen(request) => Reply::Screened(Box::new(self.screen(ctx, &request).await?)),
            Call::Search(search) => Reply::Found(Box::new(self.search(ctx, &search).await?)),
            Call::Record { id } => Reply::Record(self.record(ctx, &id).await?),
            Call::Decide(order) => Reply::Decided { canonical: self.decide(ctx, &order).await? },
            Call::Decisions => Reply::Decisions(self.decisions().await?),
            Call::Remove { dataset } => Reply::Removed(self.remove(&dataset).await?),
            Call::Erase { dataset, keep } => Reply::Erased(self.erase(&dataset, keep).await?),
            Call::Backup { to } => {
                self.backup(&to).await?;
                Reply::Done
            }
            Call::CreateToken { name, clearance } => {
                Reply::Token(self.create_token(ctx, &name, &clearance).await?)
            }
            Call::Tokens => Reply::Tokens(self.tokens().await?),
            Call::RemoveToken { name } => Reply::Removed(self.remove_token(&name).await?),
            Call::Changes(order) => {
                let ChangesOrder { dataset, from, to, after, limit } = order;
                let ask = ChangesAsk { from, to, after, limit };
                Reply::Changes(Box::new(self.changes(ctx, &dataset, ask).await?))
            }
            Call::PutSubject { register, spec } => {
                let id = spec.id.clone().unwrap_or_default();
                let info = self.put_subject(ctx, &register, &id, &spec).await?;
                Reply::Subject(Box::new(info))
            }
            Call::PutSubjects { register, batch } => {
                Reply::SubjectsKept(self.put_subjects(ctx, &register, &batch).await?)
            }
            Call::Subjects(page) => Reply::Subjects(self.subject_list(ctx, &page).await?),
            Call::RemoveSubject { register, id } => {
                Reply::Removed(self.remove_subject(ctx, &register, &id).await?)
            }
            Call::SubjectChanges { since, limit } => {
                Reply::SubjectChanges(self.subject_changes(ctx, since, limit).await?)
            }
            Call::AddWebhook { name, url } => {
                Reply::Webhook(self.add_webhook(ctx, &name, &url).await?)
            }
            Call::Webhooks => Reply::Webhooks(self.webhooks(ctx).await?),
            Call::ResumeWebhook { name } => Reply::Removed(self.resume_webhook(&name).await?),
            Call::RemoveWebhook { name } => Reply::Removed(self.remove_webhook(&name).await?),
            Call::Fetch(order) => Reply::Fetched(Box::new(self.fetch(ctx, *order).await?)),
            Call::Update => Reply::Updated(self.update_datasets(ctx, true).await?),
            Call::Alert(call) => Reply::Alert(Box::new(self.answer_alert(ctx, *call).await?)),
            Call::Case(call) => Reply::Case(Box::new(self.answer_case(ctx, *call).await?)),
            Call::Doctor => Reply::Doctor(self.doctor(ctx).await),
        })
    }
}
