//! Alerts and hits over both doors: who may, what is refused, and what a screening tells of them.

use comity_api::local::{AlertCall, AlertReply, CaseCall, CaseReply};
use comity_api::v1::{AlertSpec, CaseReview, Example};
use comity_server::Reason;
use hyper::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Answer, Served, query};

/// A node with a person at one desk, and their cookie.
async fn node() -> (Served, String) {
    let node = Served::usual().await;
    let cookie = node.person("desk-4", "RED").await;
    (node, cookie)
}

/// Why people at a border desk ask.
const BORDER: [(&str, &str); 2] =
    [("comity-purpose", "border-check"), ("comity-legal-basis", "border-code")];

async fn post(node: &Served, cookie: &str, path: &str, body: &Value) -> Answer {
    let [purpose, basis] = BORDER;
    let headers = [("content-type", "application/json"), ("cookie", cookie), purpose, basis];
    node.ask(Method::POST, path, &headers, body.to_string().as_bytes()).await
}

fn spec() -> Value {
    json!({
        "about": { "schema": "Person", "properties": { "name": "Anna Demo" } },
        "category": "missing-person",
        "legal_basis": "Border Act, section 4",
        "reason": "left the harbour and did not arrive",
    })
}

#[track_caller]
fn refused(answer: &Answer, status: StatusCode, code: &str) {
    assert_eq!(
        (answer.status, &answer.json()["code"]),
        (status, &json!(code)),
        "{}",
        answer.json()
    );
    assert_eq!(answer.header("content-type"), "application/problem+json");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_lives_over_http() {
    let (node, token) = node().await;
    let alert = post(&node, &token, "/v1/alerts", &spec()).await.ok();
    assert_eq!((&alert["number"], &alert["state"]), (&json!(1), &json!("in-force")));
    assert_eq!((&alert["issued_by"], &alert["issuer"]), (&json!("desk-4"), &json!("freedonia")));
    assert_eq!(node.get("/v1/alerts/1").await.ok(), alert);
    let asked = json!({ "query": query("Person", "Anna Demo") });
    let found = node.post("/v1/screen", &asked).await.ok();
    assert_eq!(found["candidates"][0]["id"], "own-alerts-1");
    assert_eq!(found["candidates"][0]["alerts"][0]["measure"], "inform-issuer");
    let why = json!({ "assessment": "still missing" });
    let longer = post(&node, &token, "/v1/alerts/1/extend", &why).await;
    // On the day of its issue there is nothing to keep longer.
    refused(&longer, StatusCode::BAD_REQUEST, "review-date");
    let list = node.get("/v1/alerts?state=in-force&category=missing-person").await.ok();
    assert_eq!((list["alerts"].as_array().unwrap().len(), &list["next"]), (1, &Value::Null));
    let closed = json!({ "outcome": "purpose-met", "words": "found in good health" });
    let closed = post(&node, &token, "/v1/alerts/1/close", &closed).await.ok();
    assert_eq!(
        (&closed["state"], &closed["closing"]["closed_by"]),
        (&json!("closed"), &json!("desk-4"))
    );
    let found = node.post("/v1/screen", &asked).await.ok();
    assert_eq!(found["candidates"], json!([]));
    let categories = node.get("/v1/alerts/categories").await.ok();
    assert!(categories["categories"].as_array().unwrap().len() >= 12);
}

#[tokio::test(flavor = "multi_thread")]
async fn alerts_that_the_law_or_the_caller_does_not_allow_are_refused() {
    let (node, token) = node().await;
    let forbidden = StatusCode::FORBIDDEN;
    refused(&node.post("/v1/alerts", &spec()).await, forbidden, "refused-by-rule");
    let unknown = json!({ "category": "vendetta" });
    let mut with = spec();
    with.as_object_mut().unwrap().extend(unknown.as_object().unwrap().clone());
    let answer = post(&node, &token, "/v1/alerts", &with).await;
    refused(&answer, StatusCode::BAD_REQUEST, "unknown-alert-category");
    assert!(answer.json()["hint"].as_str().unwrap().contains("missing-person"));
    let child = json!({ "schema": "Person", "properties": {
        "name": "Anna Demo", "birthDate": "2015-05-05" } });
    let mut minor = spec();
    minor["about"] = child;
    minor["category"] = json!("arrest-surrender");
    refused(&post(&node, &token, "/v1/alerts", &minor).await, forbidden, "minor");
    let mut misspelt = spec();
    misspelt["categori"] = json!("missing-person");
    let answer = post(&node, &token, "/v1/alerts", &misspelt).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let stranger = post(&node, "__Host-comity=forged", "/v1/alerts", &spec()).await;
    assert_eq!(stranger.status, StatusCode::UNAUTHORIZED);
    for path in ["/v1/alerts/1", "/v1/alerts/seven"] {
        refused(&node.get(path).await, StatusCode::NOT_FOUND, "no-such-alert");
    }
    for path in ["/v1/alerts?state=asleep", "/v1/alerts?category=vendetta"] {
        assert_eq!(node.get(path).await.status, StatusCode::BAD_REQUEST, "{path}");
    }
    let page = node.get("/v1/alerts?limit=many&after=first").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(node.get("/v1/alerts").await.ok()["alerts"], json!([]));
}

/// What one caller may not see is for them as if it were not there.
#[tokio::test(flavor = "multi_thread")]
async fn a_withheld_alert_looks_like_an_absent_one() {
    let (node, token) = node().await;
    let low = node.person("gate", "GREEN").await;
    post(&node, &token, "/v1/alerts", &spec()).await.ok();
    let get = async |path: &str| {
        let [purpose, basis] = BORDER;
        node.ask(Method::GET, path, &[("cookie", &low), purpose, basis], b"").await
    };
    let strip = |answer: Answer| {
        let mut said = answer.json();
        said.as_object_mut().unwrap().remove("instance");
        (answer.status, said.to_string().replace("`1`", "`N`").replace("`7`", "`N`"))
    };
    assert_eq!(strip(get("/v1/alerts/1").await), strip(get("/v1/alerts/7").await));
    assert_eq!(get("/v1/alerts").await.ok()["alerts"], json!([]));
    let closed = json!({ "outcome": "purpose-met" });
    let absent = post(&node, &low, "/v1/alerts/1/close", &closed).await;
    refused(&absent, StatusCode::NOT_FOUND, "no-such-alert");
    let asked = json!({ "query": query("Person", "Anna Demo") });
    let found = post(&node, &low, "/v1/screen", &asked).await.ok();
    assert_eq!(found["candidates"], json!([]));
    assert_eq!(node.get("/v1/alerts/1").await.ok()["state"], "in-force");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hit_is_decided_over_http() {
    let (node, token) = node().await;
    let other = node.person("desk-5", "RED").await;
    let asked = json!({ "query": query("Vessel", "Nordic Tern"),
        "record": { "dataset": "demo_list", "id": "demo-v1" }, "case": "4711" });
    refused(&node.post("/v1/hits", &asked).await, StatusCode::FORBIDDEN, "no-name");
    let case = post(&node, &token, "/v1/hits", &asked).await.ok();
    assert_eq!((&case["number"], &case["state"]), (&json!(1), &json!("candidate")));
    assert_eq!((&case["opened_by"], &case["case"]), (&json!("desk-4"), &json!("4711")));
    let conflict = StatusCode::CONFLICT;
    let measure = json!({ "measure": "seize" });
    let at = |what: &str| format!("/v1/hits/1/{what}");
    refused(&post(&node, &token, &at("measure"), &measure).await, conflict, "not-confirmed");
    let why = json!({ "reason": "compared the hulls" });
    refused(&post(&node, &token, &at("confirm"), &why).await, conflict, "case-not-reviewed");
    let nobody = node.post(&at("review"), &json!({})).await;
    refused(&nobody, StatusCode::FORBIDDEN, "refused-by-rule");
    post(&node, &token, &at("review"), &json!({})).await.ok();
    let stranger = post(&node, &other, &at("confirm"), &why).await;
    refused(&stranger, StatusCode::FORBIDDEN, "other-reviewer");
    let nothing = post(&node, &token, &at("confirm"), &json!({ "reason": " " })).await;
    refused(&nothing, StatusCode::BAD_REQUEST, "no-reason");
    let done = post(&node, &token, &at("confirm"), &why).await.ok();
    assert_eq!((&done["state"], &done["reviewer"]), (&json!("confirmed"), &json!("desk-4")));
    let mut done = post(&node, &token, &at("measure"), &measure).await.ok();
    let obliges = done.as_object_mut().unwrap().remove("obligations").unwrap();
    assert!(obliges.to_string().contains("record-reviewer"), "{obliges}");
    let owed = node.get("/v1/hits/owed").await.ok();
    assert_eq!(owed["owed"], json!([]), "the record is the party's own");
    assert_eq!(done["events"].as_array().unwrap().len(), 4);
    let list = node.get("/v1/hits?state=confirmed&reviewer=desk-4").await.ok();
    assert_eq!(list["cases"][0], done);
    assert_eq!(node.get("/v1/hits?overdue=true").await.ok()["cases"], json!([]));
    for path in ["/v1/hits/7", "/v1/hits/seven"] {
        refused(&node.get(path).await, StatusCode::NOT_FOUND, "no-such-case");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejection_is_told_at_the_next_screening() {
    let (node, token) = node().await;
    let asked = json!({ "query": query("Vessel", "Nordic Tern"), "cutoff": 0.01 });
    let before = node.post("/v1/screen", &asked).await.ok();
    assert_eq!(before["candidates"][0]["id"], "demo-v1");
    assert!(before["candidates"][0].get("rejected_before").is_none());
    let open = json!({ "query": query("Vessel", "Nordic Tern"),
        "record": { "dataset": "demo_list", "id": "demo-v1" } });
    post(&node, &token, "/v1/hits", &open).await.ok();
    post(&node, &token, "/v1/hits/1/review", &json!({})).await.ok();
    let why = json!({ "reason": "another hull" });
    post(&node, &token, "/v1/hits/1/reject", &why).await.ok();
    let after = post(&node, &token, "/v1/screen", &asked).await.ok();
    let candidates = after["candidates"].as_array().unwrap();
    assert_eq!(candidates.len(), before["candidates"].as_array().unwrap().len());
    assert_eq!(after["total"], before["total"], "nothing goes away silently");
    let last = candidates.last().unwrap();
    assert_eq!(
        (&last["id"], &last["rejected_before"]["by"]),
        (&json!("demo-v1"), &json!("desk-4"))
    );
    let again = post(&node, &token, "/v1/hits", &open).await;
    refused(&again, StatusCode::CONFLICT, "rejected-before");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_lines_door_names_the_person() {
    let node = Served::usual().await;
    let door = node.door().await;
    let about: Example = serde_json::from_value(query("Vessel", "Nordic Tern")).unwrap();
    let spec = AlertSpec {
        about,
        category: "object-seizure".to_owned(),
        legal_basis: "Customs Act".to_owned(),
        reason: "stolen in port".to_owned(),
        ..AlertSpec::default()
    };
    let me = door.accounts().await.unwrap().remove(0).name;
    let border = Reason::read(Some(BORDER[0].1), Some(BORDER[1].1), None).unwrap();
    let door = door.asking(border);
    let issued = door.alert(AlertCall::Issue { spec: Box::new(spec) }).await.unwrap();
    let AlertReply::One(alert) = issued else { panic!("{issued:?}") };
    assert_eq!((alert.issued_by, alert.measure.as_str()), (me, "seize"));
    let swept = door.alert(AlertCall::Sweep).await.unwrap();
    assert!(matches!(swept, AlertReply::Swept(swept) if swept.warned.is_empty()));
    let order = CaseReview::default();
    let missing = door.case(CaseCall::Review { number: 1, order }).await.unwrap_err();
    assert_eq!(missing.code, "no-such-case");
    let list = door.case(CaseCall::List(Default::default())).await.unwrap();
    assert!(matches!(list, CaseReply::List(list) if list.cases.is_empty()));
}
