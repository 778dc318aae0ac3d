use std::sync::LazyLock;

use serde::Deserialize;

/// The table of official addresses, as it is documented.
const TABLE: &str = include_str!("../../../resources/sources.toml");

/// A publication whose official address is known.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct OfficialSource {
    /// What it is called on the command line.
    pub name: String,
    /// The dataset that it becomes, unless told otherwise.
    pub dataset: String,
    /// The dataset's title.
    pub title: String,
    /// The id of the party that publishes it.
    pub publisher: String,
    /// How it is written.
    pub format: String,
    /// The addresses of all files of one publication; `{token}` stands for a token.
    #[serde(default)]
    pub urls: Vec<String>,
    /// The address of an index that says where the file is and what its checksum is.
    #[serde(default)]
    pub index: Option<String>,
    /// The file's name in that index.
    #[serde(default)]
    pub resource: Option<String>,
    /// Where people read about it.
    pub home_page: String,
    /// The licence, or the terms as the publisher states them.
    pub licence: String,
    /// Whether the licence leaves some uses out: such a source is fetched only by name.
    #[serde(default)]
    pub is_restricted: bool,
    /// Where the addresses were taken from.
    pub documented: String,
}

impl OfficialSource {
    /// All sources, in the order of the table.
    #[must_use]
    pub fn all() -> &'static [OfficialSource] {
        &SOURCES
    }

    /// The source of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static OfficialSource> {
        Self::all().iter().find(|source| source.name == name)
    }

    /// Whether its address needs a token.
    #[must_use]
    pub fn needs_token(&self) -> bool {
        self.urls.iter().any(|url| url.contains(super::address::TOKEN_PLACE))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    source: Vec<OfficialSource>,
}

/// The table is part of the program and tested to be right.
static SOURCES: LazyLock<Vec<OfficialSource>> = LazyLock::new(|| {
    let read: Result<Table, _> = toml::from_str(TABLE);
    read.map(|table| table.source).unwrap_or_default()
});

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fmt::Write as _;
    use std::path::Path;

    use comity_formats::Format;
    use comity_model::{DatasetName, PartyId};

    use super::super::address::Address;
    use super::*;

    const PAGE: &str = "docs/reference/sources.md";

    #[test]
    fn the_table_is_in_order() {
        let table: Table = toml::from_str(TABLE).unwrap();
        assert_eq!(table.source, OfficialSource::all());
        let mut names = BTreeSet::new();
        for source in OfficialSource::all() {
            assert!(names.insert(&source.name), "{} stands twice", source.name);
            DatasetName::new(&source.name).unwrap();
            DatasetName::new(&source.dataset).unwrap();
            PartyId::new(&source.publisher).unwrap();
            assert!(Format::named(&source.format).is_some(), "{}", source.format);
            assert_eq!(source.urls.is_empty(), source.index.is_some(), "{}", source.name);
            assert_eq!(source.index.is_some(), source.resource.is_some(), "{}", source.name);
            let words = [&source.title, &source.licence, &source.documented];
            assert!(words.iter().all(|text| !text.is_empty()), "{}", source.name);
        }
    }

    #[test]
    fn addresses_have_the_shape_of_official_ones() {
        for source in OfficialSource::all() {
            for text in source.urls.iter().chain(&source.index).chain([&source.home_page]) {
                let address = Address::parse(text).unwrap();
                assert_eq!(address.url().scheme(), "https", "{text}");
                assert!(!address.is_inside() && address.url().port().is_none(), "{text}");
                assert!(address.url().username().is_empty(), "{text}");
                let braces = text.matches(['{', '}']).count();
                assert_eq!(braces, 2 * text.matches("{token}").count(), "{text}");
            }
            let all: BTreeSet<&String> = source.urls.iter().collect();
            assert_eq!(all.len(), source.urls.len(), "{}", source.name);
        }
    }

    /// With `COMITY_GENERATE=1` this writes the page; otherwise the page must be as it would be.
    #[test]
    fn reference_page_of_the_sources_is_generated() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(PAGE);
        if std::env::var_os("COMITY_GENERATE").is_some_and(|value| value == "1") {
            std::fs::write(&path, page()).unwrap();
            return;
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        assert!(kept == page(), "{PAGE} is old: `cargo xtask generate` writes it anew");
    }

    fn page() -> String {
        let mut out = String::from(
            "# Official sources\n\n\
             This page is made from the program by `cargo xtask generate`.\n\n\
             `comity fetch NAME` downloads one of these and imports it, `comity fetch --list` \
             shows them, and a table under `[datasets]` in the \
             [configuration](configuration.md) keeps one fresh.\n\
             The addresses are those that publishers and others document; see the \
             [gaps](../gaps.md) for what was not tried.\n\
             A source whose licence leaves some uses out is fetched only by its name, never by \
             `--all`.\n",
        );
        for source in OfficialSource::all() {
            let _ = writeln!(out, "\n## `{}`\n\n{}.\n", source.name, source.title);
            let _ = writeln!(out, "| | |\n|---|---|");
            let _ = writeln!(out, "| dataset | `{}` |", source.dataset);
            let _ = writeln!(out, "| publisher | `{}` |", source.publisher);
            let _ = writeln!(out, "| format | `{}` |", source.format);
            for url in &source.urls {
                let _ = writeln!(out, "| file | `{url}` |");
            }
            if let (Some(index), Some(resource)) = (&source.index, &source.resource) {
                let _ = writeln!(out, "| index | `{index}`, file `{resource}` |");
            }
            let _ = writeln!(out, "| home page | <{}> |", source.home_page);
            let _ = writeln!(out, "| licence | {} |", source.licence);
            if source.needs_token() {
                let _ = writeln!(out, "| token | `token` of its table, or `COMITY_EU_TOKEN` |");
            }
            let _ = writeln!(out, "| address from | {} |", source.documented);
        }
        out
    }
}
