use comity_exchange::{Kind, Share};
use comity_model::{DatasetName, RecordId};

use super::Direction;
use crate::ServerError;
use crate::app::node::Node;
use crate::limits::OUTGOING_LOOKED_AT_MAX;

impl Node {
    /// Erases from what waits for partners the bodies that hold one of these records. What else
    /// they held is told anew.
    pub(super) async fn scrub_outbox(
        &self,
        dataset: &DatasetName,
        ids: &[RecordId],
    ) -> Result<(), ServerError> {
        for partner in self.store.partners().await? {
            let turn = self.exchange.turn(&partner.party, Direction::Out);
            let _turn = turn.lock().await;
            let mut after = partner.acked;
            loop {
                let limit = OUTGOING_LOOKED_AT_MAX;
                let waiting = self.store.outgoing(&partner.party, after, limit).await?;
                let Some(last) = waiting.last() else { break };
                after = last.seq;
                for sent in waiting.iter().filter(|sent| sent.kind == Kind::Share.name()) {
                    let share = sent.body.as_deref().map(serde_json::from_str::<Share>);
                    let Some(Ok(share)) = share else { continue };
                    let holds = share.changes.iter().any(|change| ids.contains(&change.id));
                    if share.dataset == *dataset && holds {
                        let told = share.changes.into_iter().map(|change| change.id).collect();
                        let (party, seq) = (&partner.party, sent.seq);
                        self.store.void_outgoing(party, seq, dataset, told).await?;
                    }
                }
            }
        }
        Ok(())
    }
}
