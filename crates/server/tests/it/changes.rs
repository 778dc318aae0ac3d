//! The difference between two versions, over HTTP and as far as the caller may see it.

use hyper::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Served, home, import, token_order};

/// The list as it was, and as it became: a vessel renamed, a company gone, a person come, a listing
/// reworded, an alias on a red marking changed.
const BEFORE: &str = r#"{"id":"a","schema":"Vessel","properties":{"name":["TERN"],"flag":["no"]}}
{"id":"a-l","schema":"Sanction","properties":{"entity":["a"],"program":["FREEDONIA-1"]}}
{"id":"b","schema":"Company","properties":{"name":["SKUA LTD"]}}
{"id":"same","schema":"Vessel","properties":{"name":["AUK"]}}
"#;
const AFTER: &str = r#"{"id":"a","schema":"Vessel","properties":{"name":["TERN II"],"flag":["no"]}}
{"id":"a-l","schema":"Sanction","properties":{"entity":["a"],"program":["FREEDONIA-2"]}}
{"id":"c","schema":"Person","properties":{"name":["Zoltrian Quenfelder"]}}
{"id":"same","schema":"Vessel","properties":{"name":["AUK"]}}
"#;

async fn two_versions() -> Served {
    let node = Served::usual().await;
    let door = node.door().await;
    import(&door, "list", BEFORE, None).await;
    import(&door, "list", AFTER, None).await;
    node
}

fn values(change: &Value, side: &str) -> Vec<String> {
    let statements = change[side].as_array().cloned().unwrap_or_default();
    let told = statements.iter().map(|said| format!("{}={}", said["property"], said["value"]));
    told.map(|text| text.replace('"', "")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_difference_says_what_changed() {
    let node = two_versions().await;
    let list = node.get("/v1/datasets/list/changes").await.ok();
    let count =
        |added, removed, changed| json!({ "added": added, "removed": removed, "changed": changed });
    assert_eq!(list["counts"], json!({ "records": count(1, 1, 1), "related": count(0, 0, 1) }));
    let changes = list["changes"].as_array().unwrap();
    let told: Vec<String> = changes
        .iter()
        .map(|one| format!("{} {} {}", one["kind"], one["id"], one["caption"]).replace('"', ""))
        .collect();
    assert_eq!(
        told,
        [
            "changed a TERN II",
            "changed a-l FREEDONIA-2",
            "removed b SKUA LTD",
            "added c Zoltrian Quenfelder"
        ]
    );
    assert_eq!(values(&changes[0], "came"), ["name=TERN II"]);
    assert_eq!(values(&changes[0], "went"), ["name=TERN"]);
    assert_eq!(changes[1]["about"], json!([{ "id": "a", "caption": "TERN II" }]));
    assert_eq!(values(&changes[1], "came"), ["program=FREEDONIA-2"]);
    assert!(list.get("next").is_none());

    let versions = node.get("/v1/datasets/list/versions").await.ok();
    let names: Vec<&str> = versions["versions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["version"].as_str().unwrap())
        .collect();
    assert_eq!((&list["from"], &list["to"]), (&json!(names[0]), &json!(names[1])));
    assert_eq!(versions["versions"][0]["records"], 3);
    let [old, new] = [names[0], names[1]];
    let back = node.get(&format!("/v1/datasets/list/changes?from={new}&to={old}")).await.ok();
    assert_eq!(back["counts"]["records"], count(1, 1, 1));
    assert_eq!(values(&back["changes"][0], "came"), ["name=TERN"]);
    let same = node.get(&format!("/v1/datasets/list/changes?from={new}&to={new}")).await.ok();
    assert_eq!(same["counts"]["records"], count(0, 0, 0));
    assert_eq!(same["changes"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_difference_comes_in_pages() {
    let node = two_versions().await;
    let mut path = "/v1/datasets/list/changes?limit=3".to_owned();
    let first = node.get(&path).await.ok();
    assert_eq!(first["changes"].as_array().unwrap().len(), 3);
    assert_eq!(first["counts"]["records"]["added"], 1, "what is not shown is counted");
    assert_eq!(first["next"], "b");
    path.push_str("&after=b");
    let second = node.get(&path).await.ok();
    assert_eq!(second["changes"].as_array().unwrap().len(), 1);
    assert!(second.get("next").is_none() && second.get("counts").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_compared_is_refused() {
    let node = two_versions().await;
    let door = node.door().await;
    let versions = door.versions("list").await.unwrap();
    let refused = async |path: &str, status: StatusCode, code: &str| {
        let answer = node.get(path).await;
        assert_eq!((answer.status, answer.json()["code"].as_str()), (status, Some(code)), "{path}");
    };
    let (missing, wrong) = (StatusCode::NOT_FOUND, StatusCode::BAD_REQUEST);
    refused("/v1/datasets/nothing/changes", missing, "no-such-dataset").await;
    refused("/v1/datasets/nothing/versions", missing, "no-such-dataset").await;
    refused("/v1/datasets/list/changes?from=x", missing, "no-such-version").await;
    refused("/v1/datasets/list/changes?to=x", missing, "no-such-version").await;
    refused("/v1/datasets/other_list/changes", missing, "no-version-before").await;
    refused("/v1/datasets/Not%20A%20Name/changes", wrong, "invalid-id").await;
    for bad in ["limit=1001", "limit=-1", "limit=many"] {
        let answer = node.get(&format!("/v1/datasets/list/changes?{bad}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
    }
    import(&door, "list", BEFORE, None).await;
    door.erase("list", 2).await.unwrap();
    let erased = format!("/v1/datasets/list/changes?from={}", versions[0].version);
    refused(&erased, missing, "version-erased").await;
    node.get("/v1/datasets/list/changes").await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn hidden_statements_take_no_part_in_a_difference() {
    let node = Served::with(home().await, |options| options.require_token = true).await;
    let door = node.door().await;
    let text = |alias: &str| {
        format!(
            r#"{{"id":"a","schema":"Vessel","properties":{{"name":["TERN"],"alias":["{alias}"]}}}}"#
        )
    };
    import(&door, "list", &text("SKUA"), Some("TLP:AMBER")).await;
    import(&door, "list", &text("PETREL"), Some("TLP:AMBER")).await;
    let clear = format!(
        "Bearer {}",
        door.create_token(token_order("clear", "TLP:CLEAR")).await.unwrap().secret
    );
    let amber = format!(
        "Bearer {}",
        door.create_token(token_order("amber", "TLP:AMBER")).await.unwrap().secret
    );
    let ask = async |token: &str, path: &str| {
        node.ask(Method::GET, path, &[("authorization", token)], b"").await
    };
    let changes = "/v1/datasets/list/changes";
    let seen = ask(&amber, changes).await.ok();
    assert_eq!(seen["counts"]["records"]["changed"], 1);
    let versions = ask(&amber, "/v1/datasets/list/versions").await.ok();
    assert!(versions["versions"][0].get("records").is_none(), "counts are for who sees all");
    for path in [changes, "/v1/datasets/list/versions"] {
        let hidden = ask(&clear, path).await;
        let absent = ask(&clear, &path.replace("list", "nothing")).await;
        assert_eq!((hidden.status, absent.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
        assert_eq!(hidden.json()["code"], absent.json()["code"]);
    }
    // A dataset that was closed and is open now: what it held before is still hidden.
    import(&door, "list", &text("PETREL"), None).await;
    let seen = ask(&clear, changes).await.ok();
    let counts = &seen["counts"]["records"];
    assert_eq!(counts, &json!({ "added": 1, "removed": 0, "changed": 0 }), "as if it came now");
    let first = door.versions("list").await.unwrap()[0].version.clone();
    let second = door.versions("list").await.unwrap()[1].version.clone();
    let seen = ask(&clear, &format!("{changes}?from={first}&to={second}")).await.ok();
    assert_eq!(seen["changes"], json!([]));
    assert!(!seen.to_string().contains("SKUA"));
}
