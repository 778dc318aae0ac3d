use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use comity_api::local::{AskOrder, PartnerAnswer};
use comity_api::{Fault, FaultKind};
use comity_audit::{Hash, Kind as LogKind};
use comity_exchange::{
    Answer, Draft, Envelope, Held, Kind, NotAnswered, PartyCard, Place, Question,
};
use comity_policy::{Action, Released};
use comity_store::Partner;
use tokio::task::JoinSet;

use super::answer::after_wait;
use super::links::{agreement_with, card_of};
use super::post::QUESTIONS;
use crate::app::law::{Granted, Told, texts};
use crate::app::node::Node;
use crate::limits::QUESTION_SECONDS_MAX;
use crate::{Context, ServerError};

impl Node {
    /// Asks partners whether they hold something. Nothing of theirs is copied, and who did not
    /// answer is among the answers, with why.
    pub(crate) async fn ask_partners(
        self: &Arc<Self>,
        ctx: &Context,
        order: &AskOrder,
    ) -> Result<Vec<PartnerAnswer>, ServerError> {
        let granted = self.may(ctx, Action::Screen).await?;
        let partners = self.asked_partners(order).await?;
        let properties = order.query.properties.iter();
        let properties = properties.map(|(name, values)| (name.clone(), texts(values)));
        let question =
            Question { schema: order.query.schema.clone(), properties: properties.collect() };
        let names: Vec<String> = partners.iter().map(|partner| partner.party.to_string()).collect();
        // That they are asked is a disclosure of what is asked.
        let about = self.asked(&order.query.properties).await?;
        let mut event = self.read_event(&granted, Told::about(vec![about]));
        event.kind = LogKind::Disclosure;
        "ask".clone_into(&mut event.operation);
        event.request.recipients = names;
        self.note(event).await?;
        let mut asking = JoinSet::new();
        for partner in partners {
            let (node, granted, question) = (self.clone(), granted.clone(), question.clone());
            asking.spawn(async move { node.ask_one(&granted, &partner, question).await });
        }
        let mut answers = BTreeMap::new();
        while let Some(answered) = asking.join_next().await {
            let answer: PartnerAnswer = answered?;
            answers.insert(answer.party.clone(), answer);
        }
        let answers: Vec<PartnerAnswer> = answers.into_values().collect();
        let mut told = Told::default();
        for answer in &answers {
            let leaf = answer.leaf.map(|leaf| format!(", leaf {leaf}")).unwrap_or_default();
            told = told.with(&answer.party, &format!("{}{leaf}", answer.answer));
        }
        self.note_act(&granted, LogKind::Read, told).await?;
        Ok(answers)
    }

    async fn asked_partners(&self, order: &AskOrder) -> Result<Vec<Partner>, ServerError> {
        let mut partners = self.store.partners().await?;
        if order.partners.is_empty() {
            partners.retain(|partner| partner.card.is_some());
        } else {
            for name in &order.partners {
                self.known_partner(name).await?;
            }
            partners.retain(|partner| order.partners.iter().any(|n| n == partner.party.as_str()));
        }
        if partners.is_empty() {
            let fault = Fault::new(FaultKind::Conflict, "no-partners", "there is nobody to ask");
            return Err(fault.with_hint("`comity party invite` makes a link").into());
        }
        Ok(partners)
    }

    async fn ask_one(
        &self,
        granted: &Granted,
        partner: &Partner,
        question: Question,
    ) -> PartnerAnswer {
        let wait = Duration::from_secs(QUESTION_SECONDS_MAX);
        let asked = tokio::time::timeout(wait, self.put_question(granted, partner, question));
        let answer = match asked.await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => {
                let fault = error.to_fault();
                Answer::NotAnswered(NotAnswered { code: fault.code, why: fault.message })
            }
            Err(_) => {
                let why = format!("there was no answer within {QUESTION_SECONDS_MAX} seconds");
                Answer::NotAnswered(NotAnswered { code: "time".to_owned(), why })
            }
        };
        told(partner, answer)
    }

    async fn put_question(
        &self,
        granted: &Granted,
        partner: &Partner,
        question: Question,
    ) -> Result<Answer, ServerError> {
        let own = self.own_party().await?;
        let now = self.around.clock.now();
        if !partner.link.is_open() {
            return Ok(Answer::NotAnswered(NotAnswered::of("link", partner.link.words())));
        }
        let (card, agreement) = (card_of(partner)?, agreement_with(partner)?);
        let draft = Draft {
            kind: Kind::Question,
            from: own.party().clone(),
            to: partner.party.clone(),
            place: Place::Alone { nonce: Hash(self.around.chance.bytes()?) },
            made: now,
            expires: Some(after_wait(now)),
            purpose: granted.reason.purpose.clone(),
            legal_basis: granted.reason.legal_basis.clone(),
            case: granted.reason.case.clone(),
            agreement: agreement.hash()?,
            answers: None,
        };
        let question: Released<Question> = granted.accounted(question);
        let sealed = Envelope::seal(draft, &question, &own.key)?;
        let hash = sealed.hash()?;
        let post = self.exchange.post.get().filter(|post| post.reaches(&card));
        let Some(post) = post else {
            let why = "its node cannot be reached over a connection";
            return Ok(Answer::NotAnswered(NotAnswered::of("unreachable", why)));
        };
        let text = post.post(&card, QUESTIONS, sealed.to_string()).await?;
        self.read_answer(&card, hash, &text).await
    }

    /// Believes an answer that is signed by the partner, answers this question, and stands in the
    /// partner's log.
    async fn read_answer(
        &self,
        card: &PartyCard,
        question: Hash,
        text: &str,
    ) -> Result<Answer, ServerError> {
        let own = self.own_party().await?;
        let now = self.around.clock.now();
        let letter = Envelope::parse(text)?.open(card, own.party(), now)?.alone(false, now)?;
        let letter = letter.as_ref();
        if letter.header.kind != Kind::Answer || letter.header.answers != Some(question) {
            let message = "what came back answers another question";
            return Err(Fault::new(FaultKind::Input, "other-question", message).into());
        }
        let answer: Answer = letter.body()?;
        if let Answer::Held(held) = &answer {
            held.leaf.verify(&card.log_key()?).map_err(|error| {
                let message = format!("the answer is not proven by the partner's log: {error}");
                Fault::new(FaultKind::Input, "not-proven", message)
            })?;
        }
        Ok(answer)
    }
}

fn told(partner: &Partner, answer: Answer) -> PartnerAnswer {
    let party = partner.party.to_string();
    match answer {
        Answer::Held(Held { hit, reference, leaf }) => PartnerAnswer {
            party,
            answer: if hit == 1 { "hit" } else { "no-hit" }.to_owned(),
            code: None,
            why: None,
            reference: Some(reference.to_string()),
            leaf: Some(leaf.seq),
        },
        Answer::NotAnswered(NotAnswered { code, why }) => PartnerAnswer {
            party,
            answer: "not-answered".to_owned(),
            code: Some(code),
            why: Some(why),
            reference: None,
            leaf: None,
        },
    }
}
