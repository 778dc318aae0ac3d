//! OFAC's XML editions: on real lists, and against the CSV files on the same parties.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use comity_formats::Format;
use comity_model::Record;

use crate::support::{Import, import, options};
use crate::{data, made};

const QUARTET: [&str; 4] = [
    "sanctions/ofac/cons_2025-12-19_prim.csv",
    "sanctions/ofac/cons_2025-12-19_alt.csv",
    "sanctions/ofac/cons_2025-12-19_add.csv",
    "sanctions/ofac/cons_2025-12-19_comments.csv",
];
const CLASSIC: &str = "sanctions/ofac/consolidated_sdnxml_2024-02-24.xml.gz";
const ENHANCED: &str = "sanctions/ofac/CONS_ENHANCED_2025-01-14.zip";

fn real(test: &str, paths: &[&str]) -> Option<Import> {
    let bytes: Option<Vec<_>> = paths.iter().map(|path| data::file(test, path)).collect();
    let bytes = bytes?;
    let files: Vec<(&str, &[u8])> =
        paths.iter().copied().zip(bytes.iter().map(Vec::as_slice)).collect();
    let import = import(&files, &options("us_ofac_cons", None, None)).unwrap();
    eprintln!("{}: {:?} {:?}", paths[0], import.report.counts, import.report.notes);
    for skipped in &import.report.skipped {
        assert!(skipped.reason.contains("is not a valid"), "{skipped:?}");
    }
    Some(import)
}

/// What a party states, besides the ids of its addresses.
fn stated(record: &Record) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut stated: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for statement in record.statements() {
        stated.entry(statement.property.name()).or_default().insert(&statement.value);
    }
    stated.remove("addressEntity");
    stated
}

/// The values of some properties of the records of a schema, by the party that they are about.
fn about<'i>(
    import: &'i Import,
    schema: &'i str,
    owner: &'i str,
    properties: &'i [&str],
) -> BTreeSet<Vec<&'i str>> {
    import
        .of_schema(schema)
        .map(|record| {
            let values = properties.iter().filter_map(|property| record.first(property));
            record.first(owner).into_iter().chain(values).collect()
        })
        .collect()
}

#[test]
fn the_classic_and_the_enhanced_edition_are_read_with_their_own_counts() {
    let test = "the_classic_and_the_enhanced_edition_are_read_with_their_own_counts";
    let Some(classic) = real(test, &[CLASSIC]) else { return };
    let Some(enhanced) = real(test, &[ENHANCED]) else { return };
    for (import, format, records, persons) in
        [(&classic, Format::OfacXml, 444, 79), (&enhanced, Format::OfacEnhanced, 443, 80)]
    {
        assert_eq!((import.report.format, import.report.counts.records), (format, records));
        assert_eq!(import.of_schema("Person").count(), persons);
        let listed: BTreeSet<_> =
            import.of_schema("Sanction").filter_map(|listing| listing.first("entity")).collect();
        assert_eq!(listed.len() as u64, records, "every party has a listing");
        assert!(import.parties().all(|record| record.first("topics") == Some("sanction")));
    }
    let weak: usize = classic.parties().map(|record| record.values("weakAlias").count()).sum();
    assert!((50..=66).contains(&weak), "{weak} of 66 weak aliases, the former names apart");
    let owned = enhanced.of_schema("UnknownLink").flat_map(|link| link.values("role"));
    assert!(owned.filter(|role| *role == "Owned or Controlled By").count() > 270);
    let names = enhanced.parties().flat_map(|record| record.values("name"));
    assert!(names.filter(|name| name.contains('О')).count() > 10, "Cyrillic names");
}

/// The names of organisations and all numbers, whatever their kind.
fn numbers(record: &Record) -> BTreeSet<&str> {
    let kinds = ["name", "alias", "weakAlias", "previousName"];
    let is_number = |name: &str| name.ends_with("Number") || name.ends_with("Code");
    let statements = record.statements().iter().filter(|statement| {
        let name = statement.property.name();
        is_number(name) || kinds.contains(&name) && record.schema().name() != "Person"
    });
    statements.map(|statement| statement.original.as_deref().unwrap_or(&statement.value)).collect()
}

fn unzip(bytes: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut out = Vec::new();
    archive.by_index(0).unwrap().read_to_end(&mut out).unwrap();
    out
}

#[test]
fn a_party_that_did_not_change_is_the_same_in_every_edition() {
    let test = "a_party_that_did_not_change_is_the_same_in_every_edition";
    let Some(csv) = real(test, &QUARTET) else { return };
    let Some(classic) = real(test, &[CLASSIC]) else { return };
    let Some(enhanced) = real(test, &[ENHANCED]) else { return };
    let known: BTreeMap<&str, &Record> =
        csv.parties().map(|record| (record.id().as_str(), record)).collect();
    // Notes word the same differently; of names only the enhanced edition has other scripts.
    let compared = |record| {
        let mut stated = stated(record);
        stated.remove("notes");
        for values in stated.values_mut() {
            values.retain(|value| !value.chars().any(|c| c > '\u{24f}'));
        }
        stated.retain(|_, values| !values.is_empty());
        stated
    };
    // The editions lie 22 and 11 months before the CSV files; 29 and 11 parties changed since.
    for (edition, text, unchanged) in [
        (&classic, data::gunzip(&data::file(test, CLASSIC).unwrap()), 412),
        (&enhanced, unzip(&data::file(test, ENHANCED).unwrap()), 431),
    ] {
        let text = String::from_utf8(text).unwrap().replace("&amp;", "&");
        let both: Vec<(&Record, &Record)> = edition
            .parties()
            .filter_map(|record| Some((record, *known.get(record.id().as_str())?)))
            .collect();
        let same = both.iter().filter(|(one, other)| compared(one) == compared(other)).count();
        assert_eq!(same, unchanged, "of {}", both.len());
        assert!(both.iter().all(|(one, other)| one.schema() == other.schema()));
        // What an edition does not state as the CSV files do, its text does not have either.
        for (one, other) in both {
            for value in numbers(other).difference(&numbers(one)) {
                assert!(!text.contains(&format!(">{value}<")), "{}: {value}", one.id());
            }
        }
    }
    // The other records have the same ids, unless their content changed.
    let ids = |import: &Import| -> BTreeSet<String> {
        let related = import.records.iter().filter(|record| record.schema().is_related());
        related.map(|record| record.id().to_string()).collect()
    };
    let (csv, enhanced) = (ids(&csv), ids(&enhanced));
    assert!(csv.intersection(&enhanced).count() > 1_700, "{}", csv.intersection(&enhanced).count());
}

#[test]
fn samples_say_that_they_are_not_whole() {
    let test = "samples_say_that_they_are_not_whole";
    for path in
        ["sanctions/samples/sample_ofac_sdn.zip", "sanctions/samples/sample_ofac_consolidated.xml"]
    {
        let Some(import) = real(test, &[path]) else { return };
        assert_eq!((import.report.format, import.report.counts.records), (Format::OfacXml, 8));
        assert!(import.report.notes[0].ends_with("it has 8"), "{:?}", import.report.notes);
    }
}

#[test]
fn one_party_in_four_editions_is_one_party() {
    let parties = made::parties(300, 7);
    let read = |files: &[String]| {
        let files: Vec<(&str, &[u8])> = files.iter().map(|file| ("f", file.as_bytes())).collect();
        import(&files, &options("us", None, None)).unwrap()
    };
    let csv = read(&made::csv(&parties));
    assert_eq!((csv.report.counts.records, csv.report.counts.skipped), (300, 0));
    assert_eq!(csv.report.notes, Vec::<String>::new());
    let editions = [made::classic(&parties), made::enhanced(&parties), made::advanced(&parties)];
    for (text, format) in
        editions.into_iter().zip([Format::OfacXml, Format::OfacEnhanced, Format::OfacAdvanced])
    {
        let edition = read(&[text]);
        assert_eq!(edition.report.format, format);
        assert_eq!((edition.report.counts.records, edition.report.counts.skipped), (300, 0));
        assert_eq!(edition.report.notes, Vec::<String>::new());
        for (one, other) in csv.parties().zip(edition.parties()) {
            assert_eq!((one.id(), one.schema()), (other.id(), other.schema()), "{format}");
            assert_eq!(stated(one), stated(other), "{format}, {}", one.id());
        }
        for (schema, owner, properties) in [
            ("Passport", "holder", &["number", "country", "startDate", "type"][..]),
            ("Identification", "holder", &["number", "country", "startDate", "type"]),
            ("Sanction", "entity", &["program", "authority", "authorityId"]),
            ("UnknownLink", "subject", &["object", "role"]),
            ("Address", "full", &["country", "street"]),
        ] {
            let expected = about(&csv, schema, owner, properties);
            assert!(expected.len() > 2, "{schema}");
            assert_eq!(expected, about(&edition, schema, owner, properties), "{format}, {schema}");
        }
    }
}

#[test]
fn the_corpus_has_what_the_generator_writes() {
    // The file was checked against the XSD; what the generator writes has the same shape.
    let corpus = include_str!("../../../../fuzz/corpus/ofac_advanced/whole.xml");
    assert!(corpus == made::advanced(&made::parties(4, 3)), "the corpus is another document");
}
