//! Accounts of people and programs, and who is signed in.

use std::collections::BTreeSet;

use comity_model::{ActorName, LegalBasis, Purpose, Role, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::SqliteStore;
use super::fault::Outcome;
use crate::{Account, AccountStore, Answer, Session, StoreError, Token};

impl AccountStore for SqliteStore {
    fn add_token<'a>(&'a self, token: &'a Token) -> Answer<'a, ()> {
        let token = token.clone();
        Box::pin(self.threads.write(move |writer| add_token(&writer.connection, &token)))
    }

    fn tokens(&self) -> Answer<'_, Vec<Token>> {
        Box::pin(self.threads.read(|reader| tokens(&reader.connection)))
    }

    fn remove_token<'a>(&'a self, name: &'a str) -> Answer<'a, bool> {
        let name = name.to_owned();
        Box::pin(self.threads.write(move |writer| {
            Ok(writer.connection.execute("DELETE FROM token WHERE name = ?1", [name])? > 0)
        }))
    }

    fn add_account<'a>(&'a self, account: &'a Account) -> Answer<'a, ()> {
        let account = account.clone();
        Box::pin(self.threads.write(move |writer| add_account(&writer.connection, &account)))
    }

    fn accounts(&self) -> Answer<'_, Vec<Account>> {
        Box::pin(self.threads.read(|reader| accounts(&reader.connection)))
    }

    fn change_account<'a>(&'a self, account: &'a Account) -> Answer<'a, bool> {
        let account = account.clone();
        Box::pin(self.threads.write(move |writer| change_account(&writer.connection, &account)))
    }

    fn count_failure<'a>(
        &'a self,
        name: &'a ActorName,
        locked_until: Option<Timestamp>,
    ) -> Answer<'a, u32> {
        let name = name.clone();
        Box::pin(self.threads.write(move |writer| {
            let counted = writer.connection.query_row(
                "UPDATE account SET failures = failures + 1, locked_until = ?2 WHERE name = ?1
                 RETURNING failures",
                params![name.as_str(), locked_until.map(|time| time.0)],
                |row| row.get(0),
            );
            Ok(counted.optional()?.unwrap_or(0))
        }))
    }

    fn remove_account<'a>(&'a self, name: &'a ActorName) -> Answer<'a, bool> {
        let name = name.clone();
        Box::pin(self.threads.write(move |writer| {
            let removed = writer
                .connection
                .execute("DELETE FROM account WHERE name = ?1", [name.as_str()])?;
            Ok(removed > 0)
        }))
    }

    fn add_session<'a>(&'a self, session: &'a Session) -> Answer<'a, ()> {
        let session = session.clone();
        Box::pin(self.threads.write(move |writer| add_session(&mut writer.connection, &session)))
    }

    fn session<'a>(&'a self, hash: &'a [u8; 32]) -> Answer<'a, Option<Session>> {
        let hash = *hash;
        Box::pin(self.threads.read(move |reader| session(&reader.connection, &hash)))
    }

    fn touch_session<'a>(&'a self, hash: &'a [u8; 32], now: Timestamp) -> Answer<'a, ()> {
        let hash = *hash;
        Box::pin(self.threads.write(move |writer| {
            let seen = "UPDATE session SET seen_at = max(seen_at, ?2) WHERE hash = ?1";
            writer.connection.execute(seen, params![hash.as_slice(), now.0])?;
            Ok(())
        }))
    }

    fn end_session<'a>(&'a self, hash: &'a [u8; 32]) -> Answer<'a, bool> {
        let hash = *hash;
        Box::pin(self.threads.write(move |writer| {
            let ended = writer
                .connection
                .execute("DELETE FROM session WHERE hash = ?1", [hash.as_slice()])?;
            Ok(ended > 0)
        }))
    }

    fn end_sessions<'a>(&'a self, name: &'a ActorName) -> Answer<'a, usize> {
        let name = name.clone();
        Box::pin(self.threads.write(move |writer| {
            let ended = "DELETE FROM session WHERE account = ?1";
            Ok(writer.connection.execute(ended, [name.as_str()])?)
        }))
    }

    fn forget_sessions(&self, began: Timestamp, seen: Timestamp) -> Answer<'_, usize> {
        Box::pin(self.threads.write(move |writer| {
            let old = "DELETE FROM session WHERE created_at < ?1 OR seen_at < ?2";
            Ok(writer.connection.execute(old, [began.0, seen.0])?)
        }))
    }
}

fn add_token(connection: &Connection, token: &Token) -> Outcome<()> {
    let added = connection.execute(
        "INSERT INTO token (name, hash, created_at, clearance, roles, purpose, legal_basis,
                            expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (name) DO NOTHING",
        params![
            token.name,
            token.hash.as_slice(),
            token.created_at.0,
            token.clearance,
            joined(&token.roles),
            token.purpose.as_ref().map(Purpose::as_str),
            token.legal_basis.as_ref().map(LegalBasis::as_str),
            token.expires_at.map(|time| time.0),
        ],
    )?;
    if added == 0 {
        let text = format!("there is a token `{}` already", token.name);
        return Err(StoreError::Conflict(text).into());
    }
    Ok(())
}

fn tokens(connection: &Connection) -> Outcome<Vec<Token>> {
    let mut select = connection.prepare_cached(
        "SELECT name, hash, created_at, clearance, roles, purpose, legal_basis, expires_at
         FROM token ORDER BY name",
    )?;
    let mut rows = select.query([])?;
    let mut tokens = Vec::new();
    while let Some(row) = rows.next()? {
        let purpose: Option<String> = row.get(5)?;
        let legal_basis: Option<String> = row.get(6)?;
        tokens.push(Token {
            name: row.get(0)?,
            hash: row.get(1)?,
            created_at: Timestamp(row.get(2)?),
            clearance: row.get(3)?,
            roles: roles(&row.get::<_, String>(4)?)?,
            purpose: purpose.map(Purpose::new).transpose()?,
            legal_basis: legal_basis.map(LegalBasis::new).transpose()?,
            expires_at: time(row, 7)?,
        });
    }
    Ok(tokens)
}

fn add_account(connection: &Connection, account: &Account) -> Outcome<()> {
    let added = connection.execute(
        "INSERT INTO account (name, roles, clearance, os_uid, password, subject, disabled,
                              failures, locked_until, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT DO NOTHING",
        params![
            account.name.as_str(),
            joined(&account.roles),
            account.clearance,
            account.os_uid,
            account.password,
            account.subject,
            account.disabled,
            account.failures,
            account.locked_until.map(|time| time.0),
            account.created_at.0,
        ],
    )?;
    if added == 0 {
        return Err(taken(account));
    }
    Ok(())
}

fn change_account(connection: &Connection, account: &Account) -> Outcome<bool> {
    let changed = connection.execute(
        "UPDATE OR IGNORE account
         SET roles = ?2, clearance = ?3, os_uid = ?4, password = ?5, subject = ?6, disabled = ?7,
             failures = ?8, locked_until = ?9
         WHERE name = ?1",
        params![
            account.name.as_str(),
            joined(&account.roles),
            account.clearance,
            account.os_uid,
            account.password,
            account.subject,
            account.disabled,
            account.failures,
            account.locked_until.map(|time| time.0),
        ],
    )?;
    if changed > 0 {
        return Ok(true);
    }
    let is_there = connection
        .query_row("SELECT 1 FROM account WHERE name = ?1", [account.name.as_str()], |_| Ok(()))
        .optional()?;
    if is_there.is_some() { Err(taken(account)) } else { Ok(false) }
}

fn taken(account: &Account) -> super::fault::Fault {
    let text = format!(
        "there is an account `{}` already, or one for the same user of the machine or the same \
         person of an identity provider",
        account.name
    );
    StoreError::Conflict(text).into()
}

fn accounts(connection: &Connection) -> Outcome<Vec<Account>> {
    let mut select = connection.prepare_cached(
        "SELECT name, roles, clearance, os_uid, password, subject, created_at, disabled, failures,
                locked_until FROM account ORDER BY name",
    )?;
    let mut rows = select.query([])?;
    let mut accounts = Vec::new();
    while let Some(row) = rows.next()? {
        accounts.push(Account {
            name: ActorName::new(row.get::<_, String>(0)?)?,
            roles: roles(&row.get::<_, String>(1)?)?,
            clearance: row.get(2)?,
            os_uid: row.get(3)?,
            password: row.get(4)?,
            subject: row.get(5)?,
            created_at: Timestamp(row.get(6)?),
            disabled: row.get(7)?,
            failures: row.get(8)?,
            locked_until: time(row, 9)?,
        });
    }
    Ok(accounts)
}

fn add_session(connection: &mut Connection, session: &Session) -> Outcome<()> {
    let tx = connection.transaction()?;
    let forgiven = "UPDATE account SET failures = 0, locked_until = NULL WHERE name = ?1";
    tx.execute(forgiven, [session.account.as_str()])?;
    tx.execute(
        "INSERT INTO session (hash, account, created_at, seen_at, assurance)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            session.hash.as_slice(),
            session.account.as_str(),
            session.created_at.0,
            session.seen_at.0,
            session.assurance,
        ],
    )?;
    tx.commit()?;
    Ok(())
}

fn session(connection: &Connection, hash: &[u8; 32]) -> Outcome<Option<Session>> {
    let mut select = connection.prepare_cached(
        "SELECT hash, account, created_at, seen_at, assurance FROM session WHERE hash = ?1",
    )?;
    let mut rows = select.query([hash.as_slice()])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(Some(Session {
        hash: row.get(0)?,
        account: ActorName::new(row.get::<_, String>(1)?)?,
        created_at: Timestamp(row.get(2)?),
        seen_at: Timestamp(row.get(3)?),
        assurance: row.get(4)?,
    }))
}

fn time(row: &Row<'_>, at: usize) -> Outcome<Option<Timestamp>> {
    Ok(row.get::<_, Option<i64>>(at)?.map(Timestamp))
}

fn joined(roles: &BTreeSet<Role>) -> String {
    let names: Vec<&str> = roles.iter().map(|role| role.name()).collect();
    names.join(",")
}

/// A role that this version does not know gives nothing, and says so.
fn roles(text: &str) -> Outcome<BTreeSet<Role>> {
    let unknown = |name: &str| StoreError::Corrupt(format!("`{name}` is no role"));
    let names = text.split(',').filter(|name| !name.is_empty());
    let roles = names.map(|name| Role::parse(name).ok_or_else(|| unknown(name)));
    Ok(roles.collect::<Result<_, _>>()?)
}
