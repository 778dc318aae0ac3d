use std::sync::{Arc, OnceLock};

use comity_api::v1::PolicyInfo;
use comity_api::{Fault, FaultKind};
use comity_policy::{Law, PolicyFile};
use comity_store::{KeptPolicy, NewPolicy};
use serde::{Deserialize, Serialize};

use crate::ServerError;
use crate::app::node::Node;
use crate::hash::hex;

/// The policy that decides, from one moment to the next.
pub(crate) struct InForce {
    pub(crate) law: Arc<Law>,
    /// As it was put into force; none where nobody has put one into force.
    kept: Option<KeptPolicy>,
    /// Why the policy that was put into force cannot be used. Then the one that ships decides who
    /// may mend that, and nobody reads anything about persons.
    fault: Option<String>,
}

/// The files of a policy, as they are kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Bundle {
    pub(super) files: Vec<Text>,
    pub(super) scenarios: Vec<Text>,
}

/// A file of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Text {
    pub(super) name: String,
    pub(super) text: String,
}

impl Bundle {
    pub(super) fn policy_files(&self) -> Vec<PolicyFile> {
        let file = |kept: &Text| PolicyFile { name: kept.name.clone(), text: kept.text.clone() };
        self.files.iter().map(file).collect()
    }
}

impl InForce {
    /// The policy that a home was left with.
    ///
    /// # Errors
    /// If the policy that ships cannot be loaded.
    pub(crate) fn of(kept: Option<KeptPolicy>) -> Result<InForce, ServerError> {
        let Some(kept) = kept else {
            return Ok(InForce { law: shipped()?, kept: None, fault: None });
        };
        let (law, fault) = match load(&kept.policy) {
            Ok(law) => (law, None),
            Err(why) => {
                tracing::error!(error = why, "the policy in force cannot be used");
                (shipped()?, Some(why))
            }
        };
        Ok(InForce { law, kept: Some(kept), fault })
    }

    /// One that was loaded just now.
    pub(super) fn now(law: Arc<Law>, kept: KeptPolicy) -> InForce {
        InForce { law, kept: Some(kept), fault: None }
    }

    /// Whether it may decide about persons.
    ///
    /// # Errors
    /// If the policy that was put into force cannot be used.
    pub(crate) fn usable(&self) -> Result<&Arc<Law>, Fault> {
        let Some(why) = &self.fault else { return Ok(&self.law) };
        let message = format!("the policy in force cannot be used, so nobody is answered: {why}");
        let fault = Fault::new(FaultKind::Unavailable, "policy-unusable", message);
        Err(fault.with_hint("mend the folder, and put it into force: `comity policy adopt`"))
    }

    /// What is told of it.
    pub(crate) fn info(&self) -> PolicyInfo {
        let kept = self.kept.as_ref();
        let policy = kept.map(|kept| &kept.policy);
        PolicyInfo {
            hash: hex(&self.law.hash()),
            number: kept.map_or(0, |kept| kept.number),
            shipped: policy.is_none_or(|policy| policy.bundle.is_none()),
            adopted_at: policy.map(|policy| policy.adopted_at.to_string()),
            adopted_by: policy.map(|policy| policy.adopted_by.clone()),
            approved_by: policy.and_then(|policy| policy.approved_by.clone()),
            rules: self.law.rules().count(),
            purposes: self.law.purposes().purposes().map(|(name, _)| name.to_string()).collect(),
            fault: self.fault.clone(),
        }
    }
}

impl Node {
    /// The law that decides just now. Whoever decides twice about one thing holds on to it.
    pub(crate) fn law(&self) -> Arc<Law> {
        self.in_force.load().law.clone()
    }
}

/// The policy that ships; loaded once in a process.
pub(super) fn shipped() -> Result<Arc<Law>, ServerError> {
    static SHIPPED: OnceLock<Arc<Law>> = OnceLock::new();
    if let Some(law) = SHIPPED.get() {
        return Ok(law.clone());
    }
    let law = Law::shipped().map_err(|faults| Fault::internal(faults.to_string()))?;
    Ok(SHIPPED.get_or_init(|| Arc::new(law)).clone())
}

fn load(policy: &NewPolicy) -> Result<Arc<Law>, String> {
    let Some(text) = &policy.bundle else { return shipped().map_err(|err| err.chain()) };
    let bundle: Bundle = serde_json::from_str(text).map_err(|err| err.to_string())?;
    Law::load(bundle.policy_files()).map(Arc::new).map_err(|faults| faults.to_string())
}
