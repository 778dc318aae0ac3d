use std::collections::BTreeMap;
use std::sync::LazyLock;

use comity_model::{PartialDate, PropertyType, Schema, identifier};
use comity_names::fold;

use super::docs::Docs;
use crate::index::{FeatureKind, feature_of};

/// Something that a document states and that can be asked for or ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// How well it fits the words; for order alone.
    Score,
    /// The id by which it is known.
    Id,
    /// The ids of its records.
    Referent,
    /// What it is called.
    Caption,
    /// Its schema.
    Schema,
    /// The datasets that have it.
    Dataset,
    /// Any of its names.
    Name,
    /// Any country.
    Country,
    /// Any topic.
    Topic,
    /// Any gender.
    Gender,
    /// Any number of a document or register.
    Identifier,
    /// Any date.
    Date,
    /// Any address.
    Address,
    /// When it was first seen.
    FirstSeen,
    /// When it was last seen.
    LastSeen,
    /// When it last changed.
    LastChange,
    /// One property of the vocabulary.
    Property(&'static str),
}

/// Why a name is not that of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldProblem {
    /// There is no field of that name.
    Unknown,
    /// It is a property, but its values are not kept in the index.
    NotKept,
    /// It is one of several properties for names, which are kept together.
    IsName,
}

const NAMED: [(&str, Field); 19] = [
    ("_score", Field::Score),
    ("_id", Field::Id),
    ("id", Field::Id),
    ("entity_id", Field::Id),
    ("canonical_id", Field::Id),
    ("referents", Field::Referent),
    ("caption", Field::Caption),
    ("schema", Field::Schema),
    ("datasets", Field::Dataset),
    ("names", Field::Name),
    ("countries", Field::Country),
    ("topics", Field::Topic),
    ("genders", Field::Gender),
    ("identifiers", Field::Identifier),
    ("dates", Field::Date),
    ("addresses", Field::Address),
    ("first_seen", Field::FirstSeen),
    ("last_seen", Field::LastSeen),
    ("last_change", Field::LastChange),
];

/// What is kept of each property of the vocabulary.
static PROPERTIES: LazyLock<BTreeMap<&'static str, (PropertyType, Option<FeatureKind>)>> =
    LazyLock::new(|| {
        let mut kept = BTreeMap::new();
        for schema in Schema::all() {
            for property in schema.properties() {
                let kind = feature_of(schema, property);
                let known = kept.entry(property.name()).or_insert((property.kind(), kind));
                known.1 = known.1.or(kind);
            }
        }
        kept
    });

impl Field {
    /// The field of a name such as `countries` or `properties.birthDate`.
    ///
    /// # Errors
    /// If there is none, or its values are not kept.
    pub fn named(name: &str) -> Result<Field, FieldProblem> {
        if let Some((_, field)) = NAMED.iter().find(|(known, _)| *known == name) {
            return Ok(*field);
        }
        let property = name.strip_prefix("properties.").ok_or(FieldProblem::Unknown)?;
        match PROPERTIES.get_key_value(property) {
            None => Err(FieldProblem::Unknown),
            Some((_, (_, None))) => Err(FieldProblem::NotKept),
            Some((_, (_, Some(FeatureKind::Name | FeatureKind::WeakName)))) => {
                Err(FieldProblem::IsName)
            }
            Some((name, _)) => Ok(Field::Property(name)),
        }
    }

    /// Whether any of what a document states in this field is one of the values. Values are
    /// compared without case and accents; a date has the shorter dates that it lies in, and a
    /// number is found whatever stands between its digits.
    pub(super) fn is_any(self, docs: Docs<'_>, doc: u32, wanted: &[Wanted]) -> bool {
        let mut found = false;
        self.visit(docs, doc, |value| {
            found = found || wanted.iter().any(|each| each.is(self, value));
        });
        found
    }

    /// What orders a document: the smallest value, or the largest.
    pub(super) fn key(self, docs: Docs<'_>, doc: u32, largest: bool) -> Option<String> {
        let mut key: Option<String> = None;
        self.visit(docs, doc, |value| {
            let value = self.ordered(value);
            let is_better = |known: &String| if largest { value > *known } else { value < *known };
            if key.as_ref().is_none_or(is_better) {
                key = Some(value);
            }
        });
        key
    }

    /// A value in the form in which texts compare as what they mean.
    fn ordered(self, value: &str) -> String {
        let times = [Field::FirstSeen, Field::LastSeen, Field::LastChange];
        if times.contains(&self) {
            return format!("{value:0>20}");
        }
        match self.kind() {
            Some(PropertyType::Number) => match value.parse::<f64>() {
                // Numbers of a list are counts and tonnages; below zero there are none.
                Ok(number) => format!("{number:024.6}"),
                Err(_) => value.to_owned(),
            },
            Some(PropertyType::Date) => value.to_owned(),
            Some(_) => fold(value),
            None if self == Field::Date => value.to_owned(),
            None => match self {
                Field::Caption | Field::Name | Field::Address => fold(value),
                _ => value.to_owned(),
            },
        }
    }

    fn kind(self) -> Option<PropertyType> {
        match self {
            Field::Property(name) => PROPERTIES.get(name).map(|(kind, _)| *kind),
            _ => None,
        }
    }

    /// Calls with every value that the view shows; the first one with the smallest effort comes
    /// first where there is a choice.
    pub(super) fn visit(self, docs: Docs<'_>, doc: u32, mut each: impl FnMut(&str)) {
        let snapshot = docs.snapshot;
        match self {
            Field::Score => {}
            Field::Id => each(docs.id(doc)),
            Field::Caption => each(docs.caption(doc)),
            Field::Schema => each(docs.schema(doc).map_or("", Schema::name)),
            Field::Referent => docs.members(doc).for_each(|member| each(snapshot.id_of(member))),
            Field::Dataset => {
                docs.members(doc).for_each(|member| each(snapshot.dataset_of(member)));
            }
            Field::Name => docs.names(doc).for_each(|name| each(snapshot.name_text(name))),
            _ => {
                for member in docs.members(doc) {
                    for value in snapshot.features_of(member, docs.view) {
                        if self.is_fed_by(value.kind, value.property) {
                            self.visit_value(value.text, &mut each);
                        }
                    }
                }
            }
        }
    }

    fn visit_value(self, text: &str, each: &mut impl FnMut(&str)) {
        let is_date = self == Field::Date || self.kind() == Some(PropertyType::Date);
        match PartialDate::parse(text) {
            Ok(date) if is_date => date.ftm_values().iter().for_each(|date| each(date)),
            _ => each(text),
        }
    }

    fn is_fed_by(self, kind: FeatureKind, property: &str) -> bool {
        let is_of_type = |wanted: PropertyType| {
            kind == FeatureKind::Other
                && PROPERTIES.get(property).is_some_and(|(known, _)| *known == wanted)
        };
        match self {
            Field::Property(name) => name == property,
            Field::Country => kind == FeatureKind::Country || is_of_type(PropertyType::Country),
            Field::Topic => kind == FeatureKind::Topic,
            Field::Gender => kind == FeatureKind::Gender,
            Field::Identifier => {
                kind == FeatureKind::Identifier || is_of_type(PropertyType::Identifier)
            }
            Field::Date => kind == FeatureKind::Date || is_of_type(PropertyType::Date),
            Field::Address => kind == FeatureKind::Address,
            Field::FirstSeen => kind == FeatureKind::FirstSeen,
            Field::LastSeen => kind == FeatureKind::LastSeen,
            Field::LastChange => kind == FeatureKind::Changed,
            _ => false,
        }
    }
}

/// A value that is asked for, made ready to be compared.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    text: String,
    folded: String,
    key: String,
}

impl Wanted {
    pub(super) fn of(text: &str) -> Wanted {
        let text = text.trim().to_owned();
        Wanted { folded: fold(&text), key: identifier::key(&text), text }
    }

    fn is(&self, field: Field, value: &str) -> bool {
        if self.text == value {
            return true;
        }
        match (field, field.kind()) {
            (Field::Id | Field::Referent | Field::Dataset, _) => false,
            (Field::FirstSeen | Field::LastSeen | Field::LastChange, _) => {
                self.seconds().is_some_and(|seconds| value.parse() == Ok(seconds))
            }
            (Field::Date, _) | (_, Some(PropertyType::Date)) => {
                let rest = value.strip_prefix(self.text.as_str());
                !self.text.is_empty() && rest.is_some_and(|rest| rest.starts_with('-'))
            }
            (Field::Identifier, _) | (_, Some(PropertyType::Identifier)) => {
                !self.key.is_empty() && identifier::key(value) == self.key
            }
            (Field::Schema | Field::Country | Field::Topic | Field::Gender, _) => {
                value.eq_ignore_ascii_case(&self.text)
            }
            _ => !self.folded.is_empty() && fold(value) == self.folded,
        }
    }

    fn seconds(&self) -> Option<i64> {
        comity_model::Timestamp::parse(&self.text).map(|time| time.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_have_names() {
        assert_eq!(Field::named("countries"), Ok(Field::Country));
        assert_eq!(Field::named("properties.birthDate"), Ok(Field::Property("birthDate")));
        assert_eq!(Field::named("properties.programId"), Ok(Field::Property("programId")));
        for (name, problem) in [
            ("birthDate", FieldProblem::Unknown),
            ("properties.", FieldProblem::Unknown),
            ("properties.__proto__", FieldProblem::Unknown),
            ("properties.notes", FieldProblem::NotKept),
            ("properties.alias", FieldProblem::IsName),
            ("", FieldProblem::Unknown),
        ] {
            assert_eq!(Field::named(name), Err(problem), "{name}");
        }
    }

    #[test]
    fn values_are_compared_by_what_they_mean() {
        let is = |field: Field, wanted: &str, value: &str| Wanted::of(wanted).is(field, value);
        assert!(is(Field::Date, "1962", "1962-11-23") && is(Field::Date, "1962-11", "1962-11-23"));
        assert!(!is(Field::Date, "196", "1962-11-23") && !is(Field::Date, "", "1962"));
        assert!(is(Field::Country, "VE", "ve") && !is(Field::Country, "v", "ve"));
        assert!(is(Field::Identifier, "IMO 9074729", "IMO9074729"));
        assert!(is(Field::Name, "nordic tern", "NORDIC  TERN"));
        assert!(!is(Field::Id, "A", "a"), "ids are exact");
    }
}
