use std::fmt;

/// The formats that are read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// The consolidated list of the United Nations Security Council, XML.
    UnXml,
    /// OFAC's lists as CSV: `sdn`, `alt` and `add`, or `cons_prim`, `_alt`, `_add`, `_comments`.
    OfacCsv,
    /// OFAC's lists as XML: `sdn.xml`, `consolidated.xml`.
    OfacXml,
    /// OFAC's lists in the enhanced XML edition: `sdn_enhanced.xml`, `cons_enhanced.xml`.
    OfacEnhanced,
    /// OFAC's lists in the advanced XML edition: `sdn_advanced.xml`, `cons_advanced.xml`.
    OfacAdvanced,
    /// The European Union's financial sanctions, FSF XML 1.1.
    EuFsf,
    /// The UK Sanctions List, XML or CSV, and the retired `ConList.csv`.
    UkSanctions,
    /// The consolidated screening list of the United States, CSV.
    UsCsl,
    /// FollowTheMoney entities, one JSON object a line.
    FtmJson,
    /// What changed from one edition of such entities to the next, one change a line.
    FtmDelta,
    /// A party's own list: a table with a mapping, or with FollowTheMoney names as its header.
    Csv,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 11] = [
        Format::UnXml,
        Format::OfacCsv,
        Format::OfacXml,
        Format::OfacEnhanced,
        Format::OfacAdvanced,
        Format::EuFsf,
        Format::UkSanctions,
        Format::UsCsl,
        Format::FtmJson,
        Format::FtmDelta,
        Format::Csv,
    ];

    /// The format's name on the command line and in the store.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Format::UnXml => "un_xml",
            Format::OfacCsv => "ofac_csv",
            Format::OfacXml => "ofac_xml",
            Format::OfacEnhanced => "ofac_enhanced",
            Format::OfacAdvanced => "ofac_advanced",
            Format::EuFsf => "eu_fsf",
            Format::UkSanctions => "uk_sanctions",
            Format::UsCsl => "us_csl",
            Format::FtmJson => "ftm_json",
            Format::FtmDelta => "ftm_delta",
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
            Format::OfacXml => "OFAC's list in XML",
            Format::OfacEnhanced => "OFAC's list in enhanced XML",
            Format::OfacAdvanced => "OFAC's list in advanced XML",
            Format::EuFsf => "the EU's financial sanctions in XML (FSF 1.1)",
            Format::UkSanctions => "the UK Sanctions List",
            Format::UsCsl => "the US consolidated screening list in CSV",
            Format::FtmJson => "FollowTheMoney JSON lines",
            Format::FtmDelta => "a delta of FollowTheMoney entities",
            Format::Csv => "a table (CSV)",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
