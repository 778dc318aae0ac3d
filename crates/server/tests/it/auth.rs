//! Who is let in, on every route.

use comity_api::local::NewToken;
use hyper::{Method, StatusCode};

use crate::support::{Served, home, token_order};

/// Routes that answer without a caller's token; `/updatez` has its own. Who signs in has none.
const OPEN: [&str; 3] = ["/healthz", "/readyz", "/updatez"];

/// All operations of the document: a new route is tested without being named here.
fn operations() -> Vec<(Method, String)> {
    let document: serde_json::Value = serde_json::from_str(&comity_server::openapi_json()).unwrap();
    let mut operations = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            let path = path.replace("{dataset}", "default").replace("{entity_id}", "demo-v1");
            let path = path.replace("{id}", "demo-v1").replace("{name}", "demo_list");
            let path = path.replace("{register}", "ferry").replace("{number}", "1");
            let path = path.replace("{property_name}", "sanctions");
            assert!(!path.contains('{'), "{path} has a part that this test does not fill in");
            operations.push((method.to_uppercase().parse().unwrap(), path));
        }
    }
    assert!(operations.len() >= 10);
    operations
}

async fn guarded() -> (Served, NewToken) {
    let node = Served::with(home().await, |options| options.require_token = true).await;
    let token = node.door().await.create_token(token_order("port desk", "amber")).await.unwrap();
    (node, token)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_needs_a_token_but_the_probes() {
    let (node, token) = guarded().await;
    let good = format!("Bearer {}", token.secret);
    let key = format!("ApiKey {}", token.secret);
    let wrong = format!("Bearer {}0", token.secret);
    let basic = format!("Basic {}", token.secret);
    for (method, path) in operations() {
        let ask = async |headers: &[(&str, &str)]| {
            node.ask(method.clone(), &path, headers, b"").await.status
        };
        let begins = (&method, path.as_str()) == (&Method::POST, "/v1/session");
        let signs_in = begins || path.starts_with("/v1/session/provider");
        let is_open = OPEN.contains(&path.as_str()) || signs_in;
        let refused = [&[][..], &[("authorization", wrong.as_str())], &[("authorization", &basic)]];
        for refused in refused {
            let status = ask(refused).await;
            assert_eq!(status == StatusCode::UNAUTHORIZED, !is_open, "{method} {path}");
        }
        for let_in in [&good, &key] {
            let status = ask(&[("authorization", let_in)]).await;
            assert_ne!(status, StatusCode::UNAUTHORIZED, "{method} {path}");
        }
    }
    let unknown = node.get("/no/such/route").await;
    assert_eq!(unknown.status, StatusCode::UNAUTHORIZED, "what exists is not told either");
    assert!(unknown.header("www-authenticate").starts_with("Bearer"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_taken_back_no_longer_lets_in() {
    let (node, token) = guarded().await;
    let good = format!("bearer {}", token.secret);
    let ask = async || node.ask(Method::GET, "/catalog", &[("authorization", &good)], b"").await;
    assert_eq!(ask().await.status, StatusCode::OK);
    let door = node.door().await;
    assert_eq!(door.tokens().await.unwrap()[0].clearance, "TLP:AMBER");
    assert_eq!(
        door.create_token(token_order("port desk", "red")).await.unwrap_err().code,
        "token-exists"
    );
    assert_eq!(door.create_token(token_order("x", "purple")).await.unwrap_err().code, "clearance");
    assert_eq!(door.create_token(token_order(" ", "red")).await.unwrap_err().code, "token-name");
    assert!(door.remove_token("port desk").await.unwrap());
    assert_eq!(ask().await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(door.remove_token("port desk").await.unwrap_err().code, "no-such-token");
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_are_not_stored() {
    let (mut node, token) = guarded().await;
    node.stopped().await;
    let secret = token.secret.strip_prefix("comity_").unwrap().as_bytes();
    assert_eq!(secret.len(), 64);
    for entry in std::fs::read_dir(&node.home).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            assert!(!bytes.windows(secret.len()).any(|part| part == secret), "{path:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_token_only_loopback_names_are_answered() {
    let node = Served::usual().await;
    for (host, status) in [
        ("127.0.0.1:8000", StatusCode::OK),
        ("localhost", StatusCode::OK),
        ("comity.example.org", StatusCode::MISDIRECTED_REQUEST),
    ] {
        let answer = node.ask(Method::GET, "/catalog", &[("host", host)], b"").await;
        assert_eq!(answer.status, status, "{host}");
    }
    let bad = [("authorization", "Bearer comity_wrong")];
    let answer = node.ask(Method::GET, "/catalog", &bad, b"").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "a wrong token is never ignored");
}
