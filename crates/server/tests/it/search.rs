//! `GET /search/{dataset}` and `GET /v1/search`.

use comity_api::local::DecisionOrder;
use comity_api::v1::SourceRecord;
use hyper::StatusCode;
use serde_json::{Value, json};

use crate::support::{Served, home, import, token_order};

fn ids(answer: &Value) -> Vec<&str> {
    let results = answer["results"].as_array().expect("results");
    results.iter().map(|result| result["id"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_has_yentes_shape() {
    let node = Served::usual().await;
    let answer = node.get("/search/default?q=tern&facets=countries&facets=schema").await.ok();
    assert_eq!(ids(&answer), ["demo-v1", "demo-c1"]);
    assert_eq!(answer["total"], json!({ "value": 2, "relation": "eq" }));
    assert_eq!((&answer["limit"], &answer["offset"]), (&json!(10), &json!(0)));
    assert_eq!(
        answer["facets"]["countries"],
        json!({ "label": "Countries", "values": [
            { "name": "cy", "label": "Cyprus", "count": 1 },
            { "name": "no", "label": "Norway", "count": 1 },
        ] })
    );
    assert_eq!(answer["facets"]["schema"]["values"][0]["label"], "Companies");
    let best = &answer["results"][0];
    assert_eq!(best["caption"], "NORDIC TERN");
    assert_eq!(best["properties"]["imoNumber"], json!(["IMO9074729"]));
    assert_eq!(best["datasets"], json!(["demo_list"]));
    assert!(best["first_seen"].is_string() && best["target"] == true);
}

#[tokio::test(flavor = "multi_thread")]
async fn parameters_do_what_they_say() {
    let node = Served::usual().await;
    for (query, expect) in [
        ("q=", &["demo-c1", "demo-g1", "demo-p1", "demo-p2", "demo-v1", "other-7", "other-8"][..]),
        ("q=*&schema=Vessel", &["demo-v1", "other-8"]),
        ("schema=Vessel&exclude_dataset=other_list", &["demo-v1"]),
        ("include_dataset=other_list", &["other-7", "other-8"]),
        ("include_dataset=nothing", &[]),
        ("schema=Person&exclude_schema=LegalEntity", &["demo-p1", "demo-p2", "other-7"]),
        ("exclude_schema=Person&topics=sanction&topics=role.pep", &["demo-v1"]),
        ("topics=sanction&topics=role.pep&filter_op=AND", &[]),
        ("countries=ve&countries=ch", &["demo-g1", "demo-p1"]),
        ("datasets=other_list&schema=Vessel", &["other-8"]),
        ("filter=properties.birthDate:1962", &["demo-p1", "other-7"]),
        ("filter=properties.birthDate:1962&filter=properties.gender:male", &["demo-p1"]),
        (
            "filter=properties.birthDate:1962&filter=properties.birthDate:1975",
            &["demo-p1", "demo-p2", "other-7"],
        ),
        ("target=false", &["demo-c1", "other-7", "other-8"]),
        ("changed_since=2020-01-01&limit=2&offset=5", &["other-7", "other-8"]),
        ("changed_since=2999-01-01", &[]),
        ("sort=properties.birthDate:desc&limit=2", &["demo-p2", "demo-p1"]),
        ("sort=schema&sort=id:desc&limit=3", &["demo-c1", "demo-g1", "other-7"]),
        ("q=quenfelder&sort=_score&limit=1", &["demo-p1"]),
        ("q=nordik&fuzzy=true", &["demo-v1"]),
        ("q=nordik", &[]),
        ("q=heron%20OR%20petrel&simple=true", &[]),
        ("q=heron%20%7C%20petrel&simple=true", &["other-8", "demo-v1", "demo-c1"]),
        ("q=%22nordic%20tern%22", &["demo-v1"]),
        ("limit=0", &[]),
    ] {
        let answer = node.get(&format!("/search/default?{query}")).await.ok();
        assert_eq!(ids(&answer), expect, "{query}");
    }
    let one = node.get("/search/other_list?q=zoltrian").await.ok();
    assert_eq!(ids(&one), ["other-7"]);
    assert_eq!(node.get("/search/default?limit=0").await.ok()["total"]["value"], 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_searched_is_refused() {
    let node = Served::usual().await;
    for (query, status, said) in [
        ("default?limit=501", 422, "less than or equal to 500"),
        ("default?limit=-1", 422, "greater than or equal to 0"),
        ("default?offset=9500", 422, "less than or equal to 9499"),
        ("default?offset=x", 422, "valid integer"),
        ("default?facets=nonsense", 422, "'datasets', 'schema'"),
        ("default?filter_op=XOR", 422, "'AND' or 'OR'"),
        ("default?changed_since=yesterday", 422, "date"),
        ("default?fuzzy=perhaps", 422, "boolean"),
        ("no_such_list?q=x", 404, "No such dataset."),
        ("default?schema=Nonsense", 400, "Invalid schema"),
        ("default?filter=nonsense", 400, "Invalid filter: 'nonsense'"),
        ("default?filter=properties.notes:x", 400, "not kept"),
        ("default?filter=properties.__proto__:x", 400, "no such field"),
        ("default?sort=nonsense:desc", 400, "Invalid sort: 'nonsense'"),
        ("default?q=properties.birthDate:%5B1960%20TO%201970%5D", 400, "range"),
    ] {
        let answer = node.get(&format!("/search/{query}")).await;
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        assert_eq!(answer.status.as_u16(), status, "{query}: {text}");
        assert!(text.contains(said), "{query}: {text}");
    }
    let deep = format!("/search/default?q={}", "(".repeat(40));
    assert_eq!(node.get(&deep).await.status, StatusCode::BAD_REQUEST);
    let long = format!("/search/default?q={}", "a+".repeat(3_000));
    assert_eq!(node.get(&long).await.status, StatusCode::BAD_REQUEST);
    let fault = node.get("/search/default?facets=topics&facets=x").await.json();
    assert_eq!(fault["detail"][0]["loc"], json!(["query", "facets", 1]));
    assert_eq!(fault["detail"][0]["type"], "enum");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_is_one_result_under_its_canonical_id() {
    let node = Served::usual().await;
    let record =
        |dataset: &str, id: &str| SourceRecord { dataset: dataset.to_owned(), id: id.to_owned() };
    let order = DecisionOrder {
        left: record("demo_list", "demo-p1"),
        right: record("other_list", "other-7"),
        same: true,
        reason: "the same person".to_owned(),
    };
    let id = node.door().await.decide(order).await.unwrap().unwrap();
    let answer = node.get("/search/default?q=zoltrian&facets=datasets").await.ok();
    assert_eq!(ids(&answer), [id.as_str()]);
    assert_eq!(answer["total"]["value"], 1);
    assert_eq!(answer["results"][0]["datasets"], json!(["demo_list", "other_list"]));
    let counts = answer["facets"]["datasets"]["values"].as_array().unwrap();
    assert!(counts.iter().all(|value| value["count"] == 1) && counts.len() == 2, "{counts:?}");
    // What one member states is found in a scope of the other, as the whole is one entity.
    let scoped = node.get("/search/other_list?q=1962&countries=ve").await.ok();
    assert_eq!(ids(&scoped), [id.as_str()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn hidden_records_leave_no_trace_in_totals_facets_and_ranks() {
    let node = Served::with(home().await, |options| options.require_token = true).await;
    let door = node.door().await;
    let clear = door.create_token(token_order("clear", "TLP:CLEAR")).await.unwrap().secret;
    let amber = door.create_token(token_order("amber", "TLP:AMBER")).await.unwrap().secret;
    let ask = async |token: &str, path: &str| {
        let token = format!("Bearer {token}");
        let headers = [("authorization", token.as_str())];
        node.ask(hyper::Method::GET, path, &headers, b"").await.json()
    };
    let paths = [
        "/search/default?q=&limit=50&facets=countries&facets=topics&facets=datasets\
         &facets=identifiers&facets=schema&facets=genders",
        "/search/default?q=tern&facets=countries",
        "/search/default?q=hidden&facets=datasets",
        "/search/default?q=-tern",
        "/search/hidden_list",
    ];
    let before: Vec<Value> = {
        let mut answers = Vec::new();
        for path in paths {
            answers.push(ask(&clear, path).await);
        }
        answers
    };
    let hidden = r#"{"id":"h-1","schema":"Vessel","properties":{"name":["Hidden Tern","Tern Tern"],"flag":["zw"],"topics":["crime"],"imoNumber":["IMO9999999"]}}
{"id":"h-2","schema":"Person","properties":{"name":["Hidden Tern"],"gender":["female"],"topics":["sanction"]}}
"#;
    import(&door, "hidden_list", hidden, Some("TLP:AMBER")).await;
    for (path, before) in paths.iter().zip(&before) {
        assert_eq!(&ask(&clear, path).await, before, "{path}");
    }
    let seen = ask(&amber, "/search/hidden_list?facets=countries").await;
    assert_eq!(ids(&seen), ["h-1", "h-2"]);
    assert_eq!(seen["facets"]["countries"]["values"][0]["name"], "zw");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_native_search_forgives_and_says_what_it_rests_on() {
    let node = Served::usual().await;
    let page = node.get("/v1/search?q=nordik+tern&facets=true").await.ok();
    assert_eq!(ids(&page), ["demo-v1"]);
    assert_eq!(page["basis"]["datasets"].as_array().unwrap().len(), 2);
    assert_eq!(page["facets"]["schema"]["values"][0]["count"], 1);
    assert_eq!(page["alike"], false);
    let alike = node.get("/v1/search?q=Soltryen+Kwenfelder").await.ok();
    assert_eq!(alike["alike"], true);
    assert!(ids(&alike).contains(&"demo-p1"), "{alike}");
    for (query, status) in [
        ("limit=0", 400),
        ("limit=501", 422),
        ("dataset=nothing", 404),
        ("schema=Nonsense", 400),
        ("topic=nonsense", 400),
    ] {
        let answer = node.get(&format!("/v1/search?{query}")).await;
        assert_eq!(answer.status.as_u16(), status, "{query}");
        assert_eq!(answer.header("content-type"), "application/problem+json", "{query}");
    }
}
