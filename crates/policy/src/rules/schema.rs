use std::fmt::Write as _;

use cedar_policy::{Entities, Schema, SchemaFragment};
use miette::Diagnostic;

use super::Purposes;
use super::bundle::PolicyFile;
use crate::fault::Fault;

/// The schema with the purposes and legal bases of the table, and its actions with their groups.
pub(super) fn build(file: &PolicyFile, purposes: &Purposes) -> Result<(Schema, Entities), Fault> {
    let (written, _) = SchemaFragment::from_cedarschema_str(&file.text)
        .map_err(|error| diagnosed(file, &error))?;
    let words = words(purposes);
    let (words, _) = SchemaFragment::from_cedarschema_str(&words)
        .map_err(|error| Fault::of_file(super::bundle::PURPOSES, error.to_string()))?;
    let schema =
        Schema::from_schema_fragments([written, words]).map_err(|error| diagnosed(file, &error))?;
    let actions =
        schema.action_entities().map_err(|error| Fault::of_file(&file.name, error.to_string()))?;
    Ok((schema, actions))
}

/// Purposes and legal bases as closed lists, so that a misspelt one in a rule is found.
fn words(purposes: &Purposes) -> String {
    let list = |names: Vec<&str>| {
        let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
        quoted.join(", ")
    };
    let mut text = String::from("namespace Comity {\n");
    let purpose_names = purposes.purposes().map(|(name, _)| name.as_str()).collect();
    let basis_names = purposes.legal_bases().map(|(name, _)| name.as_str()).collect();
    // Writing to a string cannot fail.
    let _ = writeln!(text, "  entity Purpose enum [{}];", list(purpose_names));
    let _ = writeln!(text, "  entity LegalBasis enum [{}];\n}}", list(basis_names));
    text
}

/// A fault with the line that Cedar points at, and its advice.
pub(super) fn diagnosed(file: &PolicyFile, error: &dyn Diagnostic) -> Fault {
    let offset = error.labels().and_then(|mut labels| labels.next()).map(|label| label.offset());
    let detail = error
        .labels()
        .and_then(|mut labels| labels.next())
        .and_then(|label| label.label().map(str::to_owned))
        .filter(|label| !label.is_empty());
    let mut message = error.to_string();
    if let Some(detail) = detail {
        let _ = write!(message, ": {detail}");
    }
    let fault = match offset {
        Some(offset) => Fault::at(&file.name, &file.text, offset, message),
        None => Fault::of_file(&file.name, message),
    };
    match error.help() {
        Some(help) => fault.with_hint(help.to_string()),
        None => fault,
    }
}
