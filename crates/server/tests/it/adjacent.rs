//! What lies around an entity, page by page.

use hyper::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Served, home, import, token_order};

fn ids(page: &Value) -> Vec<&str> {
    page["results"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect()
}

/// A company that owns seven vessels.
fn fleet() -> String {
    let mut lines = vec![
        json!({ "id": "f-c", "schema": "Company", "properties": { "name": ["Petrel Lines"] } }),
    ];
    for at in 1..=7 {
        let (vessel, edge) = (format!("f-v{at}"), format!("f-o{at}"));
        lines.push(json!({ "id": vessel, "schema": "Vessel",
            "properties": { "name": [format!("PETREL {at}")] } }));
        lines.push(json!({ "id": edge, "schema": "Ownership", "properties": {
            "owner": ["f-c"], "asset": [vessel], "startDate": [format!("20{:02}", 20 - at)] } }));
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

async fn fleet_node() -> Served {
    let node = Served::usual().await;
    import(&node.door().await, "fleet", &fleet(), None).await;
    node
}

#[tokio::test(flavor = "multi_thread")]
async fn all_properties_come_with_a_page_each() {
    let node = Served::usual().await;
    let answer = node.get("/entities/demo-v1/adjacent").await.ok();
    assert_eq!(answer["entity"]["id"], "demo-v1");
    let adjacent = answer["adjacent"].as_object().unwrap();
    assert_eq!(adjacent.keys().collect::<Vec<_>>(), ["ownershipAsset", "sanctions"]);
    let owned = &adjacent["ownershipAsset"];
    assert_eq!(owned["total"], json!({ "value": 1, "relation": "eq" }));
    assert_eq!((&owned["limit"], &owned["offset"]), (&json!(10), &json!(0)));
    let edge = &owned["results"][0];
    assert_eq!(edge["properties"]["owner"][0]["caption"], "Tern & Heron Shipping Ltd");
    assert_eq!(edge["properties"]["asset"], json!(["demo-v1"]), "the way back stays an id");
    let nested = node.get("/entities/demo-v1").await.ok();
    assert_eq!(adjacent["sanctions"]["results"], nested["properties"]["sanctions"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_property_is_paged_and_ordered() {
    let node = fleet_node().await;
    let page = async |query: &str| {
        node.get(&format!("/entities/f-c/adjacent/ownershipOwner?{query}")).await.ok()
    };
    let first = page("limit=3").await;
    assert_eq!(ids(&first), ["f-o1", "f-o2", "f-o3"]);
    assert_eq!(first["total"]["value"], 7);
    assert_eq!(ids(&page("limit=3&offset=6").await), ["f-o7"]);
    assert!(ids(&page("offset=7").await).is_empty());
    assert_eq!(page("limit=0").await["total"]["value"], 7);
    assert_eq!(ids(&page("sort=properties.startDate&limit=2").await), ["f-o7", "f-o6"]);
    assert_eq!(ids(&page("sort=properties.startDate:desc&limit=1").await), ["f-o1"]);
    assert_eq!(ids(&page("sort=caption:desc&sort=id:desc&limit=1").await), ["f-o7"]);
    let none = node.get("/entities/f-c/adjacent/sanctions").await.ok();
    assert_eq!(none["total"]["value"], 0, "a property that leads nowhere is no error");
    let end = node.get("/entities/f-o1/adjacent/owner").await.ok();
    assert_eq!(ids(&end), ["f-c"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_refused() {
    let node = fleet_node().await;
    for (path, status, said) in [
        ("nobody/adjacent", 404, "No such entity!"),
        ("nobody/adjacent/sanctions", 404, "No such entity!"),
        ("f-c/adjacent/nonsense", 404, "No such property!"),
        ("f-c/adjacent/name", 404, "No such property!"),
        ("f-c/adjacent?limit=501", 422, "less than or equal"),
        ("f-c/adjacent?offset=9500", 422, "less than or equal"),
        ("f-c/adjacent/sanctions?limit=x", 422, "valid integer"),
        ("f-c/adjacent?sort=nonsense", 400, "Invalid sort"),
        ("f-c/adjacent?sort=properties.nonsense:desc", 400, "Invalid sort"),
    ] {
        let answer = node.get(&format!("/entities/{path}")).await;
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        assert_eq!(answer.status.as_u16(), status, "{path}: {text}");
        assert!(text.contains(said), "{path}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn old_ids_lead_on() {
    let node = fleet_node().await;
    let record = |dataset: &str, id: &str| comity_api::v1::SourceRecord {
        dataset: dataset.to_owned(),
        id: id.to_owned(),
    };
    let order = comity_api::local::DecisionOrder {
        left: record("fleet", "f-c"),
        right: record("demo_list", "demo-c1"),
        same: true,
        reason: "the same company".to_owned(),
    };
    let id = node.door().await.decide(order).await.unwrap().unwrap();
    let moved = node.get("/entities/f-c/adjacent/ownershipOwner?limit=2").await;
    assert_eq!(moved.status, StatusCode::PERMANENT_REDIRECT);
    assert_eq!(moved.header("location"), format!("/entities/{id}/adjacent/ownershipOwner?limit=2"));
    let whole = node.get(moved.header("location")).await.ok();
    assert_eq!(whole["total"]["value"], 8, "both members' ships");
    let moved = node.get("/entities/demo-c1/adjacent").await;
    assert_eq!(moved.header("location"), format!("/entities/{id}/adjacent"));
}

#[tokio::test(flavor = "multi_thread")]
async fn hidden_neighbours_are_not_counted() {
    let node = Served::with(home().await, |options| options.require_token = true).await;
    let door = node.door().await;
    import(&door, "fleet", &fleet(), Some("TLP:AMBER")).await;
    let clear = door.create_token(token_order("clear", "TLP:CLEAR")).await.unwrap().secret;
    let amber = door.create_token(token_order("amber", "TLP:AMBER")).await.unwrap().secret;
    let ask = async |token: &str, path: &str| {
        let token = format!("Bearer {token}");
        node.ask(Method::GET, path, &[("authorization", &token)], b"").await.status
    };
    let path = "/entities/f-c/adjacent";
    assert_eq!(ask(&amber, path).await, StatusCode::OK);
    assert_eq!(ask(&clear, path).await, StatusCode::NOT_FOUND);
    assert_eq!(ask(&clear, "/entities/f-c/adjacent/ownershipOwner").await, StatusCode::NOT_FOUND);
}
