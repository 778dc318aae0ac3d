use std::sync::Arc;

use comity_api::local::{Call, Reply};

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
            Call::Doctor => Reply::Doctor(self.doctor(ctx).await),
        })
    }
}
