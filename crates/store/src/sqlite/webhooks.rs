//! The targets of webhooks.

use comity_model::Timestamp;
use rusqlite::{Connection, params};

use super::events;
use super::fault::Outcome;
use super::rows::unsigned;
use crate::{StoreError, Webhook, WebhookState};

pub(super) fn add(connection: &Connection, webhook: &Webhook) -> Outcome<()> {
    let added = connection.execute(
        "INSERT INTO webhook (name, url, secret, mark, created_at, done_seq)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (name) DO NOTHING",
        params![
            webhook.name,
            webhook.url,
            webhook.secret,
            webhook.mark,
            webhook.created_at.0,
            events::last(connection)?,
        ],
    )?;
    if added == 0 {
        let text = format!("there is a webhook `{}` already", webhook.name);
        return Err(StoreError::Conflict(text).into());
    }
    Ok(())
}

pub(super) fn all(connection: &Connection) -> Outcome<Vec<Webhook>> {
    let mut select = connection.prepare_cached(
        "SELECT name, url, secret, mark, created_at, done_seq, sent_seq, attempts, next_at,
                last_error, taken_at, stopped FROM webhook ORDER BY name",
    )?;
    let mut rows = select.query([])?;
    let mut webhooks = Vec::new();
    while let Some(row) = rows.next()? {
        let sent: Option<i64> = row.get(6)?;
        webhooks.push(Webhook {
            name: row.get(0)?,
            url: row.get(1)?,
            secret: row.get(2)?,
            mark: row.get(3)?,
            created_at: Timestamp(row.get(4)?),
            state: WebhookState {
                done_seq: unsigned(row.get(5)?)?,
                sent_seq: sent.map(unsigned).transpose()?,
                attempts: row.get(7)?,
                next_at: Timestamp(row.get(8)?),
                last_error: row.get(9)?,
                taken_at: row.get::<_, Option<i64>>(10)?.map(Timestamp),
                stopped: row.get(11)?,
            },
        });
    }
    Ok(webhooks)
}

pub(super) fn keep(
    connection: &Connection,
    name: &str,
    mark: &str,
    state: &WebhookState,
) -> Outcome<()> {
    let number = |seq: u64| i64::try_from(seq).unwrap_or(i64::MAX);
    connection.execute(
        "UPDATE webhook SET done_seq = ?3, sent_seq = ?4, attempts = ?5, next_at = ?6,
                            last_error = ?7, taken_at = ?8, stopped = ?9
         WHERE name = ?1 AND mark = ?2",
        params![
            name,
            mark,
            number(state.done_seq),
            state.sent_seq.map(number),
            state.attempts,
            state.next_at.0,
            state.last_error,
            state.taken_at.map(|time| time.0),
            state.stopped,
        ],
    )?;
    Ok(())
}

pub(super) fn remove(connection: &Connection, name: &str) -> Outcome<bool> {
    Ok(connection.execute("DELETE FROM webhook WHERE name = ?1", [name])? > 0)
}
