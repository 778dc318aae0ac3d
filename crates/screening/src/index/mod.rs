//! The index: what is kept of the records, and how it is found again.

mod acronyms;
pub(crate) mod build;
mod evolve;

pub(crate) mod file;
mod finish;
pub(crate) mod joins;
pub(crate) mod listed;
pub(crate) mod lookup;
pub(crate) mod snapshot;
pub(crate) mod strings;
pub(crate) mod tokens;
pub(crate) mod view;
pub(crate) mod weight;

use comity_model::{Property, PropertyType, Schema};

/// What a property's values serve for in matching.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum FeatureKind {
    Name,
    WeakName,
    Date,
    Country,
    Gender,
    Identifier,
    Address,
    /// A topic code; filters only.
    Topic,
    /// When something about the record last changed, in seconds since 1970; filters only.
    Changed,
    /// A short value of any other kind; search alone.
    Other,
    /// When something about the record was first seen, in seconds since 1970; search alone.
    FirstSeen,
    /// When something about the record was last seen, in seconds since 1970; search alone.
    LastSeen,
}

impl FeatureKind {
    const ALL: [FeatureKind; 12] = [
        FeatureKind::Name,
        FeatureKind::WeakName,
        FeatureKind::Date,
        FeatureKind::Country,
        FeatureKind::Gender,
        FeatureKind::Identifier,
        FeatureKind::Address,
        FeatureKind::Topic,
        FeatureKind::Changed,
        FeatureKind::Other,
        FeatureKind::FirstSeen,
        FeatureKind::LastSeen,
    ];

    /// Whether many records share one value of this kind.
    fn is_shared(self) -> bool {
        !matches!(self, FeatureKind::Identifier | FeatureKind::Address)
    }

    pub(crate) fn of_code(code: u8) -> Option<FeatureKind> {
        FeatureKind::ALL.get(usize::from(code)).copied()
    }
}

/// The feature that a property feeds, if any.
pub(crate) fn feature_of(schema: Schema, property: Property) -> Option<FeatureKind> {
    if schema.is_related() {
        return None;
    }
    match (property.kind(), property.name()) {
        (PropertyType::Name, "weakAlias" | "abbreviation") => Some(FeatureKind::WeakName),
        (PropertyType::Name, "namesMentioned" | "peopleMentioned" | "companiesMentioned") => None,
        (PropertyType::Name, _) => Some(FeatureKind::Name),
        (
            PropertyType::Date,
            "birthDate" | "incorporationDate" | "buildDate" | "registrationDate",
        ) => Some(FeatureKind::Date),
        (
            PropertyType::Country,
            "nationality" | "citizenship" | "country" | "jurisdiction" | "mainCountry" | "flag"
            | "birthCountry",
        ) => Some(FeatureKind::Country),
        (PropertyType::Gender, _) => Some(FeatureKind::Gender),
        (PropertyType::Identifier, _) if property.is_matchable() => Some(FeatureKind::Identifier),
        (PropertyType::Address, _) => Some(FeatureKind::Address),
        (PropertyType::Topic, _) => Some(FeatureKind::Topic),
        // Whole texts, addresses of the web and the ids of other records would fill memory and
        // are not looked for.
        (
            PropertyType::Text
            | PropertyType::Html
            | PropertyType::Json
            | PropertyType::Checksum
            | PropertyType::Mimetype
            | PropertyType::Url
            | PropertyType::Entity,
            _,
        ) => None,
        _ => Some(FeatureKind::Other),
    }
}
