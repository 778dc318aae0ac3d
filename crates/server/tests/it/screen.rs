//! The native screening route.

use serde_json::json;

use crate::support::Served;

#[tokio::test(flavor = "multi_thread")]
async fn a_screening_explains_itself_and_names_its_basis() {
    let node = Served::usual().await;
    let answer = node
        .post(
            "/v1/screen",
            &json!({
                "query": { "schema": "Vessel",
                    "properties": {
                        "name": "Nordik Tern", "imoNumber": ["9074729"], "wings": "2" } },
                "purpose": "due-diligence", "legal_basis": "sanctions-screening", "case": "A-1",
            }),
        )
        .await
        .ok();
    let best = &answer["candidates"][0];
    assert_eq!((&best["id"], &best["match"]), (&json!("demo-v1"), &json!(true)));
    assert_eq!(best["records"], json!([{ "dataset": "demo_list", "id": "demo-v1" }]));
    let features = best["explanation"].as_array().unwrap();
    let feature = |name: &str| features.iter().find(|one| one["feature"] == name).unwrap();
    assert!(!feature("name_match")["alignment"].as_array().unwrap().is_empty());
    assert!(feature("identifier_match")["score"].as_f64().unwrap() > 0.9);
    assert_eq!(answer["ignored"], json!(["wings"]));
    assert_eq!(answer["basis"]["datasets"][0]["name"], "demo_list");
    assert!(answer["basis"]["engine"].is_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_travel_document_is_screened() {
    let node = Served::usual().await;
    let zone = "P<VENQUENFELDER<<ZOLTRIAN<<<<<<<<<<<<<<<<<<<\n\
                D4242424<0VEN6211238M3001019<<<<<<<<<<<<<<00";
    let answer = node.post("/v1/screen", &json!({ "mrz": zone })).await.ok();
    assert_eq!(answer["candidates"][0]["id"], "demo-p1");
    assert_eq!(answer["document"]["format"], "TD3");
    assert_eq!(answer["query"]["properties"]["passportNumber"], json!(["D4242424"]));
    let digits = answer["document"]["check_digits"].as_array().unwrap();
    let all_ok = digits.iter().all(|digit| digit["ok"] == true);
    assert_eq!(answer["document"]["valid"], all_ok);
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_choose() {
    let node = Served::usual().await;
    let ids = async |filters: serde_json::Value| {
        let mut body = json!({ "query": { "schema": "Person",
            "properties": { "name": ["Zoltrian Quenfelder"] } } });
        body.as_object_mut().unwrap().extend(filters.as_object().unwrap().clone());
        let answer = node.post("/v1/screen", &body).await.ok();
        let candidates = answer["candidates"].as_array().unwrap().clone();
        candidates.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids(json!({})).await.len(), 2);
    assert_eq!(ids(json!({ "limit": 1 })).await.len(), 1);
    assert_eq!(ids(json!({ "include": { "datasets": ["other_list"] } })).await, ["other-7"]);
    assert_eq!(ids(json!({ "exclude": { "datasets": ["other_list"] } })).await, ["demo-p1"]);
    assert_eq!(ids(json!({ "include": { "topics": ["sanction"] } })).await, ["demo-p1"]);
    assert_eq!(ids(json!({ "exclude": { "topics": ["sanction"] } })).await, ["other-7"]);
    assert_eq!(ids(json!({ "exclude": { "ids": ["demo-p1"] } })).await, ["other-7"]);
    assert!(ids(json!({ "include": { "schemata": ["Vessel"] } })).await.is_empty());
    assert!(ids(json!({ "exclude": { "schemata": ["LegalEntity"] } })).await.is_empty());
    assert!(ids(json!({ "weights": { "name_match": 0.1 } })).await.is_empty());
}
