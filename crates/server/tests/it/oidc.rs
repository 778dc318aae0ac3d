//! Signing in with an identity provider, and all that must not let somebody in.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use comity_api::local::AccountOrder;
use comity_model::Timestamp;
use comity_server::{Around, Clock, IdentityProvider, Node, ServeOptions};
use hyper::{Method, StatusCode};
use jsonwebtoken::Algorithm;
use serde_json::{Value, json};

use crate::oidc_provider::{CLIENT, CODE, Fake, SOON, Signer, Trick, unsigned};
use crate::support::{Answer, Served, home};

const NOW: i64 = 1_795_343_312;

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

/// A node that sends people to a provider.
struct Desk {
    node: Served,
    provider: Fake,
    clock: Arc<Set>,
}

/// Somebody who was sent to the provider.
struct Away {
    state: String,
    cookie: String,
}

impl Desk {
    async fn with(algorithm: Algorithm, change: impl FnOnce(&mut IdentityProvider)) -> Desk {
        let provider = Fake::start(algorithm).await;
        let clock = Arc::new(Set(AtomicI64::new(NOW)));
        let around = Around { clock: clock.clone(), ..Around::system() };
        let dir = home().await;
        let mut identity = provider.options();
        change(&mut identity);
        let set = |options: &mut ServeOptions| {
            options.require_token = true;
            options.identity = Some(identity);
        };
        let mut node = Served::over(Node::open(dir.path(), around).unwrap(), set).await;
        node.keep(dir);
        node.until_ready().await;
        let order = AccountOrder {
            name: "rivera".to_owned(),
            roles: Some(vec!["officer".to_owned()]),
            subject: Some(format!("{} p-17", provider.issuer())),
            ..AccountOrder::default()
        };
        node.door().await.add_account(order).await.unwrap();
        Desk { node, provider, clock }
    }

    async fn new() -> Desk {
        Desk::with(Algorithm::EdDSA, |_| {}).await
    }

    /// Sends somebody away, and lets the provider prepare a good word about them.
    async fn leave(&self) -> Away {
        let answer = self.node.get("/v1/session/provider").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
        let place = answer.header("location").to_owned();
        let part = |name: &str| {
            let pairs = place.split(['?', '&']);
            let mut values = pairs.filter_map(|pair| pair.strip_prefix(&format!("{name}=")));
            values.next().unwrap_or_else(|| panic!("{name} in {place}")).to_owned()
        };
        let mut manner = self.provider.manner();
        manner.challenge = part("code_challenge");
        manner.claims = json!({
            "iss": self.provider.issuer(), "aud": CLIENT.0, "sub": "p-17",
            "nonce": part("nonce"), "iat": NOW, "exp": NOW + 300,
        });
        let set = answer.header("set-cookie");
        Away { state: part("state"), cookie: set.split(';').next().unwrap().to_owned() }
    }

    async fn back(&self, away: &Away, code: &str) -> Answer {
        let path = format!("/v1/session/provider/return?code={code}&state={}", away.state);
        self.node.ask(Method::GET, &path, &[("cookie", &away.cookie)], b"").await
    }

    /// What comes of a word that differs from a good one.
    async fn word(&self, change: impl FnOnce(&mut Value)) -> Answer {
        let away = self.leave().await;
        change(&mut self.provider.manner().claims);
        self.back(&away, CODE).await
    }

    /// The log's kinds of the last sign-ins, with whose they were; the newest first.
    async fn noted(&self) -> Vec<(String, String)> {
        let watcher = self.node.person(&format!("w{}", self.node_events()), "RED").await;
        let why = [
            ("cookie", watcher.as_str()),
            ("comity-purpose", "data-protection"),
            ("comity-legal-basis", "data-protection-law"),
        ];
        let log = self.node.ask(Method::GET, "/v1/log?limit=100", &why, b"").await.ok();
        let events = log["events"].as_array().unwrap().iter();
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let events = events.map(|event| (word(&event["kind"]), word(&event["actor"])));
        events.filter(|(kind, who)| kind.starts_with("login") && !who.starts_with('w')).collect()
    }

    fn node_events(&self) -> i64 {
        self.clock.0.fetch_add(1, Ordering::Relaxed)
    }
}

fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.body).into_owned()
}

/// Nobody was let in, for this reason.
fn refused(answer: &Answer, status: StatusCode, words: &str) {
    assert_eq!(answer.status, status, "{}", text(answer));
    assert_eq!(answer.header("set-cookie"), "", "no session");
    let told = answer.json();
    let told = told["detail"].as_str().unwrap();
    assert!(told.contains(words), "`{words}` in {told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_in_with_each_kind_of_key() {
    for algorithm in [Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA] {
        let desk = Desk::with(algorithm, |_| {}).await;
        let away = desk.leave().await;
        assert!(away.cookie.starts_with("__Host-comity-sign-in="), "{}", away.cookie);
        let answer = desk.back(&away, CODE).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{algorithm:?}: {}", text(&answer));
        assert_eq!(answer.header("location"), "/");
        let set: Vec<&str> =
            answer.headers.get_all("set-cookie").iter().map(|it| it.to_str().unwrap()).collect();
        assert!(set[0].starts_with("__Host-comity=") && set[0].ends_with("SameSite=Strict"));
        assert!(set[1].starts_with("__Host-comity-sign-in=;") && set[1].contains("Max-Age=0"));
        let cookie = set[0].split(';').next().unwrap();
        let who = desk.node.ask(Method::GET, "/v1/session", &[("cookie", cookie)], b"").await.ok();
        assert_eq!((&who["name"], &who["kind"]), (&json!("rivera"), &json!("person")));
        assert_eq!(desk.noted().await, [("login".to_owned(), "rivera".to_owned())]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_is_sent_with_what_the_protocol_asks_for() {
    let desk = Desk::new().await;
    let answer = desk.node.get("/v1/session/provider").await;
    let place = answer.header("location");
    assert!(place.starts_with(&format!("{}/login?theme=plain&", desk.provider.issuer())));
    for part in [
        "response_type=code",
        "client_id=comity",
        "scope=openid",
        "code_challenge_method=S256",
        "redirect_uri=https%3A%2F%2Fnode.example%2Fv1%2Fsession%2Fprovider%2Freturn",
    ] {
        assert!(place.split(['?', '&']).any(|given| given == part), "{part} in {place}");
    }
    let set = answer.header("set-cookie");
    for part in ["Path=/", "Max-Age=600", "Secure", "HttpOnly", "SameSite=Lax"] {
        assert!(set.split("; ").any(|given| given == part), "{part} in {set}");
    }
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_that_is_not_for_this_sign_in_is_refused() {
    let desk = Desk::new().await;
    let good = desk.word(|claims| claims["aud"] = json!([CLIENT.0])).await;
    assert_eq!(good.status, StatusCode::SEE_OTHER, "{}", text(&good));
    type Change = fn(&mut Value);
    let cases: [(Change, &str); 14] = [
        (|it| it["nonce"] = json!("another"), "it answers another sign-in"),
        (|it| drop(it.as_object_mut().unwrap().remove("nonce")), "it answers another sign-in"),
        (|it| it["aud"] = json!("other"), "it is for another client"),
        (|it| it["aud"] = json!(["other", "third"]), "it is for another client"),
        (|it| it["aud"] = json!([CLIENT.0, "other"]), "it was given to another client"),
        (|it| it["azp"] = json!("other"), "it was given to another client"),
        (|it| it["iss"] = json!("https://other.example"), "it is from another issuer"),
        (|it| it["exp"] = json!(NOW - 60), "it has expired"),
        (|it| it["iat"] = json!(NOW + 3_600), "it is from the future"),
        (|it| it["nbf"] = json!(NOW + 3_600), "it is from the future"),
        (|it| it["iat"] = json!(NOW - 3_600), "it is older than this sign-in"),
        (|it| drop(it.as_object_mut().unwrap().remove("exp")), "something is missing"),
        (|it| it["sub"] = json!(""), "it does not say who"),
        (|it| it["sub"] = json!("x".repeat(256)), "it does not say who"),
    ];
    for (change, words) in cases {
        refused(&desk.word(change).await, StatusCode::UNAUTHORIZED, words);
    }
    let noted = desk.noted().await;
    let failed = noted.iter().filter(|(kind, who)| kind == "login-failed" && who == "unknown");
    assert_eq!((failed.count(), noted.len()), (cases.len(), cases.len() + 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_that_the_provider_did_not_sign_is_refused() {
    let desk = Desk::new().await;
    let ask = async |token: &dyn Fn(&Value) -> String| {
        let away = desk.leave().await;
        let claims = desk.provider.manner().claims.clone();
        let given = token(&claims);
        desk.provider.manner().token = Some(given);
        desk.back(&away, CODE).await
    };
    let unread = "it is not signed in a way that is read here";
    refused(&ask(&unsigned).await, StatusCode::UNAUTHORIZED, unread);
    refused(&ask(&|_| "no token".to_owned()).await, StatusCode::UNAUTHORIZED, unread);
    // A name that is known, with another's key behind it.
    let forger = Signer::new(Algorithm::EdDSA, "first");
    let forged = ask(&|claims| forger.sign(claims)).await;
    refused(&forged, StatusCode::UNAUTHORIZED, "its signature is not the provider's");
    let stranger = Signer::new(Algorithm::ES256, "first");
    let strange = ask(&|claims| stranger.sign(claims)).await;
    refused(&strange, StatusCode::UNAUTHORIZED, "signed by a key that the provider does not name");
    // The claims of one token under the signature of another.
    let swap = |claims: &Value| {
        let other = json!({ "sub": "p-18" });
        let mine = desk.provider.manner().signer.sign(claims);
        let others = forger.sign(&other);
        let signature = mine.rsplit('.').next().unwrap().to_owned();
        format!("{}.{signature}", others.rsplit_once('.').unwrap().0)
    };
    refused(&ask(&swap).await, StatusCode::UNAUTHORIZED, "its signature is not the provider's");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_key_is_asked_for_but_not_without_an_end() {
    let desk = Desk::new().await;
    assert_eq!(desk.word(|_| {}).await.status, StatusCode::SEE_OTHER);
    let newer = Signer::new(Algorithm::ES256, "second");
    desk.provider.manner().keys.push(newer.public.clone());
    desk.provider.manner().signer = newer;
    let early = desk.word(|_| {}).await;
    refused(&early, StatusCode::UNAUTHORIZED, "signed by a key that the provider does not name");
    assert_eq!(desk.provider.manner().keys_asked, 1, "it was asked a moment ago");
    desk.clock.0.fetch_add(60, Ordering::Relaxed);
    assert_eq!(desk.word(|_| {}).await.status, StatusCode::SEE_OTHER);
    assert_eq!(desk.provider.manner().keys_asked, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_serves_once_and_only_the_browser_that_began() {
    let desk = Desk::new().await;
    let began = "this browser began no such sign-in";
    let away = desk.leave().await;
    let stolen = Away { state: away.state.clone(), cookie: "__Host-comity-sign-in=x".to_owned() };
    refused(&desk.back(&stolen, CODE).await, StatusCode::UNAUTHORIZED, began);
    let forged = Away { state: "0".repeat(64), cookie: away.cookie.clone() };
    refused(&desk.back(&forged, CODE).await, StatusCode::UNAUTHORIZED, began);
    assert_eq!(desk.back(&away, CODE).await.status, StatusCode::SEE_OTHER);
    refused(&desk.back(&away, CODE).await, StatusCode::UNAUTHORIZED, began);

    let away = desk.leave().await;
    desk.clock.0.fetch_add(600, Ordering::Relaxed);
    refused(&desk.back(&away, CODE).await, StatusCode::UNAUTHORIZED, began);
    let nothing = desk.node.get("/v1/session/provider/return").await;
    refused(&nothing, StatusCode::UNAUTHORIZED, began);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_provider_refuses_is_refused() {
    let desk = Desk::new().await;
    let away = desk.leave().await;
    let answer = desk.back(&away, "another-code").await;
    refused(&answer, StatusCode::UNAUTHORIZED, "refuses the sign-in: `invalid_grant`");
    let away = desk.leave().await;
    desk.provider.manner().challenge = "another".to_owned();
    let answer = desk.back(&away, CODE).await;
    refused(&answer, StatusCode::UNAUTHORIZED, "refuses the sign-in: `invalid_grant`");
    let ask = async |rest: &str| {
        let away = desk.leave().await;
        let path = format!("/v1/session/provider/return?state={}&{rest}", away.state);
        desk.node.ask(Method::GET, &path, &[("cookie", &away.cookie)], b"").await
    };
    let unauthorized = StatusCode::UNAUTHORIZED;
    refused(&ask("error=access_denied").await, unauthorized, "`access_denied`");
    refused(&ask("iss=https://other.example&code=x").await, unauthorized, "another issuer");
    refused(&ask("code=").await, unauthorized, "there is no code");

    let other = Desk::with(Algorithm::EdDSA, |it| it.client_secret = Some("old".to_owned())).await;
    refused(&other.word(|_| {}).await, unauthorized, "`invalid_client`");
    let posted = Desk::new().await;
    let ways = json!({ "token_endpoint_auth_methods_supported": ["client_secret_post"] });
    posted.provider.manner().says = ways;
    assert_eq!(posted.word(|_| {}).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_account_or_a_disabled_one_stays_out() {
    let desk = Desk::new().await;
    let stranger = desk.word(|claims| claims["sub"] = json!("p-18")).await;
    refused(&stranger, StatusCode::FORBIDDEN, "p-18`");
    assert!(text(&stranger).contains("comity user add"), "{}", text(&stranger));
    let door = desk.node.door().await;
    let change = async |disabled: bool| {
        let name = "rivera".to_owned();
        let order = AccountOrder { name, disabled: Some(disabled), ..AccountOrder::default() };
        door.change_account(order).await.unwrap();
    };
    change(true).await;
    refused(&desk.word(|_| {}).await, StatusCode::FORBIDDEN, "the account is disabled");
    change(false).await;
    assert_eq!(desk.word(|_| {}).await.status, StatusCode::SEE_OTHER);
    let event = |kind: &str, who: &str| (kind.to_owned(), who.to_owned());
    let mut noted = desk.noted().await;
    noted.sort();
    let all = [
        event("login", "rivera"),
        event("login-failed", "rivera"),
        event("login-failed", "unknown"),
    ];
    assert_eq!(noted, all);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_endless_or_broken_provider_lets_nobody_in_and_holds_nobody_up() {
    let unavailable = StatusCode::SERVICE_UNAVAILABLE;
    for (trick, words) in [
        (Trick::Silent, "it took too long"),
        (Trick::Endless, "its answer is too long"),
        (Trick::Broken, "it answered 502"),
        (Trick::Redirect, "it answered 302"),
    ] {
        for path in ["document", "keys"] {
            let desk = Desk::with(Algorithm::EdDSA, |it| it.timeout = SOON).await;
            desk.provider.manner().tricks.insert(path, trick);
            refused(&desk.node.get("/v1/session/provider").await, unavailable, words);
            desk.provider.manner().tricks.clear();
            assert_eq!(desk.word(|_| {}).await.status, StatusCode::SEE_OTHER, "it is back");
            desk.provider.manner().tricks.insert("token", trick);
            refused(&desk.word(|_| {}).await, unavailable, words);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_down_or_another_is_told() {
    let unavailable = StatusCode::SERVICE_UNAVAILABLE;
    for (says, words) in [
        (json!({ "issuer": "https://other.example" }), "it names itself otherwise"),
        (json!({ "token_endpoint": "http://other.example/token" }), "that is not `https`"),
        (json!({ "jwks_uri": "file:///etc/passwd" }), "that is not `https`"),
        (json!({ "authorization_endpoint": 7 }), "cannot be read"),
    ] {
        let desk = Desk::new().await;
        desk.provider.manner().says = says;
        refused(&desk.node.get("/v1/session/provider").await, unavailable, words);
    }
    let mut desk = Desk::new().await;
    let away = desk.leave().await;
    desk.provider.stop().await;
    refused(&desk.back(&away, CODE).await, unavailable, "it is not reached");
    assert_eq!(desk.noted().await, [("login-failed".to_owned(), "unknown".to_owned())]);
    let mut gone = Desk::new().await;
    gone.provider.stop().await;
    refused(&gone.node.get("/v1/session/provider").await, unavailable, "it is not reached");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_without_a_provider_says_so_and_one_that_cannot_work_does_not_start() {
    let node = Served::usual().await;
    for path in ["/v1/session/provider", "/v1/session/provider/return?code=x&state=y"] {
        let answer = node.get(path).await;
        refused(&answer, StatusCode::BAD_REQUEST, "no identity provider is configured");
    }
    let dir = home().await;
    let mut options = ServeOptions::new("127.0.0.1:0".parse().unwrap());
    let back = "https://node.example/v1/session/provider/return";
    options.identity = Some(IdentityProvider::new("http://login.example", "comity", back));
    let node = Node::open(dir.path(), Around::system()).unwrap();
    let failed = comity_server::serve(node, options, std::future::pending()).await.unwrap_err();
    assert!(failed.to_string().contains("`identity.issuer`"), "{failed}");
}
