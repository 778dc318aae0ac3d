//! Showing what supervisors are asked to approve.

use comity_api::Fault;
use comity_api::local::ApprovalQuery;
use comity_api::v1::{ApprovalInfo, ApprovalList};
use comity_audit::Concerned;
use comity_model::{ApprovalState, Timestamp};
use comity_policy::{Action, Released};
use comity_store::{Approval, ApprovalPage};

use crate::app::law::{Granted, Told};
use crate::app::node::Node;
use crate::limits::APPROVAL_PAGE_MAX;
use crate::{Context, ServerError};

/// The word that asks for requests in any state.
const ALL: &str = "all";

impl Node {
    /// One request as it stands.
    pub(crate) async fn approval(
        &self,
        ctx: &Context,
        number: u64,
    ) -> Result<Released<ApprovalInfo>, ServerError> {
        let granted = &self.may(ctx, Action::Approve).await?;
        let told = Told::default().with("approval", &number.to_string());
        let Some(kept) = self.store.approval(number).await? else {
            self.tell(granted, told, ()).await?;
            return Err(no_such_approval(&number.to_string()).into());
        };
        let info = self.approval_info(granted, &kept).await?;
        let concerned = concerned(&info).into_iter().collect();
        self.tell(granted, Told { concerned, ..told }, info).await
    }

    /// Requests by number: those that wait, unless another state is asked for.
    pub(crate) async fn approval_list(
        &self,
        ctx: &Context,
        query: &ApprovalQuery,
    ) -> Result<Released<ApprovalList>, ServerError> {
        let granted = &self.may(ctx, Action::Approve).await?;
        let limit = query.limit.clamp(1, APPROVAL_PAGE_MAX);
        let state = match query.state.as_deref() {
            None => Some(ApprovalState::Waiting),
            Some(ALL) => None,
            Some(name) => Some(state(name)?),
        };
        let open_at = state.filter(|state| state.expires()).map(|_| ctx.now);
        let page = ApprovalPage { after: query.after, limit: limit + 1, state, open_at };
        let mut found = self.store.approvals(page).await?;
        let has_more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| has_more).map(|last| last.number);
        let mut approvals = Vec::with_capacity(found.len());
        for kept in &found {
            approvals.push(self.approval_info(granted, kept).await?);
        }
        let told = Told::about(approvals.iter().filter_map(concerned).collect());
        self.tell(granted, told.counting("requests", found.len()), ApprovalList { approvals, next })
            .await
    }

    /// A request as this supervisor may see it.
    pub(super) async fn approval_info(
        &self,
        granted: &Granted,
        kept: &Approval,
    ) -> Result<ApprovalInfo, ServerError> {
        let Approval { number, asked, state: _, supervisor, decided_at, reason, used_at } =
            kept.clone();
        let about = self.approval_about(granted, asked.about.as_deref()).await?;
        Ok(ApprovalInfo {
            number,
            state: ended(kept, granted.now).0.to_owned(),
            actor: asked.actor,
            action: asked.action,
            object: asked.object,
            about_withheld: asked.about.is_some() && about.is_none(),
            about,
            purpose: asked.purpose,
            legal_basis: asked.legal_basis,
            case: asked.reference,
            asked_at: asked.asked_at.to_string(),
            expires_at: asked.expires_at.to_string(),
            supervisor,
            decided_at: decided_at.map(|at| at.to_string()),
            reason,
            used_at: used_at.map(|at| at.to_string()),
        })
    }

    /// A reference, where the supervisor may see a record that it names. Who was asked about has
    /// one that says nothing by itself.
    async fn approval_about(
        &self,
        granted: &Granted,
        about: Option<&str>,
    ) -> Result<Option<String>, ServerError> {
        let Some(about) = about else { return Ok(None) };
        let (dataset, id) = about.split_once('/').unwrap_or(("*", about));
        if dataset == "asked" {
            return Ok(Some(about.to_owned()));
        }
        let known = self.store.records(id).await?;
        let mut known =
            known.into_iter().filter(|held| ["*", held.dataset.as_str()].contains(&dataset));
        let is_seen = known.any(|held| granted.sight.show(held.record).is_some());
        Ok(is_seen.then(|| about.to_owned()))
    }
}

/// The state of a request at a moment, and whether its time is past.
pub(super) fn ended(kept: &Approval, now: Timestamp) -> (&'static str, bool) {
    let is_over = kept.state.expires() && now >= kept.asked.expires_at;
    (if is_over { "expired" } else { kept.state.name() }, is_over)
}

fn concerned(info: &ApprovalInfo) -> Option<Concerned> {
    let subject = info.about.clone()?;
    Some(Concerned { subject, ..Concerned::default() })
}

fn state(name: &str) -> Result<ApprovalState, Fault> {
    ApprovalState::named(name).ok_or_else(|| {
        let names: Vec<&str> = ApprovalState::ALL.iter().map(|state| state.name()).collect();
        Fault::invalid("approval-state", format!("`{name}` is not a state of a request"))
            .with_hint(format!("states are {}, and `{ALL}` for all", names.join(", ")))
    })
}

/// What to say about a request that is not there.
pub(crate) fn no_such_approval(number: &str) -> Fault {
    Fault::not_found("no-such-approval", format!("there is no request `{number}`"))
}
