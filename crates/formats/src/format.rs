use std::fmt;

/// The formats that are read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// The consolidated list of the United Nations Security Council, XML.
    UnXml,
    /// OFAC's lists as CSV: `sdn`, `alt` and `add`, or `cons_prim`, `_alt`, `_add`, `_comments`.
    OfacCsv,
    /// FollowTheMoney entities, one JSON object a line.
    FtmJson,
    /// A party's own list: a table with a mapping, or with FollowTheMoney names as its header.
    Csv,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 4] = [Format::UnXml, Format::OfacCsv, Format::FtmJson, Format::Csv];

    /// The format's name on the command line and in the store.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Format::UnXml => "un_xml",
            Format::OfacCsv => "ofac_csv",
            Format::FtmJson => "ftm_json",
            Format::Csv => "csv",
        }
    }

    /// The format of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The format in words.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Format::UnXml => "the UN consolidated list in XML",
            Format::OfacCsv => "one of OFAC's CSV files",
            Format::FtmJson => "FollowTheMoney JSON lines",
            Format::Csv => "a table (CSV)",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
