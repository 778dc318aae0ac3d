//! The page of the HTTP API.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context, Result};
use serde_json::Value;

use super::MADE;

const HEAD: &str = "\
The interface is described in full by `openapi/comity.json`, which a node serves at `/openapi.json`.

Bodies and answers are JSON.
Under `/v1` errors are `application/problem+json`, on the other routes they have yente's shape \
([errors](errors.md)).
Callers from other machines send `authorization: Bearer …`.
";

/// The page, from the OpenAPI document.
pub(super) fn page(document: &Value) -> Result<String> {
    let paths = document.get("paths").and_then(Value::as_object).context("no paths")?;
    let mut page =
        format!("# HTTP API\n\nThis page is made from the OpenAPI document {MADE}\n\n{HEAD}");
    let mut groups: BTreeMap<&str, String> = BTreeMap::new();
    // Sorted here, for the order in which JSON is read depends on what else is built along.
    for (path, item) in paths.iter().collect::<BTreeMap<_, _>>() {
        let item = item.as_object().context("a path without methods")?;
        for (method, operation) in item.iter().collect::<BTreeMap<_, _>>() {
            if operation.get("responses").is_none() {
                continue;
            }
            let tag = operation.pointer("/tags/0").and_then(Value::as_str).unwrap_or("other");
            let group = groups.entry(tag).or_default();
            operation_text(group, &method.to_uppercase(), path, operation)?;
        }
    }
    for (tag, text) in groups {
        let mut letters = tag.chars();
        let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
        write!(page, "\n## {first}{}\n{text}", letters.as_str())?;
    }
    Ok(page)
}

fn operation_text(page: &mut String, method: &str, path: &str, operation: &Value) -> Result<()> {
    let text = |key: &str| operation.get(key).and_then(Value::as_str).unwrap_or_default();
    write!(page, "\n### `{method} {path}`\n\n{}.\n", text("summary").trim_end_matches('.'))?;
    let description = text("description");
    if !description.is_empty() {
        write!(page, "\n{}\n", description.trim())?;
    }
    let parameters = operation.get("parameters").and_then(Value::as_array);
    let parameters = parameters.filter(|list| !list.is_empty());
    if let Some(parameters) = parameters {
        page.push_str("\n| parameter | in | meaning |\n|---|---|---|\n");
        for parameter in parameters {
            let text = |key: &str| parameter.get(key).and_then(Value::as_str).unwrap_or_default();
            let meaning = text("description").replace('\n', " ").replace('|', "\\|");
            writeln!(page, "| `{}` | {} | {} |", text("name"), text("in"), meaning.trim())?;
        }
    }
    let responses = operation.get("responses").and_then(Value::as_object);
    let mut statuses: Vec<String> =
        responses.into_iter().flatten().map(|(status, _)| format!("`{status}`")).collect();
    statuses.sort();
    write!(page, "\nAnswers: {}.\n", statuses.join(", "))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_operation_has_its_place() {
        let document = json!({ "paths": { "/a/{id}": { "get": {
            "tags": ["records"], "summary": "Show it", "description": "All of it.",
            "parameters": [{ "name": "id", "in": "path", "description": "Its id." }],
            "responses": { "200": {}, "404": {} },
        } } } });
        let page = page(&document).unwrap();
        let end = "\n## Records\n\n### `GET /a/{id}`\n\nShow it.\n\nAll of it.\n\n\
            | parameter | in | meaning |\n|---|---|---|\n| `id` | path | Its id. |\n\n\
            Answers: `200`, `404`.\n";
        assert!(page.ends_with(end), "{page}");
    }
}
