//! A table in OpenRefine, from the manifest to the last column.

use hyper::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Answer, Served, home, import, token_order};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const ORIGIN: (&str, &str) = ("origin", "http://127.0.0.1:3333");

fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|byte| match byte {
            b' ' => "+".to_owned(),
            byte if plain(byte) => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

async fn form(node: &Served, path: &str, field: &str, value: &str) -> Answer {
    let body = format!("{field}={}", encoded(value));
    node.ask(Method::POST, path, &[FORM, ORIGIN], body.as_bytes()).await
}

async fn rows(node: &Served, queries: &Value) -> Value {
    form(node, "/reconcile/default", "queries", &queries.to_string()).await.ok()
}

/// The path of an address on this node.
fn local<'a>(node: &Served, address: &'a str) -> &'a str {
    address.strip_prefix(&format!("http://{}", node.address)).expect(address)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_conversation() {
    let node = Served::usual().await;
    let manifest = node.get("/reconcile/default?note=kept").await.ok();
    assert_eq!(manifest["versions"], json!(["0.2"]));
    assert!(manifest["batchSize"].as_u64().unwrap() >= 1);
    for part in ["name", "identifierSpace", "schemaSpace", "documentation"] {
        assert!(manifest[part].as_str().is_some_and(|text| !text.is_empty()), "{part}");
    }
    let types: Vec<&str> = manifest["defaultTypes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|kind| kind["id"].as_str().unwrap())
        .collect();
    assert!(types.contains(&"Person") && types.contains(&"LegalEntity"), "{types:?}");
    assert!(!types.contains(&"Airplane"), "there is none in the lists: {types:?}");

    // The addresses of the manifest are used as they stand.
    let suggest = async |kind: &str, query: &str| {
        let service = &manifest["suggest"][kind];
        let url = local(&node, service["service_url"].as_str().unwrap()).to_owned();
        let path = service["service_path"].as_str().unwrap();
        assert!(path.ends_with("?note=kept"), "what stands in the address goes along: {path}");
        node.get(&format!("{url}{path}&{query}")).await.ok()
    };
    let kinds = suggest("type", "prefix=ves").await;
    assert_eq!((&kinds["code"], &kinds["status"]), (&json!("/api/status/ok"), &json!("200 OK")));
    assert_eq!(kinds["result"][0]["id"], "Vessel");
    assert_eq!(kinds["result"][0]["name"], "Vessels");

    let properties = suggest("property", "prefix=birth").await;
    let pid = properties["result"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"].as_str().unwrap().ends_with(":birthDate"));
    let pid = pid.unwrap()["id"].as_str().unwrap();

    let answer = rows(
        &node,
        &json!({
            "q0": { "query": "Nordik Tern", "type": "Vessel", "limit": 3 },
            "q1": { "query": "Zoltrian Quenfelder", "type": ["Person"], "properties": [
                { "pid": pid, "v": "1962-11-23" },
                { "pid": "nationality", "v": { "id": "ve", "name": "Venezuela" } },
                { "pid": "Nonsense:nothing", "v": 7 },
            ] },
            "q2": { "query": "Nobody Whatsoever" },
        }),
    )
    .await;
    let best = &answer["q0"]["result"][0];
    assert_eq!((&best["id"], &best["match"]), (&json!("demo-v1"), &json!(true)));
    assert_eq!(best["type"][0]["id"], "Vessel");
    assert!(best["score"].as_f64().unwrap() > 0.7 && best["features"].as_array().is_some());
    assert_eq!(answer["q1"]["result"][0]["id"], "demo-p1");
    assert_eq!(answer["q2"]["result"], json!([]));

    let named = suggest("entity", "prefix=nordic+te").await;
    assert_eq!(named["result"][0]["id"], "demo-v1");
    assert_eq!(named["prefix"], "nordic te");

    let propose = &manifest["extend"]["propose_properties"];
    let url = local(&node, propose["service_url"].as_str().unwrap());
    let path = propose["service_path"].as_str().unwrap();
    let columns = node.get(&format!("{url}{path}&type=Vessel&limit=200")).await.ok();
    let columns = columns["properties"].as_array().unwrap().clone();
    assert!(columns.contains(&json!({ "id": "flag", "name": "Flag" })), "{columns:?}");

    let extend = json!({ "ids": ["demo-v1", "nobody"], "properties": [
        { "id": "flag" },
        { "id": "name", "settings": { "limit": "1" } },
        { "id": "topics", "settings": { "render": "raw", "limit": 0 } },
        { "id": "nonsense" },
    ] });
    let answer = form(&node, "/reconcile/default", "extend", &extend.to_string()).await;
    assert_eq!(answer.header("x-batch-size"), "2");
    let answer = answer.ok();
    assert_eq!(answer["rows"]["demo-v1"]["flag"], json!([{ "str": "Norway" }]));
    assert_eq!(answer["rows"]["demo-v1"]["topics"], json!([{ "str": "sanction" }]));
    assert_eq!(answer["rows"]["nobody"], json!({}));
    assert_eq!(answer["meta"].as_array().unwrap().len(), 3);

    let view = manifest["view"]["url"].as_str().unwrap().replace("{{id}}", "demo-v1");
    let page = node.get(local(&node, &view)).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.header("content-type").starts_with("text/html"));
    assert_eq!(page.header("content-security-policy"), "default-src 'none'");
    assert!(String::from_utf8_lossy(&page.body).contains("NORDIC TERN"));
}

#[tokio::test(flavor = "multi_thread")]
async fn other_ways_of_asking() {
    let node = Served::usual().await;
    let queries = json!({ "q": { "query": "Nordic Tern" } });
    let by_address =
        node.get(&format!("/reconcile/default?queries={}", encoded(&queries.to_string()))).await;
    let by_json = node.post("/reconcile/default", &json!({ "queries": queries })).await.ok();
    assert_eq!(by_address.ok(), by_json);
    assert_eq!(by_json["q"]["result"][0]["id"], "demo-v1");
    let one = form(&node, "/reconcile/other_list", "queries", &queries.to_string()).await.ok();
    assert_eq!(one["q"]["result"], json!([]));
    let new = "/reconcile/default?changed_since=2999-01-01&algorithm=LOGIC-V1";
    let one = form(&node, new, "queries", &queries.to_string()).await.ok();
    assert_eq!(one["q"]["result"], json!([]));
    let empty = node.get("/reconcile/default/suggest/entity?prefix=").await.ok();
    assert_eq!(empty["result"], json!([]), "an empty beginning means nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_answered_is_refused() {
    let node = Served::usual().await;
    let many: serde_json::Map<String, Value> =
        (0..101).map(|at| (format!("q{at}"), json!({ "query": "x" }))).collect();
    let ids: Vec<String> = (0..101).map(|at| at.to_string()).collect();
    for (field, value, status, said) in [
        ("queries", "", 400, "No queries provided."),
        ("other", "{}", 400, "No queries provided."),
        ("queries", "{not json", 400, "Cannot decode"),
        ("queries", "[]", 422, "invalid type"),
        ("queries", r#"{"q":7}"#, 422, "invalid type"),
        ("queries", r#"{"q":{"query":"x","limit":-1}}"#, 422, "invalid value"),
        ("queries", r#"{"q":{"query":"x","type":"Nonsense"}}"#, 400, "Nonsense"),
        ("queries", r#"{"q":{"query":"x","type":"Sanction"}}"#, 400, "not a schema"),
        ("queries", &Value::Object(many).to_string(), 400, "Too many queries"),
        ("queries", &format!(r#"{{"q":{{"type":{}"#, "[".repeat(5_000)), 400, "Cannot decode"),
        ("extend", "{", 400, "Cannot decode"),
        ("extend", r#"{"properties":[]}"#, 422, "missing field"),
        ("extend", &json!({ "ids": ids }).to_string(), 400, "Too many queries"),
        ("extend", r#"{"ids":["x"],"properties":[{"id":"a","settings":{"limit":-3}}]}"#, 422, "-3"),
    ] {
        let answer = form(&node, "/reconcile/default", field, value).await;
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        assert_eq!(answer.status.as_u16(), status, "{field} {value:.40}: {text}");
        assert!(text.contains(said) && text.len() < 2_000, "{field} {value:.40}: {text}");
    }
    for (path, status) in [
        ("/reconcile/nothing", 404),
        ("/reconcile/nothing/suggest/type?prefix=v", 404),
        ("/reconcile/nothing/suggest/entity?prefix=v", 404),
        ("/reconcile/nothing/extend/property", 404),
        ("/reconcile/nothing/view/demo-v1", 404),
        ("/reconcile/default/view/nobody", 404),
        ("/reconcile/default/suggest/entity?prefix=v&limit=501", 422),
        ("/reconcile/default/extend/property?type=Nonsense", 400),
        ("/reconcile/default?algorithm=nonsense", 400),
        ("/reconcile/default?changed_since=soon", 422),
    ] {
        assert_eq!(node.get(path).await.status.as_u16(), status, "{path}");
    }
    let long = format!("/reconcile/default/suggest/type?prefix={}", "v".repeat(1_000));
    assert_eq!(node.get(&long).await.status, StatusCode::BAD_REQUEST);
    let other = [("content-type", "multipart/form-data; boundary=x")];
    let answer = node.ask(Method::POST, "/reconcile/default", &other, b"--x--").await;
    assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_this_machine_may_ask_and_others_may_not() {
    let node = Served::with(home().await, |options| options.require_token = true).await;
    let before = [ORIGIN, ("access-control-request-method", "POST")];
    let answer = node.ask(Method::OPTIONS, "/reconcile/default", &before, b"").await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "a browser asks before it sends a token");
    assert_eq!(answer.header("access-control-allow-origin"), ORIGIN.1);
    assert!(answer.header("access-control-allow-headers").contains("authorization"));
    let answer = node.ask(Method::GET, "/reconcile/default", &[ORIGIN], b"").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    let foreign = [("origin", "https://example.org"), before[1]];
    let answer = node.ask(Method::OPTIONS, "/reconcile/default", &foreign, b"").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(answer.header("access-control-allow-origin"), "");
    let answer = node.ask(Method::OPTIONS, "/search/default", &before, b"").await;
    assert_eq!(answer.header("access-control-allow-origin"), "", "no other route is open");
}

#[tokio::test(flavor = "multi_thread")]
async fn hidden_records_are_in_no_suggestion_and_no_type() {
    let node = Served::with(home().await, |options| options.require_token = true).await;
    let door = node.door().await;
    let plane = r#"{"id":"h-1","schema":"Airplane","properties":{"name":["Hidden Tern"]}}"#;
    import(&door, "hidden_list", plane, Some("TLP:AMBER")).await;
    let clear = door.create_token(token_order("clear", "TLP:CLEAR")).await.unwrap().secret;
    let amber = door.create_token(token_order("amber", "TLP:AMBER")).await.unwrap().secret;
    let ask = async |token: &str, path: &str| {
        let token = format!("Bearer {token}");
        let answer = node.ask(Method::GET, path, &[("authorization", &token)], b"").await;
        String::from_utf8_lossy(&answer.body).into_owned()
    };
    for (path, trace) in [
        ("/reconcile/default", "Airplane"),
        ("/reconcile/default/suggest/type?prefix=air", "\"Airplane\""),
        ("/reconcile/default/suggest/property?prefix=icao", "icaoCode"),
        ("/reconcile/default/suggest/entity?prefix=hidden", "h-1"),
        ("/reconcile/default/view/h-1", "Hidden"),
    ] {
        assert!(ask(&amber, path).await.contains(trace), "{path}");
        assert!(!ask(&clear, path).await.contains(trace), "{path}");
    }
}
