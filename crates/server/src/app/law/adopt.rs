//! Putting another policy into force.

use std::collections::BTreeMap;
use std::sync::Arc;

use comity_api::local::PolicyOrder;
use comity_api::v1::PolicyInfo;
use comity_api::{Fault, FaultKind};
use comity_audit::Kind;
use comity_model::{ActorName, PartyId, Role, Timestamp, Tlp};
use comity_policy::{
    Action, Asker, AskerKind, Assurance, Facts, Law, Released, allowances, kept_scenarios,
    read_scenarios,
};
use comity_store::{KeptPolicy, NewPolicy};

use super::in_force::{Bundle, InForce, Text, shipped};
use super::{Matter, Told};
use crate::app::approvals::Wanted;
use crate::app::node::Node;
use crate::app::person::person;
use crate::hash::hex;
use crate::{Context, ServerError};

/// Digits of a hash that are told in words.
const HASH_DIGITS: usize = 12;

impl Node {
    /// Puts another policy into force, from the next question on: strictly validated, true to its
    /// own scenarios and to the duties that none gives up, and approved by a supervisor. Otherwise
    /// the one that stands stays.
    pub(crate) async fn adopt_policy(
        self: &Arc<Self>,
        ctx: &Context,
        order: PolicyOrder,
    ) -> Result<Released<PolicyInfo>, ServerError> {
        let adopted_by = person(ctx)?;
        let (law, bundle) = tokio::task::spawn_blocking(move || tried(order)).await??;
        let before = self.in_force.load_full();
        let hash = hex(&law.hash());
        if law.hash() == before.law.hash() && before.usable().is_ok() {
            let message = format!("the policy {hash} is in force already");
            return Err(Fault::new(FaultKind::Conflict, "policy-in-force", message).into());
        }
        let wanted = Wanted::new(&hash, words(&before.law, &law, &hash));
        let granted = self.may_about(ctx, Action::ChangePolicy, Matter::of(wanted)).await?;
        let _work = self.work()?;
        let told = Told::default().with("policy", &hash);
        self.note_act(&granted, Kind::Policy, told).await?;
        let supervisor = granted.permit().facts().supervisor.as_ref();
        let policy = NewPolicy {
            hash: law.hash(),
            bundle,
            adopted_at: ctx.now,
            adopted_by,
            approved_by: supervisor.map(ToString::to_string),
        };
        let number = self.store.adopt_policy(policy.clone()).await?;
        let now = Arc::new(InForce::now(law, KeptPolicy { number, policy }));
        // Who asks from now on is answered by it; who asked before is answered by the other.
        self.in_force.store(now.clone());
        self.anchor_log().await?;
        tracing::info!(number, hash, "another policy is in force");
        self.screen_all_anew().await?;
        Ok(Released::public(now.info()))
    }

    /// The policy in force.
    pub(crate) fn policy_info(&self) -> Released<PolicyInfo> {
        Released::public(self.in_force.load().info())
    }
}

/// The policy of an order, and how it is kept.
fn tried(order: PolicyOrder) -> Result<(Arc<Law>, Option<String>), ServerError> {
    if order.shipped {
        return Ok((shipped()?, None));
    }
    let text = |(name, text): (String, String)| Text { name, text };
    let bundle = Bundle {
        files: order.files.into_iter().map(text).collect(),
        scenarios: order.scenarios.into_iter().map(text).collect(),
    };
    let invalid = |message: String| Fault::invalid("policy-invalid", message);
    let law = Law::load(bundle.policy_files()).map_err(|faults| invalid(faults.to_string()))?;
    check_own(&law, &bundle)?;
    check_duties(&law)?;
    check_way_back(&law)?;
    let kept = serde_json::to_string(&bundle)
        .map_err(|err| Fault::internal(format!("a policy cannot be written: {err}")))?;
    Ok((Arc::new(law), Some(kept)))
}

/// A policy does what its own scenarios say.
fn check_own(law: &Law, bundle: &Bundle) -> Result<(), Fault> {
    let mut wrong = Vec::new();
    for file in &bundle.scenarios {
        match read_scenarios(&file.name, &file.text) {
            Ok(scenarios) => {
                for scenario in scenarios {
                    let place = format!("{}:{}: {}", file.name, scenario.line, scenario.title);
                    wrong.extend(
                        scenario.play(law).into_iter().map(|why| format!("{place}: {why}")),
                    );
                }
            }
            Err(faults) => wrong.extend(faults.iter().map(ToString::to_string)),
        }
    }
    if wrong.is_empty() {
        return Ok(());
    }
    let message = format!("the policy does not do what its scenarios say\n{}", wrong.join("\n"));
    Err(Fault::invalid("policy-scenarios", message).with_hint("`comity policy test FOLDER`"))
}

/// No policy gives up what protects those whom it is about.
fn check_duties(law: &Law) -> Result<(), Fault> {
    let kept = kept_scenarios().map_err(|faults| Fault::internal(faults.to_string()))?;
    let mut wrong = Vec::new();
    for scenario in kept {
        let place = format!("{} {}", scenario.duty, scenario.title);
        wrong.extend(scenario.given_up(law).into_iter().map(|why| format!("{place}: {why}")));
    }
    if wrong.is_empty() {
        return Ok(());
    }
    let message = format!("the policy gives up duties that none may\n{}", wrong.join("\n"));
    Err(Fault::invalid("policy-duties", message).with_hint(
        "`comity policy test --read` shows what is demanded; a policy may be stricter, not laxer",
    ))
}

/// Whoever puts a policy into force must be able to put another one in its place, with another
/// person and not alone.
fn check_way_back(law: &Law) -> Result<(), Fault> {
    let lockout = |message: &str| {
        let fault = Fault::invalid("policy-lockout", message);
        fault.with_hint("take the rules `change-policy` and `approve` of the policy that ships")
    };
    let can = |action| {
        allowances(law)
            .into_iter()
            .any(|one| one.action == action && one.role.is_some() && one.is_allowed)
    };
    if !can(Action::ChangePolicy) {
        return Err(lockout("under the policy nobody could put another one into force"));
    }
    if !can(Action::Approve) {
        return Err(lockout("under the policy nobody could approve anything"));
    }
    let (name, party) = (ActorName::new("asker"), PartyId::new("this-party"));
    let (Ok(name), Ok(party)) = (name, party) else {
        return Err(Fault::internal("a name cannot be made"));
    };
    let asker = Asker {
        kind: AskerKind::Person,
        name,
        roles: Role::ALL.into(),
        party,
        clearance: Tlp::Red,
    };
    let facts = Facts { assurance: Assurance::High, ..Facts::at(Timestamp(0)) };
    if law.may(&asker, Action::ChangePolicy, &facts).is_permitted() {
        return Err(lockout("under the policy one person alone could put another one into force"));
    }
    Ok(())
}

/// What a supervisor is asked to approve.
fn words(before: &Law, after: &Law, hash: &str) -> String {
    let rules = |law: &Law| {
        let each = law.rules().map(|rule| (rule.id.clone(), rule.gloss.clone()));
        each.collect::<BTreeMap<String, String>>()
    };
    let (old, new) = (rules(before), rules(after));
    let added = new.keys().filter(|id| !old.contains_key(*id)).count();
    let gone = old.keys().filter(|id| !new.contains_key(*id)).count();
    let short: String = hash.chars().take(HASH_DIGITS).collect();
    format!("the policy {short}…, rules: {} in all, {added} added, {gone} left out", new.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_supervisor_is_told_how_much_is_otherwise() {
        let before = shipped().unwrap();
        let mut files = comity_policy::shipped_files();
        files.retain(|file| file.name != "sharing.cedar");
        let after = Law::load(files).unwrap();
        let words = words(&before, &after, "0123456789abcdef");
        assert!(words.starts_with("the policy 0123456789ab…, rules: "), "{words}");
        assert!(words.ends_with(" in all, 0 added, 13 left out"), "{words}");
    }
}
