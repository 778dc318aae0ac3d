//! Every way in which a request is refused, in the shape of its route.

use hyper::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{Answer, Served, asking, home, query};

fn detail(answer: &Answer, status: u16) -> Value {
    assert_eq!(answer.status.as_u16(), status, "{}", String::from_utf8_lossy(&answer.body));
    assert_eq!(answer.header("content-type"), "application/json");
    let body = answer.json();
    assert_eq!(body.as_object().unwrap().keys().collect::<Vec<_>>(), ["detail"]);
    body["detail"].clone()
}

fn problem(answer: &Answer, status: u16, code: &str) -> Value {
    assert_eq!(answer.status.as_u16(), status, "{}", String::from_utf8_lossy(&answer.body));
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let body = answer.json();
    assert_eq!(body["status"], status);
    assert_eq!(body["code"], code);
    assert_eq!(body["type"], format!("urn:comity:fault:{code}"));
    let id = answer.header("x-request-id");
    assert_eq!(body["instance"], format!("urn:comity:request:{id}"));
    assert!(body["title"].is_string() && body["detail"].is_string());
    body
}

#[tokio::test(flavor = "multi_thread")]
async fn compatible_routes_answer_400_and_404() {
    let node = Served::usual().await;
    let body = asking("Person", "Anna");
    let ask = async |path: &str, body: &Value| node.post(path, body).await;
    let missing = ask("/match/nothing", &body).await;
    assert_eq!(detail(&missing, 404), "No such dataset.");
    let wrong = ask("/match/default?algorithm=guess", &body).await;
    assert_eq!(detail(&wrong, 400), "Invalid algorithm: guess");
    let mut with_config = body.clone();
    with_config["config"] = json!({ "nm_number_mismatch": 0.4 });
    let said = detail(&ask("/match/default", &with_config).await, 400);
    let expected = "Invalid configuration parameter: nm_number_mismatch for algorithm comity-v1";
    assert_eq!(said, expected);
    let none = ask("/match/default", &json!({ "queries": {} })).await;
    assert_eq!(detail(&none, 400), "No queries provided.");
    let many: serde_json::Map<String, Value> =
        (0..101).map(|at| (at.to_string(), query("Person", "Anna"))).collect();
    let said = detail(&ask("/match/default", &json!({ "queries": many })).await, 400);
    assert_eq!(said, "Too many queries in one batch (limit: 100)");
    for schema in ["Nothing", "Sanction"] {
        let said = detail(&ask("/match/default", &asking(schema, "Anna")).await, 400);
        assert!(said.as_str().unwrap().starts_with("Cannot parse example entity: "), "{said}");
    }
    assert_eq!(detail(&node.get("/entities/nobody").await, 404), "No such entity!");
    assert_eq!(detail(&node.get("/entities/%ff").await, 400), "the address is not UTF-8");
    assert_eq!(detail(&node.get("/no/such/route").await, 404), "Not Found");
    assert_eq!(detail(&node.get("/match/default").await, 405), "Method Not Allowed");
    detail(&ask("/match/default?topics=unheard", &body).await, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn compatible_routes_answer_422_with_every_place() {
    let node = Served::usual().await;
    let body = json!({ "queries": { "q1": { "properties": { "name": ["x"] } } } });
    let said = detail(&node.post("/match/default", &body).await, 422);
    assert_eq!(
        said,
        json!([{ "type": "missing", "loc": ["body", "queries", "q1", "schema"],
            "msg": "Field required", "input": { "properties": { "name": ["x"] } } }])
    );
    let asked = asking("Person", "Anna");
    for (path, loc, code) in [
        ("/match/default?limit=501", "limit", "less_than_equal"),
        ("/match/default?limit=many", "limit", "int_parsing"),
        ("/match/default?threshold=high", "threshold", "float_parsing"),
        ("/match/default?changed_since=soon", "changed_since", "string_pattern_mismatch"),
    ] {
        let said = detail(&node.post(path, &asked).await, 422);
        assert_eq!((&said[0]["loc"], &said[0]["type"]), (&json!(["query", loc]), &json!(code)));
    }
    let many = "&exclude_entity_ids=a".repeat(51);
    let said = detail(&node.post(&format!("/match/default?x=1{many}"), &asked).await, 422);
    assert_eq!(said[0]["type"], "too_long");
    let said = detail(&node.get("/entities/demo-v1?nested=maybe").await, 422);
    assert_eq!(said[0]["type"], "bool_parsing");
    let kind = [("content-type", "application/json")];
    let cut = node.ask(Method::POST, "/match/default", &kind, b"{\"queries\"").await;
    assert_eq!(detail(&cut, 422)[0]["loc"], json!(["body", 1, 10]));
}

#[tokio::test(flavor = "multi_thread")]
async fn native_routes_answer_with_problems() {
    let node = Served::usual().await;
    let example = json!({ "schema": "Person", "properties": { "name": "Anna" } });
    let ask = async |body: Value| node.post("/v1/screen", &body).await;
    problem(&ask(json!({})).await, 400, "nothing-asked");
    problem(&ask(json!({ "query": { "schema": "Nothing" } })).await, 400, "unknown-schema");
    let misspelt = json!({ "query": { "schema": "Person", "properties": { "nmae": "Anna" } } });
    let body = problem(&ask(misspelt).await, 400, "nothing-asked");
    assert!(body["hint"].as_str().unwrap().contains("nmae"), "{body}");
    problem(&ask(json!({ "query": example, "limit": 0 })).await, 400, "limit");
    problem(&ask(json!({ "query": example, "threshold": 7 })).await, 400, "threshold");
    problem(&ask(json!({ "query": example, "cutoff": -1 })).await, 400, "cutoff");
    problem(&ask(json!({ "mrz": "P<UTO" })).await, 400, "mrz-shape");
    let crossed = json!({ "mrz": "P<UTO", "query": { "schema": "Vessel" } });
    problem(&ask(crossed).await, 400, "mrz-schema");
    let weights = json!({ "query": example, "weights": { "luck": 1.0 } });
    assert!(problem(&ask(weights).await, 400, "unknown-feature")["hint"].is_string());
    let include = json!({ "query": example, "include": { "datasets": ["nothing"] } });
    problem(&ask(include).await, 404, "no-such-dataset");
    let long = json!({ "query": example, "purpose": "x".repeat(501) });
    problem(&ask(long).await, 400, "purpose");
    let twice = json!({ "query": example, "purpose": "investigation" });
    problem(&ask(twice).await, 403, "other-reason");
    let misspelt = ask(json!({ "query": example, "treshold": 0.9 })).await;
    let body = problem(&misspelt, 422, "shape");
    assert!(body["detail"].as_str().unwrap().contains("treshold"), "{body}");
    assert_eq!(body["errors"][0]["loc"][0], "body");
    let kind = [("content-type", "application/json")];
    let cut = node.ask(Method::POST, "/v1/screen", &kind, b"{").await;
    problem(&cut, 400, "json");
    problem(&node.get("/v1/records/nobody").await, 404, "no-such-record");
    problem(&node.get("/v1/nothing").await, 404, "no-such-route");
    problem(&node.get("/v1/screen").await, 405, "method-not-allowed");
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_of_the_wrong_type_or_size_are_refused() {
    let node = Served::usual().await;
    let body = asking("Person", "Anna").to_string();
    for headers in [
        &[("content-type", "text/plain")][..],
        &[("content-type", "application/x-www-form-urlencoded")],
        &[],
        &[("content-type", "application/json"), ("content-encoding", "gzip")],
    ] {
        let answer = node.ask(Method::POST, "/match/default", headers, body.as_bytes()).await;
        detail(&answer, 415);
        let answer = node.ask(Method::POST, "/v1/screen", headers, body.as_bytes()).await;
        problem(&answer, 415, "unsupported-type");
    }
    let with_charset = [("content-type", "application/json; charset=utf-8")];
    let answer = node.ask(Method::POST, "/match/default", &with_charset, body.as_bytes()).await;
    assert_eq!(answer.status, StatusCode::OK);
    let head = format!(
        "POST /v1/screen HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\n",
        node.address
    );
    let stated = node.raw(format!("{head}content-length: 99999999\r\n\r\n").as_bytes()).await;
    assert!(stated.starts_with("HTTP/1.1 413"), "{stated}");
    assert!(stated.contains("body-too-large"));
    let chunk = "a".repeat(0x10_0000);
    let mut streamed = format!("{head}transfer-encoding: chunked\r\n\r\n");
    for _ in 0..5 {
        streamed.push_str(&format!("100000\r\n{chunk}\r\n"));
    }
    let streamed = node.raw(streamed.as_bytes()).await;
    assert!(streamed.is_empty() || streamed.starts_with("HTTP/1.1 413"), "{streamed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn long_addresses_are_refused() {
    let node = Served::usual().await;
    let long = format!("/catalog?x={}", "a".repeat(60_000));
    detail(&node.get(&long).await, 414);
    let long = format!("/v1/datasets?x={}", "a".repeat(60_000));
    problem(&node.get(&long).await, 414, "uri-too-long");
    let fits = format!("/catalog?x={}", "a".repeat(59_000));
    assert_eq!(node.get(&fits).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_node_turns_requests_away_and_its_probes_still_answer() {
    let node = Served::with(home().await, |options| options.limits.requests = 0).await;
    let answer = node.get("/catalog").await;
    detail(&answer, 503);
    assert_eq!(answer.header("retry-after"), "1");
    problem(&node.get("/v1/datasets").await, 503, "busy");
    assert_eq!(node.get("/healthz").await.status, StatusCode::OK);
    assert_eq!(node.get("/readyz").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_takes_too_long_is_given_up() {
    let node = Served::with(home().await, |options| {
        options.limits.answer = std::time::Duration::from_millis(500);
    })
    .await;
    for (path, part) in
        [("/match/default", "\"detail\":"), ("/v1/screen", "urn:comity:fault:timeout")]
    {
        // The body never comes whole, so no answer can be in time.
        let mut stream = TcpStream::connect(node.address).await.unwrap();
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: 100\r\n\r\n{{"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.starts_with("HTTP/1.1 504") && answer.contains(part), "{answer}");
    }
}
