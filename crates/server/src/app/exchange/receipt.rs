use comity_audit::Kind as LogKind;
use comity_exchange::{Letter, Outcome, PartyCard, Receipt, Verified};
use comity_model::{RecordId, Timestamp};
use comity_store::Partner;

use crate::app::node::Node;
use crate::{Context, ServerError};

impl Node {
    /// Takes a partner's word about what became of an envelope. It counts only with the proof that
    /// the partner's log accounts for it.
    pub(super) async fn take_receipt(
        &self,
        partner: &Partner,
        card: &PartyCard,
        letter: &Verified<Letter>,
        now: Timestamp,
    ) -> Result<(), ServerError> {
        let ctx = Context::node(now);
        let mut event = self.event(&ctx, LogKind::Decision, "take-receipt");
        event.request.actor = partner.party.to_string();
        event.request.actor_kind = comity_audit::ActorKind::Partner;
        let answers = letter.as_ref().header.answers;
        let seq = match answers {
            Some(hash) => self.store.outgoing_seq(&partner.party, hash).await?,
            None => None,
        };
        let read = letter.as_ref().body::<Receipt>().map_err(|error| error.to_string());
        let read = read.and_then(|receipt| {
            let log = card.log_key().map_err(|error| error.to_string())?;
            receipt.leaf.verify(&log).map_err(|error| error.to_string())?;
            Ok(receipt)
        });
        let (receipt, seq) = match (read, seq) {
            (Ok(receipt), Some(seq)) => (receipt, seq),
            (read, _) => {
                let why = read.err().unwrap_or_else(|| "it answers nothing that was sent".into());
                tracing::warn!(party = partner.party.as_str(), why, "a receipt does not count");
                event.request.details.insert("not-counted".to_owned(), why);
                return self.note(event).await;
            }
        };
        event.request.counts.insert("put".to_owned(), receipt.put);
        event.request.counts.insert("erased".to_owned(), receipt.erased);
        event.request.counts.insert("not-done".to_owned(), receipt.not_done.len() as u64);
        event.request.details.insert("leaf".to_owned(), receipt.leaf.leaf.to_string());
        event.request.details.insert("checkpoint".to_owned(), receipt.leaf.checkpoint.clone());
        self.note(event).await?;
        let not_done: Vec<(Option<RecordId>, String)> = receipt
            .not_done
            .into_iter()
            .filter(|_| receipt.outcome != Outcome::Done)
            .map(|each| (each.id, format!("{}: {}", each.code, each.why)))
            .collect();
        Ok(self.store.keep_receipt(&partner.party, seq, not_done, now).await?)
    }
}
