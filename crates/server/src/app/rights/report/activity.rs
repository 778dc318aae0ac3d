use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use comity_api::v1::{NamedCount, ProtectionActivity, ReadCount, RightsStanding};
use comity_audit::{AnomalySearch, Concerned, Kind, Outcome, Request, Usual};
use comity_model::Timestamp;
use comity_store::{LogFilter, LoggedEvent, LoggedPart, RightsPage};

use crate::ServerError;
use crate::app::law::anomaly_name;
use crate::app::node::Node;
use crate::limits::{
    DISPUTES_MAX, LOG_READS_USUAL, REDRESS_MAX, WORK_BEGINS_MINUTES, WORK_ENDS_MINUTES,
};

/// Why and how something was read: operation, purpose, legal basis and roles.
type Way = (String, String, String, Vec<String>);

/// What was counted so far. Nothing of it is about anybody.
struct Counting {
    events: u64,
    unreadable: u64,
    failed_sign_ins: u64,
    kinds: Counts,
    reads: BTreeMap<Way, u64>,
    disclosures: Counts,
    refusals: Counts,
    rights: Counts,
    unusual: AnomalySearch,
}

/// How often each of something was, by its name.
#[derive(Default)]
struct Counts(BTreeMap<String, u64>);

impl Counts {
    fn add(&mut self, name: &str) {
        match self.0.get_mut(name) {
            Some(count) => *count += 1,
            None => drop(self.0.insert(name.to_owned(), 1)),
        }
    }

    fn told(self) -> Vec<NamedCount> {
        self.0.into_iter().map(|(name, count)| NamedCount { name, count }).collect()
    }
}

impl Counting {
    fn new(usual: Usual) -> Counting {
        Counting {
            events: 0,
            unreadable: 0,
            failed_sign_ins: 0,
            kinds: Counts::default(),
            reads: BTreeMap::new(),
            disclosures: Counts::default(),
            refusals: Counts::default(),
            rights: Counts::default(),
            unusual: AnomalySearch::new(usual),
        }
    }

    fn see(&mut self, event: &LoggedEvent) {
        self.events += 1;
        let kind = event.leaf.kind;
        self.kinds.add(kind.name());
        self.failed_sign_ins += u64::from(kind == Kind::LoginFailed);
        let Some(request) = event.request.get() else {
            self.unreadable += 1;
            return;
        };
        let concerned: Vec<&Concerned> =
            event.concerned.iter().filter_map(LoggedPart::get).collect();
        self.unusual.see((event.leaf.seq, event.leaf.time, kind), request, &concerned);
        if kind == Kind::Refusal
            && let Outcome::Refused(code) = &request.outcome
        {
            self.refusals.add(code);
        }
        if kind == Kind::Read {
            *self.reads.entry(way(&event.leaf.operation, request)).or_default() += 1;
        }
        if kind == Kind::Disclosure {
            request.recipients.iter().for_each(|recipient| self.disclosures.add(recipient));
        }
        // What was done says what it was, and an event that only says how the store is after it
        // is not another one.
        let done = ["answer", "act"].iter().find_map(|name| request.details.get(*name));
        if let Some(done) = done.filter(|done| RIGHTS.contains(&done.as_str())) {
            self.rights.add(done);
        }
    }

    fn told(self, standing: RightsStanding) -> ProtectionActivity {
        let reads = self.reads.into_iter().map(|(way, count)| {
            let (operation, purpose, legal_basis, roles) = way;
            ReadCount { operation, purpose, legal_basis, roles, count }
        });
        let mut unusual = Counts::default();
        self.unusual.finish().iter().for_each(|found| unusual.add(anomaly_name(found.kind)));
        ProtectionActivity {
            events: self.events,
            unreadable: self.unreadable,
            kinds: self.kinds.told(),
            reads: reads.collect(),
            disclosures: self.disclosures.told(),
            refusals: self.refusals.told(),
            failed_sign_ins: self.failed_sign_ins,
            rights: self.rights.told(),
            standing,
            unusual: unusual.told(),
        }
    }
}

/// What is done for those whom records are about, as the log names it.
const RIGHTS: [&str; 10] = [
    "access",
    "dispute",
    "end-dispute",
    "erasure",
    "indirect-access",
    "issue-redress",
    "lift-restriction",
    "redress-shown",
    "restrict",
    "revoke-redress",
];

fn way(operation: &str, request: &Request) -> Way {
    let said = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut roles = request.roles.clone();
    roles.sort_unstable();
    (operation.to_owned(), said(&request.purpose), said(&request.legal_basis), roles)
}

impl Node {
    /// What was done between two moments, counted from the log.
    pub(super) async fn activity(
        &self,
        from: Option<Timestamp>,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<ProtectionActivity, ServerError> {
        let usual = Usual {
            reads_per_day_max: Some(LOG_READS_USUAL),
            minutes: Some((WORK_BEGINS_MINUTES, WORK_ENDS_MINUTES)),
            names: self.names_of_accounts(BTreeMap::new()).await?,
            ..Usual::default()
        };
        let counting = Arc::new(Mutex::new(Counting::new(usual)));
        let seen = counting.clone();
        let visitor = Box::new(move |event: LoggedEvent| {
            seen.lock().unwrap_or_else(PoisonError::into_inner).see(&event);
            Ok(())
        });
        let filter = LogFilter { from, until: Some(until), ..LogFilter::default() };
        self.log().await?.scan(filter, visitor).await?;
        let standing = self.rights_standing(now).await?;
        let counted = {
            let mut counting = counting.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *counting, Counting::new(Usual::default()))
        };
        Ok(counted.told(standing))
    }

    async fn rights_standing(&self, now: Timestamp) -> Result<RightsStanding, ServerError> {
        let open = |limit| RightsPage { after: 0, limit, open_only: true };
        let disputes = self.store.disputes(open(DISPUTES_MAX)).await?;
        Ok(RightsStanding {
            disputes: disputes.len(),
            overdue_disputes: disputes.iter().filter(|each| now >= each.made.due_at).count(),
            restricted: self.store.restricted().await?.len(),
            redress: self.store.redresses(open(REDRESS_MAX), now).await?.len(),
        })
    }
}
