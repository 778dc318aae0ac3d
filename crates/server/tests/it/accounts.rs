//! People: their accounts, what they are signed in to, and how they are kept out.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use comity_api::local::{AccountOrder, Secret};
use comity_model::Timestamp;
use comity_server::{Around, Clock, Door, Node};
use hyper::{Method, StatusCode};
use serde_json::json;

use crate::support::{Answer, PASSWORD, Served, home, open, token_order};

/// A clock that a test sets.
struct Set(AtomicI64);

impl Clock for Set {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }

    fn elapsed(&self) -> Duration {
        Duration::from_secs(self.0.load(Ordering::Relaxed).unsigned_abs())
    }
}

impl Set {
    fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::Relaxed);
    }
}

fn officer(name: &str) -> AccountOrder {
    AccountOrder {
        name: name.to_owned(),
        roles: Some(vec!["officer".to_owned()]),
        password: Some(Secret(PASSWORD.to_owned())),
        ..AccountOrder::default()
    }
}

/// A guarded node with an officer, and its clock.
async fn desk() -> (Served, Arc<Set>) {
    let dir = home().await;
    let clock = Arc::new(Set(AtomicI64::new(1_795_343_312)));
    let around = Around { clock: clock.clone(), ..Around::system() };
    let node = Node::open(dir.path(), around).unwrap();
    let mut served = Served::over(node, |options| options.require_token = true).await;
    served.keep(dir);
    served.until_ready().await;
    served.door().await.add_account(officer("rivera")).await.unwrap();
    (served, clock)
}

async fn sign_in(node: &Served, name: &str, password: &str) -> Answer {
    node.post("/v1/session", &json!({ "name": name, "password": password })).await
}

/// The cookie of a new session.
async fn session(node: &Served) -> String {
    let answer = sign_in(node, "rivera", PASSWORD).await;
    answer.ok();
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

async fn who(node: &Served, cookie: &str) -> Answer {
    node.ask(Method::GET, "/v1/session", &[("cookie", cookie)], b"").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_in_and_out() {
    let (node, _) = desk().await;
    let answer = sign_in(&node, "rivera", PASSWORD).await;
    let shown = answer.ok();
    assert_eq!((&shown["name"], &shown["roles"]), (&json!("rivera"), &json!(["officer"])));
    let set = answer.header("set-cookie");
    assert!(set.starts_with("__Host-comity="), "{set}");
    for part in ["Path=/", "Secure", "HttpOnly", "SameSite=Strict"] {
        assert!(set.split("; ").any(|given| given == part), "{part} in {set}");
    }
    let cookie = set.split(';').next().unwrap();
    let seen = who(&node, cookie).await.ok();
    assert_eq!((&seen["kind"], &seen["clearance"]), (&json!("person"), &json!("TLP:GREEN")));
    let out = node.ask(Method::DELETE, "/v1/session", &[("cookie", cookie)], b"").await;
    assert_eq!(out.status, StatusCode::NO_CONTENT);
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(who(&node, cookie).await.status, StatusCode::UNAUTHORIZED, "replayed");
    let forged = who(&node, "__Host-comity=0123456789abcdef").await;
    assert_eq!(forged.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_by_itself() {
    let (node, clock) = desk().await;
    let cookie = session(&node).await;
    for _ in 0..3 {
        clock.pass(14 * 60);
        who(&node, &cookie).await.ok();
    }
    clock.pass(15 * 60);
    assert_eq!(who(&node, &cookie).await.status, StatusCode::UNAUTHORIZED, "it was idle");

    let cookie = session(&node).await;
    for _ in 0..42 {
        clock.pass(14 * 60);
        who(&node, &cookie).await.ok();
    }
    clock.pass(13 * 60);
    assert_eq!(who(&node, &cookie).await.status, StatusCode::UNAUTHORIZED, "ten hours are over");

    let cookie = session(&node).await;
    clock.pass(-3_600);
    assert_eq!(who(&node, &cookie).await.status, StatusCode::UNAUTHORIZED, "a clock went back");
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_passwords_lock_an_account_for_a_while() {
    let (node, clock) = desk().await;
    let door = node.door().await;
    let code = async |name: &str, password: &str| {
        let answer = sign_in(&node, name, password).await;
        (answer.status, answer.json()["detail"].clone())
    };
    let wrong = code("rivera", "eight herons on a pier").await;
    assert_eq!(wrong.0, StatusCode::UNAUTHORIZED);
    assert_eq!(code("nobody", PASSWORD).await, wrong, "who there is is not told");
    for _ in 0..4 {
        assert_eq!(code("rivera", "eight herons on a pier").await, wrong);
    }
    assert_eq!(code("rivera", PASSWORD).await, wrong, "it is locked");
    assert!(door.accounts().await.unwrap().iter().any(|one| one.locked_until.is_some()));
    clock.pass(15 * 60);
    let cookie = session(&node).await;
    assert!(door.accounts().await.unwrap().iter().all(|one| one.locked_until.is_none()));

    let kept_out = AccountOrder { disabled: Some(true), ..named("rivera") };
    door.change_account(kept_out).await.unwrap();
    assert_eq!(who(&node, &cookie).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(code("rivera", PASSWORD).await, wrong);
    let back = AccountOrder { disabled: Some(false), ..named("rivera") };
    door.change_account(back).await.unwrap();
    let cookie = session(&node).await;
    assert_eq!(door.end_sessions("rivera").await.unwrap(), 1);
    assert_eq!(who(&node, &cookie).await.status, StatusCode::UNAUTHORIZED);
}

fn named(name: &str) -> AccountOrder {
    AccountOrder { name: name.to_owned(), ..AccountOrder::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_another_origin_does_not_act_for_somebody() {
    let (node, _) = desk().await;
    let cookie = session(&node).await;
    let ask = async |site: &str| {
        let headers = [("cookie", cookie.as_str()), ("sec-fetch-site", site)];
        node.ask(Method::DELETE, "/v1/session", &headers, b"").await.status
    };
    assert_eq!(ask("cross-site").await, StatusCode::FORBIDDEN);
    who(&node, &cookie).await.ok();
    assert_eq!(ask("same-origin").await, StatusCode::NO_CONTENT);
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_checked_when_they_are_made_and_changed() {
    let node = Served::usual().await;
    let door = node.door().await;
    let first = door.accounts().await.unwrap();
    assert_eq!((first.len(), first[0].roles.len()), (1, 6), "whoever owns the home begins");
    let refused = async |order: AccountOrder| door.add_account(order).await.unwrap_err().code;
    assert_eq!(refused(named("x")).await, "role");
    assert_eq!(
        refused(AccountOrder { name: "Not A Name".into(), ..officer("x") }).await,
        "invalid-id"
    );
    let short = AccountOrder { password: Some(Secret("short".into())), ..officer("x") };
    assert_eq!(refused(short).await, "password");
    let root = AccountOrder { roles: Some(vec!["root".into()]), ..officer("x") };
    assert_eq!(refused(root).await, "role");
    let taken = AccountOrder { os_uid: first[0].os_uid.map(i64::from), ..officer("x") };
    assert_eq!(refused(taken).await, "conflict");
    let last = AccountOrder { roles: Some(vec!["officer".into()]), ..named(&first[0].name) };
    assert_eq!(door.change_account(last).await.unwrap_err().code, "last-administrator");
    let gone = door.remove_account(&first[0].name).await.unwrap_err();
    assert_eq!(gone.code, "last-administrator");
    assert_eq!(door.remove_account("nobody").await.unwrap_err().code, "no-such-account");
    door.add_account(officer("rivera")).await.unwrap();
    assert!(door.remove_account("rivera").await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_acts_as_the_account_of_its_user() {
    let dir = home().await;
    let door = open(dir.path()).await;
    let me = door.accounts().await.unwrap().remove(0);
    let other = AccountOrder { roles: Some(vec!["administrator".into()]), ..officer("rivera") };
    door.add_account(other).await.unwrap();
    let away = AccountOrder { os_uid: Some(-1), ..named(&me.name) };
    door.change_account(away).await.unwrap();
    let nobody = door.datasets().await.unwrap_err();
    assert_eq!(nobody.code, "no-account");
    assert!(nobody.hint.unwrap().contains("comity user add"));
    drop(door);
    let node = Served::with(dir, |_| {}).await;
    assert_eq!(node.door().await.datasets().await.unwrap_err().code, "no-account");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_ends_on_its_day() {
    let (node, clock) = desk().await;
    let door = node.door().await;
    let order = |expires: &str| {
        let expires = Some(expires.to_owned());
        comity_api::local::TokenOrder { expires, ..token_order("gate", "green") }
    };
    assert_eq!(door.create_token(order("2020-01-01")).await.unwrap_err().code, "expires");
    let token = door.create_token(order("2026-11-23")).await.unwrap();
    let bearer = format!("Bearer {}", token.secret);
    let ask = async || {
        let headers = [("authorization", bearer.as_str())];
        node.ask(Method::GET, "/v1/session", &headers, b"").await.status
    };
    assert_eq!(ask().await, StatusCode::OK);
    clock.pass(24 * 3_600);
    assert_eq!(ask().await, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_too_fast_is_turned_away_for_a_moment() {
    let dir = home().await;
    let slow = |options: &mut comity_server::ServeOptions| {
        options.limits.program_rate = std::num::NonZeroU32::MIN;
    };
    let node = Served::at(dir.path(), slow).await;
    let door: Door = node.door().await;
    let token = door.create_token(token_order("gate", "green")).await.unwrap();
    let bearer = format!("Bearer {}", token.secret);
    let headers = [("authorization", bearer.as_str())];
    let mut seen = Vec::new();
    for _ in 0..3 {
        let answer = node.ask(Method::GET, "/v1/session", &headers, b"").await;
        seen.push((answer.status, answer.header("retry-after").to_owned()));
    }
    assert_eq!(seen[0].0, StatusCode::OK);
    assert!(seen.contains(&(StatusCode::TOO_MANY_REQUESTS, "1".to_owned())), "{seen:?}");
}
