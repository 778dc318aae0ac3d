//! Adding, listing and removing targets.

use comity_api::local::{NewWebhook, WebhookInfo};
use comity_api::{Fault, FaultKind};
use comity_model::Timestamp;
use comity_store::{EventPage, Webhook, WebhookState};
use reqwest::Url;

use super::sign::shown_secret;
use crate::app::near::is_loopback;
use crate::app::node::Node;
use crate::hash::hex;
use crate::limits::{WEBHOOK_NAME_CHARS_MAX, WEBHOOK_URL_BYTES_MAX, WEBHOOKS_MAX};
use crate::{Context, ServerError};

/// Bytes of what the ids of a target's messages begin with.
const MARK_BYTES: usize = 6;

impl Node {
    /// Adds a target. It is told of what happens from now on.
    pub(crate) async fn add_webhook(
        &self,
        ctx: &Context,
        name: &str,
        url: &str,
    ) -> Result<NewWebhook, ServerError> {
        let name = name.trim();
        let is_long = name.chars().count() > WEBHOOK_NAME_CHARS_MAX;
        if name.is_empty() || is_long || name.chars().any(char::is_control) {
            let message =
                format!("a webhook needs a name of 1 to {WEBHOOK_NAME_CHARS_MAX} characters");
            return Err(Fault::invalid("webhook-name", message).into());
        }
        let url = checked(url)?;
        let known = self.store.webhooks().await?;
        if known.iter().any(|webhook| webhook.name == name) {
            let message = format!("there is a webhook `{name}` already");
            return Err(Fault::new(FaultKind::Conflict, "webhook-exists", message).into());
        }
        if known.len() >= WEBHOOKS_MAX {
            let message = format!("there are {WEBHOOKS_MAX} webhooks already");
            return Err(Fault::new(FaultKind::Conflict, "too-many-webhooks", message).into());
        }
        let mut mark = hex(&self.around.chance.bytes()?);
        mark.truncate(MARK_BYTES * 2);
        let webhook = Webhook {
            name: name.to_owned(),
            url: url.to_string(),
            secret: self.around.chance.bytes()?.to_vec(),
            mark,
            created_at: ctx.now,
            state: WebhookState::default(),
        };
        self.store.add_webhook(&webhook).await?;
        let secret = shown_secret(&webhook.secret);
        Ok(NewWebhook { name: webhook.name, secret })
    }

    /// All targets and how far they are, without their secrets.
    pub(crate) async fn webhooks(&self, ctx: &Context) -> Result<Vec<WebhookInfo>, ServerError> {
        let mut infos = Vec::new();
        for webhook in self.store.webhooks().await? {
            let state = webhook.state;
            let last = self.last_event(ctx.now).await?;
            infos.push(WebhookInfo {
                name: webhook.name,
                url: webhook.url,
                created_at: webhook.created_at.to_string(),
                lag: last.saturating_sub(state.done_seq),
                attempts: state.attempts,
                next_at: (state.attempts > 0 && !state.stopped).then(|| state.next_at.to_string()),
                last_error: state.last_error,
                taken_at: state.taken_at.map(|time| time.to_string()),
                stopped: state.stopped,
            });
        }
        Ok(infos)
    }

    /// Sends again to a target that was given up, or at once to one that waits.
    pub(crate) async fn resume_webhook(&self, name: &str) -> Result<bool, ServerError> {
        let known = self.store.webhooks().await?;
        let Some(webhook) = known.into_iter().find(|webhook| webhook.name == name) else {
            return Err(no_such_webhook(name).into());
        };
        let state = WebhookState {
            attempts: 0,
            next_at: WebhookState::default().next_at,
            stopped: false,
            ..webhook.state
        };
        self.store.keep_webhook(&webhook.name, &webhook.mark, state).await?;
        self.watching.happened.notify_one();
        Ok(true)
    }

    /// The number of the last thing that happened.
    pub(super) async fn last_event(&self, now: Timestamp) -> Result<u64, ServerError> {
        let page = EventPage { since: u64::MAX, until: None, limit: 1, hits_only: false };
        Ok(self.store.events(page, now).await?.last)
    }

    /// Forgets a target.
    pub(crate) async fn remove_webhook(&self, name: &str) -> Result<bool, ServerError> {
        if !self.store.remove_webhook(name).await? {
            return Err(no_such_webhook(name).into());
        }
        Ok(true)
    }
}

fn no_such_webhook(name: &str) -> Fault {
    Fault::not_found("no-such-webhook", format!("there is no webhook `{name}`"))
}

/// An address that messages may be sent to: encrypted, unless they stay on this machine.
fn checked(text: &str) -> Result<Url, Fault> {
    let refuse = |message: String| {
        Fault::invalid("webhook-url", message).with_hint("write it as https://HOST/PATH")
    };
    if text.len() > WEBHOOK_URL_BYTES_MAX {
        return Err(refuse(format!("an address has at most {WEBHOOK_URL_BYTES_MAX} bytes")));
    }
    let url = Url::parse(text).map_err(|err| refuse(format!("`{text}` is no address: {err}")))?;
    if !url.username().is_empty() || url.password().is_some() {
        // It would stand in lists and logs.
        return Err(refuse("an address must not hold a password".to_owned()));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        "http" => Err(refuse(format!("`{text}` is not encrypted and leads to another machine"))),
        other => Err(refuse(format!("`{other}` is not a scheme that messages are sent by"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_checked() {
        for good in ["https://desk.example/in?a=1", "http://127.0.0.1:80/", "http://[::1]/x"] {
            assert!(checked(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "desk.example",
            "http://desk.example/",
            "http://127.0.0.1.example.org/",
            "ftp://desk.example/",
            "file:///etc/passwd",
            "https://user:secret@desk.example/",
            "https://",
        ] {
            assert_eq!(checked(bad).unwrap_err().code, "webhook-url", "{bad}");
        }
        let long = format!("https://desk.example/{}", "a".repeat(WEBHOOK_URL_BYTES_MAX));
        assert!(checked(&long).is_err());
    }
}
