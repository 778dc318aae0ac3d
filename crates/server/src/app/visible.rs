use comity_model::Record;

use crate::Clearance;

/// What of a record the clearance shows; nothing, if none of its statements may be seen.
pub(super) fn visible(record: Record, clearance: Clearance) -> Option<Record> {
    let shown = |record: &Record| {
        record.statements().iter().all(|said| clearance.shows(said.origin.marking()))
    };
    if clearance == Clearance::Everything {
        return Some(record);
    }
    if !record.statements().is_empty() && shown(&record) {
        return Some(record);
    }
    let mut part = Record::new(record.id().clone(), record.schema());
    for statement in record.statements() {
        if clearance.shows(statement.origin.marking()) {
            // A part of a record cannot pass the limit that the whole record kept.
            let _ = part.push(statement.clone());
        }
    }
    (!part.statements().is_empty()).then_some(part)
}

#[cfg(test)]
mod tests {
    use comity_model::{Marking, Origin, RecordId, Schema, Tlp};

    use super::*;

    #[test]
    fn hidden_statements_are_as_if_never_made() {
        let mut record = Record::new(RecordId::new("a").unwrap(), Schema::named("Vessel").unwrap());
        for (name, light) in [("Red Tern", Tlp::Red), ("Green Tern", Tlp::Green)] {
            let origin = Origin::new("list", "party", Marking::tlp_only(light)).unwrap();
            record.add("name", name, &origin).unwrap();
        }
        let seen = visible(record.clone(), Clearance::UpTo(Tlp::Green)).unwrap();
        assert_eq!(seen.caption(), "Green Tern");
        assert_eq!(seen.statements().len(), 1);
        assert_eq!(visible(record.clone(), Clearance::UpTo(Tlp::Clear)), None);
        assert_eq!(visible(record.clone(), Clearance::Everything), Some(record));
    }
}
