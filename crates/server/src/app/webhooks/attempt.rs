//! One message to one target.

use std::error::Error as _;
use std::time::Duration;

use comity_audit::{Concerned, Event, Kind};
use comity_model::Timestamp;
use comity_store::{EventPage, Webhook, WebhookState};
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode, Url};

use super::message::{self, Message};
use super::sign::signature;
use crate::app::near::is_loopback;
use crate::app::node::Node;
use crate::limits::{
    WEBHOOK_ATTEMPTS_MAX, WEBHOOK_ERROR_CHARS_MAX, WEBHOOK_EVENTS_MAX, WEBHOOK_SECONDS_MAX,
    WEBHOOK_WAIT_SECONDS_MAX, WEBHOOK_WAIT_SECONDS_MIN,
};
use crate::{Chance, ServerError};

/// What messages are sent with.
#[derive(Clone)]
pub(super) struct Post {
    far: Client,
    /// Without a proxy: what stays on this machine is not handed to another.
    near: Client,
}

/// What became of a message.
#[derive(Debug, PartialEq)]
enum Sent {
    Taken,
    Refused(String),
    /// The target wants no more.
    Gone(String),
}

impl Post {
    pub(super) fn new(timeout: Duration) -> Result<Post, reqwest::Error> {
        let usual = || {
            let builder = Client::builder().redirect(Policy::none());
            builder.timeout(timeout).connect_timeout(timeout).user_agent("comity")
        };
        Ok(Post { far: usual().build()?, near: usual().no_proxy().build()? })
    }

    /// With the usual limit on time.
    pub(super) fn usual() -> Result<Post, reqwest::Error> {
        Post::new(Duration::from_secs(WEBHOOK_SECONDS_MAX))
    }

    /// Sends a message. Only the head of the answer is read.
    async fn send(&self, webhook: &Webhook, message: &Message, now: Timestamp) -> Sent {
        let Ok(body) = serde_json::to_vec(message) else {
            return Sent::Refused("the message cannot be written".to_owned());
        };
        let Some(signature) = signature(&webhook.secret, &message.id, now.0, &body) else {
            return Sent::Refused("the message cannot be signed".to_owned());
        };
        let Ok(url) = Url::parse(&webhook.url) else {
            return Sent::Refused("the address cannot be read".to_owned());
        };
        let client = if is_loopback(&url) { &self.near } else { &self.far };
        let request = client
            .post(url)
            .header("content-type", "application/json")
            .header("webhook-id", &message.id)
            .header("webhook-timestamp", now.0)
            .header("webhook-signature", signature)
            .body(body);
        match request.send().await {
            Ok(answer) => judged(answer.status()),
            Err(err) => Sent::Refused(reason(err)),
        }
    }
}

fn judged(status: StatusCode) -> Sent {
    match status {
        status if status.is_success() => Sent::Taken,
        StatusCode::GONE => Sent::Gone("it answered 410: it wants no more".to_owned()),
        status if status.is_redirection() => {
            Sent::Refused(format!("it answered {}: redirects are not followed", status.as_u16()))
        }
        status => Sent::Refused(format!("it answered {}", status.as_u16())),
    }
}

/// Why nothing was answered, without the address, which may hold a secret of its own.
fn reason(err: reqwest::Error) -> String {
    if err.is_timeout() {
        return "it did not answer in time".to_owned();
    }
    let err = err.without_url();
    let mut text = err.to_string();
    let mut cause = err.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text.chars().take(WEBHOOK_ERROR_CHARS_MAX).collect()
}

impl Node {
    /// Sends a target its next message, if there is one and it is time. Says whether there may be
    /// another one at once.
    pub(super) async fn attempt(
        &self,
        post: &Post,
        webhook: &Webhook,
    ) -> Result<bool, ServerError> {
        let now = self.around.clock.now();
        let mut state = webhook.state.clone();
        if state.stopped || state.next_at > now {
            return Ok(false);
        }
        let keep =
            |state: WebhookState| self.store.keep_webhook(&webhook.name, &webhook.mark, state);
        let (since, until) = (state.done_seq, state.sent_seq);
        let page = EventPage { since, until, limit: WEBHOOK_EVENTS_MAX, hits_only: false };
        let found = self.store.events(page, now).await?;
        let Some(message) = message::next(&webhook.mark, &found) else {
            // What there was is gone with its subjects.
            let done = until.unwrap_or(found.last).max(since);
            if done > since || until.is_some() {
                keep(WebhookState { done_seq: done, sent_seq: None, attempts: 0, ..state }).await?;
            }
            return Ok(until.is_some());
        };
        // Noted before it is sent: what is sent again is the same message.
        let end = until.unwrap_or(message.sequence);
        if until.is_none() {
            state.sent_seq = Some(end);
            keep(state.clone()).await?;
        }
        let message = message.named(format!("msg_{}_{end}", webhook.mark));
        // It is accounted for each time that it leaves.
        self.note(self.disclosure(webhook, &message)).await?;
        let sent = post.send(webhook, &message, now).await;
        let now = self.around.clock.now();
        let is_taken = sent == Sent::Taken;
        tracing::debug!(name = webhook.name, id = message.id, ?sent, "webhook");
        keep(after(state, sent, end, now, self.around.chance.as_ref())?).await?;
        Ok(is_taken)
    }
}

impl Node {
    /// What a message tells a target, as the log accounts for it.
    fn disclosure(&self, webhook: &Webhook, message: &Message) -> Event {
        let mut event = self.event(&self.own_context(), Kind::Disclosure, "webhook");
        event.request.recipients = vec![webhook.name.clone()];
        event.request.request_id = message.id.clone();
        event.concerned = message
            .subjects()
            .map(|subject| Concerned { subject, ..Concerned::default() })
            .collect();
        event
    }
}

/// How far a target is after a message.
fn after(
    state: WebhookState,
    sent: Sent,
    end: u64,
    now: Timestamp,
    chance: &dyn Chance,
) -> Result<WebhookState, ServerError> {
    let (reason, is_gone) = match sent {
        Sent::Taken => {
            return Ok(WebhookState {
                done_seq: end,
                taken_at: Some(now),
                ..WebhookState::default()
            });
        }
        Sent::Refused(reason) => (reason, false),
        Sent::Gone(reason) => (reason, true),
    };
    let attempts = state.attempts.saturating_add(1);
    let wait = wait_seconds(attempts, chance.bytes()?[0]);
    Ok(WebhookState {
        attempts,
        next_at: Timestamp(now.0.saturating_add(wait)),
        last_error: Some(reason),
        stopped: is_gone || attempts >= WEBHOOK_ATTEMPTS_MAX,
        ..state
    })
}

/// Twice as long after each attempt, up to a limit; between half of it and all of it, so that
/// targets that failed together do not come back together.
fn wait_seconds(attempts: u32, dice: u8) -> i64 {
    let doubled = 1_u64.checked_shl(attempts.saturating_sub(1)).unwrap_or(u64::MAX);
    let whole = WEBHOOK_WAIT_SECONDS_MIN.saturating_mul(doubled).min(WEBHOOK_WAIT_SECONDS_MAX);
    let half = whole / 2;
    let wait = half + (whole - half) * u64::from(dice) / u64::from(u8::MAX);
    i64::try_from(wait.max(1)).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
