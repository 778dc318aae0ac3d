use std::collections::BTreeSet;
use std::sync::Arc;

use comity_api::Fault;
use comity_api::v1::{NewRedressToken, RedressOrder};
use comity_audit::Kind;
use comity_model::{DAY_SECONDS, RecordRef, Timestamp, Tlp};
use comity_policy::{Action, Released};
use comity_store::{NewRedress, Redress, RedressRecord, RowKey};
use sha2::{Digest as _, Sha256};

use super::documents::{day_of_birth, digest, folded};
use super::list::redress_info;
use crate::app::law::{Granted, Sight, Told};
use crate::app::node::Node;
use crate::app::person::person;
use crate::app::rights::report::end;
use crate::app::rights::restrict::concerned;
use crate::app::words::needed;
use crate::hash::hex;
use crate::limits::{
    REDRESS_DAYS_MAX, REDRESS_DAYS_USUAL, REDRESS_DOCUMENTS_MAX, REDRESS_MAX, REDRESS_RECORDS_MAX,
};
use crate::{Context, ServerError};

/// The traffic lights, least to most restrictive: what a record says is noted for each.
pub(super) const LIGHTS: [Tlp; 5] =
    [Tlp::Clear, Tlp::Green, Tlp::Amber, Tlp::AmberStrict, Tlp::Red];

/// How many bytes of chance a token has, and in groups of how many digits it is written.
const TOKEN_BYTES: usize = 16;
const TOKEN_GROUP: usize = 4;

impl Node {
    /// Issues a token to a person who was cleared. Only its hash is kept, and of the documents only
    /// digests.
    pub(crate) async fn issue_redress(
        self: &Arc<Self>,
        ctx: &Context,
        order: &RedressOrder,
    ) -> Result<Released<NewRedressToken>, ServerError> {
        let granted = &self.may(ctx, Action::AnswerSubjectRequest).await?;
        let _work = self.work()?;
        let by = person(ctx)?;
        let reason = needed("reason", &order.reason)?;
        let documents = documents(self.asked_secret().await?, order)?;
        let expires_at = expiry(order.expires.as_deref(), granted.now)?;
        if order.not.is_empty() || order.not.len() > REDRESS_RECORDS_MAX {
            let message = format!("1 to {REDRESS_RECORDS_MAX} records are needed in `not`");
            return Err(Fault::invalid("redress-records", message).into());
        }
        let mut records = BTreeSet::new();
        for meant in &order.not {
            records.insert(self.record_meant(granted, meant).await?);
        }
        let mut said = Vec::with_capacity(records.len());
        for record in &records {
            let content = self.content_by_light(granted, record).await?;
            said.push(RedressRecord { record: record.clone(), content });
        }
        let told = Told::about(records.iter().map(concerned).collect());
        self.note_act(granted, Kind::Decision, told.with("act", "issue-redress")).await?;
        let token = written(&self.around.chance.bytes()?);
        let new = NewRedress {
            hash: hash(&token),
            documents,
            records: said,
            reason,
            by,
            at: granted.now,
            expires_at,
        };
        let number = self.store.issue_redress(new.clone(), REDRESS_MAX).await?;
        let about = format!("redress {number}");
        self.note_change(granted, Kind::Change, "issue-redress", &about).await?;
        tracing::info!(number, "redress token issued");
        let redress = redress_info(Redress { number, made: new, revoked: None });
        Ok(granted.accounted(NewRedressToken { token, redress }))
    }

    /// Digests of what a record says, as far as each traffic light shows it: whoever sees less must
    /// not learn from a token that something changed which they do not see.
    async fn content_by_light(
        &self,
        granted: &Granted,
        record: &RecordRef,
    ) -> Result<String, ServerError> {
        let held = self.store.records(record.id.as_str()).await?;
        let held = held.into_iter().find(|stored| stored.dataset == record.dataset);
        let Some(held) = held.filter(|held| granted.sight.show(held.record.clone()).is_some())
        else {
            return Err(Fault::internal("a record left while a token was issued").into());
        };
        let RowKey(key) = held.key;
        let mut digests = Vec::with_capacity(LIGHTS.len());
        for light in LIGHTS {
            digests.push(self.content_digest(RowKey(key), &Sight::UpTo(light)).await?);
        }
        Ok(digests.join(" "))
    }
}

fn documents(secret: &str, order: &RedressOrder) -> Result<Vec<String>, Fault> {
    let born = day_of_birth(&order.birth_date)?;
    let count = order.documents.len();
    if count == 0 || count > REDRESS_DOCUMENTS_MAX {
        let message = format!("1 to {REDRESS_DOCUMENTS_MAX} document numbers are needed");
        return Err(Fault::invalid("redress-documents", message));
    }
    let mut digests = BTreeSet::new();
    for number in &order.documents {
        if folded(number).is_empty() {
            let message = format!("`{number}` is not the number of a document");
            return Err(Fault::invalid("redress-documents", message));
        }
        digests.insert(digest(secret, number, &born));
    }
    Ok(digests.into_iter().collect())
}

fn expiry(stated: Option<&str>, now: Timestamp) -> Result<Timestamp, Fault> {
    let days = |days: i64| Timestamp(now.0.saturating_add(days.saturating_mul(DAY_SECONDS)));
    let Some(stated) = stated else { return Ok(days(REDRESS_DAYS_USUAL)) };
    let expires = end(stated)?;
    if expires <= now || expires > days(REDRESS_DAYS_MAX) {
        let message = format!("`{stated}` is not in the next {REDRESS_DAYS_MAX} days");
        return Err(Fault::invalid("redress-expires", message));
    }
    Ok(expires)
}

/// A token as people copy it.
fn written(chance: &[u8; 32]) -> String {
    let digits = hex(chance.get(..TOKEN_BYTES).unwrap_or(chance)).to_uppercase();
    let mut token = String::with_capacity(digits.len() * 2);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && at % TOKEN_GROUP == 0 {
            token.push('-');
        }
        token.push(digit);
    }
    token
}

/// The hash that is kept of a token, however it was copied.
pub(super) fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(folded(token).as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_however_it_was_copied() {
        let token = written(&[0xa7; 32]);
        assert_eq!(token, "A7A7-A7A7-A7A7-A7A7-A7A7-A7A7-A7A7-A7A7");
        assert_eq!(hash(&token), hash(" a7a7a7a7 a7a7a7a7A7A7A7A7 a7a7a7a7"));
        assert_ne!(hash(&token), hash("A7A7"));
    }

    #[test]
    fn a_token_ends() {
        let now = Timestamp(1_795_343_312);
        let day = |text| expiry(Some(text), now).map(|at| at.to_string());
        assert_eq!(day("2026-11-22").unwrap(), "2026-11-23T00:00:00", "through its last day");
        assert_eq!(expiry(None, now).unwrap().to_string(), "2028-11-21T10:28:32");
        for bad in ["2026-11-21", "2036-11-22", "soon"] {
            assert!(day(bad).is_err(), "{bad}");
        }
    }
}
