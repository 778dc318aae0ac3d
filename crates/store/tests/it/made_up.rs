//! Made-up records.

use comity_model::{
    DatasetName, DatasetVersion, Marking, Origin, PartyId, Record, RecordId, Schema, Timestamp,
};
use comity_store::{Import, ImportHeader, ImportReport, Store, StoreError, Stored};

pub(crate) fn dataset(name: &str) -> DatasetName {
    DatasetName::new(name).unwrap()
}

pub(crate) fn origin() -> Origin {
    Origin::new("freedonia_list", "freedonia", Marking::default()).unwrap()
}

pub(crate) fn record(schema: &str, id: &str, values: &[(&str, &str)]) -> Record {
    let mut record = Record::new(RecordId::new(id).unwrap(), Schema::named(schema).unwrap());
    values.iter().for_each(|(property, value)| record.add(property, value, &origin()).unwrap());
    record
}

pub(crate) fn vessel(id: &str, name: &str) -> Record {
    record("Vessel", id, &[("name", name)])
}

pub(crate) fn listing(id: &str, of: &str) -> Record {
    record("Sanction", id, &[("entity", of), ("program", "FREEDONIA-1")])
}

pub(crate) fn header(name: &str, at: i64) -> ImportHeader {
    ImportHeader {
        dataset: dataset(name),
        title: None,
        publisher: PartyId::new("freedonia").unwrap(),
        now: Timestamp(at),
    }
}

pub(crate) async fn begin(store: &dyn Store, name: &str, at: i64) -> Box<dyn Import> {
    store.begin_import(header(name, at)).await.unwrap()
}

pub(crate) async fn import(
    store: &dyn Store,
    name: &str,
    at: i64,
    records: impl IntoIterator<Item = Record>,
) -> DatasetVersion {
    try_import(store, name, at, records).await.unwrap()
}

pub(crate) async fn try_import(
    store: &dyn Store,
    name: &str,
    at: i64,
    records: impl IntoIterator<Item = Record>,
) -> Result<DatasetVersion, StoreError> {
    let mut import = begin(store, name, at).await;
    for record in records {
        import.put(record)?;
    }
    let report = ImportReport { format: "made_up".to_owned(), ..ImportReport::default() };
    import.commit(report, Timestamp(at))
}

/// The one current record with this id.
pub(crate) async fn one(store: &dyn Store, id: &str) -> Stored {
    let mut found = store.records(id).await.unwrap();
    assert_eq!(found.len(), 1, "`{id}`");
    found.remove(0)
}

/// Each value with when it was first and last seen.
pub(crate) fn times(stored: &Stored) -> Vec<(&str, i64, i64)> {
    let times = stored.record.statements().iter().map(|statement| {
        let (first, last) = (statement.first_seen.unwrap().0, statement.last_seen.unwrap().0);
        (statement.value.as_str(), first, last)
    });
    times.collect()
}
