use std::collections::BTreeSet;
use std::sync::Arc;

use comity_api::local::{AgreementDraft, Invited, PartnerInfo, PartyCall, PartyReply, TermsDraft};
use comity_api::{Fault, FaultKind};
use comity_audit::Kind;
use comity_exchange::{
    Acceptance, Agreement, AskTerms, Invitation, LinkEvent, LinkState, Onward, PartyCard, Signed,
    Terms,
};
use comity_model::{PartyId, Purpose, Timestamp, Tlp};
use comity_policy::Action;
use comity_store::Partner;

use super::OwnParty;
use super::identity::party_info;
use crate::app::node::Node;
use crate::app::words::needed;
use crate::{Context, ServerError};

impl Node {
    /// Answers one call about the party and its partners.
    pub(crate) async fn answer_party(
        self: &Arc<Self>,
        ctx: &Context,
        call: PartyCall,
    ) -> Result<PartyReply, ServerError> {
        Ok(match call {
            PartyCall::Init(order) => PartyReply::Party(self.init_party(ctx, &order).await?),
            PartyCall::Show => PartyReply::Party(party_info(&self.own_party().await?.card)?),
            PartyCall::Invite { to, agreement } => {
                PartyReply::Written(self.invite(ctx, &to, &agreement).await?)
            }
            PartyCall::Accept { text, fingerprint } => {
                PartyReply::Invited(self.accept(ctx, &text, fingerprint.as_deref()).await?)
            }
            PartyCall::Partners => PartyReply::Partners(self.partner_list(ctx).await?),
            PartyCall::Cosigned { party } => {
                PartyReply::Written(self.cosigned_note(ctx, &party).await?)
            }
            PartyCall::Link { party, event, reason } => {
                PartyReply::Partner(self.change_link(ctx, &party, &event, &reason).await?)
            }
            PartyCall::Share(order) => PartyReply::Share(self.order_share(ctx, &order).await?),
            PartyCall::Unshare { number, reason } => {
                PartyReply::Share(self.end_share(ctx, number, &reason).await?)
            }
            PartyCall::Shares => PartyReply::Shares(self.share_list(ctx).await?),
            PartyCall::Recall { record, reason } => {
                PartyReply::Recalled(self.recall(ctx, &record, &reason).await?)
            }
            PartyCall::Ask(order) => PartyReply::Asked(self.ask_partners(ctx, &order).await?),
            PartyCall::Notice(call) => PartyReply::Notices(self.answer_notice(ctx, call).await?),
            PartyCall::Owed { all } => PartyReply::Owed(self.owed(ctx, all).await?),
            PartyCall::Bundle { to } => PartyReply::Written(self.bundle(ctx, &to).await?),
            PartyCall::Take { text } => PartyReply::Taken(self.take_bundle(ctx, &text).await?),
        })
    }

    /// Writes the first of the two files that make a link.
    async fn invite(
        &self,
        ctx: &Context,
        to: &str,
        draft: &AgreementDraft,
    ) -> Result<String, ServerError> {
        self.may_run(ctx, Action::ManageExchange).await?;
        let own = self.own_party().await?;
        let to = PartyId::new(to)?;
        let before = self.store.partner(&to).await?;
        let serial = before.as_ref().and_then(|before| before.agreement.as_deref());
        let serial = serial.map(agreement_of).transpose()?.map_or(1, |known| known.serial + 1);
        let agreement = agreement(draft, &own, &to, serial, ctx.now)?;
        let signed = Invitation::sign(&to, &own.signed, &agreement, &own.key, ctx.now)?;
        let invitation = signed.to_string();
        let partner = match before {
            Some(before) => Partner { invitation: Some(invitation.clone()), ..before },
            None => Partner {
                invitation: Some(invitation.clone()),
                ..stranger(&to, "invited", ctx.now)
            },
        };
        self.note_change(ctx, Kind::Change, "invite-party", to.as_str()).await?;
        self.store.keep_partner(&partner).await?;
        Ok(invitation)
    }

    /// Takes one of the two files. Nothing is kept before a person has said the fingerprint that
    /// the other party has told over another way.
    async fn accept(
        &self,
        ctx: &Context,
        text: &str,
        fingerprint: Option<&str>,
    ) -> Result<Invited, ServerError> {
        self.may_run(ctx, Action::ManageExchange).await?;
        let own = self.own_party().await?;
        let signed = Signed::parse("invitation or acceptance", text)?;
        let invited = Invitation::open(&signed, own.party(), ctx.now);
        let (card, agreed, answer, card_text, agreement_text) = match invited {
            Ok((_, card, agreed)) => {
                let answer = Invitation::accept(&signed, &own.signed, &own.key, ctx.now)?;
                let (read, ..) = Acceptance::open(&answer, &signed, ctx.now)?;
                let (invitation, ..) = Invitation::open(&signed, own.party(), ctx.now)?;
                let card_text = invitation.card.to_string();
                (card, agreed, Some(answer.to_string()), card_text, read.agreement.to_string())
            }
            Err(refused) => {
                let Some((read, card, agreed)) = self.acceptance(&signed, ctx.now).await? else {
                    return Err(refused.into());
                };
                (card, agreed, None, read.card.to_string(), read.agreement.to_string())
            }
        };
        let number = card.fingerprint()?;
        let party = party_info(&card)?;
        let words = agreed.to_string();
        let Some(typed) = fingerprint else {
            return Ok(Invited { party, agreement: words, answer: None, is_linked: false });
        };
        if !number.is_typed(typed) {
            let message = format!("the fingerprint of `{}` is another one", card.party);
            let hint = "ask the party for it over another way than the one that the file came by; \
                        if it stands by its own, the file is not from it";
            let fault = Fault::new(FaultKind::Forbidden, "other-fingerprint", message);
            return Err(fault.with_hint(hint).into());
        }
        let before = self.store.partner(&card.party).await?;
        let before = before.unwrap_or_else(|| stranger(&card.party, "", ctx.now));
        let partner = Partner {
            link: before.link.after(LinkEvent::Agreed)?,
            reason: "both have signed the agreement".to_owned(),
            changed_at: ctx.now,
            card: Some(card_text),
            agreement: Some(agreement_text),
            invitation: None,
            ..before
        };
        self.note_change(ctx, Kind::Change, "link-party", card.party.as_str()).await?;
        self.store.keep_partner(&partner).await?;
        self.renew_table().await?;
        self.exchange.wake.notify_one();
        Ok(Invited { party, agreement: words, answer, is_linked: true })
    }

    /// Reads a file as the answer to one of the open invitations; none if it is no acceptance.
    async fn acceptance(
        &self,
        signed: &Signed,
        now: Timestamp,
    ) -> Result<Option<(Acceptance, PartyCard, Agreement)>, ServerError> {
        let mut refusal = None;
        for partner in self.store.partners().await? {
            let Some(invitation) = partner.invitation else { continue };
            let invitation = Signed::parse("invitation", &invitation)?;
            match Acceptance::open(signed, &invitation, now) {
                Ok(found) => return Ok(Some(found)),
                Err(error) => refusal = Some(error),
            }
        }
        match refusal {
            // It was read as an acceptance, and is none of ours.
            Some(error) if error.code() == "exchange-refused" => Err(error.into()),
            _ => Ok(None),
        }
    }

    /// Suspends a link, lets it go on, decides about one that is frozen, or ends it.
    async fn change_link(
        &self,
        ctx: &Context,
        party: &str,
        event: &str,
        reason: &str,
    ) -> Result<PartnerInfo, ServerError> {
        self.may_run(ctx, Action::ManageExchange).await?;
        let event = match event {
            "suspend" => LinkEvent::SuspendHere,
            "resume" => LinkEvent::ResumeHere,
            "resolve" => LinkEvent::Resolved,
            "end" => LinkEvent::Ended,
            other => {
                let message = format!("`{other}` is nothing that can be done with a link");
                return Err(Fault::invalid("link-event", message).into());
            }
        };
        let reason = needed("reason", reason)?;
        let partner = self.known_partner(party).await?;
        let link = partner.link.after(event)?;
        let partner = Partner { link, reason, changed_at: ctx.now, ..partner };
        self.note_change(ctx, Kind::Change, "change-link", party).await?;
        self.store.keep_partner(&partner).await?;
        self.renew_table().await?;
        self.exchange.wake.notify_one();
        partner_info(&partner, ctx.now)
    }

    async fn partner_list(&self, ctx: &Context) -> Result<Vec<PartnerInfo>, ServerError> {
        self.may_run(ctx, Action::ManageExchange).await?;
        let partners = self.store.partners().await?;
        partners.iter().map(|partner| partner_info(partner, ctx.now)).collect()
    }

    /// The last checkpoint of this party's log that a partner cosigned: what an export is held to.
    async fn cosigned_note(&self, ctx: &Context, party: &str) -> Result<String, ServerError> {
        self.may_run(ctx, Action::ManageExchange).await?;
        let partner = self.known_partner(party).await?;
        let found = self.cosigned(&partner.party).await?.map(|(_, note)| note);
        found.ok_or_else(|| {
            let message = format!("`{party}` has cosigned nothing yet");
            Fault::not_found("not-cosigned", message).into()
        })
    }

    /// A partner by its name.
    pub(super) async fn known_partner(&self, party: &str) -> Result<Partner, ServerError> {
        let found = self.store.partner(&PartyId::new(party)?).await?;
        found.ok_or_else(|| {
            let message = format!("there is no link with `{party}`");
            Fault::not_found("no-such-partner", message)
                .with_hint("`comity party list` shows whom there is one with")
                .into()
        })
    }
}

/// A party that nothing is known of.
fn stranger(party: &PartyId, reason: &str, now: Timestamp) -> Partner {
    Partner {
        party: party.clone(),
        link: LinkState::invited(),
        reason: reason.to_owned(),
        changed_at: now,
        card: None,
        agreement: None,
        invitation: None,
        sent: comity_exchange::Chain::default(),
        taken: comity_exchange::Chain::default(),
        acked: 0,
        told_at: None,
        heard_at: None,
        failed: None,
    }
}

/// The card of a partner that was kept.
pub(super) fn card_of(partner: &Partner) -> Result<PartyCard, ServerError> {
    let text = partner.card.as_deref();
    let text = text.ok_or_else(|| not_linked(&partner.party))?;
    Ok(PartyCard::open(&Signed::parse("card", text)?)?)
}

/// The agreement with a partner that was kept. Its signatures were verified when it was.
pub(super) fn agreement_with(partner: &Partner) -> Result<Agreement, ServerError> {
    let text = partner.agreement.as_deref();
    agreement_of(text.ok_or_else(|| not_linked(&partner.party))?)
}

fn agreement_of(text: &str) -> Result<Agreement, ServerError> {
    Ok(Agreement::open(&Signed::parse("agreement", text)?, &[])?)
}

fn not_linked(party: &PartyId) -> Fault {
    Fault::new(FaultKind::Conflict, "not-linked", format!("the link with `{party}` is not made"))
        .with_hint("take the file that the party answered with: `comity party accept FILE`")
}

fn partner_info(partner: &Partner, now: Timestamp) -> Result<PartnerInfo, ServerError> {
    let card = partner.card.as_ref().map(|_| card_of(partner)).transpose()?;
    let agreement = partner.agreement.as_deref().map(agreement_of).transpose()?;
    let is_in_force = agreement.as_ref().is_some_and(|agreement| agreement.is_in_force(now));
    let state = match (partner.link.is_open(), is_in_force) {
        (true, false) => "the agreement is not in force",
        _ => partner.link.words(),
    };
    Ok(PartnerInfo {
        party: partner.party.to_string(),
        card: card.as_ref().map(party_info).transpose()?,
        state: state.to_owned(),
        is_open: partner.link.is_open() && is_in_force,
        reason: partner.reason.clone(),
        since: partner.changed_at.to_string(),
        agreement: agreement.map(|agreement| agreement.to_string()),
        waiting: partner.sent.seq.saturating_sub(partner.acked),
        taken: partner.taken.seq,
        told_at: partner.told_at.map(|time| time.to_string()),
        heard_at: partner.heard_at.map(|time| time.to_string()),
        failed: partner.failed.clone(),
    })
}

/// An agreement as somebody drafted it.
fn agreement(
    draft: &AgreementDraft,
    own: &OwnParty,
    to: &PartyId,
    serial: u64,
    now: Timestamp,
) -> Result<Agreement, ServerError> {
    let time = |field: &str, text: &str| {
        let message = format!("`{text}` is not a time");
        Timestamp::parse(text).ok_or_else(|| Fault::invalid(field, message))
    };
    let begins = draft.begins.as_deref().map(|text| time("begins", text)).transpose()?;
    let between: BTreeSet<PartyId> = [own.party().clone(), to.clone()].into();
    let mut gives = Vec::with_capacity(2);
    for party in &between {
        let given = draft.gives.get(party.as_str()).cloned().unwrap_or_default();
        gives.push(terms(party, &given)?);
    }
    let known = |name: &String| between.iter().any(|party| party.as_str() == name);
    if let Some(other) = draft.gives.keys().find(|name| !known(name)) {
        let message = format!("`{other}` is neither of the two parties");
        return Err(Fault::invalid("gives", message).into());
    }
    Ok(Agreement {
        v: 1,
        name: needed("name", &draft.name)?,
        between,
        serial,
        begins: begins.unwrap_or(now),
        expires: time("expires", &draft.expires)?,
        gives,
    })
}

fn terms(by: &PartyId, draft: &TermsDraft) -> Result<Terms, ServerError> {
    let purposes: Result<BTreeSet<Purpose>, _> = draft.purposes.iter().map(Purpose::new).collect();
    let light = draft.light.as_deref().unwrap_or("TLP:GREEN");
    let light = Tlp::parse(light)
        .ok_or_else(|| Fault::invalid("light", format!("`{light}` is no traffic light")))?;
    let onward = match draft.onward.as_deref().unwrap_or("never") {
        "never" => Onward::Never,
        "with-consent" => Onward::WithConsent,
        "as-marked" => Onward::AsMarked,
        other => {
            let message = format!("`{other}` is not one of never, with-consent, as-marked");
            return Err(Fault::invalid("onward", message).into());
        }
    };
    Ok(Terms {
        by: by.clone(),
        purposes: purposes?,
        schemata: draft.schemata.iter().cloned().collect(),
        light,
        onward,
        receipt_hours: draft.receipt_hours.unwrap_or(24),
        asking: draft.asking.as_ref().map(|asking| AskTerms {
            fields: asking.fields.iter().cloned().collect(),
            questions_per_day: asking.questions_per_day,
            release_hours: asking.release_hours.unwrap_or(48),
        }),
    })
}
