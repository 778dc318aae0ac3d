use std::sync::Arc;

use comity_audit::{Concerned, Event, Hash, Kind as LogKind};
use comity_exchange::{
    Agreement, Kind, LeafProof, Letter as Message, NotDone, Outcome, Place, Receipt, Taking,
    Verified,
};
use comity_model::{DatasetName, DeltaStep, PartyId, Record, RecordId, Timestamp};
use comity_policy::Released;
use comity_store::{ImportHeader, ImportReport, LogProof, Partner, StoreError};

use super::seal::Letter;
use crate::app::law::record_shown;
use crate::app::node::Node;
use crate::app::write::{write_records, write_steps};
use crate::{Context, ServerError};

/// What stands in place of a file's format.
const FORMAT: &str = "partner";

impl Node {
    /// Takes over and erases what a partner says, and answers with a receipt. Done twice, it comes
    /// to the same.
    pub(super) async fn take_share(
        self: &Arc<Self>,
        partner: &Partner,
        agreement: &Agreement,
        letter: &Verified<Message>,
        now: Timestamp,
    ) -> Result<(), ServerError> {
        if letter.as_ref().is_erased() {
            // What it told is told anew, in another one.
            return Ok(());
        }
        let own = self.own_party().await?;
        let decided = Taking::decide(letter, agreement, own.party(), partner.link.is_open(), now);
        let (dataset, taking) = match decided {
            Ok((share, taking)) => (held_as(&partner.party, &share.dataset)?, taking),
            Err(error) => {
                let not_done =
                    NotDone { id: None, code: error.code().to_owned(), why: error.to_string() };
                let taking = Taking { not_done: vec![not_done], ..Taking::default() };
                (held_as(&partner.party, &DatasetName::new("unread")?)?, taking)
            }
        };
        self.keep_share(partner, &dataset, letter, &taking, now).await?;
        if !taking.take_back.is_empty() {
            self.erase_taken_back(&dataset, &taking.take_back, now).await?;
        }
        let leaf = self.account_for_share(partner, &dataset, letter, &taking, now).await?;
        let receipt = receipt(taking, leaf, now);
        let letter = Letter {
            answers: Some(letter.as_ref().hash),
            ..Letter::new(Kind::Receipt, Released::public(receipt))
        };
        self.seal(&partner.party, letter).await?;
        // What is taken over is searched as soon as the index is up to it; nobody waits for that
        // with an acknowledgement.
        let node = self.clone();
        tokio::spawn(async move {
            if let Err(error) = node.refresh().await {
                tracing::error!(error = error.chain(), "index not made");
            }
        });
        Ok(())
    }

    /// Makes the dataset's next version. The envelope's number is its edition, so one that was
    /// kept is not kept again.
    async fn keep_share(
        &self,
        partner: &Partner,
        dataset: &DatasetName,
        letter: &Verified<Message>,
        taking: &Taking,
        now: Timestamp,
    ) -> Result<(), ServerError> {
        let Place::InSequence { seq, .. } = letter.as_ref().header.place else { return Ok(()) };
        // Editions sort as texts.
        let edition = format!("{seq:016}");
        let known = self.dataset_named(dataset).await?;
        let header = ImportHeader {
            dataset: dataset.clone(),
            title: Some(format!("{dataset}, shared by {}", partner.party)),
            publisher: partner.party.clone(),
            now,
        };
        let report = ImportReport {
            format: FORMAT.to_owned(),
            edition: Some(edition.clone()),
            ..ImportReport::default()
        };
        let put = taking.put.clone();
        let Some(known) = known else {
            if !put.is_empty() {
                let import = self.store.begin_import(header).await?;
                write_records(import, put, report, now).await?;
            }
            return Ok(());
        };
        let before = self.store.report(dataset).await?.and_then(|report| report.edition);
        if before.is_some_and(|before| before >= edition) {
            return Ok(());
        }
        let gone = taking.take_back.iter().cloned();
        let steps: Vec<DeltaStep> = gone.map(DeltaStep::Drop).chain(replaced(put)).collect();
        if steps.is_empty() {
            return Ok(());
        }
        let counts = known.current.counts;
        let is_all = counts.records + counts.related <= taking.take_back.len() as u64;
        let base = known.current.version;
        let import = self.store.begin_delta(header, &base, &edition).await?;
        match write_steps(import, steps, report, now).await {
            Ok(_) => Ok(()),
            // Nothing of it is left.
            Err(ServerError::Store(StoreError::Unfitting(_)))
                if taking.put.is_empty() && is_all =>
            {
                self.store.remove_dataset(dataset).await?;
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// What was taken back is gone: from every version, from what waits for other partners, and
    /// from what the log says.
    async fn erase_taken_back(
        self: &Arc<Self>,
        dataset: &DatasetName,
        ids: &[RecordId],
        now: Timestamp,
    ) -> Result<(), ServerError> {
        self.scrub_outbox(dataset, ids).await?;
        match self.store.erase_versions(dataset, 1).await {
            Ok(_) => {}
            // It is made up for at the next erasure or start, and a check says it till then.
            Err(error @ StoreError::Busy(_)) => tracing::warn!(%error, "erased, but not yet gone"),
            Err(error) => return Err(error.into()),
        }
        let ctx = Context::node(now);
        for id in ids {
            let reference = format!("{dataset}/{id}");
            let event = self.event(&ctx, LogKind::KeyDestroyed, "taken-back");
            self.log().await?.destroy_subject(&reference, event).await?;
        }
        self.refresh().await?;
        self.anchor_log().await
    }

    async fn account_for_share(
        &self,
        partner: &Partner,
        dataset: &DatasetName,
        letter: &Verified<Message>,
        taking: &Taking,
        now: Timestamp,
    ) -> Result<LeafProof, ServerError> {
        let header = &letter.as_ref().header;
        let mut event: Event = self.event(&Context::node(now), LogKind::Collection, "take-share");
        event.request.actor = partner.party.to_string();
        event.request.actor_kind = comity_audit::ActorKind::Partner;
        event.request.purpose = header.purpose.as_ref().map(ToString::to_string);
        event.request.legal_basis = header.legal_basis.as_ref().map(ToString::to_string);
        event.request.case = header.case.as_ref().map(ToString::to_string);
        event.request.details.insert("envelope".to_owned(), letter.as_ref().hash.to_string());
        event.request.counts.insert("erased".to_owned(), taking.take_back.len() as u64);
        event.request.counts.insert("refused".to_owned(), taking.not_done.len() as u64);
        let concerned =
            taking.put.iter().map(|record| record_shown(dataset.as_str(), record, None));
        event.concerned = concerned.collect::<Vec<Concerned>>();
        self.proven(event).await
    }

    /// Logs an event and proves that it stands in the log.
    pub(super) async fn proven(&self, event: Event) -> Result<LeafProof, ServerError> {
        let log = self.log().await?;
        let seq = log.append(event).await?.seq;
        let LogProof { leaf, path, checkpoint } = log.prove(seq).await?;
        Ok(LeafProof { seq, leaf, path, checkpoint })
    }
}

/// What is there is replaced: nobody need know what it was.
fn replaced(put: Vec<Record>) -> impl Iterator<Item = DeltaStep> {
    put.into_iter()
        .flat_map(|record| [DeltaStep::Drop(record.id().clone()), DeltaStep::Add(record)])
}

fn receipt(taking: Taking, leaf: LeafProof, now: Timestamp) -> Receipt {
    let done = taking.put.len() + taking.take_back.len();
    let outcome = match (taking.not_done.is_empty(), done) {
        (true, _) => Outcome::Done,
        (false, 0) => Outcome::Refused,
        (false, _) => Outcome::Partial,
    };
    Receipt {
        at: now,
        outcome,
        put: taking.put.len() as u64,
        erased: taking.take_back.len() as u64,
        not_done: taking.not_done,
        exported: Vec::new(),
        leaf,
    }
}

/// Bytes of a dataset's name that are kept where two names together are too long.
const NAME_KEPT_BYTES: usize = 55;

/// Under which name a partner's dataset is held here: no two have the same.
pub(super) fn held_as(party: &PartyId, dataset: &DatasetName) -> Result<DatasetName, ServerError> {
    let name = format!("{party}.{dataset}");
    if name.len() <= comity_model::limits::NAME_ID_BYTES_MAX {
        return Ok(DatasetName::new(name)?);
    }
    let kept: String = name.chars().take(NAME_KEPT_BYTES).collect();
    let mark: String = Hash::of(name.as_bytes()).to_string().chars().take(8).collect();
    Ok(DatasetName::new(format!("{kept}-{mark}"))?)
}
