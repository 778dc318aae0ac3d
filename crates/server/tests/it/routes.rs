//! What each route answers when all is well.

use hyper::{Method, StatusCode};
use serde_json::json;

use crate::support::{Served, asking, found, query};

#[tokio::test(flavor = "multi_thread")]
async fn match_finds_other_spellings_and_scripts() {
    let node = Served::usual().await;
    for (schema, name, id) in [
        ("Person", "Zoltrian Quenfelder", "demo-p1"),
        ("Person", "Золтриан Квенфельдер", "demo-p1"),
        ("Vessel", "Nordik Tern", "demo-v1"),
        ("Company", "Tern and Heron Shipping Limited", "demo-c1"),
        ("LegalEntity", "Banque Nationale de Sylvanie", "demo-g1"),
        ("Thing", "Silent Petrel", "other-8"),
    ] {
        let answer = node.post("/match/default", &asking(schema, name)).await;
        assert_eq!(answer.header("x-batch-size"), "1");
        let answer = answer.ok();
        assert!(found(&answer).contains(&id), "{name}: {answer}");
        let best = &answer["responses"]["q"]["results"][0];
        assert!(best["score"].as_f64().unwrap() >= 0.7 && best["match"] == true);
        assert_eq!(best["explanations"]["name_match"]["query"], name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn match_obeys_its_parameters() {
    let node = Served::usual().await;
    let body = asking("Person", "Zoltrian Quenfelder");
    let ids = async |path: &str| {
        let answer = node.post(path, &body).await.ok();
        found(&answer).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(ids("/match/default").await.len(), 2);
    assert_eq!(ids("/match/other_list").await, ["other-7"]);
    assert_eq!(ids("/match/default?include_dataset=demo_list").await, ["demo-p1"]);
    assert_eq!(ids("/match/default?exclude_dataset=demo_list").await, ["other-7"]);
    assert!(ids("/match/demo_list?include_dataset=other_list").await.is_empty());
    assert!(ids("/match/default?exclude_schema=Person").await.is_empty());
    assert_eq!(ids("/match/default?topics=sanction").await, ["demo-p1"]);
    assert_eq!(ids("/match/default?exclude_entity_ids=demo-p1").await, ["other-7"]);
    assert_eq!(ids("/match/default?limit=1").await.len(), 1);
    assert!(ids("/match/default?changed_since=2100-01-01").await.is_empty());
    assert!(ids("/match/default?threshold=1.5&cutoff=1.5").await.is_empty());
    assert_eq!(ids("/match/default?algorithm=logic-v2").await.len(), 2);
    assert_eq!(ids("/match/default?algorithm=best&fuzzy=true").await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn match_answers_every_query_of_a_batch() {
    let node = Served::usual().await;
    let queries: serde_json::Map<String, serde_json::Value> = (0..100)
        .map(|at| (format!("q{at}"), query("Person", &format!("Zoltrian Quenfelder {at}"))))
        .collect();
    let answer = node.post("/match/default", &json!({ "queries": queries })).await;
    assert_eq!(answer.header("x-batch-size"), "100");
    assert_eq!(answer.ok()["responses"].as_object().unwrap().len(), 100);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_without_names_finds_nothing() {
    let node = Served::usual().await;
    let body = json!({ "queries": { "q": {
        "id": "mine", "schema": "Person", "properties": { "nonsense": ["x"] } } } });
    let answer = node.post("/match/default", &body).await.ok();
    let one = &answer["responses"]["q"];
    assert_eq!(one["results"], json!([]));
    assert_eq!(one["total"], json!({ "value": 0, "relation": "eq" }));
    assert_eq!(one["query"], json!({ "id": "mine", "schema": "Person", "properties": {} }));
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_state_their_length() {
    let node = Served::usual().await;
    let native = json!({ "query": query("Person", "Zoltrian Quenfelder") });
    for answer in [
        node.post("/match/default", &asking("Person", "Zoltrian Quenfelder")).await,
        node.post("/v1/screen", &native).await,
        node.get("/entities/demo-v1").await,
        node.get("/v1/records/demo-v1").await,
    ] {
        answer.ok();
        let stated = answer.headers["content-length"].to_str().unwrap();
        assert_eq!(stated, answer.body.len().to_string());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn weights_change_scores() {
    let node = Served::usual().await;
    let mut body = asking("Person", "Zoltrian Quenfelder");
    body["weights"] = json!({ "name_match": 0.5, "weak_alias_match": 0.0, "unheard_of": 1.0 });
    let answer = node.post("/match/default?threshold=0.1", &body).await.ok();
    let score = answer["responses"]["q"]["results"][0]["score"].as_f64().unwrap();
    assert!(score > 0.1 && score <= 0.6, "{score}");
}

#[tokio::test(flavor = "multi_thread")]
async fn entities_come_nested_or_flat() {
    let node = Served::usual().await;
    let nested = node.get("/entities/demo-v1").await.ok();
    let properties = &nested["properties"];
    assert_eq!(properties["sanctions"][0]["properties"]["program"][0], "DEMO-SHIPPING");
    let edge = &properties["ownershipAsset"][0]["properties"];
    assert_eq!(edge["owner"][0]["caption"], "Tern & Heron Shipping Ltd");
    assert_eq!((&nested["target"], &nested["caption"]), (&json!(true), &json!("NORDIC TERN")));
    assert_eq!(nested["datasets"], json!(["demo_list"]));
    let flat = node.get("/entities/demo-v1?nested=false").await.ok();
    assert!(flat["properties"].get("sanctions").is_none());
    assert_eq!(node.get("/entities/demo-c1").await.ok()["target"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_catalog_lists_datasets_and_knows_when_nothing_changed() {
    let node = Served::usual().await;
    let answer = node.get("/catalog").await;
    let catalog = answer.ok();
    assert_eq!(catalog["current"], json!(["demo_list", "other_list"]));
    assert_eq!(catalog["datasets"][0]["thing_count"], 5);
    assert_eq!(catalog["datasets"][0]["entity_count"], 7);
    let mark = answer.header("etag").to_owned();
    let again = node.ask(Method::GET, "/catalog", &[("if-none-match", &mark)], b"").await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_native_datasets_are_listed() {
    let node = Served::usual().await;
    let list = node.get("/v1/datasets").await.ok();
    let first = &list["datasets"][0];
    assert_eq!(first["name"], "demo_list");
    assert_eq!((&first["records"], &first["related"]), (&json!(5), &json!(2)));
    assert_eq!(first["publisher"], "freedonia");
}

#[tokio::test(flavor = "multi_thread")]
async fn system_routes_answer() {
    let node = Served::usual().await;
    assert_eq!(node.get("/healthz").await.ok(), json!({ "status": "ok" }));
    assert_eq!(node.get("/readyz").await.ok(), json!({ "status": "ok" }));
    let algorithms = node.get("/algorithms").await.ok();
    assert_eq!(
        (&algorithms["best"], &algorithms["default"]),
        (&json!("comity-v1"), &json!("comity-v1"))
    );
    let document = node.get("/openapi.json").await.ok();
    assert_eq!(document["info"]["title"], "Comity");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_a_request_id() {
    let node = Served::usual().await;
    let made = node.get("/healthz").await;
    assert!(!made.header("x-request-id").is_empty());
    for (sent, is_kept) in [("case-42.a:b", true), ("two words", false), ("", false)] {
        let answer = node.ask(Method::GET, "/healthz", &[("x-request-id", sent)], b"").await;
        assert_eq!(answer.header("x-request-id") == sent, is_kept, "{sent:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_excluded_schema_takes_nothing_else_along() {
    let node = Served::usual().await;
    let asked = asking("Person", "Zoltrian Quenfelder");
    for (query, expect) in [
        ("exclude_schema=LegalEntity", &["demo-p1", "other-7"][..]),
        ("exclude_schema=Nonsense", &["demo-p1", "other-7"]),
        ("exclude_schema=Person", &[]),
    ] {
        let answer = node.post(&format!("/match/default?{query}"), &asked).await.ok();
        assert_eq!(found(&answer), expect, "{query}");
    }
}
