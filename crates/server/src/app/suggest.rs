use std::collections::BTreeSet;
use std::sync::Arc;

use comity_api::Fault;
use comity_api::convert::labels;
use comity_api::yente::{
    FreebaseEntity, FreebaseExtendPropertiesResponse, FreebaseExtendProperty, FreebaseType,
};
use comity_model::{PropertyType, Schema};
use comity_screening::{Facet, SearchRequest, Syntax, parse};

use super::law::{Granted, Told};
use super::node::Node;
use super::scope::Scope;
use super::search::unread;
use crate::ServerError;
use crate::limits::SUGGESTIONS_MAX;

impl Node {
    /// The schemata that records in scope have, and those that they extend.
    pub(crate) async fn types(
        self: &Arc<Self>,
        granted: &Granted,
        scope: &Scope,
    ) -> Result<Vec<Schema>, ServerError> {
        let facets = vec![Facet::Schema];
        let request = SearchRequest { facets, limit: 0, ..scoped(scope)? };
        let found = self.search_shown(granted, request).await?.found;
        let counted = found.facets.into_iter().flat_map(|(_, values)| values);
        let names: BTreeSet<String> = counted.map(|(name, _)| name).collect();
        let held: Vec<Schema> = names.iter().filter_map(|name| Schema::named(name).ok()).collect();
        let is_used = |schema: &Schema| held.iter().any(|each| each.is_a(schema.name()));
        Ok(Schema::all().filter(is_used).filter(|schema| !schema.is_related()).collect())
    }

    /// Types whose name begins so.
    pub(crate) async fn suggest_types(
        self: &Arc<Self>,
        granted: &Granted,
        scope: &Scope,
        prefix: &str,
    ) -> Result<Vec<FreebaseType>, ServerError> {
        let types = self.types(granted, scope).await?.into_iter();
        let fitting = types.filter(|schema| {
            begins(
                prefix,
                [
                    schema.name().to_owned(),
                    labels::schema_label(*schema),
                    labels::schema_plural(*schema),
                ],
            )
        });
        Ok(fitting.take(SUGGESTIONS_MAX).map(type_of).collect())
    }

    /// Properties, of records in scope, whose name begins so.
    pub(crate) async fn suggest_properties(
        self: &Arc<Self>,
        granted: &Granted,
        scope: &Scope,
        prefix: &str,
    ) -> Result<Vec<FreebaseType>, ServerError> {
        let mut found: Vec<FreebaseType> = Vec::new();
        for schema in self.types(granted, scope).await? {
            for property in schema.properties().filter(|each| is_shown(each.kind())) {
                let (name, label) = (property.name(), labels::property_label(property.name()));
                let is_known = found.iter().any(|known| known.id.ends_with(&format!(":{name}")));
                if !is_known && begins(prefix, [name.to_owned(), label.clone()]) {
                    let id = format!("{}:{name}", schema.name());
                    let description = Some(format!("{label}, of type {}", property.kind().name()));
                    found.push(FreebaseType { id, name: label, description });
                }
            }
        }
        found.sort_by(|left, right| left.name.cmp(&right.name));
        found.truncate(SUGGESTIONS_MAX);
        Ok(found)
    }

    /// Entities in scope with a name that begins so.
    pub(crate) async fn suggest_entities(
        self: &Arc<Self>,
        granted: &Granted,
        scope: &Scope,
        prefix: &str,
        limit: usize,
    ) -> Result<Vec<FreebaseEntity>, ServerError> {
        let syntax = Syntax { simple: true, in_names: true, unfinished: true, fuzzy: false };
        // An empty beginning means nothing rather than everything.
        let Some(text) = parse(prefix, syntax).map_err(|problem| unread(&problem))? else {
            return Ok(Vec::new());
        };
        let request = SearchRequest { text: Some(text), limit, ..scoped(scope)? };
        let found = self.search_shown(granted, request).await?.found;
        let entity = |document: comity_screening::FoundDocument| FreebaseEntity {
            id: document.id,
            name: document.caption,
            description: Some(labels::schema_label(document.schema)),
            types: vec![type_of(document.schema)],
        };
        Ok(found.page.into_iter().map(entity).collect())
    }
}

impl Node {
    /// What suggesting entities is about: whom the beginning looks for, and each that is shown.
    pub(crate) async fn prefix_told(
        &self,
        prefix: &str,
        shown: &[FreebaseEntity],
    ) -> Result<Told, ServerError> {
        let mut concerned = vec![self.sought(prefix).await?];
        concerned.extend(shown.iter().map(|entity| comity_audit::Concerned {
            subject: format!("*/{}", entity.id),
            shown: vec!["caption".to_owned()],
            ..comity_audit::Concerned::default()
        }));
        Ok(Told::about(concerned))
    }
}

/// The properties of a type by which a table can be extended.
pub(crate) fn extend_properties(
    kind: &str,
    limit: usize,
) -> Result<FreebaseExtendPropertiesResponse, Fault> {
    let schema = Schema::named(kind).map_err(|_| {
        let shown: String = kind.chars().take(80).filter(|c| !c.is_control()).collect();
        Fault::invalid("unknown-schema", format!("Invalid type: {shown}"))
    })?;
    let shown = schema.properties().filter(|property| is_shown(property.kind()));
    let mut properties: Vec<FreebaseExtendProperty> = shown
        .map(|property| FreebaseExtendProperty {
            id: property.name().to_owned(),
            name: labels::property_label(property.name()),
        })
        .collect();
    // What names a record comes first, so that a limit keeps it.
    let first = schema.caption_properties();
    properties.sort_by_key(|property| {
        let rank = first.iter().position(|name| *name == property.id);
        (rank.unwrap_or(usize::MAX), property.name.clone())
    });
    if limit > 0 {
        properties.truncate(limit);
    }
    properties.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(FreebaseExtendPropertiesResponse { limit, kind: schema.name().to_owned(), properties })
}

/// A schema as a type.
pub(crate) fn type_of(schema: Schema) -> FreebaseType {
    FreebaseType {
        id: schema.name().to_owned(),
        name: labels::schema_plural(schema),
        description: Some(labels::schema_description(schema)),
    }
}

fn is_shown(kind: PropertyType) -> bool {
    !matches!(
        kind,
        PropertyType::Entity | PropertyType::Json | PropertyType::Checksum | PropertyType::Html
    )
}

fn begins<const N: usize>(prefix: &str, names: [String; N]) -> bool {
    let prefix = prefix.trim().to_lowercase();
    !prefix.is_empty() && names.iter().any(|name| name.to_lowercase().starts_with(&prefix))
}

fn scoped(scope: &Scope) -> Result<SearchRequest, Fault> {
    let thing = Schema::named("Thing").map_err(|err| Fault::internal(err.to_string()))?;
    let datasets = match scope {
        Scope::All => None,
        Scope::Only(datasets) => Some(datasets.clone()),
    };
    Ok(SearchRequest { datasets, ..SearchRequest::all(thing) })
}
