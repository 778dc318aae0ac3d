//! What a token does not show looks as if it were not there.

use hyper::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{OWN, Served, asking, found, home, import, token_order};

struct Desk {
    node: Served,
    clear: String,
    amber: String,
}

async fn desk() -> Desk {
    let node = Served::with(home().await, |options| options.require_token = true).await;
    let door = node.door().await;
    import(&door, "own_alerts", OWN, Some("TLP:AMBER")).await;
    let clear = format!(
        "Bearer {}",
        door.create_token(token_order("clear", "TLP:CLEAR")).await.unwrap().secret
    );
    let amber = format!(
        "Bearer {}",
        door.create_token(token_order("amber", "TLP:AMBER")).await.unwrap().secret
    );
    Desk { node, clear, amber }
}

impl Desk {
    async fn ask(
        &self,
        token: &str,
        method: Method,
        path: &str,
        body: &Value,
    ) -> (StatusCode, Value) {
        let headers = [("authorization", token), ("content-type", "application/json")];
        let answer = self.node.ask(method, path, &headers, body.to_string().as_bytes()).await;
        (answer.status, answer.json())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hidden_records_are_as_if_never_imported() {
    let desk = desk().await;
    let asked = asking("Person", "Bartholomea Wexcombe");
    let (_, seen) = desk.ask(&desk.amber, Method::POST, "/match/default", &asked).await;
    assert_eq!(found(&seen), ["own-1"]);
    let (_, hidden) = desk.ask(&desk.clear, Method::POST, "/match/default", &asked).await;
    assert!(found(&hidden).is_empty());
    assert_eq!(hidden["responses"]["q"]["total"]["value"], 0);
    for path in ["/entities/own-1", "/v1/records/own-1"] {
        assert_eq!(desk.ask(&desk.amber, Method::GET, path, &json!({})).await.0, StatusCode::OK);
        let (status, _) = desk.ask(&desk.clear, Method::GET, path, &json!({})).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hidden_datasets_are_in_no_list_no_basis_and_no_answer() {
    let desk = desk().await;
    let nothing = json!({});
    let names = async |token: &str, path: &str| {
        let (_, list) = desk.ask(token, Method::GET, path, &nothing).await;
        let datasets = list["datasets"].as_array().unwrap().clone();
        datasets.iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    for path in ["/catalog", "/v1/datasets"] {
        assert_eq!(names(&desk.amber, path).await, ["demo_list", "other_list", "own_alerts"]);
        assert_eq!(names(&desk.clear, path).await, ["demo_list", "other_list"]);
    }
    let asked = asking("Person", "Bartholomea Wexcombe");
    let (hidden, body) = desk.ask(&desk.clear, Method::POST, "/match/own_alerts", &asked).await;
    let (absent, other) = desk.ask(&desk.clear, Method::POST, "/match/no_such_list", &asked).await;
    assert_eq!((hidden, &body), (absent, &other), "withheld looks like absent");
    assert_eq!(hidden, StatusCode::NOT_FOUND);
    let screened = json!({ "query": { "schema": "Person", "properties": { "name": "Anna" } } });
    let (_, answer) = desk.ask(&desk.clear, Method::POST, "/v1/screen", &screened).await;
    assert_eq!(answer["basis"]["datasets"].as_array().unwrap().len(), 2);
    let mut included = screened.clone();
    included["include"] = json!({ "datasets": ["own_alerts"] });
    let (status, _) = desk.ask(&desk.clear, Method::POST, "/v1/screen", &included).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn hidden_alerts_do_not_stand_beside_a_record() {
    let desk = desk().await;
    let (_, sheet) = desk.ask(&desk.amber, Method::GET, "/v1/records/own-1", &json!({})).await;
    assert_eq!(sheet["related"][0]["schema"], "Alert");
    let (_, entity) = desk.ask(&desk.amber, Method::GET, "/entities/own-1", &json!({})).await;
    assert!(entity["properties"].to_string().contains("Coast Guard of Freedonia"), "{entity}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_shows_only_the_members_that_may_be_seen() {
    let desk = desk().await;
    let door = desk.node.door().await;
    let record = |dataset: &str, id: &str| comity_api::v1::SourceRecord {
        dataset: dataset.to_owned(),
        id: id.to_owned(),
    };
    let order = comity_api::local::DecisionOrder {
        left: record("demo_list", "demo-p2"),
        right: record("own_alerts", "own-1"),
        same: true,
        reason: "the same person".to_owned(),
    };
    let id = door.decide(order).await.unwrap().unwrap();
    let path = format!("/v1/records/{id}");
    let (_, sheet) = desk.ask(&desk.clear, Method::GET, &path, &json!({})).await;
    assert_eq!(sheet["records"], json!([{ "dataset": "demo_list", "id": "demo-p2" }]));
    assert_eq!(sheet["referents"], json!(["demo-p2"]));
    assert!(!sheet.to_string().contains("Wexcombe"));
    let (status, _) = desk.ask(&desk.clear, Method::GET, "/entities/own-1", &json!({})).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "a hidden member's id leads nowhere");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_of_before_leads_only_those_who_may_see_the_record() {
    let desk = desk().await;
    let door = desk.node.door().await;
    let line =
        r#"{"id":"s-1","schema":"Vessel","properties":{"name":["TERN"]},"referents":["s-0"]}"#;
    import(&door, "secret", line, Some("TLP:AMBER")).await;
    for (token, expected) in
        [(&desk.amber, StatusCode::PERMANENT_REDIRECT), (&desk.clear, StatusCode::NOT_FOUND)]
    {
        let headers = [("authorization", token.as_str())];
        let answer = desk.node.ask(Method::GET, "/entities/s-0", &headers, b"").await;
        assert_eq!(answer.status, expected);
    }
}
