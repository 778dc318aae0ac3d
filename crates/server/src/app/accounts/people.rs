use std::collections::BTreeSet;

use comity_api::Fault;
use comity_api::local::{AccountInfo, AccountOrder};
use comity_model::{ActorName, Role};
use comity_store::Account;

use super::given::{light, role_names, roles};
use super::password;
use crate::app::node::Node;
use crate::{Context, ServerError};

/// What a person may see unless it is stated.
const CLEARANCE_DEFAULT: &str = "TLP:GREEN";

impl Node {
    /// Makes a person's account.
    pub(crate) async fn add_account(
        &self,
        ctx: &Context,
        order: &AccountOrder,
    ) -> Result<AccountInfo, ServerError> {
        if order.roles.as_ref().is_none_or(Vec::is_empty) {
            let message = format!("`{}` needs at least one role", order.name);
            let known: Vec<&str> = Role::ALL.iter().map(|role| role.name()).collect();
            let hint = format!("there are {}", known.join(", "));
            return Err(Fault::invalid("role", message).with_hint(hint).into());
        }
        let blank = Account {
            name: ActorName::new(order.name.trim())?,
            roles: BTreeSet::new(),
            clearance: CLEARANCE_DEFAULT.to_owned(),
            os_uid: None,
            password: None,
            subject: None,
            created_at: ctx.now,
            disabled: false,
            failures: 0,
            locked_until: None,
        };
        let account = self.filled(blank, order).await?;
        self.store.add_account(&account).await?;
        self.people.store(None);
        Ok(info(&account))
    }

    /// All accounts, by name.
    pub(crate) async fn accounts(&self) -> Result<Vec<AccountInfo>, ServerError> {
        Ok(self.store.accounts().await?.iter().map(info).collect())
    }

    /// Changes what an order states about an account. Who is kept out, or gets another password,
    /// is signed out.
    pub(crate) async fn change_account(
        &self,
        order: &AccountOrder,
    ) -> Result<AccountInfo, ServerError> {
        let known = self.account(&order.name).await?;
        let account = self.filled(known, order).await?;
        self.keep_an_administrator(&account.name, Some(&account)).await?;
        if !self.store.change_account(&account).await? {
            return Err(no_account(&order.name).into());
        }
        self.people.store(None);
        if account.disabled || order.password.is_some() {
            self.store.end_sessions(&account.name).await?;
        }
        Ok(info(&account))
    }

    /// Forgets an account.
    pub(crate) async fn remove_account(&self, name: &str) -> Result<bool, ServerError> {
        let name = ActorName::new(name.trim())?;
        self.keep_an_administrator(&name, None).await?;
        let removed = self.store.remove_account(&name).await;
        self.people.store(None);
        if !removed? {
            return Err(no_account(name.as_str()).into());
        }
        Ok(true)
    }

    /// Ends all sessions of a person.
    pub(crate) async fn end_sessions(&self, name: &str) -> Result<usize, ServerError> {
        let account = self.account(name).await?;
        Ok(self.store.end_sessions(&account.name).await?)
    }

    async fn account(&self, name: &str) -> Result<Account, ServerError> {
        let accounts = self.store.accounts().await?;
        let known = accounts.into_iter().find(|account| account.name.as_str() == name.trim());
        Ok(known.ok_or_else(|| no_account(name))?)
    }

    /// Nobody could mend it if the last person who may manage accounts went.
    async fn keep_an_administrator(
        &self,
        name: &ActorName,
        changed: Option<&Account>,
    ) -> Result<(), ServerError> {
        let manages =
            |account: &Account| !account.disabled && account.roles.contains(&Role::Administrator);
        let accounts = self.store.accounts().await?;
        let is_one = accounts.iter().any(|account| account.name == *name && manages(account));
        let others = accounts.iter().any(|account| account.name != *name && manages(account));
        if is_one && !others && !changed.is_some_and(manages) {
            let message = format!("`{name}` is the last administrator");
            let fault = Fault::new(comity_api::FaultKind::Conflict, "last-administrator", message);
            return Err(fault.with_hint("make somebody else an administrator first").into());
        }
        Ok(())
    }

    async fn filled(
        &self,
        mut account: Account,
        order: &AccountOrder,
    ) -> Result<Account, ServerError> {
        if let Some(names) = &order.roles {
            account.roles = roles(names)?;
        }
        if let Some(label) = &order.clearance {
            account.clearance = light(label)?.label().to_owned();
        }
        if let Some(uid) = order.os_uid {
            account.os_uid = u32::try_from(uid).ok();
        }
        if let Some(subject) = &order.subject {
            account.subject = Some(subject.trim().to_owned()).filter(|text| !text.is_empty());
        }
        if let Some(disabled) = order.disabled {
            account.disabled = disabled;
        }
        if order.unlock {
            (account.failures, account.locked_until) = (0, None);
        }
        match &order.password {
            Some(given) if given.0.is_empty() => account.password = None,
            Some(given) => {
                let (given, chance) = (given.clone(), self.around.chance.bytes()?);
                let hashing = tokio::task::spawn_blocking(move || password::hash(&given.0, chance));
                account.password = Some(hashing.await??);
            }
            None => {}
        }
        Ok(account)
    }
}

fn no_account(name: &str) -> Fault {
    Fault::not_found("no-such-account", format!("there is no account `{name}`"))
        .with_hint("`comity user list` shows those that there are")
}

fn info(account: &Account) -> AccountInfo {
    AccountInfo {
        name: account.name.as_str().to_owned(),
        roles: role_names(&account.roles),
        clearance: account.clearance.clone(),
        os_uid: account.os_uid,
        has_password: account.password.is_some(),
        subject: account.subject.clone(),
        created_at: account.created_at.to_string(),
        disabled: account.disabled,
        locked_until: account.locked_until.map(|time| time.to_string()),
    }
}
