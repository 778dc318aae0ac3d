use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use comity_api::FaultKind;
use comity_api::convert::{self, example};
use comity_api::yente::OneOrMany;
use comity_audit::{Hash, Kind as LogKind};
use comity_exchange::{
    Agreement, Answer, Draft, Envelope, Held, Kind, Letter, NotAnswered, PartyCard, Place,
    Question, Verified,
};
use comity_model::{PartyId, Timestamp};
use comity_policy::{Action, Released};
use comity_screening::Filter;

use super::links::{agreement_with, card_of};
use crate::app::law::{Matter, asked_about, record_shown};
use crate::app::node::Node;
use crate::app::screen::Ask;
use crate::context::{Actor, ActorKind};
use crate::limits::{ANSWER_TICK_MILLIS, QUESTION_SECONDS_MAX};
use crate::{Clearance, Context, Reason, ServerError};

impl Node {
    /// Answers a partner's question: hit, no hit, or why there is no answer. What may not be told
    /// looks like no hit, and every answer leaves at a tick.
    ///
    /// # Errors
    /// If the question is not a partner's, or was here before: then nobody is answered.
    pub(crate) async fn answer_question(
        self: &Arc<Self>,
        from: &PartyId,
        text: &str,
    ) -> Result<String, ServerError> {
        let own = self.own_party().await?;
        let now = self.around.clock.now();
        let partner = self.known_partner(from.as_str()).await?;
        let card = card_of(&partner)?;
        let opened = Envelope::parse(text)?.open(&card, own.party(), now)?;
        let until = opened.header().expires.unwrap_or(now);
        let is_new = self.store.note_alone(opened.hash(), until, now).await?;
        let letter = opened.alone(!is_new, now)?;
        let agreement = agreement_with(&partner)?;
        let asked = match partner.link.is_open() {
            false => Err(NotAnswered::of("link", partner.link.words())),
            true => self.may_be_asked(&letter, &agreement, now).await?,
        };
        let answer = match asked {
            Ok(question) => self.look(&card, &agreement, &letter, question, now).await?,
            Err(why) => Released::public(why).project(Answer::NotAnswered),
        };
        let header = &letter.as_ref().header;
        let nonce = Hash(self.around.chance.bytes()?);
        let draft = Draft {
            kind: Kind::Answer,
            from: own.party().clone(),
            to: from.clone(),
            place: Place::Alone { nonce },
            made: now,
            expires: Some(after_wait(now)),
            purpose: header.purpose.clone(),
            legal_basis: header.legal_basis.clone(),
            case: header.case.clone(),
            agreement: agreement.hash()?,
            answers: Some(letter.as_ref().hash),
        };
        let sealed = Envelope::seal(draft, &answer, &own.key)?.to_string();
        self.wait_for_tick().await;
        Ok(sealed)
    }

    /// The question, if the agreement and the day's number allow it.
    async fn may_be_asked(
        &self,
        letter: &Verified<Letter>,
        agreement: &Agreement,
        now: Timestamp,
    ) -> Result<Result<Question, NotAnswered>, ServerError> {
        let header = &letter.as_ref().header;
        if header.kind != Kind::Question || header.agreement != agreement.hash()? {
            return Ok(Err(NotAnswered::of("agreement", "it is asked under another agreement")));
        }
        let question: Question = match letter.as_ref().body() {
            Ok(question) => question,
            Err(error) => {
                return Ok(Err(NotAnswered {
                    code: error.code().to_owned(),
                    why: error.to_string(),
                }));
            }
        };
        if let Err(why) = question.check(header, agreement, now) {
            return Ok(Err(why));
        }
        let asking = agreement.given_by(&header.to).and_then(|terms| terms.asking.as_ref());
        let limit = asking.map_or(0, |asking| asking.questions_per_day);
        Ok(match self.store.count_question(&header.from, limit, now).await? {
            true => Ok(question),
            false => Err(NotAnswered {
                code: "budget".to_owned(),
                why: format!("the agreed {limit} questions of this day are used up"),
            }),
        })
    }

    /// Screens as the partner may see, and accounts for it; the same whatever is found.
    async fn look(
        self: &Arc<Self>,
        card: &PartyCard,
        agreement: &Agreement,
        letter: &Verified<Letter>,
        question: Question,
        now: Timestamp,
    ) -> Result<Released<Answer>, ServerError> {
        let header = &letter.as_ref().header;
        let own = self.own_party().await?;
        let pact = agreement
            .for_giving(own.party())
            .map(|pact| comity_policy::Agreement { partner: header.from.clone(), ..pact });
        let light = agreement.given_by(own.party()).map(|terms| terms.light).unwrap_or_default();
        let ctx = Context {
            actor: Actor {
                kind: ActorKind::Partner,
                name: header.from.to_string(),
                roles: std::collections::BTreeSet::new(),
                assurance: 2,
            },
            clearance: Clearance::of(light),
            reason: Reason {
                purpose: header.purpose.clone(),
                legal_basis: header.legal_basis.clone(),
                case: header.case.clone(),
            },
            now,
            request_id: letter.as_ref().hash.to_string(),
        };
        let matter = Matter { agreement: pact, ..Matter::default() };
        let granted = match self.may_about(&ctx, Action::Screen, matter).await {
            Ok(granted) => granted,
            // Why this party's law refuses is its own affair; that it does is said.
            Err(ServerError::Refused(fault)) if fault.kind != FaultKind::Internal => {
                let why = NotAnswered::of("law", "the law of the party that is asked forbids it");
                tracing::info!(party = card.party.as_str(), code = fault.code, "not answered");
                return Ok(Released::public(why).project(Answer::NotAnswered));
            }
            Err(error) => return Err(error),
        };
        let properties = said(&question);
        let asked = example::blank(&question.schema)?;
        let read = example::fill(asked, None, &properties)?;
        let threshold = convert::threshold(None, None)?;
        let (weights, filter) = (BTreeMap::new(), Filter::default());
        let config = convert::settings(None, threshold, None, &weights, filter)?;
        let mut event = self.event(&ctx, LogKind::Read, "answer-question");
        event.request.recipients = vec![header.from.to_string()];
        event.concerned.push(asked_about(self.asked_secret().await?, &properties));
        let mut hit = 0;
        // A question that asks nothing finds nothing.
        if !read.asks_nothing() {
            let ask = Ask { query: read.query, config };
            let answers = self.screen_all(&granted, vec![ask]).await?;
            for shown in answers.answers {
                for (candidate, records) in shown.screening.candidates.iter().zip(&shown.records) {
                    hit = 1;
                    let score = Some(candidate.score);
                    let shown = |(dataset, record)| record_shown(dataset, record, score);
                    event.concerned.extend(records.iter().map(|(d, r)| shown((d, r))));
                }
            }
        }
        event.request.counts.insert("hit".to_owned(), u64::from(hit));
        let leaf = self.proven(event).await?;
        let reference = Hash(self.around.chance.bytes()?);
        Ok(granted.accounted(Answer::Held(Held { hit, reference, leaf })))
    }

    /// Answers leave at ticks, so that when one does says nothing about what was found.
    async fn wait_for_tick(&self) {
        let tick = u128::from(ANSWER_TICK_MILLIS);
        let past = self.around.clock.elapsed().as_millis() % tick;
        let wait = u64::try_from(tick - past).unwrap_or(ANSWER_TICK_MILLIS);
        tokio::time::sleep(Duration::from_millis(wait)).await;
    }
}

/// The values of a question, as a screening takes them.
pub(super) fn said(question: &Question) -> BTreeMap<String, OneOrMany> {
    let many = |values: &Vec<String>| {
        OneOrMany::Many(values.iter().map(|value| value.as_str().into()).collect())
    };
    question.properties.iter().map(|(name, values)| (name.clone(), many(values))).collect()
}

pub(super) fn after_wait(now: Timestamp) -> Timestamp {
    let seconds = i64::try_from(QUESTION_SECONDS_MAX).unwrap_or(i64::MAX);
    Timestamp(now.0.saturating_add(seconds))
}
