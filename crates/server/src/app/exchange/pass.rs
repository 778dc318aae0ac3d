use std::collections::BTreeMap;

use comity_exchange::{
    Agreement, Kind, Share, ShareTitle, Step, TakeBack, TakeBackReason, TakenBack, What,
    limits::CHANGES_PER_ENVELOPE_MAX, plan,
};
use comity_model::{ActorName, Record, RecordId, Role, Timestamp, Tlp};
use comity_policy::{About, Asker, AskerKind, Facts, Grounds, Released, Standing};
use comity_store::{ChangedPage, KeptShare, Partner, ShareCursor, StoreError, Told};

use super::links::agreement_with;
use super::seal::Letter;
use super::visible::Sight;
use crate::ServerError;
use crate::app::node::Node;

/// Seconds of an hour.
const HOUR_SECONDS: i64 = 3_600;

impl Node {
    /// Looks at the next records of a share and seals what the partner has to be told of them.
    /// Whether there are more to look at.
    pub(super) async fn pass(
        &self,
        share: &KeptShare,
        partner: &Partner,
    ) -> Result<bool, ServerError> {
        let agreement = agreement_with(partner)?;
        let now = self.around.clock.now();
        let order = &share.share;
        let recalled = self.store.recalled(&order.dataset).await?;
        let basis = self.basis(share, partner, &agreement, recalled.len(), now)?;
        let Some(cursor) = self.cursor(share, basis).await? else { return Ok(false) };
        let page = self.page(share, &cursor).await?;
        let records = self.with_gone(share, &cursor, &page).await?;
        let ids: Vec<RecordId> = records.keys().cloned().collect();
        let held = self.store.held(&order.party, &order.dataset, ids).await?;
        let mut sight = self.partner_sight(share, &agreement, now).await?;
        let (mut given, mut back, mut told) = (Vec::new(), TakenBack::default(), Vec::new());
        let answer_by = answer_by(&agreement, partner, now);
        let ends = share.ended.is_some() || !partner.link.is_open() || !agreement.is_in_force(now);
        for ((id, record), held) in records.into_iter().zip(held) {
            let was_there = record.is_some();
            let is_recalled = recalled.contains(&id);
            let shown = match (record, &mut sight) {
                (Some(record), Some(sight)) if !ends && !is_recalled => sight.shown(record).await?,
                _ => None,
            };
            let form = shown.as_ref().and_then(|change| match &change.as_ref().what {
                What::Put(form) => Some(form.clone()),
                What::TakeBack(_) => None,
            });
            let dataset = order.dataset.clone();
            match (plan(held, form)?, shown) {
                (Step::Put(_, hash), Some(change)) => {
                    told.push(Told { dataset, id, what: Ok(hash) });
                    given.push(change);
                }
                (Step::TakeBack, _) => {
                    let reason = match (is_recalled, ends, was_there) {
                        (true, ..) => TakeBackReason::Recalled,
                        (_, true, _) => TakeBackReason::LinkEnded,
                        (_, _, true) => TakeBackReason::Expired,
                        (_, _, false) => TakeBackReason::Withdrawn,
                    };
                    told.push(Told {
                        dataset,
                        id: id.clone(),
                        what: Err((reason.name(), answer_by)),
                    });
                    back.0.push((id, TakeBack { reason, answer_by }));
                }
                _ => {}
            }
        }
        let more = page.more;
        let cursor = moved(cursor, &page);
        if told.is_empty() {
            self.store.keep_cursor(share.number, cursor).await?;
            return Ok(more);
        }
        let title = ShareTitle { dataset: order.dataset.clone(), title: order.dataset.to_string() };
        let body = Released::public(title).and(Released::public(back)).and(Released::all(given));
        let letter = Letter {
            purpose: Some(order.purpose.clone()),
            legal_basis: Some(order.legal_basis.clone()),
            case: order.case.clone(),
            told,
            cursor: Some((share.number, cursor)),
            ..Letter::new(Kind::Share, body.project(Share::of))
        };
        self.seal(&order.party, letter).await?;
        Ok(more)
    }

    /// What is decided under. Under another policy or agreement, on another day, with more that was
    /// recalled, and when the link changes, all is looked at again.
    fn basis(
        &self,
        share: &KeptShare,
        partner: &Partner,
        agreement: &Agreement,
        recalled: usize,
        now: Timestamp,
    ) -> Result<String, ServerError> {
        let policy = comity_audit::Hash(self.law().hash());
        let state = (share.ended.is_some(), partner.link.is_open(), agreement.is_in_force(now));
        let (agreed, day) = (agreement.hash()?, now.day_number());
        Ok(format!("{policy} {agreed} {day} {recalled} {state:?}"))
    }

    /// Where a share goes on; nothing, if it has been through all there is.
    async fn cursor(
        &self,
        share: &KeptShare,
        basis: String,
    ) -> Result<Option<ShareCursor>, ServerError> {
        let cursor = &share.cursor;
        if cursor.basis.as_ref() != Some(&basis) {
            return Ok(Some(ShareCursor { basis: Some(basis), ..ShareCursor::default() }));
        }
        if cursor.pass.is_some() {
            return Ok(Some(cursor.clone()));
        }
        let current = self.dataset_named(&share.share.dataset).await?;
        let current = current.map(|dataset| dataset.current.version);
        Ok((current.as_deref().unwrap_or(GONE) != cursor.done.as_deref().unwrap_or_default())
            .then(|| cursor.clone()))
    }

    async fn page(
        &self,
        share: &KeptShare,
        cursor: &ShareCursor,
    ) -> Result<ChangedPage, ServerError> {
        let (since, after) = (cursor.done.as_deref(), cursor.after.as_ref());
        let limit = CHANGES_PER_ENVELOPE_MAX;
        match self.store.changed_since(&share.share.dataset, since, after, limit).await {
            Ok(page) => Ok(page),
            Err(StoreError::NoSuchVersion { .. }) => Ok(ChangedPage {
                version: GONE.to_owned(),
                records: Vec::new(),
                more: false,
                whole: true,
            }),
            Err(error) => Err(error.into()),
        }
    }

    /// The records of a page, and where the page cannot tell what is gone, what the partner holds
    /// and the dataset does not.
    async fn with_gone(
        &self,
        share: &KeptShare,
        cursor: &ShareCursor,
        page: &ChangedPage,
    ) -> Result<BTreeMap<RecordId, Option<Record>>, ServerError> {
        let mut records: BTreeMap<_, _> = page.records.iter().cloned().collect();
        if !page.whole {
            return Ok(records);
        }
        let last = page.records.last().map(|(id, _)| id.clone());
        let mut after = cursor.after.clone();
        loop {
            let (party, dataset) = (&share.share.party, &share.share.dataset);
            let limit = CHANGES_PER_ENVELOPE_MAX;
            let held = self.store.holdings(party, dataset, after.as_ref(), limit).await?;
            let Some(end) = held.last() else { return Ok(records) };
            after = Some(end.id.clone());
            for holding in held {
                // What comes after a page that is not the last stands on another page.
                if page.more && last.as_ref().is_some_and(|last| holding.id > *last) {
                    return Ok(records);
                }
                records.entry(holding.id).or_insert(None);
            }
        }
    }

    /// What a partner may see, as the person sees to it who ordered the share.
    async fn partner_sight(
        &self,
        share: &KeptShare,
        agreement: &Agreement,
        now: Timestamp,
    ) -> Result<Option<Sight<'_>>, ServerError> {
        let own = self.own_party().await?;
        let order = &share.share;
        let pact = agreement.for_giving(own.party());
        let (Some(terms), Some(pact)) = (agreement.given_by(own.party()), pact) else {
            return Ok(None);
        };
        let name = ActorName::new(&order.ordered_by)?;
        let asker = Asker {
            kind: AskerKind::Person,
            name: name.clone(),
            roles: [Role::Liaison].into(),
            party: own.party().clone(),
            clearance: Tlp::Red,
        };
        let about = About {
            standing: Standing::parse(&order.standing).unwrap_or(Standing::Unknown),
            grounds: Grounds::parse(&order.grounds).unwrap_or(Grounds::Unknown),
            ..About::default()
        };
        let facts = Facts {
            purpose: Some(order.purpose.clone()),
            legal_basis: Some(order.legal_basis.clone()),
            case: order.case.clone(),
            agreement: Some(pact),
            reviewer: Some(name),
            about,
            ..Facts::at(now)
        };
        Ok(Some(Sight {
            node: self,
            law: self.law(),
            asker,
            facts,
            terms: terms.clone(),
            dataset: order.dataset.clone(),
            own: own.party().clone(),
            known: BTreeMap::new(),
        }))
    }
}

/// What stands in place of a version where a dataset is gone.
const GONE: &str = "gone";

/// By when what is taken back is answered.
fn answer_by(agreement: &Agreement, partner: &Partner, now: Timestamp) -> Timestamp {
    let giver = agreement.between.iter().find(|party| **party != partner.party);
    let hours = giver.and_then(|giver| agreement.given_by(giver)).map_or(24, |t| t.receipt_hours);
    Timestamp(now.0.saturating_add(i64::from(hours) * HOUR_SECONDS))
}

/// How far a share has come with a page.
fn moved(cursor: ShareCursor, page: &ChangedPage) -> ShareCursor {
    let pass = cursor.pass.unwrap_or_else(|| page.version.clone());
    if page.more {
        let after = page.records.last().map(|(id, _)| id.clone());
        ShareCursor { pass: Some(pass), after, ..cursor }
    } else {
        ShareCursor { done: Some(pass), pass: None, after: None, ..cursor }
    }
}
