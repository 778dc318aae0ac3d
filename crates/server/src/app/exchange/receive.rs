use std::sync::Arc;

use comity_api::{Fault, FaultKind};
use comity_audit::Kind as LogKind;
use comity_exchange::{
    Ack, Chain, Envelope, Kind, LinkEvent, Opened, PartyCard, Place, Signed, Stage, Stopped, Taken,
};
use comity_model::{PartyId, Timestamp};
use comity_store::Partner;

use super::links::{agreement_with, card_of};
use super::{Direction, OwnParty};
use crate::app::node::Node;
use crate::limits::ENVELOPES_PER_POST_MAX;
use crate::{Context, ServerError};

/// Why an envelope is not taken, and how far its sequence has come.
type Outcome = Result<Chain, (Chain, Stopped)>;

impl Node {
    /// Takes envelopes in sequence, one a line, and says how far the sequence has come. `from` is
    /// whose connection they came over; a file that was carried here has none.
    ///
    /// # Errors
    /// If nobody can be answered: the sender is not a partner, or the text is no envelope.
    pub(crate) async fn receive(
        self: &Arc<Self>,
        from: Option<&PartyId>,
        text: &str,
    ) -> Result<Signed, ServerError> {
        let own = self.own_party().await?;
        let now = self.around.clock.now();
        let mut lines = text.lines().filter(|line| !line.trim().is_empty());
        let first = lines.next().ok_or_else(|| Fault::invalid("no-envelope", "there is none"))?;
        let sender = Envelope::parse(first)?.claimed_sender()?;
        if from.is_some_and(|from| *from != sender) {
            let message = "the envelope is another party's than the connection";
            return Err(Fault::new(FaultKind::Forbidden, "other-sender", message).into());
        }
        let turn = self.exchange.turn(&sender, Direction::In);
        let _turn = turn.lock().await;
        let mut outcome: Outcome = Ok(self.known_partner(sender.as_str()).await?.taken);
        for line in std::iter::once(first).chain(lines).take(ENVELOPES_PER_POST_MAX) {
            // A partner is read anew each time: what it sent may have changed the link.
            let partner = self.known_partner(sender.as_str()).await?;
            outcome = self.take_one(&own, &partner, line, now).await?;
            if outcome.is_err() {
                break;
            }
        }
        let (chain, stopped) = match outcome {
            Ok(chain) => (chain, None),
            Err((chain, stopped)) => (chain, Some(stopped)),
        };
        self.exchange.wake.notify_one();
        Ok(Ack::sign((own.party(), &sender), &chain, stopped, &own.key, now)?)
    }

    async fn take_one(
        self: &Arc<Self>,
        own: &OwnParty,
        partner: &Partner,
        line: &str,
        now: Timestamp,
    ) -> Result<Outcome, ServerError> {
        let chain = partner.taken;
        let stop = |code: &str, why: String| Err((chain, Stopped { code: code.to_owned(), why }));
        if partner.link.frozen || partner.link.stage == Stage::Invited {
            return Ok(stop("link", format!("the link is {}", partner.link.words())));
        }
        let card = card_of(partner)?;
        let (head, opened) = match open(line, &card, own.party(), now) {
            Ok(read) => read,
            Err(error) => return Ok(stop(error.code(), error.to_string())),
        };
        let Place::InSequence { seq, .. } = opened.header().place else {
            return Ok(stop("alone", "it stands in no sequence".to_owned()));
        };
        let known = self.store.taken_hash(&partner.party, seq).await?;
        let (letter, after) = match chain.take(opened, known) {
            Taken::Next(letter, after) => (letter, after),
            Taken::Again { .. } => return Ok(Ok(chain)),
            Taken::Gap { wanted } => {
                return Ok(stop("gap", format!("number {wanted} is waited for")));
            }
            Taken::Alone => return Ok(stop("alone", "it stands in no sequence".to_owned())),
            Taken::Forked { at } => {
                self.freeze(partner, at, line, now).await?;
                let why = format!("two envelopes with the number {at} are signed by you");
                return Ok(stop("forked", why));
            }
        };
        let suspended = partner.link.suspended_here;
        match letter.as_ref().header.kind {
            Kind::Share if suspended => {
                return Ok(stop("suspended", "the link is suspended here".to_owned()));
            }
            Kind::Share => {
                let agreement = agreement_with(partner)?;
                self.take_share(partner, &agreement, &letter, now).await?;
            }
            Kind::Receipt => self.take_receipt(partner, &card, &letter, now).await?,
            Kind::Notice if !partner.link.is_open() => {
                return Ok(stop("link", format!("the link is {}", partner.link.words())));
            }
            Kind::Notice => self.take_notice(partner, &letter, now).await?,
            other => {
                return Ok(stop("kind", format!("`{}` is not taken in sequence", other.name())));
            }
        }
        let taken = letter.read(|_| {
            Ok::<_, ServerError>(comity_store::Taken { before: chain, after, head, at: now })
        })?;
        self.store.keep_taken(&partner.party, taken).await?;
        Ok(Ok(after))
    }

    /// A partner contradicted itself: both envelopes are proof, and nothing more is exchanged
    /// before a person has decided.
    async fn freeze(
        &self,
        partner: &Partner,
        at: u64,
        line: &str,
        now: Timestamp,
    ) -> Result<(), ServerError> {
        let (head, _) = Envelope::parse(line)?.into_parts();
        let link = partner.link.after(LinkEvent::Forked)?;
        let reason = format!("it signed another envelope with the number {at}: {head}");
        let frozen = Partner { link, reason, changed_at: now, ..partner.clone() };
        tracing::error!(party = partner.party.as_str(), at, "a partner contradicted itself");
        let ctx = Context::node(now);
        let about = format!("{} {at} {}", partner.party, head.hash()?);
        self.note_change(&ctx, LogKind::Refusal, "forked-sequence", &about).await?;
        self.store.keep_partner(&frozen).await?;
        self.renew_table().await
    }
}

/// Verifies an envelope; what is kept of it is the head.
fn open(
    line: &str,
    card: &PartyCard,
    own: &PartyId,
    now: Timestamp,
) -> Result<(String, Opened), comity_exchange::ExchangeError> {
    let (head, body) = Envelope::parse(line)?.into_parts();
    let kept = head.to_string();
    Ok((kept, head.with_body(body).open(card, own, now)?))
}
