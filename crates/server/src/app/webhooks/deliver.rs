//! Sending in the background: one task a target, so that none waits for another.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use super::attempt::Post;
use crate::ServerError;
use crate::app::node::Node;
use crate::limits::WEBHOOK_ROUND_SECONDS;

impl Node {
    /// Sends messages until the node stops.
    pub(crate) async fn deliver(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let post = match Post::usual() {
            Ok(post) => post,
            Err(err) => {
                tracing::error!(error = %err, "webhooks are not sent");
                return;
            }
        };
        let mut sending: JoinSet<String> = JoinSet::new();
        let mut busy = BTreeSet::new();
        loop {
            if let Err(err) = self.send_due(&post, &mut sending, &mut busy).await {
                tracing::error!(error = err.chain(), "webhooks are not sent");
            }
            let round = Duration::from_secs(WEBHOOK_ROUND_SECONDS);
            tokio::select! {
                biased;
                _ = stop.wait_for(|stopped| *stopped) => return,
                Some(done) = sending.join_next() => match done {
                    Ok(name) => _ = busy.remove(&name),
                    // Which one it was is not known: all others are looked after when they end.
                    Err(_) if sending.is_empty() => busy.clear(),
                    Err(_) => {}
                },
                () = self.watching.happened.notified() => {}
                () = tokio::time::sleep(round) => {}
            }
        }
    }

    /// Starts a task for each target that has something to send and none under way.
    async fn send_due(
        self: &Arc<Self>,
        post: &Post,
        sending: &mut JoinSet<String>,
        busy: &mut BTreeSet<String>,
    ) -> Result<(), ServerError> {
        let now = self.around.clock.now();
        for webhook in self.store.webhooks().await? {
            let state = &webhook.state;
            if state.stopped || state.next_at > now || busy.contains(&webhook.name) {
                continue;
            }
            let last = self.last_event(now).await?;
            if last <= state.done_seq && state.sent_seq.is_none() {
                continue;
            }
            busy.insert(webhook.name.clone());
            let (node, post) = (self.clone(), post.clone());
            sending.spawn(async move {
                if let Err(err) = node.attempt(&post, &webhook).await {
                    tracing::error!(error = err.chain(), name = webhook.name, "webhook not sent");
                }
                webhook.name
            });
        }
        Ok(())
    }
}
