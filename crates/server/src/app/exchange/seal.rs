use comity_audit::{Concerned, Event, Hash, Kind as LogKind};
use comity_exchange::{Change, Draft, Envelope, Kind, Share, What};
use comity_model::{CaseReference, LegalBasis, PartyId, Purpose};
use comity_policy::Released;
use comity_store::{Outgoing, Partner, Sent, ShareCursor, Told};
use serde::Serialize;

use super::Direction;
use super::links::agreement_with;
use crate::app::node::Node;
use crate::{Context, ServerError};

/// What is to be sealed for a partner.
pub(super) struct Letter<B> {
    pub(super) kind: Kind,
    pub(super) body: Released<B>,
    pub(super) purpose: Option<Purpose>,
    pub(super) legal_basis: Option<LegalBasis>,
    pub(super) case: Option<CaseReference>,
    pub(super) answers: Option<Hash>,
    pub(super) told: Vec<Told>,
    pub(super) cursor: Option<(u64, ShareCursor)>,
}

impl<B> Letter<B> {
    pub(super) fn new(kind: Kind, body: Released<B>) -> Letter<B> {
        Letter {
            kind,
            body,
            purpose: None,
            legal_basis: None,
            case: None,
            answers: None,
            told: Vec::new(),
            cursor: None,
        }
    }
}

impl Node {
    /// Seals the next envelope for a partner and keeps it, with all that changes by it, in one
    /// step. It leaves once the log accounts for it.
    pub(super) async fn seal<B: Serialize + Send + Sync>(
        &self,
        party: &PartyId,
        letter: Letter<B>,
    ) -> Result<(), ServerError> {
        let turn = self.exchange.turn(party, Direction::Out);
        let _turn = turn.lock().await;
        let partner = self.known_partner(party.as_str()).await?;
        let own = self.own_party().await?;
        let now = self.around.clock.now();
        let draft = Draft {
            kind: letter.kind,
            from: own.party().clone(),
            to: party.clone(),
            place: partner.sent.next(),
            made: now,
            expires: None,
            purpose: letter.purpose,
            legal_basis: letter.legal_basis,
            case: letter.case,
            agreement: agreement_with(&partner)?.hash()?,
            answers: letter.answers,
        };
        let (head, body) = Envelope::seal(draft, &letter.body, &own.key)?.into_parts();
        let outgoing = Outgoing {
            party: party.clone(),
            before: partner.sent,
            after: partner.sent.after(head.hash()?),
            kind: letter.kind.name(),
            made_at: now,
            head: head.to_string(),
            body: body.unwrap_or_default(),
            told: letter.told,
            cursor: letter.cursor,
        };
        Ok(self.store.keep_outgoing(outgoing).await?)
    }

    /// Makes sure that the log accounts for each of these, in their order. Nothing is sent before.
    pub(super) async fn account_for(
        &self,
        partner: &Partner,
        sent: &[Sent],
    ) -> Result<(), ServerError> {
        for each in sent.iter().filter(|each| each.leaf.is_none()) {
            let event = self.disclosure_to(&partner.party, each)?;
            let receipt = self.log().await?.append(event).await?;
            self.store.note_leaf(&partner.party, each.seq, receipt.seq).await?;
        }
        Ok(())
    }

    fn disclosure_to(&self, to: &PartyId, sent: &Sent) -> Result<Event, ServerError> {
        let ctx = Context::node(self.around.clock.now());
        let mut event = self.event(&ctx, LogKind::Disclosure, &format!("send-{}", sent.kind));
        event.request.recipients = vec![to.to_string()];
        event.request.details.insert("envelope".to_owned(), sent.hash.to_string());
        event.request.counts.insert("number".to_owned(), sent.seq);
        let Some(body) = &sent.body else { return Ok(event) };
        if sent.kind != Kind::Share.name() {
            return Ok(event);
        }
        let share: Share = serde_json::from_str(body).map_err(|error| {
            comity_api::Fault::internal(format!("a kept envelope cannot be read: {error}"))
        })?;
        event.concerned = share.changes.iter().map(|change| told(&share, change)).collect();
        Ok(event)
    }
}

fn told(share: &Share, change: &Change) -> Concerned {
    let subject = format!("{}/{}", share.dataset, change.id);
    let (shown, back) = match &change.what {
        What::Put(form) => (form.properties(), None),
        What::TakeBack(back) => (Vec::new(), Some(back.reason.name())),
    };
    let mut concerned = Concerned { subject, shown, ..Concerned::default() };
    if let Some(reason) = back {
        concerned.details.insert("taken-back".to_owned(), reason.to_owned());
    }
    concerned
}

/// Reads the two parts of a kept envelope as the line that is sent.
pub(super) fn line(sent: &Sent) -> Result<String, ServerError> {
    let head = Envelope::parse(&sent.head)?;
    Ok(head.with_body(sent.body.clone()).to_string())
}
