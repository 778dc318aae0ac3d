//! What is restricted rests, as if it were not there, until the restriction is lifted.

use comity_api::local::{AccountOrder, Secret};
use hyper::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Answer, LIST, PASSWORD, Served, asking, found, home, import, open, query};

const BORDER: [(&str, &str); 2] =
    [("comity-purpose", "border-check"), ("comity-legal-basis", "border-code")];
const PROTECTION: [(&str, &str); 2] =
    [("comity-purpose", "data-protection"), ("comity-legal-basis", "data-protection-law")];

struct Desk {
    node: Served,
    officer: String,
    protection: String,
}

impl Desk {
    async fn new() -> Desk {
        Desk::over(Served::usual().await).await
    }

    async fn over(node: Served) -> Desk {
        let officer = officer(&node).await;
        let protection = node.person("amara-dpo", "RED").await;
        Desk { node, officer, protection }
    }

    async fn ask(&self, protects: bool, method: Method, path: &str, body: &Value) -> Answer {
        let (cookie, why) =
            if protects { (&self.protection, PROTECTION) } else { (&self.officer, BORDER) };
        let own = [("cookie", cookie.as_str()), ("content-type", "application/json")];
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        self.node.ask(method, path, &[&own[..], &why].concat(), &body).await
    }

    /// What an officer gets.
    async fn get(&self, path: &str) -> Answer {
        self.ask(false, Method::GET, path, &Value::Null).await
    }

    async fn post(&self, path: &str, body: &Value) -> Answer {
        self.ask(false, Method::POST, path, body).await
    }

    /// What an officer gets who does not say why.
    async fn without_a_reason(&self, path: &str) -> Answer {
        let own = [("cookie", self.officer.as_str()), ("comity-purpose", "")];
        self.node.ask(Method::GET, path, &own, b"").await
    }

    /// What the data-protection officer does.
    async fn order(&self, path: &str, body: &Value) -> Answer {
        self.ask(true, Method::POST, path, body).await
    }

    async fn restrict(&self, id: &str) -> Answer {
        let record = json!({ "dataset": "demo_list", "id": id });
        let order = json!({ "record": record, "reason": "request 7" });
        self.order("/v1/rights/restrictions", &order).await
    }

    /// All that an officer can see of it, without the versions that it rests on.
    async fn seen(&self) -> Vec<(StatusCode, Value)> {
        let vessel = || json!({ "query": query("Vessel", "Nordic Tern"), "cutoff": 0.01 });
        let mut seen = Vec::new();
        for answer in [
            self.post("/v1/screen", &vessel()).await,
            self.post("/match/default", &asking("Vessel", "Nordic Tern")).await,
            self.get("/v1/search?q=tern&facets=true").await,
            self.get("/search/default?q=tern").await,
            self.get("/entities/demo-v1").await,
            self.get("/v1/records/demo-v1").await,
            self.get("/entities/demo-v1/adjacent").await,
            self.get("/entities/demo-o1").await,
            self.get("/v1/records/demo-c1").await,
            self.get("/entities/demo-c1/adjacent").await,
            self.get("/v1/records/demo-s1").await,
            self.get("/catalog").await,
            self.without_a_reason("/catalog").await,
            self.get("/v1/datasets").await,
        ] {
            let mut body = answer.json();
            forget(&mut body, &DATED);
            seen.push((answer.status, body));
        }
        seen
    }
}

/// Somebody at the border who runs nothing, signed in: their cookie.
async fn officer(node: &Served) -> String {
    let order = AccountOrder {
        name: "desk-4".to_owned(),
        roles: Some(vec!["officer".to_owned()]),
        clearance: Some("RED".to_owned()),
        password: Some(Secret(PASSWORD.to_owned())),
        ..AccountOrder::default()
    };
    node.door().await.add_account(order).await.unwrap();
    let asked = json!({ "name": "desk-4", "password": PASSWORD });
    let answer = node.post("/v1/session", &asked).await;
    answer.ok();
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

/// What tells when something was imported, or which request it was.
const DATED: [&str; 11] = [
    "basis",
    "first_seen",
    "imported_at",
    "index_version",
    "instance",
    "last_change",
    "last_export",
    "last_seen",
    "since",
    "updated_at",
    "version",
];

/// Takes out what tells when something was imported.
fn forget(value: &mut Value, names: &[&str]) {
    match value {
        Value::Object(fields) => {
            names.iter().for_each(|name| drop(fields.remove(*name)));
            fields.values_mut().for_each(|each| forget(each, names));
        }
        Value::Array(all) => all.iter_mut().for_each(|each| forget(each, names)),
        _ => {}
    }
}

/// The list without one record and what describes it.
fn without(id: &str) -> String {
    let is_kept = |line: &&str| !line.contains(&format!("\"{id}"));
    LIST.lines().filter(is_kept).collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn restricted_looks_like_absent() {
    let desk = Desk::new().await;
    let before = desk.seen().await;
    let restricted = desk.restrict("demo-v1").await.ok();
    assert_eq!((&restricted["number"], &restricted["by"]), (&json!(1), &json!("amara-dpo")));
    let rests = desk.seen().await;
    assert_ne!(rests, before);

    let dir = home().await;
    import(&open(dir.path()).await, "demo_list", &without("demo-v1"), None).await;
    let other = Desk::over(Served::with(dir, |_| {}).await).await;
    for (rests, absent) in rests.iter().zip(&other.seen().await) {
        assert_eq!(rests, absent, "withheld looks like absent");
    }

    // The data-protection officer finds it, and is told that it rests.
    let asked = json!({ "query": query("Vessel", "Nordic Tern") });
    let answer = desk.order("/v1/rights/access", &asked).await.ok();
    let held = &answer["held"][0];
    assert_eq!(held["sheet"]["id"], "demo-v1");
    assert_eq!(held["restrictions"][0]["reason"], "request 7");
    let markings = held["markings"].to_string();
    assert!(markings.contains("RESTRICTED"), "{markings}");

    // An import of the list does not bring it back.
    import(&desk.node.door().await, "demo_list", LIST, None).await;
    assert_eq!(desk.seen().await, rests);
    let lifted = json!({ "reason": "the hull number is right" });
    let done = desk.order("/v1/rights/restrictions/1/lift", &lifted).await.ok();
    assert_eq!(done["lifted"]["reason"], "the hull number is right");
    assert_eq!(desk.seen().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_found_of_a_restricted_record_rests_with_it() {
    let desk = Desk::new().await;
    let watch = json!({ "query": query("Vessel", "Nordic Tern") });
    desk.ask(false, Method::PUT, "/v1/subjects/ferry/s1", &watch).await.ok();
    let hits = async || desk.get("/v1/subjects/ferry/s1").await.ok()["hits"].clone();
    let cases = async || desk.get("/v1/hits").await.ok()["cases"].as_array().unwrap().len();
    assert_eq!((hits().await[0]["record"].clone(), cases().await), (json!("demo-v1"), 1));
    desk.post("/v1/hits/1/review", &json!({})).await.ok();
    let words = json!({ "reason": "the hull" });
    desk.post("/v1/hits/1/confirm", &words).await.ok();

    desk.restrict("demo-v1").await.ok();
    assert_eq!((hits().await, cases().await), (json!([]), 0));
    let told = desk.get("/v1/subjects/changes").await.ok();
    assert!(!told.to_string().contains("demo-v1"), "{told}");
    for (path, body) in [
        ("/v1/hits/1/measure", json!({ "measure": "inform-issuer" })),
        ("/v1/hits/1/review", words.clone()),
        ("/v1/hits/7/review", words.clone()),
    ] {
        let refused = desk.post(path, &body).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{path}: {}", refused.json());
    }
    let open = json!({ "query": query("Vessel", "Nordic Tern"),
        "record": { "dataset": "demo_list", "id": "demo-v1" } });
    let refused = desk.post("/v1/hits", &open).await;
    assert_eq!(refused.json()["type"], "urn:comity:fault:no-candidate");
    // Whoever answers for data protection is told of the case all the same.
    let asked = json!({ "query": query("Vessel", "Nordic Tern") });
    let answer = desk.order("/v1/rights/access", &asked).await.ok();
    assert_eq!(answer["cases"][0]["number"], 1, "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn own_alerts_rest_as_records_do() {
    let desk = Desk::new().await;
    let alert = json!({ "about": query("Vessel", "Grey Skua"), "category": "object-seizure",
        "legal_basis": "Customs Act", "reason": "stolen in port" });
    desk.post("/v1/alerts", &alert).await.ok();
    let record = json!({ "dataset": "own-alerts", "id": "own-alerts-1" });
    let order = json!({ "record": record, "reason": "request 8" });
    desk.order("/v1/rights/restrictions", &order).await.ok();
    let answer = desk.post("/match/default", &asking("Vessel", "Grey Skua")).await.ok();
    assert!(!found(&answer).contains(&"own-alerts-1"), "{answer}");
    assert_eq!(desk.get("/v1/alerts").await.ok()["alerts"], json!([]));
    assert_eq!(desk.get("/v1/alerts/1").await.status, StatusCode::NOT_FOUND);
    let close = desk.post("/v1/alerts/1/close", &json!({ "outcome": "purpose-met" })).await;
    assert_eq!(close.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_data_protection_officer_restricts_and_says_why() {
    let desk = Desk::new().await;
    let record = json!({ "dataset": "demo_list", "id": "demo-v1" });
    let path = "/v1/rights/restrictions";
    for (body, code) in [
        (json!({ "record": record, "reason": " " }), "no-reason"),
        (
            json!({ "record": { "dataset": "demo_list", "id": "no" }, "reason": "x" }),
            "no-such-record",
        ),
        (
            json!({ "record": { "dataset": "no", "id": "demo-v1" }, "reason": "x" }),
            "no-such-record",
        ),
    ] {
        let refused = desk.order(path, &body).await;
        assert_eq!(refused.json()["type"], format!("urn:comity:fault:{code}"), "{body}");
    }
    let order = json!({ "record": record, "reason": "x" });
    let other = desk.post(path, &order).await;
    assert_eq!(other.status, StatusCode::FORBIDDEN, "{}", other.json());
    assert_eq!(desk.get(path).await.status, StatusCode::FORBIDDEN);
    let more = json!({ "record": record, "reason": "x", "until": "2030" });
    assert_eq!(desk.order(path, &more).await.status, StatusCode::UNPROCESSABLE_ENTITY);

    desk.restrict("demo-v1").await.ok();
    let again = desk.restrict("demo-v1").await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert_eq!(again.json()["type"], "urn:comity:fault:restricted-already");
    let lift = async |number: &str| {
        let answer = desk.order(&format!("{path}/{number}/lift"), &json!({ "reason": "x" })).await;
        (answer.status, answer.json()["type"].clone())
    };
    for number in ["7", "one"] {
        let missing = (StatusCode::NOT_FOUND, json!("urn:comity:fault:no-such-restriction"));
        assert_eq!(lift(number).await, missing);
    }
    let other = desk.post(&format!("{path}/1/lift"), &json!({ "reason": "x" })).await;
    assert_eq!(other.status, StatusCode::FORBIDDEN);
    assert_eq!(lift("1").await.0, StatusCode::OK);
    assert_eq!(lift("1").await.1, "urn:comity:fault:lifted-already");
    let listed = async |query: &str| {
        let answer = desk.ask(true, Method::GET, &format!("{path}{query}"), &Value::Null).await;
        answer.ok()["restrictions"].as_array().unwrap().len()
    };
    assert_eq!((listed("").await, listed("?all=true").await), (0, 1));

    // Each act stands in the log, about the record and nobody else.
    let log =
        desk.ask(true, Method::GET, "/v1/log?subject=demo_list/demo-v1&limit=99", &Value::Null);
    let log = log.await.ok();
    let acts = log["events"].as_array().unwrap().iter().filter(|event| event["kind"] == "change");
    let acts: Vec<&Value> = acts.map(|event| &event["details"]["act"]).collect();
    assert_eq!(acts, ["lift-restriction", "lift-restriction", "restrict", "restrict"]);
}

/// A node that starts again knows what rests.
#[tokio::test(flavor = "multi_thread")]
async fn restrictions_hold_after_a_restart() {
    let dir = home().await;
    let mut node = Served::at(dir.path(), |_| {}).await;
    node.until_ready().await;
    let desk = Desk::over(node).await;
    desk.restrict("demo-v1").await.ok();
    let rests = desk.seen().await;
    let Desk { node: mut first, officer, protection } = desk;
    first.stopped().await;
    drop(first);
    node = Served::at(dir.path(), |_| {}).await;
    node.until_ready().await;
    let desk = Desk { node, officer, protection };
    assert_eq!(desk.seen().await, rests);
}
