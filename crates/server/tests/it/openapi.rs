//! The description of the routes in git is that of the code.

use std::path::Path;

/// `COMITY_GENERATE=1` writes the file anew.
#[test]
fn the_document_in_git_is_that_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi/comity.json");
    let made = comity_server::openapi_json();
    if std::env::var_os("COMITY_GENERATE").is_some() {
        std::fs::write(&path, made).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == made, "openapi/comity.json is out of date: `cargo xtask generate` writes it");
}

#[test]
fn the_document_is_complete() {
    let document: serde_json::Value = serde_json::from_str(&comity_server::openapi_json()).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1."));
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            assert!(operation["summary"].is_string(), "{method} {path} has no summary");
            assert!(operation["operationId"].is_string(), "{method} {path} has no id");
        }
    }
    let text = document.to_string();
    for name in text.split("#/components/schemas/").skip(1) {
        let name = name.split('"').next().unwrap();
        assert!(document["components"]["schemas"].get(name).is_some(), "{name} is not described");
    }
}
