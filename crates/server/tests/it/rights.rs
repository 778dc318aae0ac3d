//! The rights of those whom records, questions and the log are about.

use hyper::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Answer, Served, query};

const BORDER: [(&str, &str); 2] =
    [("comity-purpose", "border-check"), ("comity-legal-basis", "border-code")];
const PROTECTION: [(&str, &str); 2] =
    [("comity-purpose", "data-protection"), ("comity-legal-basis", "data-protection-law")];

async fn post(
    node: &Served,
    cookie: &str,
    why: [(&str, &str); 2],
    path: &str,
    body: &Value,
) -> Answer {
    let own = [("cookie", cookie), ("content-type", "application/json")];
    let headers = [&own[..], &why].concat();
    node.ask(Method::POST, path, &headers, body.to_string().as_bytes()).await
}

fn about(schema: &str, name: &str) -> Value {
    json!({ "query": query(schema, name) })
}

#[tokio::test(flavor = "multi_thread")]
async fn rights_access_tells_what_is_held_and_who_was_told() {
    let node = Served::usual().await;
    let desk = node.person("desk-4", "RED").await;
    let officer = node.person("amara-dpo", "RED").await;
    let asked = about("Vessel", "Nordic Tern");
    post(&node, &desk, BORDER, "/v1/screen", &asked).await.ok();
    post(&node, &desk, BORDER, "/v1/screen", &about("Vessel", "Quiet Harbour")).await.ok();
    let watch = json!({ "query": query("Vessel", "Nordic Tern") });
    let headers =
        [("cookie", desk.as_str()), ("content-type", "application/json"), BORDER[0], BORDER[1]];
    let body = watch.to_string();
    node.ask(Method::PUT, "/v1/subjects/ferry/s1", &headers, body.as_bytes()).await.ok();
    let answer = post(&node, &officer, PROTECTION, "/v1/rights/access", &asked).await.ok();
    let held = &answer["held"][0];
    assert_eq!(held["sheet"]["id"], "demo-v1");
    assert_eq!(held["parties"], json!(["freedonia"]), "{held}");
    assert!(!held["markings"].as_array().unwrap().is_empty());
    let said = held["sheet"]["statements"].as_array().unwrap();
    assert!(said.iter().any(|said| said["dataset"] == "demo_list" && said["property"] == "name"));
    assert_eq!(answer["watched"][0]["id"], "s1");
    assert_eq!(answer["cases"][0]["record"]["id"], "demo-v1");
    let events = answer["events"].as_array().unwrap();
    let of =
        |operation: &str| events.iter().filter(|event| event["operation"] == operation).count();
    assert_eq!(of("screen"), 1, "the other question was about another: {events:#?}");
    let read = events.iter().find(|event| event["operation"] == "screen").unwrap();
    assert_eq!((&read["actor"], &read["purpose"]), (&json!("desk-4"), &json!("border-check")));
    let whole = answer["references"].as_array().unwrap();
    assert!(whole.contains(&json!("demo_list/demo-v1")), "{whole:?}");
    for event in events {
        for each in event["concerned"].as_array().unwrap() {
            assert!(whole.contains(&each["subject"]), "nothing of others: {each}");
        }
    }
    // Answering is an event of its own, and the next answer tells it.
    let again = post(&node, &officer, PROTECTION, "/v1/rights/access", &asked).await.ok();
    let last = again["events"].as_array().unwrap().last().unwrap();
    assert_eq!(last["operation"], "answer-subject-request");
    assert_eq!(
        (&last["actor"], &last["details"]["answer"]),
        (&json!("amara-dpo"), &json!("access"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn rights_access_is_for_data_protection_alone() {
    let node = Served::usual().await;
    let desk = node.person("desk-4", "RED").await;
    let asked = about("Vessel", "Nordic Tern");
    for path in ["/v1/rights/access", "/v1/rights/indirect-access"] {
        let other = post(&node, &desk, BORDER, path, &asked).await;
        assert_eq!(other.status, StatusCode::FORBIDDEN, "{}", other.json());
        let nothing = json!({ "query": { "schema": "Person", "properties": {} } });
        let nothing = post(&node, &desk, PROTECTION, path, &nothing).await;
        assert_eq!(nothing.json()["type"], "urn:comity:fault:nothing-asked");
        let more = json!({ "query": query("Vessel", "Nordic Tern"), "limit": 3 });
        let more = post(&node, &desk, PROTECTION, path, &more).await;
        assert_eq!(more.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", more.json());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rights_an_authority_is_told_the_same_whatever_is_held() {
    let node = Served::usual().await;
    let officer = node.person("amara-dpo", "RED").await;
    let path = "/v1/rights/indirect-access";
    let mut sizes = Vec::new();
    for name in ["Nordic Tern", "Nobody Whosoever"] {
        let answer = post(&node, &officer, PROTECTION, path, &about("Vessel", name)).await;
        let told = answer.ok();
        assert_eq!(told.as_object().unwrap().len(), 2, "{told}");
        let mut headers: Vec<String> =
            answer.headers.keys().map(|name| name.as_str().to_owned()).collect();
        headers.sort_unstable();
        sizes.push((answer.body.len(), headers, told["answer"].clone()));
    }
    assert_eq!(sizes[0], sizes[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn rights_erasure_takes_what_the_log_says_and_leaves_its_leaves() {
    let node = Served::usual().await;
    let desk = node.person("desk-4", "RED").await;
    let officer = node.person("amara-dpo", "RED").await;
    let asked = about("Vessel", "Nordic Tern");
    post(&node, &desk, BORDER, "/v1/screen", &asked).await.ok();
    let path = "/v1/rights/erase";
    let before = post(&node, &officer, PROTECTION, "/v1/rights/access", &asked).await.ok();
    let references = before["references"].clone();
    let named = references[0].as_str().unwrap();
    let words = json!({ "references": references, "reason": "request 7" });
    for (body, code) in [
        (json!({ "references": [], "reason": "x" }), "references"),
        (json!({ "references": ["everything"], "reason": "x" }), "references"),
        (json!({ "references": [named], "reason": " " }), "no-reason"),
        (json!({ "references": [named], "reason": format!("of {named}") }), "reason-names"),
    ] {
        let refused = post(&node, &officer, PROTECTION, path, &body).await;
        assert_eq!(refused.json()["type"], format!("urn:comity:fault:{code}"), "{body}");
    }
    let other = post(&node, &desk, BORDER, path, &words).await;
    assert_eq!(other.status, StatusCode::FORBIDDEN, "{}", other.json());
    let done = post(&node, &officer, PROTECTION, path, &words).await.ok();
    assert!(done["keys"].as_u64().unwrap() >= 2, "{done}");
    let remains = done["remains"].as_array().unwrap();
    let is_told =
        |left: &Value| left.as_str().unwrap().contains("`demo_list/demo-v1` is still held");
    assert!(remains.iter().any(is_told), "{remains:?}");
    let after = post(&node, &officer, PROTECTION, "/v1/rights/access", &asked).await.ok();
    assert_eq!(after["events"], json!([]), "nothing can be read of it any more");
    let headers = [("cookie", officer.as_str()), PROTECTION[0], PROTECTION[1]];
    let log = node.ask(Method::GET, "/v1/log?limit=100", &headers, b"").await.ok();
    let events = log["events"].as_array().unwrap();
    let screened = events.iter().find(|event| event["operation"] == "screen").unwrap();
    assert_eq!(screened["concerned"][0]["state"], "erased", "{screened}");
    let accounted = events.iter().find(|event| event["kind"] == "key-destroyed").unwrap();
    assert_eq!(accounted["details"]["reason"], "request 7");
    assert_eq!(accounted["concerned"], json!([]), "it names nobody");
}
