//! What two states of a record say otherwise.

use std::collections::BTreeSet;

use comity_api::v1::ChangeKind;
use comity_model::{Record, Statement};

/// What came and what went between two states of a record, as far as they may be seen.
pub(super) struct Difference<'r> {
    pub(super) kind: ChangeKind,
    /// The newer state, or the only one.
    pub(super) record: &'r Record,
    /// The state before, of a record that is in both versions.
    pub(super) before: Option<&'r Record>,
    pub(super) came: Vec<&'r Statement>,
    pub(super) went: Vec<&'r Statement>,
}

/// The difference between two states, if they say anything otherwise.
///
/// Order says nothing, and neither do the times at which a source has seen a statement: many state
/// new ones with every publication.
pub(super) fn difference<'r>(
    before: Option<&'r Record>,
    after: Option<&'r Record>,
) -> Option<Difference<'r>> {
    let kind = match (before, after) {
        (Some(_), Some(_)) => ChangeKind::Changed,
        (None, Some(_)) => ChangeKind::Added,
        (Some(_), None) => ChangeKind::Removed,
        (None, None) => return None,
    };
    let came = only_in(after, before);
    let went = only_in(before, after);
    let record = after.or(before)?;
    let before = before.filter(|_| kind == ChangeKind::Changed);
    let is_same = came.is_empty()
        && went.is_empty()
        && before.is_some_and(|before| before.schema() == record.schema());
    (!is_same).then_some(Difference { kind, record, before, came, went })
}

/// The statements of one state that the other does not have.
fn only_in<'r>(one: Option<&'r Record>, other: Option<&Record>) -> Vec<&'r Statement> {
    let stated = other.map_or(&[][..], Record::statements);
    let known: BTreeSet<_> = stated.iter().map(said).collect();
    let statements = one.map_or(&[][..], Record::statements).iter();
    statements.filter(|statement| !known.contains(&said(statement))).collect()
}

/// All that a statement says.
fn said(statement: &Statement) -> impl Ord + '_ {
    let origin = &statement.origin;
    (
        statement.property.name(),
        &statement.value,
        &statement.original,
        &statement.language,
        (origin.dataset(), origin.party(), origin.marking().to_string()),
    )
}

#[cfg(test)]
mod tests {
    use comity_model::{Marking, Origin, RecordId, Schema, Timestamp, Tlp};

    use super::*;

    fn record(schema: &str, values: &[(&str, &str)]) -> Record {
        let origin = Origin::new("list", "party", Marking::default()).unwrap();
        let mut record = Record::new(RecordId::new("a").unwrap(), Schema::named(schema).unwrap());
        values.iter().for_each(|(name, value)| record.add(name, value, &origin).unwrap());
        record
    }

    fn told(before: Option<&Record>, after: Option<&Record>) -> Option<(ChangeKind, String)> {
        let found = difference(before, after)?;
        let list = |mark: &str, statements: &[&Statement]| {
            let each = statements.iter().map(|said| format!("{mark}{}", said.value));
            each.collect::<Vec<_>>().join(" ")
        };
        Some((found.kind, format!("{}{}", list("+", &found.came), list("-", &found.went))))
    }

    #[test]
    fn what_came_and_went_is_told() {
        let tern = record("Vessel", &[("name", "TERN"), ("flag", "no")]);
        let skua = record("Vessel", &[("flag", "no"), ("name", "SKUA")]);
        let told_of = |kind, text: &str| Some((kind, text.to_owned()));
        assert_eq!(told(Some(&tern), Some(&skua)), told_of(ChangeKind::Changed, "+SKUA-TERN"));
        assert_eq!(told(None, Some(&tern)), told_of(ChangeKind::Added, "+TERN +no"));
        assert_eq!(told(Some(&tern), None), told_of(ChangeKind::Removed, "-TERN -no"));
        assert_eq!(told(None, None), None);
    }

    #[test]
    fn order_and_times_say_nothing_but_a_schema_does() {
        let tern = record("LegalEntity", &[("name", "TERN"), ("alias", "SKUA")]);
        let turned = record("LegalEntity", &[("alias", "SKUA"), ("name", "TERN")]);
        assert_eq!(told(Some(&tern), Some(&turned)), None);
        let mut later = Record::new(tern.id().clone(), tern.schema());
        for statement in tern.statements() {
            let first_seen = Some(Timestamp(7));
            later.push(Statement { first_seen, ..statement.clone() }).unwrap();
        }
        assert_eq!(told(Some(&tern), Some(&later)), None);
        let company = record("Company", &[("name", "TERN"), ("alias", "SKUA")]);
        assert_eq!(
            told(Some(&tern), Some(&company)),
            Some((ChangeKind::Changed, String::new())),
            "the schema is another"
        );
    }

    #[test]
    fn another_marking_is_another_statement() {
        let tern = record("Vessel", &[("name", "TERN")]);
        let origin = Origin::new("list", "party", Marking::tlp_only(Tlp::Amber)).unwrap();
        let mut closed = Record::new(tern.id().clone(), tern.schema());
        closed.add("name", "TERN", &origin).unwrap();
        assert!(told(Some(&tern), Some(&closed)).is_some());
    }
}
