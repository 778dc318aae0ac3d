use std::collections::BTreeSet;
use std::sync::Arc;

use comity_api::convert::{self, Adjacent, EntityParts};
use comity_api::local::RecordFound;
use comity_api::v1::{RecordSheet, SourceRecord};
use comity_api::yente::Entity;
use comity_audit::Concerned;
use comity_model::{DatasetName, Record, RecordId, RecordRef, Schema};
use comity_policy::{Action, Released, WithinView};

use super::approvals::Wanted;
use super::law::{Granted, Matter, Sight, Told, record_shown};
use super::loaded::Loaded;
use super::node::Node;
use crate::{Context, ServerError};

/// What there is under an id.
pub(crate) enum Found<T = Whole> {
    /// A record, or a same-as group of records.
    Whole(T),
    /// It is known by this id now.
    Moved(String),
    /// Nothing that the actor may see.
    Missing,
}

/// A record, or a same-as group of records, as far as the actor may see it.
pub(crate) struct Whole {
    pub(super) id: String,
    pub(super) records: Vec<(DatasetName, Record)>,
    pub(super) referents: Vec<String>,
}

impl Whole {
    /// The schema, which is that of the first record.
    pub(crate) fn schema(&self) -> Option<Schema> {
        self.records.first().map(|(_, record)| record.schema())
    }

    /// The records, as the log accounts for them.
    pub(super) fn concerned(&self) -> Vec<Concerned> {
        let each = self.records.iter();
        each.map(|(dataset, record)| record_shown(dataset.as_str(), record, None)).collect()
    }

    /// The records, as they are named.
    pub(super) fn refs(&self) -> BTreeSet<RecordRef> {
        let each = self.records.iter();
        each.map(|(dataset, record)| RecordRef {
            dataset: dataset.clone(),
            id: record.id().clone(),
        })
        .collect()
    }

    /// The records by dataset, of which the first names the whole.
    pub(crate) fn records(&self) -> &[(DatasetName, Record)] {
        &self.records
    }
}

impl Node {
    /// Finds what there is under a canonical or a publisher's id.
    pub(crate) async fn find(
        self: &Arc<Self>,
        granted: &Granted,
        id: &str,
    ) -> Result<Found, ServerError> {
        let loaded = self.loaded().await?;
        if let Some(now) = loaded.groups.redirect(id) {
            let group = self.group(&loaded, now.as_str(), &granted.sight).await?;
            return Ok(if group.is_some() {
                Found::Moved(now.to_string())
            } else {
                Found::Missing
            });
        }
        if let Some(whole) = self.group(&loaded, id, &granted.sight).await? {
            return Ok(Found::Whole(whole));
        }
        let mut records = Vec::new();
        for stored in self.store.records(id).await? {
            if let Some(record) = granted.sight.show(stored.record) {
                records.push((stored.dataset, record));
            }
        }
        for (dataset, record) in &records {
            let member = RecordRef { dataset: dataset.clone(), id: record.id().clone() };
            if let Some(canonical) = loaded.groups.canonical(&member) {
                return Ok(Found::Moved(canonical.to_string()));
            }
        }
        if records.is_empty() {
            return self.once_known(&loaded, granted, id).await;
        }
        Ok(Found::Whole(Whole { id: id.to_owned(), records, referents: Vec::new() }))
    }

    /// Whoever a publisher knows by this id besides its own: its present id, where there is one.
    async fn once_known(
        &self,
        loaded: &Loaded,
        granted: &Granted,
        id: &str,
    ) -> Result<Found, ServerError> {
        let mut ids = BTreeSet::new();
        for stored in self.store.once_known(id).await? {
            // What hides a part of the record hides its other ids, too.
            let Some(record) = granted.sight.show(stored.record) else { continue };
            if record.referents().iter().any(|known| known.as_str() == id) {
                let member = RecordRef { dataset: stored.dataset, id: record.id().clone() };
                let canonical = loaded.groups.canonical(&member);
                ids.insert(canonical.unwrap_or_else(|| record.id()).to_string());
            }
        }
        // Several datasets may have the record under one id; under several it is nobody's.
        let only = ids.pop_first().filter(|_| ids.is_empty());
        Ok(only.map_or(Found::Missing, Found::Moved))
    }

    /// A same-as group, if there is one of that id and the sight shows any of it.
    async fn group(
        &self,
        loaded: &Loaded,
        id: &str,
        sight: &Sight,
    ) -> Result<Option<Whole>, ServerError> {
        let mut records = Vec::new();
        for member in loaded.groups.members(id) {
            let known = self.store.records(member.id.as_str()).await?;
            let stored = known.into_iter().find(|stored| stored.dataset == member.dataset);
            if let Some(record) = stored.and_then(|stored| sight.show(stored.record)) {
                records.push((member.dataset.clone(), record));
            }
        }
        if records.is_empty() {
            return Ok(None);
        }
        let referents = referents(loaded, id, records.iter().map(|(_, record)| record));
        Ok(Some(Whole { id: id.to_owned(), records, referents }))
    }

    /// What there is under an id in the compatible shape, all of it from one moment.
    pub(crate) async fn find_entity(
        self: &Arc<Self>,
        ctx: &Context,
        id: &str,
        nested: bool,
    ) -> Result<Found<Released<Entity>>, ServerError> {
        let granted = &self.may(ctx, Action::ReadRecord).await?;
        let read = || async {
            Ok(match self.find(granted, id).await? {
                Found::Whole(whole) => Found::Whole(self.entity(granted, &whole, nested).await?),
                Found::Moved(now) => Found::Moved(now),
                Found::Missing => Found::Missing,
            })
        };
        let found = self.steadily(read).await?;
        self.tell_found(granted, id, found).await
    }

    /// What there is under an id, statement by statement, all of it from one moment; where it is
    /// asked for in full, also what is masked otherwise.
    pub(crate) async fn find_sheet(
        self: &Arc<Self>,
        ctx: &Context,
        id: &str,
        full: bool,
    ) -> Result<Found<Released<RecordSheet>>, ServerError> {
        let granted = &match full {
            false => self.may(ctx, Action::ReadRecord).await?,
            true => {
                let wanted = Wanted::new(id, "a record with what is masked otherwise");
                let matter = Matter::of(wanted.about(Some(asked_id(id))));
                self.may_about(ctx, Action::ReadFull, matter).await?
            }
        };
        let read = || async {
            Ok(match self.find(granted, id).await? {
                Found::Whole(whole) => Found::Whole(self.sheet(granted, &whole).await?),
                Found::Moved(now) => Found::Moved(now),
                Found::Missing => Found::Missing,
            })
        };
        let found = self.steadily(read).await?;
        if full && let Found::Whole((_, _)) = &found {
            self.owe_full(granted, id).await?;
        }
        self.tell_found(granted, id, found).await
    }

    /// Keeps what the owners of a record have to be told, because all of it is shown.
    async fn owe_full(self: &Arc<Self>, granted: &Granted, id: &str) -> Result<(), ServerError> {
        if let Found::Whole(whole) = self.find(granted, id).await? {
            let owed = granted.owed(whole.records.iter().map(|(set, held)| (set, held)));
            if !owed.is_empty() {
                self.store.owe(owed).await?;
            }
        }
        Ok(())
    }

    /// Lets out what was found under an id, or that nothing was.
    pub(super) async fn tell_found<T: WithinView>(
        &self,
        granted: &Granted,
        id: &str,
        found: Found<(T, Vec<Concerned>)>,
    ) -> Result<Found<Released<T>>, ServerError> {
        let nothing =
            || Told::about(vec![Concerned { subject: asked_id(id), ..Default::default() }]);
        Ok(match found {
            Found::Whole((shown, concerned)) => {
                Found::Whole(self.tell(granted, Told::about(concerned), shown).await?)
            }
            Found::Moved(now) => {
                self.tell(granted, nothing(), ()).await?;
                Found::Moved(now)
            }
            Found::Missing => {
                self.tell(granted, nothing(), ()).await?;
                Found::Missing
            }
        })
    }

    /// A record with everything beside it, in the compatible shape.
    pub(crate) async fn entity(
        &self,
        granted: &Granted,
        whole: &Whole,
        nested: bool,
    ) -> Result<(Entity, Vec<Concerned>), ServerError> {
        let mut concerned = whole.concerned();
        let named = named(&whole.records);
        let referents = whole.referents.clone();
        let entity = convert::entity(&EntityParts { id: &whole.id, records: &named, referents });
        if !nested {
            return Ok((entity, concerned));
        }
        let around = self.records_around(&whole.records, &granted.sight).await?;
        let mut adjacent = Adjacent::default();
        let members = whole.records.iter().map(|(_, held)| held.id().as_str());
        adjacent.group(&whole.id, members);
        adjacent.add(entity.clone(), whole.records.iter().map(|(_, record)| record));
        for (dataset, record) in around.records {
            concerned.push(record_shown(&dataset, &record, None));
            let id = record.id().to_string();
            let records = [(dataset, record)];
            let parts = EntityParts { id: &id, records: &records, referents: Vec::new() };
            adjacent.add(convert::entity(&parts), records.iter().map(|(_, record)| record));
        }
        Ok((convert::nest(&whole.id, &adjacent).unwrap_or(entity), concerned))
    }

    /// A record with everything beside it, statement by statement.
    pub(crate) async fn sheet(
        &self,
        granted: &Granted,
        whole: &Whole,
    ) -> Result<(RecordSheet, Vec<Concerned>), ServerError> {
        let disputes = self.disputes_beside(whole.refs()).await?;
        let mut concerned = whole.concerned();
        let around = self.records_around(&whole.records, &granted.sight).await?;
        let named = named(&whole.records);
        let referents = whole.referents.clone();
        let entity = convert::entity(&EntityParts { id: &whole.id, records: &named, referents });
        let statements = named.iter().flat_map(|(dataset, record)| {
            let stated = record.statements().iter();
            stated.map(|said| convert::statement_info(dataset, record.id(), said))
        });
        let source = |(dataset, record): &(String, Record)| SourceRecord {
            dataset: dataset.clone(),
            id: record.id().to_string(),
        };
        let related = around.records.iter();
        let beside = around.records.iter();
        concerned.extend(beside.map(|(dataset, record)| record_shown(dataset, record, None)));
        let sheet = RecordSheet {
            id: entity.id,
            schema: entity.schema,
            caption: entity.caption,
            datasets: entity.datasets,
            referents: entity.referents,
            records: named.iter().map(source).collect(),
            disputes,
            statements: statements.collect(),
            related: related.map(|(set, held)| convert::related_record(set, held)).collect(),
            related_truncated: around.truncated,
            obligations: granted.obligations_about(named.iter().map(|(_, record)| record)),
            watermark: granted.watermark(),
        };
        Ok((sheet, concerned))
    }

    /// Shows a record by its id.
    pub(super) async fn record(
        self: &Arc<Self>,
        ctx: &Context,
        id: &str,
        full: bool,
    ) -> Result<Released<RecordFound>, ServerError> {
        Ok(match self.find_sheet(ctx, id, full).await? {
            Found::Whole(sheet) => sheet.project(|sheet| RecordFound::Sheet(Box::new(sheet))),
            Found::Moved(now) => Released::public(RecordFound::Moved(now)),
            Found::Missing => Released::public(RecordFound::Missing),
        })
    }
}

/// How the log names an id that somebody asked for, whoever has it.
fn asked_id(id: &str) -> String {
    format!("*/{id}")
}

/// Other ids by which a group is or was known: its retired ids, and of its members those that may
/// be seen.
pub(crate) fn referents<'r>(
    loaded: &Loaded,
    canonical: &str,
    shown: impl Iterator<Item = &'r Record>,
) -> Vec<String> {
    let shown: Vec<&str> = shown.map(|record| record.id().as_str()).collect();
    let members = loaded.groups.members(canonical);
    let Ok(id) = RecordId::new(canonical) else { return Vec::new() };
    let is_hidden =
        |id: &str| members.iter().any(|member| member.id.as_str() == id) && !shown.contains(&id);
    let known = loaded.groups.referents(&id).into_iter().map(|id| id.to_string());
    known.filter(|id| !is_hidden(id)).collect()
}

pub(super) fn named(records: &[(DatasetName, Record)]) -> Vec<(String, Record)> {
    records.iter().map(|(dataset, record)| (dataset.to_string(), record.clone())).collect()
}
