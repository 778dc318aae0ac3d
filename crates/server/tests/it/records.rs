//! Records, same-as groups, and the ids by which they were known.

use comity_api::local::{DecisionOrder, RecordFound};
use comity_api::v1::SourceRecord;
use hyper::StatusCode;
use serde_json::json;

use crate::support::{Served, asking, found, import};

fn decision(left: &str, right: &str, same: bool) -> DecisionOrder {
    let record = |text: &str| {
        let (dataset, id) = text.split_once('/').unwrap_or(("", text));
        SourceRecord { dataset: dataset.to_owned(), id: id.to_owned() }
    };
    DecisionOrder {
        left: record(left),
        right: record(right),
        same,
        reason: "same passport".to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_shows_every_statement_and_what_lies_beside() {
    let node = Served::usual().await;
    let sheet = node.get("/v1/records/demo-v1").await.ok();
    assert_eq!(sheet["records"], json!([{ "dataset": "demo_list", "id": "demo-v1" }]));
    let statements = sheet["statements"].as_array().unwrap();
    let name = statements.iter().find(|one| one["property"] == "name").unwrap();
    assert_eq!(name["value"], "NORDIC TERN");
    assert_eq!(name["party"], "freedonia");
    assert_eq!(name["marking"], "TLP:CLEAR");
    assert!(name["first_seen"].is_string() && name["last_seen"].is_string());
    let related = sheet["related"].as_array().unwrap();
    let mut schemata: Vec<&str> =
        related.iter().map(|one| one["schema"].as_str().unwrap()).collect();
    schemata.sort_unstable();
    assert_eq!(schemata, ["Company", "Ownership", "Sanction"]);
    assert_eq!(sheet["related_truncated"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_makes_one_entity_and_old_ids_redirect() {
    let node = Served::usual().await;
    let door = node.door().await;
    let order = decision("demo_list/demo-p1", "other-7", true);
    let canonical = door.decide(order).await.unwrap().unwrap();

    let answer = node.post("/match/default", &asking("Person", "Zoltrian Quenfelder")).await.ok();
    assert_eq!(found(&answer), [canonical.as_str()]);
    let best = &answer["responses"]["q"]["results"][0];
    assert_eq!(best["datasets"], json!(["demo_list", "other_list"]));
    assert_eq!(best["referents"], json!(["demo-p1", "other-7"]));

    let moved = node.get("/entities/other-7?nested=false").await;
    assert_eq!(moved.status, StatusCode::PERMANENT_REDIRECT);
    assert_eq!(moved.header("location"), format!("/entities/{canonical}?nested=false"));
    let moved = node.get("/v1/records/demo-p1").await;
    assert_eq!(moved.header("location"), format!("/v1/records/{canonical}"));
    let whole = node.get(&format!("/v1/records/{canonical}")).await.ok();
    assert_eq!(whole["records"].as_array().unwrap().len(), 2);

    let excluded = "/match/default?exclude_entity_ids=other-7";
    let answer = node.post(excluded, &asking("Person", "Zoltrian Quenfelder")).await.ok();
    assert!(found(&answer).is_empty(), "a member's id excludes the group");

    assert_eq!(door.decide(decision("other-7", "demo-p1", false)).await.unwrap(), None);
    assert_eq!(node.get("/entities/other-7").await.status, StatusCode::OK);
    assert_eq!(node.get(&format!("/entities/{canonical}")).await.status, StatusCode::NOT_FOUND);
    let decisions = door.decisions().await.unwrap();
    assert_eq!(decisions.iter().map(|one| one.same).collect::<Vec<_>>(), [true, false]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_joins_an_older_one_redirects_to_it() {
    let node = Served::usual().await;
    let door = node.door().await;
    let older = door.decide(decision("demo-p1", "demo-p2", true)).await.unwrap().unwrap();
    let younger = door.decide(decision("demo-c1", "demo-g1", true)).await.unwrap().unwrap();
    assert_ne!(older, younger);
    door.decide(decision("demo-p2", "demo-g1", true)).await.unwrap();
    let moved = node.get(&format!("/entities/{younger}")).await;
    assert_eq!(moved.header("location"), format!("/entities/{older}"));
    match door.record(&younger, false).await.unwrap() {
        RecordFound::Moved(now) => assert_eq!(now, older),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn decisions_need_two_records_of_a_kind_a_person_and_a_reason() {
    let node = Served::usual().await;
    let door = node.door().await;
    let code = async |order: DecisionOrder| door.decide(order).await.unwrap_err().code;
    assert_eq!(code(decision("demo-p1", "nobody", true)).await, "no-such-record");
    assert_eq!(code(decision("other_list/demo-p1", "other-7", true)).await, "no-such-record");
    assert_eq!(code(decision("demo-p1", "demo-p1", true)).await, "same-record");
    let unsaid = DecisionOrder { reason: " ".to_owned(), ..decision("demo-p1", "other-7", true) };
    assert_eq!(code(unsaid).await, "no-reason");
    assert_eq!(code(decision("demo-p1", "other-8", true)).await, "other-kind");
}

/// A record that OpenSanctions knew by other ids, among them one that another list has.
const RENAMED: &str = r#"{"id":"NK-1","schema":"Vessel","properties":{"name":["GREY PETREL"]},"referents":["old/1","NK-1","demo-v1"],"datasets":["one","two"],"first_seen":"2024-01-01T00:00:00","last_seen":"2024-02-01T00:00:00"}"#;

#[tokio::test(flavor = "multi_thread")]
async fn an_id_of_before_leads_to_the_record_of_now() {
    let node = Served::usual().await;
    let door = node.door().await;
    import(&door, "merged", RENAMED, None).await;
    let entity = node.get("/entities/NK-1").await.ok();
    assert_eq!(entity["referents"], json!(["old/1", "demo-v1"]));
    assert_eq!(entity["first_seen"], "2024-01-01T00:00:00");
    assert_eq!(entity["last_seen"], "2024-02-01T00:00:00");
    let moved = node.get("/entities/old%2F1?nested=false").await;
    assert_eq!(moved.status, StatusCode::PERMANENT_REDIRECT);
    assert_eq!(moved.header("location"), "/entities/NK-1?nested=false");
    assert_eq!(node.get("/v1/records/old%2F1").await.header("location"), "/v1/records/NK-1");
    // Who has an id now is who is meant by it.
    assert_eq!(node.get("/entities/demo-v1").await.ok()["id"], "demo-v1");
    let answer = node.post("/match/default", &asking("Vessel", "Grey Petrel")).await.ok();
    let best = &answer["responses"]["q"]["results"][0];
    assert_eq!(best["referents"], json!(["old/1", "demo-v1"]));

    // As part of a group it is found under the group's id; an id of two records is nobody's.
    let canonical = door.decide(decision("merged/NK-1", "demo-v1", true)).await.unwrap().unwrap();
    let moved = node.get("/entities/old%2F1").await;
    assert_eq!(moved.header("location"), format!("/entities/{canonical}"));
    let other = RENAMED.replace("NK-1", "NK-2");
    import(&door, "second", &other, None).await;
    assert_eq!(node.get("/entities/old%2F1").await.status, StatusCode::NOT_FOUND);
}
