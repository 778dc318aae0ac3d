//! What each operation demands: every one is classed, and has the cases that its class demands.

use comity_api::local::{NewToken, TokenOrder};
use hyper::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Answer, LIST, Served, home, import, open, query, token_order};

/// Operations that are left out, with a reason. There are none, and there should be none.
const EXCEPTIONS: &str = include_str!("fixtures/class_exceptions.txt");

struct Operation {
    method: Method,
    /// As in the document.
    pattern: String,
    path: String,
    class: String,
}

impl Operation {
    /// A body that the operation can read.
    fn body(&self) -> Vec<u8> {
        let words = json!({ "reason": "x", "assessment": "x", "outcome": "purpose-met" });
        let body = match (self.method.as_str(), self.pattern.as_str()) {
            ("GET" | "DELETE", _) => return Vec::new(),
            (_, "/match/{dataset}") => {
                json!({ "queries": { "q": query("Vessel", "Nordic Tern") } })
            }
            (_, "/reconcile/{dataset}") => {
                json!({ "queries": { "q0": { "query": "Nordic Tern" } } })
            }
            (_, "/v1/screen") => json!({ "query": query("Vessel", "Nordic Tern") }),
            (_, "/v1/rights/access" | "/v1/rights/indirect-access") => {
                json!({ "query": query("Vessel", "Nordic Tern") })
            }
            (_, "/v1/rights/restrictions") => json!({ "reason": words["reason"],
                "record": { "dataset": "demo_list", "id": "demo-v1" } }),
            (_, "/v1/rights/disputes") => json!({ "wrong": "the flag", "right": "dk",
                "record": { "dataset": "demo_list", "id": "demo-v1" } }),
            (_, "/v1/rights/disputes/{number}/end") => {
                json!({ "outcome": "rejected", "reason": words["reason"] })
            }
            (_, "/v1/rights/redress") => json!({ "reason": words["reason"],
                "documents": ["X1"], "birth_date": "1970-01-05",
                "not": [{ "dataset": "demo_list", "id": "demo-p1" }] }),
            (_, path) if path.starts_with("/v1/rights/") && path.contains("{number}") => {
                json!({ "reason": words["reason"] })
            }
            (_, "/v1/rights/erase") => json!({ "references": ["asked/0"], "reason": "x" }),
            (_, "/v1/subjects/{register}") => {
                json!({ "subjects": [{ "id": "s", "query": query("Vessel", "Nordic Tern") }] })
            }
            (_, "/v1/subjects/{register}/{id}") => {
                json!({ "query": query("Vessel", "Nordic Tern") })
            }
            (_, "/v1/alerts") => json!({
                "about": query("Vessel", "Nordic Tern"), "category": "object-seizure",
                "legal_basis": "Customs Act", "reason": "stolen in port",
            }),
            (_, "/v1/alerts/{number}/extend") => json!({ "assessment": words["assessment"] }),
            (_, "/v1/alerts/{number}/close") => json!({ "outcome": words["outcome"] }),
            (_, "/v1/hits") => json!({ "query": query("Vessel", "Nordic Tern"),
                "record": { "dataset": "demo_list", "id": "demo-v1" } }),
            (_, "/v1/hits/{number}/measure") => json!({ "measure": "seize" }),
            (_, "/v1/hits/{number}/review") => json!({}),
            (_, "/v1/approvals/{number}/give") => json!({}),
            (_, path) if path.starts_with("/v1/approvals/") => json!({ "reason": words["reason"] }),
            (_, path) if path.starts_with("/v1/hits/") => json!({ "reason": words["reason"] }),
            _ => json!({}),
        };
        body.to_string().into_bytes()
    }
}

/// All operations of the document: a new route is tested without being named here.
fn operations() -> Vec<Operation> {
    let document: Value = serde_json::from_str(&comity_server::openapi_json()).unwrap();
    let mut operations = Vec::new();
    for (pattern, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let mut path = pattern.clone();
            for (part, value) in [
                ("{dataset}", "default"),
                ("{entity_id}", "demo-v1"),
                ("{id}", "demo-v1"),
                ("{name}", "demo_list"),
                ("{register}", "ferry"),
                ("{property_name}", "sanctions"),
                ("{number}", "1"),
            ] {
                path = path.replace(part, value);
            }
            assert!(!path.contains('{'), "{path} has a part that this test does not fill in");
            let class = operation["x-comity-class"].as_str();
            let class = class.unwrap_or_else(|| panic!("{method} {pattern} has no class"));
            operations.push(Operation {
                method: method.to_uppercase().parse().unwrap(),
                pattern: pattern.clone(),
                path,
                class: class.to_owned(),
            });
        }
    }
    let left_out = |operation: &Operation| {
        EXCEPTIONS.lines().any(|line| line == format!("{} {}", operation.method, operation.pattern))
    };
    operations.retain(|operation| !left_out(operation));
    operations
}

async fn ask(node: &Served, operation: &Operation, headers: &[(&str, &str)]) -> Answer {
    let kind = [("content-type", "application/json")];
    let all = [headers, &kind].concat();
    node.ask(operation.method.clone(), &operation.path, &all, &operation.body()).await
}

fn code(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.body).into_owned()
}

async fn token(node: &Served, name: &str, roles: &[&str]) -> NewToken {
    let order = TokenOrder {
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        purpose: None,
        legal_basis: None,
        ..token_order(name, "RED")
    };
    node.door().await.create_token(order).await.unwrap()
}

#[test]
fn nothing_is_left_out() {
    assert_eq!(EXCEPTIONS.trim(), "", "an exception needs a reason that a court would accept");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_demands_what_its_class_says() {
    let node = Served::with(home().await, |options| options.require_token = true).await;
    let all = ["officer", "analyst", "liaison", "supervisor"];
    let desk = token(&node, "desk", &all).await;
    let runs = token(&node, "runs", &["administrator"]).await;
    let desk = format!("Bearer {}", desk.secret);
    let runs = format!("Bearer {}", runs.secret);
    let unsaid = [("comity-purpose", ""), ("comity-legal-basis", "")];
    for operation in operations() {
        let named = format!("{} {}", operation.method, operation.pattern);
        let nobody = ask(&node, &operation, &unsaid).await;
        if operation.class == "public" {
            assert_ne!(nobody.status, StatusCode::NOT_FOUND, "{named}");
            continue;
        }
        assert_eq!(nobody.status, StatusCode::UNAUTHORIZED, "{named}");
        if operation.class == "account" {
            let answer = ask(
                &node,
                &operation,
                &[&[("authorization", runs.as_str())][..], &unsaid].concat(),
            )
            .await;
            assert!(answer.status.is_success(), "{named}: {}", code(&answer));
            continue;
        }
        let why = |purpose, basis| [("comity-purpose", purpose), ("comity-legal-basis", basis)];
        let missing =
            ask(&node, &operation, &[&[("authorization", desk.as_str())][..], &unsaid].concat())
                .await;
        assert_eq!(missing.status, StatusCode::BAD_REQUEST, "{named}: {}", code(&missing));
        assert!(code(&missing).contains("border-check"), "{named} lists what is known");
        let unknown = why("curiosity", "sanctions-screening");
        let unknown =
            ask(&node, &operation, &[&[("authorization", desk.as_str())][..], &unknown].concat())
                .await;
        assert_eq!(unknown.status, StatusCode::BAD_REQUEST, "{named}: {}", code(&unknown));
        let good = why("due-diligence", "sanctions-screening");
        let role =
            ask(&node, &operation, &[&[("authorization", runs.as_str())][..], &good].concat())
                .await;
        assert_eq!(role.status, StatusCode::FORBIDDEN, "{named}: {}", code(&role));
        let wrong = why("maintenance", "consent");
        let wrong =
            ask(&node, &operation, &[&[("authorization", desk.as_str())][..], &wrong].concat())
                .await;
        assert!(!wrong.status.is_success(), "{named}: a wrong purpose is refused");
    }
}

/// What each operation leaves in the log: an answer its event, a refusal its own.
#[tokio::test(flavor = "multi_thread")]
async fn every_operation_about_persons_leaves_a_leaf() {
    let dir = home().await;
    // Another version, to compare with.
    import(&open(dir.path()).await, "demo_list", LIST, None).await;
    let node = Served::with(dir, |options| {
        options.require_token = true;
        // One person asks for everything, faster than any person.
        options.limits.person_rate = std::num::NonZeroU32::new(10_000).unwrap();
    })
    .await;
    let officer = node.person("rivera", "RED").await;
    let border = [("comity-purpose", "border-check"), ("comity-legal-basis", "border-code")];
    let protection =
        [("comity-purpose", "data-protection"), ("comity-legal-basis", "data-protection-law")];
    let mut seen = 0;
    for (at, operation) in operations().iter().enumerate() {
        if operation.class != "personal-data" {
            continue;
        }
        let id = format!("leaf-{at}");
        let watches = ["/v1/log", "/v1/rights"];
        let watches = watches.iter().any(|path| operation.pattern.starts_with(path));
        let why = if watches { &protection } else { &border };
        let own = [("cookie", officer.as_str()), ("x-request-id", id.as_str())];
        let answer = ask(&node, operation, &[&own[..], why].concat()).await;
        let named = format!("{} {}", operation.method, operation.pattern);
        assert!(!answer.status.is_server_error(), "{named}: {}", code(&answer));
        if answer.status == StatusCode::CONFLICT {
            // An order that contradicts what stands is not done, and shows nobody's data.
            continue;
        }
        let own = [("cookie", officer.as_str())];
        let watching = [&own[..], &protection].concat();
        let log = node.ask(Method::GET, "/v1/log?limit=20", &watching, b"").await.ok();
        let events = log["events"].as_array().unwrap();
        let leaf = events.iter().find(|event| event["request_id"] == id.as_str());
        // What is refused for its shape was not asked of anybody.
        let leaf = leaf.unwrap_or_else(|| panic!("{named} left no leaf: {}", code(&answer)));
        assert_eq!(leaf["actor"], "rivera", "{named}");
        assert_eq!(leaf["purpose"], why[0].1, "{named}");
        seen += 1;
    }
    assert!(seen > 20, "{seen} operations are about persons");
}
