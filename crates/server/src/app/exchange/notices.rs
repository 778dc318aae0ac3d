use std::collections::BTreeSet;
use std::sync::Arc;

use comity_api::Fault;
use comity_api::local::{NoticeCall, NoticeInfo, NoticesInfo};
use comity_audit::Kind as LogKind;
use comity_exchange::{
    CapAlert, Kind, LevelDraft, NoticeApplied, NoticeBody, NoticeDraft, NoticeId, Notices, Verified,
};
use comity_model::{PartyId, Timestamp};
use comity_policy::{Action, Released};
use comity_store::Partner;

use super::seal::Letter;
use crate::app::node::Node;
use crate::{Context, ServerError};

/// The setting that keeps what this party and its partners announced.
const SETTING_NOTICES: &str = "notices";

impl Node {
    /// Answers one call about notices and threat levels. They inform people; nothing acts on them.
    pub(super) async fn answer_notice(
        self: &Arc<Self>,
        ctx: &Context,
        call: NoticeCall,
    ) -> Result<NoticesInfo, ServerError> {
        self.may_run(ctx, Action::ManageExchange).await?;
        let open = self.open_partners().await?;
        let turn = self.exchange.notices.lock().await;
        let mut notices = self.notices().await?;
        let parties: BTreeSet<PartyId> = open.into_iter().map(|each| each.party).collect();
        let now = ctx.now;
        let said = match call {
            NoticeCall::List => None,
            NoticeCall::Publish { draft } => {
                Some(notices.publish(read::<NoticeDraft>("draft", draft)?, &parties, now)?)
            }
            NoticeCall::Update { id, draft } => {
                let draft = read::<NoticeDraft>("draft", draft)?;
                Some(notices.update(&NoticeId::parse(&id)?, draft, now)?)
            }
            NoticeCall::Cancel { id, reason } => {
                Some(notices.cancel(&NoticeId::parse(&id)?, &reason, now)?)
            }
            NoticeCall::Acknowledge { id } => {
                Some(notices.acknowledge(&NoticeId::parse(&id)?, now)?)
            }
            NoticeCall::Level { draft } => {
                Some(notices.set_level(read::<LevelDraft>("draft", draft)?, now)?)
            }
            NoticeCall::Settle { number, note } => {
                let between = notices.overlaps().get(number).map(|overlap| overlap.between.clone());
                let between = between.ok_or_else(|| {
                    Fault::not_found("no-such-overlap", format!("there is no overlap {number}"))
                })?;
                Some(notices.answer_overlap(&between, note.as_deref(), now)?)
            }
        };
        if let Some((body, _)) = said {
            let to = recipients(&body, &notices, &parties);
            self.note_change(ctx, LogKind::Change, "notice", &about(&body)).await?;
            self.keep_notices(&notices).await?;
            for party in to {
                self.seal(&party, Letter::new(Kind::Notice, Released::public(body.clone())))
                    .await?;
            }
            self.exchange.wake.notify_one();
        }
        drop(turn);
        Ok(listed(&notices, now))
    }

    /// Takes what a partner announces, updates, cancels or acknowledges.
    pub(super) async fn take_notice(
        &self,
        partner: &Partner,
        letter: &Verified<comity_exchange::Letter>,
        now: Timestamp,
    ) -> Result<(), ServerError> {
        let _turn = self.exchange.notices.lock().await;
        let mut notices = self.notices().await?;
        let body = letter.as_ref().body::<NoticeBody>();
        let applied = body.and_then(|body| {
            notices.apply(&partner.party, &body, now).map(|applied| (body, applied))
        });
        let ctx = Context::node(now);
        match applied {
            Ok((body, applied)) => {
                if let NoticeApplied::Announced { overlaps, .. } = &applied
                    && !overlaps.is_empty()
                {
                    tracing::warn!(
                        notice = about(&body),
                        "it overlaps with a notice of this party"
                    );
                }
                self.note_change(&ctx, LogKind::Collection, "notice", &about(&body)).await?;
                self.keep_notices(&notices).await
            }
            Err(error) => {
                let party = partner.party.as_str();
                tracing::warn!(party, %error, "a notice is not taken");
                let refused = format!("{party}: {}", error.code());
                self.note_change(&ctx, LogKind::Refusal, "notice", &refused).await
            }
        }
    }

    async fn open_partners(&self) -> Result<Vec<Partner>, ServerError> {
        let mut partners = self.store.partners().await?;
        partners.retain(|partner| partner.link.is_open());
        Ok(partners)
    }

    async fn notices(&self) -> Result<Notices, ServerError> {
        let own = self.own_party().await?;
        let kept = self.store.setting(SETTING_NOTICES).await?;
        let Some(kept) = kept else { return Ok(Notices::new(own.party())) };
        serde_json::from_str(&kept).map_err(|error| {
            let message = format!("the notices that were kept cannot be read: {error}");
            Fault::internal(message).into()
        })
    }

    async fn keep_notices(&self, notices: &Notices) -> Result<(), ServerError> {
        let text = serde_json::to_string(notices);
        let text = text.map_err(|error| Fault::internal(error.to_string()))?;
        Ok(self.store.set_setting(SETTING_NOTICES, &text).await?)
    }
}

fn read<T: serde::de::DeserializeOwned>(
    field: &str,
    draft: serde_json::Value,
) -> Result<T, ServerError> {
    serde_json::from_value(draft).map_err(|error| Fault::invalid(field, error.to_string()).into())
}

/// To whom something is said: what is about another party's notice goes to that party alone.
fn recipients(body: &NoticeBody, notices: &Notices, open: &BTreeSet<PartyId>) -> BTreeSet<PartyId> {
    let mut to = open.clone();
    match body {
        NoticeBody::Publish(_) | NoticeBody::Level(_) => {}
        NoticeBody::Update(notice) => keep_to(&mut to, notices, &notice.id),
        NoticeBody::Cancel(end) => keep_to(&mut to, notices, &end.replaces.id),
        NoticeBody::Acknowledge(read) => to.retain(|party| *party == read.of.id.by),
        NoticeBody::Overlap(word) => {
            to.retain(|party| word.between.iter().any(|each| each.id.by == *party));
        }
    }
    to
}

fn keep_to(to: &mut BTreeSet<PartyId>, notices: &Notices, id: &NoticeId) {
    if let Some(held) = notices.get(id) {
        to.retain(|party| held.recipients.contains(party));
    }
}

fn about(body: &NoticeBody) -> String {
    match body {
        NoticeBody::Publish(notice) => format!("publish {}", notice.id),
        NoticeBody::Update(notice) => format!("update {}", notice.id),
        NoticeBody::Cancel(end) => format!("cancel {}", end.replaces.id),
        NoticeBody::Acknowledge(read) => format!("acknowledge {}", read.of.id),
        NoticeBody::Level(level) => format!("level {} {}", level.by, level.says.level.name()),
        NoticeBody::Overlap(_) => "overlap".to_owned(),
    }
}

fn listed(notices: &Notices, now: Timestamp) -> NoticesInfo {
    let current = notices.current(now).map(|notice| NoticeInfo {
        id: notice.id.to_string(),
        by: notice.id.by.to_string(),
        kind: notice.says.kind.words().to_owned(),
        area: notice.says.area.to_string(),
        begins: notice.says.begins.to_string(),
        ends: notice.says.ends.to_string(),
        text: notice.says.text.clone(),
        contact: notice.says.contact.clone(),
        unacknowledged: notices
            .unacknowledged(&notice.id)
            .iter()
            .map(ToString::to_string)
            .collect(),
        cap: CapAlert::of(&notice.id.by, &NoticeBody::Publish(notice.clone()))
            .and_then(|alert| alert.write())
            .unwrap_or_default(),
    });
    NoticesInfo {
        notices: current.collect(),
        levels: notices.current_levels(now).iter().map(ToString::to_string).collect(),
        overlaps: notices.open_overlaps(now).map(ToString::to_string).collect(),
    }
}
