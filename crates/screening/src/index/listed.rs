use comity_model::Schema;

use super::FeatureKind;
use super::snapshot::{Snapshot, get, to_u32};
use super::view::View;

/// A record and its names, as far as a view shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedRecord<'s> {
    /// Its id, as it was imported.
    pub id: &'s str,
    /// The dataset that it stands in.
    pub dataset: &'s str,
    /// What it is.
    pub schema: Schema,
    /// What to call it.
    pub caption: &'s str,
    /// The canonical id of the records that are one with it, if the view shows any other of them.
    pub canonical: Option<&'s str>,
    /// Its names, and whether each is a weak one.
    pub names: Vec<(&'s str, bool)>,
}

impl Snapshot {
    /// The records that have a name in a view, with the names that it shows.
    pub fn listed<'s>(&'s self, view: &'s View) -> impl Iterator<Item = ListedRecord<'s>> {
        (0..to_u32(self.record_count())).filter_map(move |record| {
            let shown = |name: &u32| view.shows(get(&self.names.marking, *name));
            let is_weak = |name| get(&self.names.kind, name) == FeatureKind::WeakName as u8;
            let names = self.names_of(record).filter(shown);
            let names: Vec<_> = names.map(|name| (self.name_text(name), is_weak(name))).collect();
            let members = self.group_members(record).iter();
            let others = members.filter(|member| view.shows_record(**member)).count();
            let group = (others > 1).then(|| get(&self.records.group, record));
            (!names.is_empty()).then_some(ListedRecord {
                id: self.id_of(record),
                dataset: self.dataset_of(record),
                schema: self.schema_of(record)?,
                caption: self.caption_of(record, view),
                canonical: group.map(|group| self.strings.get(get(&self.groups.id, group))),
                names,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use comity_model::{DatasetName, Marking, Origin, Record, RecordId, Tlp};

    use super::*;
    use crate::IndexBuilder;

    #[test]
    fn a_view_lists_the_names_that_it_shows() {
        let dataset = DatasetName::new("list").unwrap();
        let schema = Schema::named("Vessel").unwrap();
        let mut builder = IndexBuilder::new();
        for (key, id, names) in [
            (1, "a", &[("name", "Nordic Tern", Tlp::Clear), ("weakAlias", "Tern", Tlp::Red)][..]),
            (2, "b", &[("name", "Hidden Gull", Tlp::Red)]),
        ] {
            let mut record = Record::new(RecordId::new(id).unwrap(), schema);
            for (property, name, light) in names {
                let origin = Origin::new("list", "party", Marking::tlp_only(*light)).unwrap();
                record.add(property, name, &origin).unwrap();
            }
            builder.add(key, &dataset, &record);
        }
        let snapshot = builder.finish(Vec::new(), 0);
        let all = snapshot.view_all();
        let names: Vec<_> = snapshot.listed(&all).map(|record| (record.id, record.names)).collect();
        assert_eq!(
            names,
            [
                ("a", vec![("Nordic Tern", false), ("Tern", true)]),
                ("b", vec![("Hidden Gull", false)])
            ]
        );
        let clear = snapshot.view(|marking| marking.tlp() == Tlp::Clear);
        let shown: Vec<_> = snapshot.listed(&clear).collect();
        assert_eq!(shown.len(), 1);
        assert_eq!(
            (shown[0].caption, &shown[0].names[..]),
            ("Nordic Tern", &[("Nordic Tern", false)][..])
        );
        assert_eq!((shown[0].dataset, shown[0].canonical), ("list", None));
    }
}
