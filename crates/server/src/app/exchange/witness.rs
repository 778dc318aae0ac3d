//! Partners cosign the checkpoints of each other's logs (C2SP tlog-witness), so that none can show
//! two histories, or take one back.

use comity_api::{Fault, FaultKind};
use comity_audit::witness::{AddCheckpoint, WitnessRefusal, Witnessed, add_checkpoint};
use comity_audit::{Checkpoint, Hash, Kind as LogKind, Note, Signature, VerifierKey, cosignature};
use comity_exchange::PartyCard;
use comity_model::PartyId;
use comity_store::Partner;

use super::Direction;
use super::links::card_of;
use super::post::WITNESS;
use crate::app::node::Node;
use crate::{Context, ServerError};

/// What an answer says that a witness knows another state of the log; its message is the size.
pub(super) const OUT_OF_STEP: &str = "out-of-step";

impl Node {
    /// Cosigns a partner's checkpoint, if its log continues the one that was cosigned last. What is
    /// known of it from now on is durable before the answer leaves.
    ///
    /// # Errors
    /// The refusal; a log that forked is alarmed and stands in this party's own log.
    pub(crate) async fn cosign(&self, from: &PartyId, text: &str) -> Result<String, ServerError> {
        let turn = self.exchange.turn(from, Direction::In);
        let _turn = turn.lock().await;
        let partner = self.known_partner(from.as_str()).await?;
        let card = card_of(&partner)?;
        let own = self.own_party().await?;
        let signer = self.party_keys().await?.witness(&witness_name(own.party()))?;
        let (known, before) = self.witnessed(from).await?;
        let request = AddCheckpoint::parse(text)
            .map_err(|error| Fault::invalid("witness-request", error.to_string()))?;
        let now = self.around.clock.now();
        match add_checkpoint(&known, &request, &card.log_key()?, &signer, now) {
            Ok((seen, signature)) => {
                let kept = format!("{} {}\n{}", seen.size, seen.root, request.note);
                self.store.set_setting(&seen_of(from), &kept).await?;
                Ok(format!("{signature}\n"))
            }
            Err(WitnessRefusal::OutOfStep(size)) => {
                Err(Fault::new(FaultKind::Conflict, OUT_OF_STEP, size.to_string()).into())
            }
            Err(refusal) => {
                let is_split =
                    matches!(refusal, WitnessRefusal::Forked(_) | WitnessRefusal::Unproven);
                if is_split {
                    // Two states that the partner signed, and that do not follow each other: proof
                    // for everybody.
                    tracing::error!(party = from.as_str(), %refusal, "a partner's log has forked");
                    let proof = format!("{from}\n{before}\n{text}");
                    let ctx = Context::node(now);
                    self.note_change(&ctx, LogKind::Refusal, "forked-log", &proof).await?;
                }
                let kind = match refusal.status() {
                    400 | 422 => FaultKind::Invalid,
                    404 => FaultKind::NotFound,
                    409 => FaultKind::Conflict,
                    _ => FaultKind::Forbidden,
                };
                Err(Fault::new(kind, "not-cosigned", refusal.to_string()).into())
            }
        }
    }

    /// Asks a partner to cosign this party's log as it is now. Whether it did.
    pub(super) async fn ask_witness(&self, partner: &Partner) -> Result<bool, ServerError> {
        let card = card_of(partner)?;
        let Some(post) = self.exchange.post.get().filter(|post| post.reaches(&card)) else {
            return Ok(false);
        };
        let log = self.log().await?;
        let Some(checkpoint) = log.checkpoint() else { return Ok(false) };
        let note = Note::parse(&checkpoint).map_err(unread)?;
        let size = Checkpoint::parse(note.text()).map_err(unread)?.size;
        let mut old = self.cosigned(&partner.party).await?.map_or(0, |(old, _)| old);
        // A second try, if the witness knows another state than this party thinks.
        for _ in 0..2 {
            if old >= size {
                return Ok(false);
            }
            let proof = match old {
                0 => Vec::new(),
                old => log.prove_consistency(old, size).await?,
            };
            let request = AddCheckpoint { old, proof, note: note.clone() };
            match post.post(&card, WITNESS, request.body()).await {
                Ok(answer) => {
                    self.keep_cosigned(&card, size, note, &answer).await?;
                    return Ok(true);
                }
                Err(fault) if fault.code == OUT_OF_STEP => {
                    old = fault.message.parse().map_err(|_| {
                        Fault::new(FaultKind::Input, "witness", "the witness states no size")
                    })?;
                }
                Err(fault) => return Err(fault.into()),
            }
        }
        Ok(false)
    }

    async fn keep_cosigned(
        &self,
        card: &PartyCard,
        size: u64,
        mut note: Note,
        answer: &str,
    ) -> Result<(), ServerError> {
        let key = VerifierKey::parse(&card.witness).map_err(unread)?;
        for line in answer.lines() {
            note.add(Signature::parse(line).map_err(unread)?);
        }
        cosignature::verify(&note, &key).map_err(unread)?;
        Ok(self.store.set_setting(&cosigned_by(&card.party), &format!("{size}\n{note}")).await?)
    }

    /// The largest state of this party's log that a partner cosigned, with the cosigned note.
    pub(super) async fn cosigned(
        &self,
        by: &PartyId,
    ) -> Result<Option<(u64, String)>, ServerError> {
        let kept = self.store.setting(&cosigned_by(by)).await?;
        let kept = kept.as_deref().and_then(|kept| kept.split_once('\n'));
        Ok(kept.and_then(|(size, note)| Some((size.parse().ok()?, note.to_owned()))))
    }

    /// What this party cosigned of a partner's log last, and the signed note.
    async fn witnessed(&self, of: &PartyId) -> Result<(Witnessed, String), ServerError> {
        let kept = self.store.setting(&seen_of(of)).await?;
        let Some(kept) = kept else { return Ok((Witnessed::default(), String::new())) };
        let read = kept.split_once('\n').and_then(|(state, note)| {
            let (size, root) = state.split_once(' ')?;
            let seen = Witnessed { size: size.parse().ok()?, root: Hash::from_hex(root).ok()? };
            Some((seen, note.to_owned()))
        });
        read.ok_or_else(|| Fault::internal("what was cosigned cannot be read").into())
    }
}

pub(super) fn witness_name(party: &PartyId) -> String {
    format!("{party}/comity-witness")
}

fn seen_of(party: &PartyId) -> String {
    format!("witnessed-{party}")
}

fn cosigned_by(party: &PartyId) -> String {
    format!("cosigned-{party}")
}

fn unread(error: comity_audit::AuditError) -> Fault {
    Fault::new(FaultKind::Input, "witness", error.to_string())
}
