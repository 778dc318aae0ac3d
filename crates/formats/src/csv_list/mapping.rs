use std::collections::BTreeMap;

use serde::Deserialize;

use super::dialect::DELIMITERS;
use crate::FormatError;
use crate::limits::MAPPING_BYTES_MAX;

/// What the columns of a party's own list mean, as TOML.
///
/// ```
/// use comity_formats::{Mapping, Options, Source, read};
/// use comity_model::{DatasetName, PartyId};
///
/// let mapping = Mapping::parse(r#"
/// key = "case"                  # the record's id becomes <dataset>-<case>
/// schema = { column = "kind", values = { P = "Person", V = "Vessel" }, otherwise = "LegalEntity" }
/// ## or, where all rows are alike: schema = "Person"
/// delimiter = ";"               # found out if it is not said: , ; tab |
/// topics = ["wanted"]
/// marking = "handling"          # a column; it can only narrow the import's marking
///
/// [columns]                     # column = property, or more about it
/// family = "lastName"
/// aka = { property = "alias", split = "/" }
/// script_name = { property = "name", language = "rus" }
/// born = { property = "birthDate", date = "loose" }   # `23 Nov 1962`, `circa 1960`
/// nation = ["nationality", "country"]                 # one column, two properties
///
/// [joined]                      # property = columns that make one value
/// name = ["given", "family"]
///
/// [constants]                   # property = value of every row
/// sourceUrl = "https://police.freedonia.example/list"
///
/// [alert]                       # makes an alert of every row whose category is not empty
/// category = { column = "why" }
/// measure = "inform-issuer"     # a constant
/// legalBasis = "Border Act, section 4"
/// issuer = "Coast Guard of Freedonia"
/// reviewDate = { column = "review" }
/// reason = { column = "remark" }
/// "#)?;
/// let table = "case;kind;given;family;aka;script_name;born;nation;handling;why;review;remark\n\
///              17;P;Anso;Tevor;Tewor/Gull;;circa 1960;;TLP:AMBER;wanted-person;2027-03;armed\n";
/// let mut options = Options::new(DatasetName::new("own")?, PartyId::new("freedonia")?);
/// options.mapping = Some(mapping);
/// let mut records = Vec::new();
/// read(vec![Source::new("list.csv", table.as_bytes())], &options, &mut |record| {
///     records.push(record);
///     Ok(())
/// })?;
/// assert_eq!(records[0].id().as_str(), "own-17");
/// assert_eq!(records[0].first("name"), Some("Anso Tevor"));
/// assert_eq!(records[0].values("alias").count(), 2);
/// assert_eq!(records[0].statements()[0].origin.marking().to_string(), "TLP:AMBER");
/// assert_eq!(records[1].schema().name(), "Alert");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping(pub(super) Spec);

/// The mapping as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Spec {
    pub(super) key: String,
    pub(super) schema: SchemaSpec,
    delimiter: Option<String>,
    #[serde(default)]
    pub(super) topics: Vec<String>,
    pub(super) marking: Option<String>,
    #[serde(default)]
    pub(super) columns: BTreeMap<String, ColumnSpec>,
    #[serde(default)]
    pub(super) joined: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) constants: BTreeMap<String, String>,
    pub(super) alert: Option<AlertSpec>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(super) enum SchemaSpec {
    Fixed(String),
    Column(SchemaColumn),
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SchemaColumn {
    pub(super) column: String,
    #[serde(default)]
    pub(super) values: BTreeMap<String, String>,
    pub(super) otherwise: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(super) enum ColumnSpec {
    Property(String),
    Properties(Vec<String>),
    Detailed(Detail),
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Detail {
    pub(super) property: String,
    pub(super) split: Option<String>,
    pub(super) language: Option<String>,
    pub(super) date: Option<DateForm>,
}

/// How dates are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum DateForm {
    /// `1962-11-23`, `1962`, `1971~`.
    Iso,
    /// Also as lists write them.
    Loose,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct AlertSpec {
    pub(super) category: TextSpec,
    pub(super) measure: Option<TextSpec>,
    pub(super) legal_basis: Option<TextSpec>,
    pub(super) issuer: Option<TextSpec>,
    pub(super) review_date: Option<TextSpec>,
    pub(super) reason: Option<TextSpec>,
}

/// A text of every row, or of a column.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(super) enum TextSpec {
    Constant(String),
    Column { column: String },
}

impl Mapping {
    /// Reads a mapping.
    ///
    /// # Errors
    /// [`FormatError::Mapping`] with what to mend.
    pub fn parse(text: &str) -> Result<Mapping, FormatError> {
        let wrong = |reason: String| FormatError::Mapping { reason };
        if text.len() > MAPPING_BYTES_MAX {
            return Err(wrong(format!("it is longer than {MAPPING_BYTES_MAX} bytes")));
        }
        let spec: Spec = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
        if spec.columns.is_empty() && spec.joined.is_empty() {
            return Err(wrong("it maps no column; say `[columns]` or `[joined]`".to_owned()));
        }
        let delimiter_is_known = match spec.delimiter.as_deref() {
            None | Some("auto") => true,
            Some(text) => matches!(text.as_bytes(), [one] if DELIMITERS.contains(one)),
        };
        if !delimiter_is_known {
            return Err(wrong("`delimiter` must be `,`, `;`, a tab or `|`".to_owned()));
        }
        let topic = spec.topics.iter().find(|topic| !comity_model::is_topic(topic));
        if let Some(topic) = topic {
            return Err(wrong(format!("`{}` is not a topic", topic.escape_debug())));
        }
        Ok(Mapping(spec))
    }

    /// The delimiter, if the mapping says it.
    pub(super) fn delimiter(&self) -> Option<u8> {
        let text = self.0.delimiter.as_deref().filter(|text| *text != "auto")?;
        text.bytes().next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_says_what_to_mend() {
        for (text, words) in [
            ("key = 1", "key"),
            ("schema = \"Person\"\n[columns]\na = \"name\"", "key"),
            ("key = \"a\"\nschema = \"Person\"", "maps no column"),
            (
                "key = \"a\"\nschema = \"Person\"\ndelimiter = \"ab\"\n[columns]\na = \"name\"",
                "delimiter",
            ),
            (
                "key = \"a\"\nschema = \"Person\"\ntopics = [\"x\"]\n[columns]\na = \"name\"",
                "`x` is not a topic",
            ),
            ("key = \"a\"\nschema = \"Person\"\nkeys = 1\n[columns]\na = \"name\"", "keys"),
            (&"#".repeat(MAPPING_BYTES_MAX + 1), "longer"),
        ] {
            let error = Mapping::parse(text).unwrap_err();
            assert_eq!(error.code(), "bad-mapping");
            assert!(error.to_string().contains(words), "{error}");
        }
    }
}
