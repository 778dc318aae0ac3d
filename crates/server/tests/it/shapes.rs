//! Answers have the keys of yente's own answers.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Served, query, shared_data};

/// Names of the yente answers that are compared.
const SAMPLES: &str = "screening/api-samples";

fn sample(test: &str, name: &str) -> Option<Value> {
    let path = shared_data(test)?.join(SAMPLES).join(name);
    Some(serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// Whether a value has every key of the model, of the same kind where neither is null.
fn check_like(ours: &Value, theirs: &Value, place: &str) {
    for key in keys(theirs) {
        let Some(value) = ours.get(key) else { panic!("{place} has no `{key}`: {ours}") };
        let kind = |value: &Value| match value {
            Value::Null => "null",
            Value::Bool(_) => "bool",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        let (mine, other) = (kind(value), kind(&theirs[key]));
        let fits = mine == other || mine == "null" || other == "null";
        assert!(fits, "{place}.{key} is {mine}, theirs is {other}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn match_answers_have_the_shape() {
    let Some(theirs) = sample("match_answers_have_the_shape", "yente_match_response.json") else {
        return;
    };
    let node = Served::usual().await;
    let body = json!({ "queries": { "q1": query("Person", "Zoltrian Quenfelder") } });
    let ours = node.post("/match/default", &body).await.ok();
    assert_eq!(keys(&ours), keys(&theirs));
    let (one, other) = (&ours["responses"]["q1"], &theirs["responses"]["q1"]);
    assert_eq!(keys(one), keys(other));
    check_like(one, other, "response");
    assert_eq!(keys(&one["total"]), keys(&other["total"]));
    assert_eq!(keys(&one["query"]), keys(&other["query"]));
    let (result, model) = (&one["results"][0], &other["results"][0]);
    assert_eq!(keys(result), keys(model));
    check_like(result, model, "result");
    let (feature, feature_model) =
        (&result["explanations"]["name_match"], &model["explanations"]["name_match"]);
    assert_eq!(keys(feature), keys(feature_model));
    for values in result["properties"].as_object().unwrap().values() {
        assert!(values.as_array().unwrap().iter().all(Value::is_string));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_catalog_has_the_shape() {
    let Some(theirs) = sample("the_catalog_has_the_shape", "yente_catalog.json") else { return };
    let node = Served::usual().await;
    let ours = node.get("/catalog").await.ok();
    assert_eq!(keys(&ours), keys(&theirs));
    assert_eq!(keys(&ours["datasets"][0]), keys(&theirs["datasets"][0]));
    check_like(&ours["datasets"][0], &theirs["datasets"][0], "dataset");
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_have_the_shape() {
    let Some(missing) = sample("errors_have_the_shape", "yente_match_404.json") else { return };
    let Some(shape) = sample("errors_have_the_shape", "yente_match_422.json") else { return };
    let node = Served::usual().await;
    let body = json!({ "queries": { "q1": { "properties": { "name": ["x"] } } } });
    assert_eq!(node.post("/match/default", &body).await.json(), shape);
    let body = json!({ "queries": { "q1": query("Person", "x") } });
    assert_eq!(node.post("/match/nothing", &body).await.json(), missing);
}

/// Every field that yente's document asks of an answer is there.
#[tokio::test(flavor = "multi_thread")]
async fn required_fields_of_the_document_are_there() {
    let test = "required_fields_of_the_document_are_there";
    let Some(document) = sample(test, "yente_openapi.json") else { return };
    let schemas = &document["components"]["schemas"];
    let node = Served::usual().await;
    let algorithms = node.get("/algorithms").await.ok();
    let entity = node.get("/entities/demo-v1").await.ok();
    let feature = &algorithms["algorithms"][0]["docs"]["features"]["name_match"];
    for (name, value) in [
        ("AlgorithmResponse", &algorithms),
        ("Algorithm", &algorithms["algorithms"][0]),
        ("AlgorithmDocs", &algorithms["algorithms"][0]["docs"]),
        ("FeatureDoc", feature),
        ("EntityResponse", &entity),
        ("EntityResponse", &entity["properties"]["sanctions"][0]),
        ("DataCatalogModel", &node.get("/catalog").await.ok()),
    ] {
        let properties = schemas[name]["properties"].as_object().unwrap();
        for field in schemas[name]["required"].as_array().unwrap() {
            assert!(value.get(field.as_str().unwrap()).is_some(), "{name} has no {field}");
        }
        for field in keys(value) {
            assert!(properties.contains_key(field), "{name} of the document has no `{field}`");
        }
    }
}
