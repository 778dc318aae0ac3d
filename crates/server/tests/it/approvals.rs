//! What one person may not do alone, over HTTP: asked by one, approved by another, done once.

use comity_api::local::{AccountOrder, Secret};
use hyper::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Answer, PASSWORD, Served};

/// Why a court's order is followed.
const COURT: [(&str, &str); 3] = [
    ("comity-purpose", "investigation"),
    ("comity-legal-basis", "court-order"),
    ("comity-case", "17 K 4"),
];

async fn person(node: &Served, name: &str, roles: &[&str]) -> String {
    let order = AccountOrder {
        name: name.to_owned(),
        roles: Some(roles.iter().map(|role| (*role).to_owned()).collect()),
        clearance: Some("RED".to_owned()),
        password: Some(Secret(PASSWORD.to_owned())),
        ..AccountOrder::default()
    };
    node.door().await.add_account(order).await.unwrap();
    let answer = node.post("/v1/session", &json!({ "name": name, "password": PASSWORD })).await;
    answer.ok();
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

async fn ask(node: &Served, who: &str, method: Method, path: &str, body: &Value) -> Answer {
    let headers = [&[("cookie", who), ("content-type", "application/json")][..], &COURT].concat();
    let body = if method == Method::GET { Vec::new() } else { body.to_string().into_bytes() };
    node.ask(method, path, &headers, &body).await
}

async fn get(node: &Served, who: &str, path: &str) -> Answer {
    ask(node, who, Method::GET, path, &Value::Null).await
}

async fn post(node: &Served, who: &str, path: &str, body: &Value) -> Answer {
    ask(node, who, Method::POST, path, body).await
}

#[track_caller]
fn refused(answer: &Answer, status: StatusCode, code: &str) {
    let told = answer.json();
    assert_eq!((answer.status, &told["code"]), (status, &json!(code)), "{told}");
    assert_eq!(answer.header("content-type"), "application/problem+json");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_court_has_the_log_read_once_another_supervisor_approved() {
    let node = Served::usual().await;
    let asker = person(&node, "quell", &["supervisor"]).await;
    let other = person(&node, "moreau", &["supervisor"]).await;
    let officer = person(&node, "rivera", &["officer", "analyst", "administrator"]).await;
    let log = "/v1/log?kind=collection";
    let told = get(&node, &asker, log).await;
    refused(&told, StatusCode::FORBIDDEN, "approval-missing");
    assert_eq!(told.json()["approval"], 1);
    refused(&get(&node, &officer, "/v1/approvals").await, StatusCode::FORBIDDEN, "not-permitted");
    let give = "/v1/approvals/1/give";
    refused(&post(&node, &officer, give, &json!({})).await, StatusCode::FORBIDDEN, "not-permitted");
    refused(&post(&node, &asker, give, &json!({})).await, StatusCode::FORBIDDEN, "own-request");
    let queue = get(&node, &other, "/v1/approvals").await.ok();
    assert_eq!(queue["approvals"][0]["actor"], "quell");
    assert_eq!(queue["approvals"][0]["action"], "read-log");
    let given = post(&node, &other, give, &json!({ "reason": "order 17 K 4" })).await.ok();
    assert_eq!((&given["state"], &given["supervisor"]), (&json!("given"), &json!("moreau")));
    refused(
        &post(&node, &other, "/v1/approvals/1/refuse", &json!({ "reason": "no" })).await,
        StatusCode::CONFLICT,
        "approval-decided",
    );
    let changed = get(&node, &asker, "/v1/log?kind=read").await;
    refused(&changed, StatusCode::FORBIDDEN, "approval-missing");
    assert_eq!(changed.json()["approval"], 2, "a changed request is another one");
    let page = get(&node, &asker, log).await.ok();
    assert_eq!(page["events"].as_array().unwrap().len(), 2, "the two lists that came in");
    let mark = &page["watermark"];
    assert_eq!((&mark["actor"], &mark["approved_by"]), (&json!("quell"), &json!("moreau")));
    assert!(mark["text"].as_str().unwrap().contains("case 17 K 4, approved by moreau, request "));
    let codes = page["obligations"].as_array().unwrap().iter().map(|one| &one["code"]);
    assert!(codes.clone().any(|code| code == "watermark"), "{}", page["obligations"]);
    let again = get(&node, &asker, log).await;
    assert_eq!(again.json()["approval"], 3, "it was good for once");
    let shown = get(&node, &other, "/v1/approvals/1").await.ok();
    assert_eq!(shown["state"], "used");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_request_is_refused_clearly() {
    let node = Served::usual().await;
    let other = person(&node, "moreau", &["supervisor"]).await;
    let missing = StatusCode::NOT_FOUND;
    refused(&get(&node, &other, "/v1/approvals/7").await, missing, "no-such-approval");
    refused(&get(&node, &other, "/v1/approvals/x").await, missing, "no-such-approval");
    let give = post(&node, &other, "/v1/approvals/7/give", &json!({})).await;
    refused(&give, missing, "no-such-approval");
    let bad = StatusCode::BAD_REQUEST;
    let unsaid = post(&node, &other, "/v1/approvals/7/refuse", &json!({ "reason": " " })).await;
    refused(&unsaid, bad, "no-reason");
    refused(&get(&node, &other, "/v1/approvals?state=lost").await, bad, "approval-state");
    let odd = post(&node, &other, "/v1/approvals/7/give", &json!({ "why": "x" })).await;
    assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_say_what_they_oblige_to_and_which_policy_holds() {
    let node = Served::usual().await;
    let asked = json!({ "query": crate::support::query("Vessel", "Nordic Tern") });
    let found = node.post("/v1/screen", &asked).await.ok();
    let told = json!([
        { "code": "mask-photo", "says": "photos and biometric samples are left out" },
        { "code": "log-justification", "says": "purpose, legal basis and case are logged" },
    ]);
    assert_eq!(found["obligations"], told);
    assert_eq!(found["watermark"], Value::Null);
    let sheet = node.get("/v1/records/demo-v1").await.ok();
    assert_eq!(sheet["obligations"], told);
    let odd = node.get("/v1/records/demo-v1?full=perhaps").await;
    assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);
    let full = node.get("/v1/records/demo-v1?full=true").await;
    refused(&full, StatusCode::FORBIDDEN, "not-permitted");
    assert_eq!(node.get("/v1/hits/owed").await.ok()["owed"], json!([]));
    let policy = node.get("/v1/policy").await.ok();
    assert_eq!((&policy["shipped"], &policy["number"]), (&json!(true), &json!(0)));
    assert_eq!(policy["hash"].as_str().unwrap().len(), 64);
}
