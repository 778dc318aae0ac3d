use std::ops::Deref;
use std::sync::Arc;

use comity_api::{Fault, FaultKind};
use comity_audit::Kind;
use comity_model::{ActorName, PartyId, Tlp};
use comity_policy::{
    About, Action, ActionClass, Age, Asker, AskerKind, Assurance, Facts, Law, Permit, Refusal,
    Released, WithinView,
};

use super::sight::{Asked, Sight};
use crate::app::approvals::{Standing, Wanted};
use crate::app::node::Node;
use crate::context::{Actor, ActorKind};
use crate::{Clearance, Context, ServerError};

/// A question that the policy permits: who asks, why, and what they may see.
#[derive(Clone)]
pub(crate) struct Granted {
    ctx: Context,
    /// What they may see.
    pub(crate) sight: Sight,
    asked: Arc<Asked>,
}

/// What is known of the person or thing that something is done about, who reviewed it, and what
/// exactly is asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Matter {
    pub(crate) about: About,
    pub(crate) reviewer: Option<String>,
    /// The agreement with the partner that is given to, or that asks.
    pub(crate) agreement: Option<comity_policy::Agreement>,
    /// Where it is not said, nobody can ask for an approval.
    pub(crate) wanted: Option<Wanted>,
    /// Whether this is asked ahead: the question itself, which an approval is for, comes later.
    pub(crate) is_ahead: bool,
}

impl Matter {
    /// Where nothing speaks against it but who asks, and why.
    pub(crate) fn harmless() -> Matter {
        let about = About { age: Age::NotAPerson, protective: true, ..About::default() };
        Matter { about, reviewer: Some("reviewer".to_owned()), ..Matter::default() }
    }

    /// The same where the question itself is asked later.
    pub(crate) fn ahead(self) -> Matter {
        Matter { is_ahead: true, ..self }
    }

    /// Exactly this is asked for.
    pub(crate) fn of(wanted: Wanted) -> Matter {
        Matter { wanted: Some(wanted), ..Matter::default() }
    }
}

impl Deref for Granted {
    type Target = Context;

    fn deref(&self) -> &Context {
        &self.ctx
    }
}

impl Granted {
    /// Lets out what was accounted for already.
    pub(crate) fn accounted<T: WithinView>(&self, value: T) -> Released<T> {
        self.asked.permit.within_view(value)
    }

    /// Who asks, as the policy hears it.
    pub(crate) fn asker(&self) -> &Asker {
        self.asked.permit.asker()
    }

    pub(super) fn permit(&self) -> &Permit {
        &self.asked.permit
    }

    /// The law that it was permitted under.
    pub(super) fn law(&self) -> &Law {
        &self.asked.law
    }
}

impl Node {
    /// Asks the policy whether somebody may do something with personal data.
    ///
    /// # Errors
    /// If not, with what would have to be otherwise; the refusal stands in the log.
    pub(crate) async fn may(&self, ctx: &Context, action: Action) -> Result<Granted, ServerError> {
        self.may_about(ctx, action, Matter::default()).await
    }

    /// The same for something that is done about somebody.
    ///
    /// # Errors
    /// As [`Node::may`].
    pub(crate) async fn may_about(
        &self,
        ctx: &Context,
        action: Action,
        matter: Matter,
    ) -> Result<Granted, ServerError> {
        let (law, permit) = self.permit(ctx, action, matter).await?;
        let asked = Arc::new(Asked { law, permit });
        Ok(Granted { ctx: ctx.clone(), sight: Sight::Asked(asked.clone()), asked })
    }

    /// Asks the policy whether somebody may run a part of the node; the node itself may.
    ///
    /// # Errors
    /// As [`Node::may`].
    pub(crate) async fn may_run(&self, ctx: &Context, action: Action) -> Result<(), ServerError> {
        if ctx.actor.kind == ActorKind::Node {
            return Ok(());
        }
        self.permit(ctx, action, Matter::default()).await.map(|_| ())
    }

    /// What somebody sees who is shown figures: with a reason what the policy shows them, without
    /// one what their clearance does.
    pub(crate) async fn sight_of_figures(&self, ctx: &Context) -> Result<Sight, ServerError> {
        if ctx.actor.kind == ActorKind::Node {
            return Ok(Sight::All);
        }
        if ctx.reason.purpose.is_some() {
            let (asker, facts) = self.question(ctx).await?;
            let in_force = self.in_force.load_full();
            if let Ok(law) = in_force.usable()
                && let Ok(permit) = law.permit(&asker, Action::Search, &facts)
            {
                let law = law.clone();
                return Ok(Sight::Asked(Arc::new(Asked { law, permit })));
            }
        }
        Ok(Sight::UpTo(light(ctx.clearance)))
    }

    /// A short mark that is another one for whoever is shown other figures.
    pub(crate) async fn mark_of_sight(&self, ctx: &Context) -> Result<String, ServerError> {
        let key = format!("{:?}", self.sight_of_figures(ctx).await?.key());
        let runs = crate::app::datasets::runs_the_node(ctx);
        Ok(crate::hash::short(&format!("{runs} {key}")))
    }

    async fn permit(
        &self,
        ctx: &Context,
        action: Action,
        matter: Matter,
    ) -> Result<(Arc<Law>, Permit), ServerError> {
        let in_force = self.in_force.load_full();
        let law = match (action, action.class()) {
            // A policy that cannot be used is mended by two people, as any is put into force.
            (Action::Approve, _) => in_force.law.clone(),
            (_, ActionClass::PersonalData) => in_force.usable()?.clone(),
            (_, ActionClass::Account | ActionClass::Public) => in_force.law.clone(),
        };
        let (asker, mut facts) = self.question(ctx).await?;
        facts.about = matter.about;
        facts.reviewer = matter.reviewer.as_deref().map(account_name);
        facts.agreement = matter.agreement.clone();
        let refusal = match law.permit(&asker, action, &facts) {
            Ok(permit) => return Ok((law, permit)),
            Err(refusal) => refusal,
        };
        let mut fault = refused(&refusal);
        let about = matter.wanted.as_ref().and_then(Wanted::subject);
        if refusal.lacks_approval_alone() {
            if matter.is_ahead {
                // What is decided by this permit is nothing but that the question may be read.
                facts.supervisor = Some(account_name(AHEAD));
                if let Ok(permit) = law.permit(&asker, action, &facts) {
                    return Ok((law, permit));
                }
            }
            match self.standing(ctx, action, matter.wanted).await? {
                Standing::Open(open) => fault = *open,
                Standing::Given { number, supervisor } => {
                    facts.supervisor = Some(supervisor.clone());
                    let permit = law.permit(&asker, action, &facts);
                    // It is used up by what is permitted with it, and by nothing else.
                    if let Ok(permit) = permit
                        && self.use_approval(ctx, action, number, &supervisor).await?
                    {
                        return Ok((law, permit));
                    }
                }
            }
        }
        let mut event = self.event(ctx, Kind::Refusal, action.name());
        event.request.outcome = comity_audit::Outcome::Refused(fault.code.clone());
        if let Some(number) = fault.approval {
            event.request.details.insert("approval".to_owned(), number.to_string());
            // Who asks about somebody is told to them, also where it waits.
            event.concerned.extend(about);
        }
        self.note(event).await?;
        Err(fault.into())
    }

    async fn question(&self, ctx: &Context) -> Result<(Asker, Facts), ServerError> {
        let Context { actor, reason, now, .. } = ctx;
        let party = match actor.kind {
            ActorKind::Partner => PartyId::new(&actor.name)?,
            _ => self.party().await?,
        };
        let asker = Asker {
            kind: kind(actor)?,
            name: account_name(&actor.name),
            roles: actor.roles.clone(),
            party,
            clearance: light(ctx.clearance),
        };
        let mut facts = Facts::at(*now);
        facts.purpose = reason.purpose.clone();
        facts.legal_basis = reason.legal_basis.clone();
        facts.case = reason.case.clone();
        facts.assurance = match actor.assurance {
            0 | 1 => Assurance::Low,
            2 => Assurance::Substantial,
            _ => Assurance::High,
        };
        Ok((asker, facts))
    }
}

/// Stands for whoever may approve, while nobody did.
const AHEAD: &str = "a-supervisor";

fn light(clearance: Clearance) -> Tlp {
    match clearance {
        Clearance::Everything => Tlp::Red,
        Clearance::UpTo(light) => light,
    }
}

fn kind(actor: &Actor) -> Result<AskerKind, Fault> {
    Ok(match actor.kind {
        ActorKind::Person => AskerKind::Person,
        ActorKind::Local => AskerKind::LocalCommand,
        ActorKind::Program => AskerKind::Program,
        ActorKind::Loopback => AskerKind::Loopback,
        ActorKind::Partner => AskerKind::Partner,
        ActorKind::Node => return Err(Fault::internal("the node asks nothing by itself")),
    })
}

/// A token may be named as people name things; the policy knows short names.
fn account_name(name: &str) -> ActorName {
    let short: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
        .skip_while(|c| *c == '-')
        .take(comity_model::limits::NAME_ID_BYTES_MAX)
        .collect();
    ActorName::new(name).or_else(|_| ActorName::new(short)).unwrap_or_else(|_| nameless())
}

fn nameless() -> ActorName {
    #[expect(clippy::expect_used, reason = "the text is a name")]
    ActorName::new("nameless").expect("a name")
}

/// A refusal as it is told. What the request left out or misspelt is its own fault, the rest is
/// forbidden.
fn refused(refusal: &Refusal) -> Fault {
    let code = refusal.code();
    let is_incomplete = ["-missing", "-unknown", "-not-accepted"];
    let kind = if is_incomplete.iter().any(|ending| code.ends_with(ending)) {
        FaultKind::Invalid
    } else {
        FaultKind::Forbidden
    };
    let fault = Fault::new(kind, code, refusal.to_string());
    match refusal.hint() {
        Some(hint) => fault.with_hint(hint),
        None => fault,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_have_names_that_the_policy_can_say() {
        for (name, short) in [
            ("rivera", "rivera"),
            ("Port desk 4", "port-desk-4"),
            ("  ", "nameless"),
            ("é", "nameless"),
        ] {
            assert_eq!(account_name(name).as_str(), short, "{name}");
        }
    }
}
