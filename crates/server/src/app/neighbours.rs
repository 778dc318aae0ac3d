use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use comity_api::convert::{self, Adjacent, EntityParts};
use comity_api::yente::{
    AdjacentResultsResponse, Entity, EntityAdjacentResponse, PropertyValue, Total,
};
use comity_audit::Concerned;
use comity_model::{DatasetName, PropertyType, Record, Schema};
use comity_policy::{Action, Released};

use super::law::{Granted, Sight, record_shown};
use super::node::Node;
use super::record::{Found, Whole, named};
use crate::limits::NEIGHBOURS_MAX;
use crate::{Context, ServerError};

/// Which of the entities around one are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Around {
    /// Only those that this property leads to.
    pub(crate) property: Option<String>,
    /// Most of each property.
    pub(crate) limit: usize,
    /// How many of each property stand before those.
    pub(crate) offset: usize,
    /// By what they are ordered; what is equal in all of it comes by id.
    pub(crate) sorts: Vec<(SortKey, bool)>,
}

/// By what entities around one are ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SortKey {
    Id,
    Caption,
    Schema,
    FirstSeen,
    LastSeen,
    LastChange,
    Property(String),
}

/// The direct neighbours of a record, by the property that leads there.
struct Neighbours {
    by_property: BTreeMap<String, BTreeMap<String, (String, Record)>>,
    truncated: bool,
}

/// Whether a property, or what its other side calls it, leads from a schema to another record.
pub(crate) fn leads_on(schema: Schema, name: &str) -> bool {
    let is_own = schema.property(name).is_ok_and(|own| own.kind() == PropertyType::Entity);
    is_own
        || Schema::all().flat_map(Schema::properties).any(|each| {
            each.kind() == PropertyType::Entity
                && each.reverse() == Some(name)
                && each.range().is_some_and(|range| schema.is_a(range.name()))
        })
}

impl Node {
    /// What lies around the entity of an id, all of it from one moment.
    pub(crate) async fn find_around(
        self: &Arc<Self>,
        ctx: &Context,
        id: &str,
        asked: &Around,
    ) -> Result<(Option<Schema>, Found<Released<EntityAdjacentResponse>>), ServerError> {
        let granted = &self.may(ctx, Action::ReadRecord).await?;
        let read = || async {
            Ok(match self.find(granted, id).await? {
                Found::Whole(whole) => {
                    let (answer, concerned) = self.around(granted, &whole, asked).await?;
                    Found::Whole((answer, concerned, whole.schema()))
                }
                Found::Moved(now) => Found::Moved(now),
                Found::Missing => Found::Missing,
            })
        };
        let (schema, found) = match self.steadily(read).await? {
            Found::Whole((answer, concerned, schema)) => {
                (schema, Found::Whole((answer, concerned)))
            }
            Found::Moved(now) => (None, Found::Moved(now)),
            Found::Missing => (None, Found::Missing),
        };
        Ok((schema, self.tell_found(granted, id, found).await?))
    }

    /// The entities around one, by property and page by page.
    async fn around(
        self: &Arc<Self>,
        granted: &Granted,
        whole: &Whole,
        asked: &Around,
    ) -> Result<(EntityAdjacentResponse, Vec<Concerned>), ServerError> {
        let mut concerned = whole.concerned();
        let all = self.neighbours(&granted.sight, whole).await?;
        let mut adjacent = BTreeMap::new();
        let wanted = |name: &&String| asked.property.as_ref().is_none_or(|only| only == *name);
        for (name, records) in all.by_property.iter().filter(|(name, _)| wanted(name)) {
            let page = page(records, asked);
            let shown = page.iter();
            concerned.extend(shown.map(|(dataset, record)| record_shown(dataset, record, None)));
            let results = self.nested(&granted.sight, whole, name, &page).await?;
            let relation = if all.truncated { "gte" } else { "eq" };
            let total = Total { value: records.len(), relation: relation.to_owned() };
            let (limit, offset) = (asked.limit, asked.offset);
            adjacent
                .insert(name.clone(), AdjacentResultsResponse { limit, offset, total, results });
        }
        if let Some(only) = &asked.property {
            // What leads nowhere is an empty page.
            let (limit, offset) = (asked.limit, asked.offset);
            let total = Total { value: 0, relation: "eq".to_owned() };
            let empty = AdjacentResultsResponse { limit, offset, total, results: Vec::new() };
            adjacent.entry(only.clone()).or_insert(empty);
        }
        let records = named(&whole.records);
        let referents = whole.referents.clone();
        let parts = EntityParts { id: &whole.id, records: &records, referents };
        Ok((EntityAdjacentResponse { entity: convert::entity(&parts), adjacent }, concerned))
    }

    async fn neighbours(&self, sight: &Sight, whole: &Whole) -> Result<Neighbours, ServerError> {
        let mut found = Neighbours { by_property: BTreeMap::new(), truncated: false };
        for (dataset, record) in &whole.records {
            let id = record.id().as_str();
            for (property, other) in pointed_to(record) {
                if let Some(other) = self.seen(dataset, other, sight).await? {
                    found.add(property, dataset, other);
                }
            }
            let pointing = self.store.referring(dataset, id, NEIGHBOURS_MAX + 1).await?;
            found.truncated |= pointing.len() > NEIGHBOURS_MAX;
            for stored in pointing.into_iter().take(NEIGHBOURS_MAX) {
                let Some(other) = sight.show(stored.record) else { continue };
                let reverses: BTreeSet<&str> = other
                    .statements()
                    .iter()
                    .filter(|said| said.value == id && said.property.kind() == PropertyType::Entity)
                    .filter_map(|said| said.property.reverse())
                    .collect();
                for reverse in reverses {
                    found.add(reverse, dataset, other.clone());
                }
            }
        }
        Ok(found)
    }

    /// The record of that id in a dataset, as far as it may be seen.
    async fn seen(
        &self,
        dataset: &DatasetName,
        id: &str,
        sight: &Sight,
    ) -> Result<Option<Record>, ServerError> {
        let known = self.store.records(id).await?;
        let stored = known.into_iter().find(|stored| stored.dataset == *dataset);
        Ok(stored.and_then(|stored| sight.show(stored.record)))
    }

    /// The entities of a page, with what lies at the other end of edges inside them.
    async fn nested(
        &self,
        sight: &Sight,
        whole: &Whole,
        property: &str,
        page: &[(String, Record)],
    ) -> Result<Vec<PropertyValue>, ServerError> {
        let mut around = Adjacent::default();
        around.group(&whole.id, whole.records.iter().map(|(_, held)| held.id().as_str()));
        let records = named(&whole.records);
        add(&mut around, &whole.id, &records);
        let mut ends = Vec::new();
        for (dataset, record) in page {
            add(&mut around, record.id().as_str(), &[(dataset.clone(), record.clone())]);
            if record.schema().edge().is_none() {
                continue;
            }
            let set = DatasetName::new(dataset)?;
            for (_, other) in pointed_to(record) {
                let is_own = whole.records.iter().any(|(_, own)| own.id().as_str() == other);
                if !is_own && let Some(end) = self.seen(&set, other, sight).await? {
                    ends.push((dataset.clone(), end));
                }
            }
        }
        for (dataset, end) in ends {
            let id = end.id().to_string();
            add(&mut around, &id, &[(dataset, end)]);
        }
        let nested = convert::nest(&whole.id, &around).unwrap_or_default();
        let mut by_id: BTreeMap<String, Entity> = BTreeMap::new();
        for value in nested.properties.get(property).cloned().unwrap_or_default() {
            if let PropertyValue::Entity(entity) = value {
                by_id.insert(entity.id.clone(), *entity);
            }
        }
        let shown = page.iter().filter_map(|(_, record)| by_id.remove(record.id().as_str()));
        Ok(shown.map(|entity| PropertyValue::Entity(Box::new(entity))).collect())
    }
}

impl Neighbours {
    fn add(&mut self, property: &str, dataset: &DatasetName, record: Record) {
        let records = self.by_property.entry(property.to_owned()).or_default();
        records.entry(record.id().to_string()).or_insert((dataset.to_string(), record));
    }
}

/// The properties by which a record points to others, and their ids.
fn pointed_to(record: &Record) -> impl Iterator<Item = (&'static str, &str)> {
    let pointing = record.statements().iter();
    pointing
        .filter(|said| said.property.kind() == PropertyType::Entity)
        .map(|said| (said.property.name(), said.value.as_str()))
}

fn add(around: &mut Adjacent, id: &str, records: &[(String, Record)]) {
    let parts = EntityParts { id, records, referents: Vec::new() };
    around.add(convert::entity(&parts), records.iter().map(|(_, record)| record));
}

/// The records of the page, in order; they come by id, and sorting keeps that among equals.
fn page(records: &BTreeMap<String, (String, Record)>, asked: &Around) -> Vec<(String, Record)> {
    let mut ordered: Vec<&(String, Record)> = records.values().collect();
    for (key, descending) in asked.sorts.iter().rev() {
        ordered.sort_by_cached_key(|(_, record)| {
            let value = key.of(record, *descending);
            let rank = value.is_none();
            if *descending {
                (rank, None, value.map(std::cmp::Reverse))
            } else {
                (rank, value, None)
            }
        });
    }
    ordered.into_iter().skip(asked.offset).take(asked.limit).cloned().collect()
}

impl SortKey {
    /// The key of a name such as `caption` or `properties.startDate`.
    pub(crate) fn named(name: &str) -> Option<SortKey> {
        Some(match name {
            "id" | "_id" | "_doc" | "entity_id" => SortKey::Id,
            "caption" => SortKey::Caption,
            "schema" => SortKey::Schema,
            "first_seen" => SortKey::FirstSeen,
            "last_seen" => SortKey::LastSeen,
            "last_change" => SortKey::LastChange,
            _ => {
                let property = name.strip_prefix("properties.")?;
                let known = Schema::all().any(|schema| schema.property(property).is_ok());
                known.then(|| SortKey::Property(property.to_owned()))?
            }
        })
    }

    fn of(&self, record: &Record, largest: bool) -> Option<String> {
        let said = record.statements().iter();
        let first = || said.clone().filter_map(|each| each.first_seen);
        let time = |time: Option<comity_model::Timestamp>| time.map(|time| time.to_string());
        match self {
            SortKey::Id => Some(record.id().to_string()),
            SortKey::Caption => Some(record.caption().to_lowercase()),
            SortKey::Schema => Some(record.schema().name().to_owned()),
            SortKey::FirstSeen => time(first().min()),
            SortKey::LastChange => time(first().max()),
            SortKey::LastSeen => time(said.clone().filter_map(|each| each.last_seen).max()),
            SortKey::Property(name) => {
                let values = record.values(name);
                let value = if largest { values.max() } else { values.min() };
                value.map(str::to_owned)
            }
        }
    }
}
