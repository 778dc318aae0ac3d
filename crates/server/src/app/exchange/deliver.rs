use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use comity_api::{Fault, FaultKind};
use comity_exchange::limits::ENVELOPES_UNDER_WAY_MAX;
use comity_exchange::{Ack, Signed};
use comity_model::PartyId;
use comity_store::Partner;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::Direction;
use super::links::card_of;
use super::post::{ENVELOPES, Post};
use super::seal::line;
use crate::ServerError;
use crate::app::node::Node;
use crate::limits::EXCHANGE_ROUND_SECONDS;

impl Node {
    /// Sets what reaches partners.
    pub(crate) fn set_post(&self, post: Arc<dyn Post>) {
        // A second one has nothing to say: there is one way out.
        let _ = self.exchange.post.set(post);
    }

    /// Keeps partners up to date until the node stops; each by itself, so that none waits for
    /// another.
    pub(crate) async fn exchange_with_partners(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let mut under_way: JoinSet<PartyId> = JoinSet::new();
        let mut busy = BTreeSet::new();
        // Those for whom something may have come up while they were busy.
        let mut again = BTreeSet::new();
        loop {
            match self.store.partners().await {
                Ok(partners) => {
                    for partner in partners {
                        if !busy.insert(partner.party.clone()) {
                            again.insert(partner.party);
                        } else {
                            under_way.spawn(self.clone().keep_up_to_date(partner.party));
                        }
                    }
                }
                Err(error) => tracing::error!(%error, "partners are not told"),
            }
            let round = tokio::time::sleep(Duration::from_secs(EXCHANGE_ROUND_SECONDS));
            let mut round = std::pin::pin!(round);
            loop {
                tokio::select! {
                    biased;
                    _ = stop.wait_for(|stopped| *stopped) => return,
                    Some(done) = under_way.join_next() => match done {
                        Ok(party) => {
                            busy.remove(&party);
                            if again.remove(&party) {
                                break;
                            }
                        }
                        // Which one it was is not known: all are looked after when they end.
                        Err(_) if under_way.is_empty() => busy.clear(),
                        Err(_) => {}
                    },
                    () = self.exchange.wake.notified() => break,
                    () = &mut round => break,
                }
            }
        }
    }

    async fn keep_up_to_date(self: Arc<Self>, party: PartyId) -> PartyId {
        let told = match self.tell_partner(&party).await {
            Ok(_) => self.witnessed_by(&party).await,
            Err(error) => Err(error),
        };
        if let Err(error) = told {
            let why = error.chain();
            // Partners are away at times; what is told to whom runs it stands with the link.
            tracing::info!(party = party.as_str(), error = why, "a partner is not told");
            if let Err(error) = self.store.note_failed(&party, &why).await {
                tracing::error!(%error, "that a partner was not reached is not kept");
            }
        }
        party
    }

    /// Has a partner cosign this party's log, at most once in a while.
    async fn witnessed_by(&self, party: &PartyId) -> Result<(), ServerError> {
        let partner = self.known_partner(party.as_str()).await?;
        if partner.card.is_some()
            && partner.link.is_open()
            && self.exchange.may_ask_witness(self.around.clock.elapsed(), party)
        {
            self.ask_witness(&partner).await?;
        }
        Ok(())
    }

    /// Tells a partner all that there is to tell. Whether anything was.
    ///
    /// # Errors
    /// If the partner cannot be reached or does not take it; it is told later.
    pub(crate) async fn tell_partner(
        self: &Arc<Self>,
        party: &PartyId,
    ) -> Result<bool, ServerError> {
        let mut told = false;
        loop {
            self.fill(party).await?;
            let delivered = self.deliver_waiting(party).await?;
            // As long as nothing is taken, nothing more is sealed either.
            if delivered == 0 {
                return Ok(told);
            }
            told = true;
        }
    }

    /// Seals what has changed, as long as not too much is under way.
    pub(super) async fn fill(&self, party: &PartyId) -> Result<(), ServerError> {
        for share in self.store.shares().await?.into_iter().filter(|s| s.share.party == *party) {
            let mut share = share;
            loop {
                let partner = self.known_partner(party.as_str()).await?;
                if partner.card.is_none() || partner.link.frozen {
                    return Ok(());
                }
                let under_way = partner.sent.seq.saturating_sub(partner.acked);
                if under_way >= ENVELOPES_UNDER_WAY_MAX as u64 {
                    return Ok(());
                }
                let more = self.pass(&share, &partner).await?;
                let kept = self.store.shares().await?;
                let Some(kept) = kept.into_iter().find(|kept| kept.number == share.number) else {
                    break;
                };
                share = kept;
                if !more {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Sends what waits. How many envelopes the partner took.
    async fn deliver_waiting(self: &Arc<Self>, party: &PartyId) -> Result<u64, ServerError> {
        let partner = self.known_partner(party.as_str()).await?;
        let Some(text) = self.waiting(&partner).await? else { return Ok(0) };
        let card = card_of(&partner)?;
        // Who is reached by nothing else gets it as a file.
        let Some(post) = self.exchange.post.get().filter(|post| post.reaches(&card)) else {
            return Ok(0);
        };
        let answer = post.post(&card, ENVELOPES, text).await?;
        self.take_ack(&partner, &answer).await
    }

    /// What waits for a partner, one envelope a line; the log accounts for each. None if nothing.
    pub(super) async fn waiting(&self, partner: &Partner) -> Result<Option<String>, ServerError> {
        if partner.sent.seq == partner.acked || partner.card.is_none() {
            return Ok(None);
        }
        let turn = self.exchange.turn(&partner.party, Direction::Out);
        let _turn = turn.lock().await;
        let limit = ENVELOPES_UNDER_WAY_MAX;
        let sent = self.store.outgoing(&partner.party, partner.acked, limit).await?;
        self.account_for(partner, &sent).await?;
        let lines: Vec<String> = sent.iter().map(line).collect::<Result<_, _>>()?;
        Ok(Some(lines.join("\n") + "\n"))
    }

    /// Takes a partner's word of how far it has come.
    pub(super) async fn take_ack(&self, partner: &Partner, text: &str) -> Result<u64, ServerError> {
        let own = self.own_party().await?;
        let ack =
            Ack::open(&Signed::parse("acknowledgement", text)?, &card_of(partner)?, own.party())?;
        let now = self.around.clock.now();
        if ack.have > partner.sent.seq {
            let message = format!("`{}` has more than was ever sent", partner.party);
            return Err(Fault::new(FaultKind::Conflict, "more-than-sent", message).into());
        }
        self.store.acknowledge(&partner.party, ack.have, now).await?;
        let taken = ack.have.saturating_sub(partner.acked);
        match ack.stopped {
            Some(stopped) if taken == 0 => {
                let message = format!(
                    "`{}` stops at number {}: {}",
                    partner.party,
                    ack.have + 1,
                    stopped.why
                );
                Err(Fault::new(FaultKind::Conflict, &stopped.code, message).into())
            }
            _ => Ok(taken),
        }
    }
}
