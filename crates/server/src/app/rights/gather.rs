use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use comity_api::Fault;
use comity_api::convert::{self, example};
use comity_api::v1::{
    AccessAnswer, AccessRequest, CaseInfo, Example, HeldRecord, LogEntry, RecordSheet, SubjectInfo,
};
use comity_audit::Concerned;
use comity_screening::Filter;
use comity_screening::limits::LIMIT_MAX;
use comity_store::{CasePage, LogFilter, LoggedEvent, Restriction, RightsPage};

use super::restrict::{restriction_info, source};
use super::whom::Whom;
use crate::ServerError;
use crate::app::cases::{case_info, is_case_seen};
use crate::app::law::{Granted, Told, entry};
use crate::app::node::Node;
use crate::app::record::Found;
use crate::app::screen::{Ask, Shown};
use crate::app::subjects::{is_subject_seen, subject_info};
use crate::limits::{
    CASE_PAGE_MAX, RESTRICTIONS_MAX, RIGHTS_EVENTS_MAX, RIGHTS_KEPT_MAX, SUBJECT_PAGE_MAX,
};

impl Node {
    /// What is held about somebody, and what the log has to say of this answer.
    pub(super) async fn gather(
        self: &Arc<Self>,
        granted: &Granted,
        request: &AccessRequest,
    ) -> Result<(AccessAnswer, Told), ServerError> {
        let asked = example::blank(&request.query.schema)?;
        let read = example::fill(asked, None, &request.query.properties)?;
        if read.asks_nothing() {
            let message = "the query has no name and no number to look for";
            return Err(Fault::invalid("nothing-asked", message).into());
        }
        let query = Example { schema: read.cleaned.schema, properties: read.cleaned.properties };
        let whom = Whom::new(self.asked_secret().await?, &query.properties);
        let threshold = convert::threshold(Some("high-recall"), None)?;
        let (weights, filter) = (Default::default(), Filter::default());
        let config = convert::settings(Some(LIMIT_MAX), threshold, None, &weights, filter)?;
        let ask = Ask { query: read.query, config };
        let answers = self.screen_all(granted, vec![ask]).await?;
        let basis = convert::basis(&answers.loaded.basis(&granted.sight));
        let found = answers.answers.into_iter().next();
        let found = found.ok_or_else(|| Fault::internal("a query got no answer"))?;
        let (held, mut concerned) = self.steadily(|| self.held(granted, &found)).await?;
        let mut references = whom.references().clone();
        references.extend(concerned.iter().map(|each| each.subject.clone()));
        let (watched, more_watched) = self.watched(granted, &whom, &references).await?;
        let (cases, more_cases) = self.cases_about(granted, &whom, &references).await?;
        let (events, events_truncated) = self.events_about(references.clone()).await?;
        concerned.push(self.asked(&query.properties).await?);
        let told = Told::about(concerned)
            .counting("records", held.len())
            .counting("subjects", watched.len())
            .counting("cases", cases.len())
            .counting("events", events.len());
        // A reference under which nothing is known says nothing.
        let known: BTreeSet<&String> = events
            .iter()
            .flat_map(|event| event.concerned.iter().filter_map(|each| each.subject.as_ref()))
            .collect();
        let is_told = |name: &String| known.contains(name) || !name.starts_with("asked/");
        let answer = AccessAnswer {
            asked_at: granted.now.to_string(),
            held_truncated: found.screening.total > held.len(),
            references: references.iter().filter(|name| is_told(name)).cloned().collect(),
            query,
            ignored: read.ignored,
            held,
            watched,
            cases,
            kept_truncated: more_watched || more_cases,
            events,
            events_truncated,
            basis,
        };
        Ok((answer, told))
    }

    /// The records that were found, statement by statement.
    async fn held(
        self: &Arc<Self>,
        granted: &Granted,
        found: &Shown,
    ) -> Result<(Vec<HeldRecord>, Vec<Concerned>), ServerError> {
        let (mut held, mut concerned) = (Vec::new(), Vec::new());
        let all = RightsPage { after: 0, limit: RESTRICTIONS_MAX, open_only: true };
        let restricted = self.store.restrictions(all).await?;
        for candidate in &found.screening.candidates {
            let Found::Whole(whole) = self.find(granted, &candidate.id).await? else { continue };
            let (sheet, each) = self.sheet(granted, &whole).await?;
            concerned.extend(each);
            let disputed = self.store.disputes_about(whole.refs()).await?;
            let mut record = held_record(candidate.score, sheet, &restricted);
            record.disputes = self.dispute_infos(granted, disputed).await?;
            held.push(record);
        }
        Ok((held, concerned))
    }

    /// The subjects that share a name or a number, or hit one of the records.
    async fn watched(
        &self,
        granted: &Granted,
        whom: &Whom,
        references: &BTreeSet<String>,
    ) -> Result<(Vec<SubjectInfo>, bool), ServerError> {
        let (mut watched, mut more) = (Vec::new(), false);
        let mut after: Option<(String, String)> = None;
        loop {
            let from = after.as_ref().map(|(register, id)| (register.as_str(), id.as_str()));
            let page = self.store.subjects(None, from, SUBJECT_PAGE_MAX, granted.now).await?;
            let Some(last) = page.last() else { break };
            after = Some((last.subject.register.clone(), last.subject.id.clone()));
            for kept in &page {
                if !is_subject_seen(granted, kept)? {
                    continue;
                }
                let info = subject_info(kept)?;
                let mut hits = info.hits.iter();
                let is_meant = whom.is_named(&info.query.properties)
                    || hits.any(|hit| references.contains(&subject(&hit.dataset, &hit.record)));
                more |= is_meant && watched.len() >= RIGHTS_KEPT_MAX;
                if is_meant && !more {
                    watched.push(info);
                }
            }
        }
        Ok((watched, more))
    }

    /// The cases that ask for them, or are about one of the records.
    async fn cases_about(
        &self,
        granted: &Granted,
        whom: &Whom,
        references: &BTreeSet<String>,
    ) -> Result<(Vec<CaseInfo>, bool), ServerError> {
        let (mut cases, mut more) = (Vec::new(), false);
        let withheld = self.withheld(granted).await?;
        let mut after = 0;
        loop {
            let (state, due_by, reviewer) = (None, None, None);
            let page = CasePage { after, limit: CASE_PAGE_MAX, state, due_by, reviewer };
            let page = self.store.cases(page).await?;
            let Some(last) = page.last() else { break };
            after = last.number;
            for kept in &page {
                if !is_case_seen(granted, &withheld, kept)? {
                    continue;
                }
                let info = case_info(kept, granted.now)?;
                let record = subject(&info.record.dataset, &info.record.id);
                let is_meant =
                    references.contains(&record) || whom.is_named(&info.query.properties);
                more |= is_meant && cases.len() >= RIGHTS_KEPT_MAX;
                if is_meant && !more {
                    cases.push(info);
                }
            }
        }
        Ok((cases, more))
    }

    /// What the log says of them, oldest first, without what it says of others; and whether older
    /// events were left out.
    async fn events_about(
        &self,
        references: BTreeSet<String>,
    ) -> Result<(Vec<LogEntry>, bool), ServerError> {
        let kept = Arc::new(Mutex::new((VecDeque::new(), false)));
        let seen = kept.clone();
        let visitor = Box::new(move |event: LoggedEvent| {
            let mut event = event;
            let is_meant = |each: &Concerned| references.contains(&each.subject);
            event.concerned.retain(|part| part.get().is_some_and(is_meant));
            if !event.concerned.is_empty() {
                let mut kept = seen.lock().unwrap_or_else(PoisonError::into_inner);
                kept.0.push_back(entry(event));
                if kept.0.len() > RIGHTS_EVENTS_MAX {
                    kept.0.pop_front();
                    kept.1 = true;
                }
            }
            Ok(())
        });
        self.log().await?.scan(LogFilter::default(), visitor).await?;
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        Ok((std::mem::take(&mut kept.0).into(), kept.1))
    }
}

fn subject(dataset: &str, record: &str) -> String {
    format!("{dataset}/{record}")
}

/// A record with what sums it up.
fn held_record(score: f64, sheet: RecordSheet, restricted: &[Restriction]) -> HeldRecord {
    let statements = &sheet.statements;
    let parties: BTreeSet<&String> = statements.iter().map(|said| &said.party).collect();
    let markings: BTreeSet<&String> = statements.iter().map(|said| &said.marking).collect();
    let is_meant = |each: &&Restriction| sheet.records.contains(&source(&each.made.record));
    let restrictions = restricted.iter().filter(is_meant).cloned().map(restriction_info);
    HeldRecord {
        score,
        restrictions: restrictions.collect(),
        disputes: Vec::new(),
        since: statements.iter().filter_map(|said| said.first_seen.clone()).min(),
        parties: parties.into_iter().cloned().collect(),
        markings: markings.into_iter().cloned().collect(),
        sheet,
    }
}
