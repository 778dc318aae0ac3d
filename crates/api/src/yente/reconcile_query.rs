use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// Rows of a table, by names of the client's choice.
pub type FreebaseReconBatch = BTreeMap<String, FreebaseReconQuery>;

/// What one row of a table says.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FreebaseReconQuery {
    /// The name.
    #[serde(default)]
    pub query: Option<String>,
    /// The type: a name, or several of which the first counts.
    #[serde(default, rename = "type")]
    pub kind: Value,
    /// Most candidates.
    #[serde(default)]
    pub limit: Option<usize>,
    /// Other cells of the row.
    #[serde(default)]
    pub properties: Vec<FreebaseReconProperty>,
}

/// One cell of a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FreebaseReconProperty {
    /// The property: `Person:birthDate`, or `birthDate`.
    pub pid: String,
    /// A value, several, or an entity that was reconciled before.
    #[serde(default)]
    pub v: Value,
}

/// What a table is to be extended by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FreebaseExtendQuery {
    /// The ids of the rows.
    pub ids: Vec<String>,
    /// The columns.
    #[serde(default)]
    pub properties: Vec<FreebaseExtendColumn>,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FreebaseExtendColumn {
    /// The property.
    pub id: String,
    /// How its values are shown.
    #[serde(default)]
    pub settings: FreebaseExtendSettings,
}

/// How the values of a column are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FreebaseExtendSettings {
    /// Most values of one cell; 0 for all.
    #[serde(default, deserialize_with = "number")]
    pub limit: usize,
    /// `caption` for people, `raw` for machines.
    #[serde(default)]
    pub render: Option<String>,
}

/// A number, as a number or as text: clients send what stands in their form.
fn number<'de, D: Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
    let value = Value::deserialize(from)?;
    let read = match &value {
        Value::Null => Some(0),
        Value::String(text) if text.trim().is_empty() => Some(0),
        Value::String(text) => text.trim().parse().ok(),
        other => other.as_u64().and_then(|number| usize::try_from(number).ok()),
    };
    read.ok_or_else(|| serde::de::Error::custom(format_args!("`{value}` is not a number")))
}

impl FreebaseReconQuery {
    /// The type that is asked for.
    #[must_use]
    pub fn schema(&self) -> Option<&str> {
        let first = match &self.kind {
            Value::Array(several) => several.first()?,
            other => other,
        };
        first.as_str().or_else(|| first.get("id").and_then(Value::as_str))
    }
}

impl FreebaseReconProperty {
    /// The values as texts.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        fn add(value: &Value, texts: &mut Vec<String>, depth: usize) {
            match value {
                Value::String(text) => texts.push(text.clone()),
                Value::Number(number) => texts.push(number.to_string()),
                Value::Bool(flag) => texts.push(flag.to_string()),
                Value::Array(values) if depth == 0 => {
                    values.iter().for_each(|value| add(value, texts, depth + 1));
                }
                Value::Object(entity) => {
                    let said = entity.get("name").or_else(|| entity.get("id"));
                    texts.extend(said.and_then(Value::as_str).map(str::to_owned));
                }
                _ => {}
            }
        }
        let mut texts = Vec::new();
        add(&self.v, &mut texts, 0);
        texts
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rows_are_read_leniently() {
        let schema = |kind: Value| FreebaseReconQuery { kind, ..FreebaseReconQuery::default() };
        assert_eq!(schema(json!("Vessel")).schema(), Some("Vessel"));
        assert_eq!(schema(json!(["Vessel", "Person"])).schema(), Some("Vessel"));
        assert_eq!(schema(json!({"id": "Vessel", "name": "Vessels"})).schema(), Some("Vessel"));
        assert_eq!(schema(json!([{"id": "Vessel"}])).schema(), Some("Vessel"));
        assert_eq!(schema(json!([])).schema(), None);
        assert_eq!(schema(json!(7)).schema(), None);
        let texts = |v: Value| FreebaseReconProperty { pid: "flag".to_owned(), v }.texts();
        assert_eq!(texts(json!("no")), ["no"]);
        assert_eq!(
            texts(json!(["no", 7, true, {"id": "cy", "name": "Cyprus"}, [["x"]]])),
            ["no", "7", "true", "Cyprus"]
        );
        assert!(texts(json!(null)).is_empty());
        let limit = |value: Value| {
            serde_json::from_value::<FreebaseExtendSettings>(json!({ "limit": value }))
        };
        assert_eq!(limit(json!("3")).unwrap().limit, 3);
        assert_eq!(limit(json!(2)).unwrap().limit, 2);
        assert!(limit(json!(-1)).is_err() && limit(json!("many")).is_err());
    }
}
