//! The body of a match request, from bytes to a scored answer.

use std::sync::LazyLock;

use comity_api::convert::{batch, example};
use comity_model::{DatasetName, Marking, ModelError, Origin, Record, RecordId, Schema};
use comity_screening::{Config, IndexBuilder, Scratch, Snapshot};

/// Made-up records that a body may or may not come near.
const LIST: [(&str, &str, &str); 6] = [
    ("Vessel", "name", "NORDIC TERN"),
    ("Vessel", "imoNumber", "IMO9074729"),
    ("Company", "name", "Brightwater Shipping Company Limited"),
    ("Person", "name", "Abd al-Rahim Tarkani"),
    ("Person", "alias", "Мирослава Залевская"),
    ("Person", "birthDate", "1974-05-12"),
];

static SNAPSHOT: LazyLock<Option<Snapshot>> = LazyLock::new(|| index().ok());

/// An index of the made-up records.
pub fn index() -> Result<Snapshot, ModelError> {
    let origin = Origin::new("list", "publisher", Marking::default())?;
    let mut builder = IndexBuilder::new();
    for (key, (schema, property, value)) in (0..).zip(LIST) {
        let mut record = Record::new(RecordId::new(format!("r-{key}"))?, Schema::named(schema)?);
        record.add(property, value, &origin)?;
        builder.add(key, &DatasetName::new("list")?, &record);
    }
    Ok(builder.finish(Vec::new(), 0))
}

/// A body is refused with a reason, or each of its queries is answered; scores recompute.
pub fn match_body(data: &[u8]) {
    let request = match batch::read(data) {
        Ok(request) => request,
        Err(fault) => {
            assert!(!fault.message.is_empty() || !fault.errors.is_empty());
            return;
        }
    };
    let Some(snapshot) = SNAPSHOT.as_ref() else { return };
    let view = snapshot.view_all();
    let mut scratch = Scratch::new();
    let config = Config { cutoff: 0.0, ..Config::default() };
    for query in request.queries.values() {
        let Ok(read) = example::read(query) else { continue };
        let answer = snapshot.screen(&read.query, &config, &view, &mut scratch);
        for candidate in answer.candidates {
            assert!((0.0..=1.0).contains(&candidate.score));
            assert_eq!(candidate.explanation.recompute(), candidate.score);
        }
    }
}
