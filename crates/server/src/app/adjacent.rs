use std::collections::{BTreeSet, VecDeque};

use comity_model::{DatasetName, PropertyType, Record};

use super::law::Sight;
use super::node::Node;
use crate::ServerError;
use crate::limits::RELATED_RECORDS_MAX;

/// Records around others.
pub(super) struct Nearby {
    /// By dataset, nearest first.
    pub(super) records: Vec<(String, Record)>,
    /// Whether there are more than are shown.
    pub(super) truncated: bool,
}

/// What has been found, and what is still to be looked for.
struct Walk<'s> {
    sight: &'s Sight,
    seen: BTreeSet<(DatasetName, String)>,
    found: Vec<(String, Record)>,
    ids: VecDeque<(DatasetName, String)>,
    truncated: bool,
}

impl Node {
    /// The records that point to these, those that these point to, and what lies at the other end
    /// of edges among them.
    pub(super) async fn records_around(
        &self,
        roots: &[(DatasetName, Record)],
        sight: &Sight,
    ) -> Result<Nearby, ServerError> {
        let mut walk = Walk {
            sight,
            seen: roots.iter().map(|(set, record)| (set.clone(), id_of(record))).collect(),
            found: Vec::new(),
            ids: VecDeque::new(),
            truncated: false,
        };
        for (dataset, record) in roots {
            walk.point_from(dataset, record);
            let id = record.id().as_str();
            let pointing = self.store.referring(dataset, id, RELATED_RECORDS_MAX + 1).await?;
            for stored in pointing {
                walk.take(&stored.dataset, stored.record);
            }
        }
        while let Some((dataset, id)) = walk.ids.pop_front() {
            if walk.seen.contains(&(dataset.clone(), id.clone())) {
                continue;
            }
            let known = self.store.records(&id).await?;
            if let Some(stored) = known.into_iter().find(|stored| stored.dataset == dataset) {
                walk.take(&dataset, stored.record);
            }
            if walk.truncated {
                break;
            }
        }
        Ok(Nearby { records: walk.found, truncated: walk.truncated })
    }
}

impl Walk<'_> {
    fn take(&mut self, dataset: &DatasetName, record: Record) {
        if !self.seen.insert((dataset.clone(), id_of(&record))) {
            return;
        }
        let Some(record) = self.sight.show(record) else { return };
        if self.found.len() >= RELATED_RECORDS_MAX {
            self.truncated = true;
            return;
        }
        if record.schema().edge().is_some() {
            self.point_from(dataset, &record);
        }
        self.found.push((dataset.to_string(), record));
    }

    /// Notes the records that this one points to.
    fn point_from(&mut self, dataset: &DatasetName, record: &Record) {
        for statement in record.statements() {
            if statement.property.kind() == PropertyType::Entity {
                self.ids.push_back((dataset.clone(), statement.value.clone()));
            }
        }
    }
}

fn id_of(record: &Record) -> String {
    record.id().as_str().to_owned()
}
