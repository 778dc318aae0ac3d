use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use super::node::Node;
use crate::{Context, ServerError};

/// Brings the datasets up to what their publishers have. It is told who asks, and whether they
/// wait for the end; if they do not, it returns when the work is begun.
pub type Updater = Arc<
    dyn Fn(Context, bool) -> Pin<Box<dyn Future<Output = Result<(), ServerError>> + Send>>
        + Send
        + Sync,
>;

impl Node {
    /// Says who updates the datasets when that is asked for. Only the first call counts.
    pub fn on_update(&self, updater: Updater) {
        let _ = self.updater.set(updater);
    }

    /// Brings the datasets up to what their publishers have. Where nobody does that, the index is
    /// brought up to the store.
    pub(crate) async fn update_datasets(
        self: &Arc<Self>,
        ctx: Context,
        wait: bool,
    ) -> Result<(), ServerError> {
        if let Some(updater) = self.updater.get() {
            return updater(ctx, wait).await;
        }
        if wait {
            return self.refresh().await.map(|_| ());
        }
        let node = self.clone();
        tokio::spawn(async move {
            if let Err(err) = node.refresh().await {
                tracing::error!(code = err.code(), error = err.chain(), "update failed");
            }
        });
        Ok(())
    }
}
