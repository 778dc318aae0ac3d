//! The vocabulary: schemata and their properties.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::LazyLock;

use crate::error::{ModelError, printable};

/// What a property's values look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are FollowTheMoney's own")]
pub enum PropertyType {
    Address,
    Checksum,
    Country,
    Date,
    Email,
    Entity,
    Gender,
    Html,
    Identifier,
    Ip,
    Json,
    Language,
    Mimetype,
    Name,
    Number,
    Phone,
    String,
    Text,
    Topic,
    Url,
}

impl PropertyType {
    const ALL: [(&'static str, PropertyType, usize); 20] = [
        ("address", PropertyType::Address, 1_000),
        ("checksum", PropertyType::Checksum, 64),
        ("country", PropertyType::Country, 16),
        ("date", PropertyType::Date, 32),
        ("email", PropertyType::Email, 250),
        ("entity", PropertyType::Entity, 255),
        ("gender", PropertyType::Gender, 16),
        ("html", PropertyType::Html, 65_000),
        ("identifier", PropertyType::Identifier, 250),
        ("ip", PropertyType::Ip, 64),
        ("json", PropertyType::Json, 65_000),
        ("language", PropertyType::Language, 16),
        ("mimetype", PropertyType::Mimetype, 250),
        ("name", PropertyType::Name, 1_000),
        ("number", PropertyType::Number, 250),
        ("phone", PropertyType::Phone, 64),
        ("string", PropertyType::String, 1_024),
        ("text", PropertyType::Text, 65_000),
        ("topic", PropertyType::Topic, 64),
        ("url", PropertyType::Url, 4_096),
    ];

    /// The type's FollowTheMoney name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|row| row.1 == self).map_or("string", |row| row.0)
    }

    /// Longest value, in characters.
    #[must_use]
    pub fn chars_max(self) -> usize {
        Self::ALL.iter().find(|row| row.1 == self).map_or(1_024, |row| row.2)
    }

    fn named(name: &str) -> PropertyType {
        Self::ALL.iter().find(|row| row.0 == name).map_or(PropertyType::String, |row| row.1)
    }
}

/// One property of the vocabulary, as its schema declares it.
#[derive(Clone, Copy)]
pub struct Property(&'static PropertySpec);

#[derive(Debug)]
struct PropertySpec {
    name: &'static str,
    kind: PropertyType,
    range: Option<&'static str>,
    reverse: Option<&'static str>,
    format: Option<&'static str>,
    matchable: bool,
}

impl Property {
    /// The property's name, such as `birthDate`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// The type of its values.
    #[must_use]
    pub fn kind(self) -> PropertyType {
        self.0.kind
    }

    /// For a property of type entity: the schema that it points to.
    #[must_use]
    pub fn range(self) -> Option<Schema> {
        self.0.range.and_then(|name| Schema::named(name).ok())
    }

    /// For a property of type entity: what the other side calls this relation.
    #[must_use]
    pub fn reverse(self) -> Option<&'static str> {
        self.0.reverse
    }

    /// The identifier format that its values follow, such as `imo`.
    #[must_use]
    pub fn format(self) -> Option<&'static str> {
        self.0.format
    }

    /// Whether its values may take part in matching.
    #[must_use]
    pub fn is_matchable(self) -> bool {
        self.0.matchable
    }
}

impl PartialEq for Property {
    fn eq(&self, other: &Property) -> bool {
        self.0.name == other.0.name
    }
}

impl Eq for Property {}

impl fmt::Debug for Property {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

/// One schema of the vocabulary, such as `Person`.
#[derive(Clone, Copy)]
pub struct Schema(&'static SchemaSpec);

#[derive(Debug)]
struct SchemaSpec {
    index: u8,
    name: &'static str,
    is_matchable: bool,
    is_abstract: bool,
    edge: Option<(&'static str, &'static str)>,
    caption: Vec<&'static str>,
    ancestors: BTreeSet<&'static str>,
    /// The ancestors' numbers, as bits.
    ancestor_bits: u128,
    properties: BTreeMap<&'static str, &'static PropertySpec>,
}

/// Schemata that describe a listed party rather than being one; edges are found by their flag.
const RELATED: [&str; 10] = [
    "Address",
    "Alert",
    "Identification",
    "Mention",
    "Note",
    "Page",
    "Passport",
    "Risk",
    "Sanction",
    "Similar",
];

static VOCABULARY: LazyLock<Vec<&'static SchemaSpec>> = LazyLock::new(|| {
    let text = concat!(
        include_str!("../resources/schemata.txt"),
        include_str!("../resources/schemata_comity.txt")
    );
    load(text)
});

impl Schema {
    /// The schema of that name.
    ///
    /// # Errors
    /// [`ModelError::UnknownSchema`] if the vocabulary has none.
    pub fn named(name: &str) -> Result<Schema, ModelError> {
        VOCABULARY
            .binary_search_by(|spec| spec.name.cmp(name))
            .ok()
            .and_then(|at| VOCABULARY.get(at))
            .map(|spec| Schema(spec))
            .ok_or_else(|| ModelError::UnknownSchema(printable(name)))
    }

    /// All schemata, by name.
    pub fn all() -> impl Iterator<Item = Schema> {
        VOCABULARY.iter().map(|spec| Schema(spec))
    }

    /// The schema with that [`Schema::index`].
    #[must_use]
    pub fn at(index: u8) -> Option<Schema> {
        VOCABULARY.get(usize::from(index)).map(|spec| Schema(spec))
    }

    /// A small number that names this schema inside one run of one version.
    #[must_use]
    pub fn index(self) -> u8 {
        self.0.index
    }

    /// The schema's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// Whether records of this schema may be compared.
    #[must_use]
    pub fn is_matchable(self) -> bool {
        self.0.is_matchable
    }

    /// Whether the schema only serves as a parent of others.
    #[must_use]
    pub fn is_abstract(self) -> bool {
        self.0.is_abstract
    }

    /// The two properties that an edge joins, source first.
    #[must_use]
    pub fn edge(self) -> Option<(&'static str, &'static str)> {
        self.0.edge
    }

    /// Whether records of this schema are stored and shown with the records that they describe,
    /// and counted apart: addresses, documents, listings, alerts and edges.
    #[must_use]
    pub fn is_related(self) -> bool {
        self.0.edge.is_some() || RELATED.contains(&self.0.name)
    }

    /// Whether this is `other` or extends it.
    #[must_use]
    pub fn is_a(self, other: &str) -> bool {
        self.0.ancestors.contains(other)
    }

    /// Whether a query for `self` may be answered with a record of `other`: one extends the other.
    #[must_use]
    pub fn is_comparable(self, other: Schema) -> bool {
        let extends = |child: Schema, parent: Schema| {
            child.0.ancestor_bits.checked_shr(u32::from(parent.0.index)).unwrap_or_default() & 1
                == 1
        };
        extends(self, other) || extends(other, self)
    }

    /// The schema's own and inherited property of that name.
    ///
    /// # Errors
    /// [`ModelError::UnknownProperty`] if it has none.
    pub fn property(self, name: &str) -> Result<Property, ModelError> {
        self.0.properties.get(name).map(|spec| Property(spec)).ok_or_else(|| {
            ModelError::UnknownProperty {
                schema: self.0.name.to_owned(),
                property: printable(name),
            }
        })
    }

    /// All properties, by name.
    pub fn properties(self) -> impl Iterator<Item = Property> {
        self.0.properties.values().map(|spec| Property(spec))
    }

    /// The properties that name a record, best first.
    #[must_use]
    pub fn caption_properties(self) -> &'static [&'static str] {
        &self.0.caption
    }
}

impl PartialEq for Schema {
    fn eq(&self, other: &Schema) -> bool {
        self.0.index == other.0.index
    }
}

impl Eq for Schema {}

impl std::hash::Hash for Schema {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.index.hash(state);
    }
}

impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

impl fmt::Display for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

#[derive(Default)]
struct Declared {
    parents: Vec<&'static str>,
    is_matchable: bool,
    is_abstract: bool,
    edge: Option<(&'static str, &'static str)>,
    caption: Vec<&'static str>,
    own: Vec<PropertySpec>,
}

/// Reads the resource; its form is stated in its first lines and a test checks that all of it is
/// understood.
fn load(text: &'static str) -> Vec<&'static SchemaSpec> {
    let mut declared: BTreeMap<&'static str, Declared> = BTreeMap::new();
    let mut current = "";
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let mut words = line.split_whitespace().peekable();
        if line.starts_with("schema ") {
            words.next();
            current = words.next().unwrap_or_default();
            declared.insert(current, read_header(words));
        } else if let Some(schema) = declared.get_mut(current)
            && let Some(property) = read_property(words)
        {
            schema.own.push(property);
        }
    }
    let mut inherited: BTreeMap<&str, (BTreeSet<&str>, BTreeMap<&str, &PropertySpec>)> =
        BTreeMap::new();
    let own: BTreeMap<&str, Vec<&'static PropertySpec>> = declared
        .iter_mut()
        .map(|(name, schema)| {
            let specs = std::mem::take(&mut schema.own);
            (*name, specs.into_iter().map(|spec| &*Box::leak(Box::new(spec))).collect())
        })
        .collect();
    for name in declared.keys() {
        let mut ancestors = BTreeSet::new();
        collect_ancestors(name, &declared, &mut ancestors);
        let mut properties = BTreeMap::new();
        for ancestor in ancestors.iter().filter(|ancestor| *ancestor != name).chain([name]) {
            for spec in own.get(ancestor).into_iter().flatten() {
                properties.insert(spec.name, *spec);
            }
        }
        inherited.insert(name, (ancestors, properties));
    }
    let names: Vec<&str> = declared.keys().copied().collect();
    let specs = declared.into_iter().zip(0_u8..).map(|((name, schema), index)| {
        let (ancestors, properties) = inherited.remove(name).unwrap_or_default();
        let ancestor_bits = (0_u32..).zip(&names).fold(0, |bits, (at, each)| {
            bits | u128::from(ancestors.contains(each)).checked_shl(at).unwrap_or_default()
        });
        let spec = SchemaSpec {
            index,
            name,
            is_matchable: schema.is_matchable,
            is_abstract: schema.is_abstract,
            edge: schema.edge,
            caption: schema.caption,
            ancestors,
            ancestor_bits,
            properties,
        };
        &*Box::leak(Box::new(spec))
    });
    specs.collect()
}

fn read_header(mut words: std::iter::Peekable<std::str::SplitWhitespace<'static>>) -> Declared {
    let mut schema = Declared::default();
    while let Some(word) = words.next() {
        match word {
            "<" => {}
            "matchable" => schema.is_matchable = true,
            "abstract" => schema.is_abstract = true,
            "edge" => schema.edge = words.next().zip(words.next()),
            "caption" => {
                schema.caption =
                    words.next().map(|list| list.split(',').collect()).unwrap_or_default();
            }
            parent => schema.parents.push(parent),
        }
    }
    schema
}

fn read_property(
    mut words: std::iter::Peekable<std::str::SplitWhitespace<'static>>,
) -> Option<PropertySpec> {
    let name = words.next()?;
    if name == "required" {
        return None;
    }
    let kind = PropertyType::named(words.next()?);
    let mut spec =
        PropertySpec { name, kind, range: None, reverse: None, format: None, matchable: true };
    while let Some(word) = words.next() {
        match word {
            "->" => spec.range = words.next(),
            "unmatchable" => spec.matchable = false,
            "required" => {}
            word => match word.strip_prefix('#') {
                Some(format) => spec.format = Some(format),
                None => spec.reverse = Some(word),
            },
        }
    }
    Some(spec)
}

fn collect_ancestors(
    name: &'static str,
    declared: &BTreeMap<&'static str, Declared>,
    into: &mut BTreeSet<&'static str>,
) {
    if into.insert(name) {
        for parent in declared.get(name).into_iter().flat_map(|schema| &schema.parents) {
            collect_ancestors(parent, declared, into);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vocabulary_is_whole() {
        assert_eq!(Schema::all().count(), 72);
        assert_eq!(Schema::all().filter(|schema| schema.edge().is_some()).count(), 17);
        assert_eq!(Schema::all().filter(|schema| schema.is_matchable()).count(), 15);
        for schema in Schema::all() {
            for property in schema.properties() {
                if property.kind() == PropertyType::Entity {
                    assert!(property.range().is_some(), "{schema}.{property:?}");
                }
            }
            if let Some((source, target)) = schema.edge() {
                assert!(schema.property(source).is_ok() && schema.property(target).is_ok());
            }
        }
    }

    #[test]
    fn schemata_inherit() {
        let company = Schema::named("Company").unwrap();
        assert!(company.is_a("Organization") && company.is_a("Asset") && company.is_a("Thing"));
        assert_eq!(company.property("leiCode").unwrap().kind(), PropertyType::Identifier);
        let person = Schema::named("Person").unwrap();
        assert!(!person.is_comparable(company));
        assert!(Schema::all().count() <= 128, "ancestors are bits of a u128");
        for (one, other) in Schema::all().flat_map(|one| Schema::all().map(move |two| (one, two))) {
            let expect = one.is_a(other.name()) || other.is_a(one.name());
            assert_eq!(one.is_comparable(other), expect, "{one} {other}");
        }
        assert!(person.is_comparable(Schema::named("LegalEntity").unwrap()));
        assert!(Schema::named("Sanction").unwrap().is_related());
        assert!(!person.is_related());
    }
}
