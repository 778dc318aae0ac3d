use std::collections::BTreeSet;
use std::os::unix::fs::MetadataExt as _;
use std::sync::Arc;

use comity_api::{Fault, FaultKind};
use comity_model::{ActorName, Role, Tlp};
use comity_store::Account;

use super::given::kept_clearance;
use crate::app::node::Node;
use crate::context::{Actor, ActorKind, Reason};
use crate::{Context, ServerError};

/// A caller on this machine, whom the machine's kernel vouches for.
#[derive(Debug, Clone)]
pub struct LocalCaller {
    /// The number of the machine's user.
    pub uid: u32,
    /// Why they ask.
    pub reason: Reason,
}

impl LocalCaller {
    /// Whoever runs this process.
    #[must_use]
    pub fn this_process(reason: Reason) -> LocalCaller {
        LocalCaller { uid: nix::unistd::geteuid().as_raw(), reason }
    }
}

impl Node {
    /// The context of a caller on this machine: the account that its user acts as.
    ///
    /// # Errors
    /// If that user has no account, or is kept out.
    pub async fn local_context(&self, caller: &LocalCaller) -> Result<Context, ServerError> {
        let people = self.people().await?;
        let Some(account) = people.iter().find(|account| account.os_uid == Some(caller.uid)) else {
            let user = user_name(caller.uid);
            let message = format!("the machine's user `{user}` has no account here");
            let hint =
                format!("an administrator makes one: `comity user add NAME --os-user {user}`");
            let fault = Fault::new(FaultKind::Forbidden, "no-account", message);
            return Err(fault.with_hint(hint).into());
        };
        if account.disabled {
            let message = format!("`{}` is kept out", account.name);
            return Err(Fault::new(FaultKind::Forbidden, "account-disabled", message).into());
        }
        Ok(Context {
            actor: Actor {
                kind: ActorKind::Local,
                name: account.name.as_str().to_owned(),
                roles: account.roles.clone(),
                assurance: 1,
            },
            clearance: kept_clearance(&account.clearance),
            reason: caller.reason.clone(),
            now: self.around.clock.now(),
            request_id: format!("local-{}", self.next_serial()),
        })
    }

    /// All accounts, as they stand in the store. A home without any gets its first one: that of
    /// whoever owns its directory, with every role until they are given to others.
    pub(super) async fn people(&self) -> Result<Arc<Vec<Account>>, ServerError> {
        if let Some(people) = self.people.load_full() {
            return Ok(people);
        }
        let mut accounts = self.store.accounts().await?;
        if accounts.is_empty() {
            let first = self.first_account()?;
            tracing::info!(name = first.name.as_str(), "made the first account of the home");
            self.store.add_account(&first).await?;
            accounts = self.store.accounts().await?;
        }
        let people = Arc::new(accounts);
        self.people.store(Some(people.clone()));
        Ok(people)
    }

    fn first_account(&self) -> Result<Account, ServerError> {
        let owner = std::fs::metadata(&self.home).map_err(ServerError::io(&self.home))?.uid();
        let name = user_name(owner);
        Ok(Account {
            name: ActorName::new(&name).or_else(|_| ActorName::new(format!("uid-{owner}")))?,
            roles: BTreeSet::from(Role::ALL),
            clearance: Tlp::Red.label().to_owned(),
            os_uid: Some(owner),
            password: None,
            subject: None,
            created_at: self.around.clock.now(),
            disabled: false,
            failures: 0,
            locked_until: None,
        })
    }
}

/// The name of a user of this machine, or its number where it has none.
fn user_name(uid: u32) -> String {
    match nix::unistd::User::from_uid(nix::unistd::Uid::from_raw(uid)) {
        Ok(Some(user)) => user.name,
        _ => format!("uid-{uid}"),
    }
}
