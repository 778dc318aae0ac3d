//! What all of OFAC's editions come to.

/// One party as any of OFAC's editions states it, before it is made a record. All editions come
/// to the same words, those of the CSV files, so that a party is the same whatever it was read
/// from.
#[derive(Debug, Default)]
pub(crate) struct Entry {
    /// OFAC's number of the party.
    pub(crate) key: String,
    /// The file's place among those of the publication.
    pub(crate) file: usize,
    /// The line in which the party begins.
    pub(crate) line: u64,
    /// The primary name; a person's is `LAST, First`.
    pub(crate) name: String,
    /// `individual`, `entity` or nothing, `vessel`, `aircraft`.
    pub(crate) kind: String,
    /// Titles and offices, separated by `;`.
    pub(crate) title: String,
    pub(crate) programs: Vec<String>,
    pub(crate) vessel: Vessel,
    pub(crate) aliases: Vec<Alias>,
    pub(crate) addresses: Vec<Address>,
    /// Items, each ended by `; `; see [`super::remarks`].
    pub(crate) remarks: String,
    /// Whether the remarks end where OFAC cut them off, without the rest.
    pub(crate) remarks_cut_off: bool,
    /// What the XML editions state in elements of their own.
    pub(crate) stated: Vec<Stated>,
    pub(crate) relations: Vec<Relation>,
    pub(crate) listing: Listing,
    /// What has no other place.
    pub(crate) notes: Vec<String>,
}

/// The columns for vessels.
#[derive(Debug, Default)]
pub(crate) struct Vessel {
    pub(crate) call_sign: String,
    pub(crate) kind: String,
    pub(crate) tonnage: String,
    pub(crate) gross_tonnage: String,
    pub(crate) flag: String,
    pub(crate) owner: String,
}

/// Another name.
#[derive(Debug)]
pub(crate) struct Alias {
    /// `name` in another script, `alias`, `weakAlias` or `previousName`.
    pub(crate) property: &'static str,
    pub(crate) name: String,
    pub(crate) remark: String,
}

/// The property for an alias by its type (`aka`, `f.k.a.`, `N.K.A.`) and quality.
pub(crate) fn alias_property(kind: &str, is_weak: bool) -> &'static str {
    let is_former = kind.starts_with(['f', 'F']);
    match (is_former, is_weak) {
        (true, _) => "previousName",
        (false, true) => "weakAlias",
        (false, false) => "alias",
    }
}

/// An address; the CSV files write state and postal code behind the city.
#[derive(Debug, Default, Clone)]
pub(crate) struct Address {
    pub(crate) key: String,
    pub(crate) street: String,
    pub(crate) city: String,
    pub(crate) state: String,
    pub(crate) postal_code: String,
    pub(crate) region: String,
    pub(crate) country: String,
    pub(crate) remark: String,
}

/// A fact, worded as an item of a remark: `Passport A12 (Freedonia) issued 01 May 2003`.
#[derive(Debug)]
pub(crate) struct Stated {
    pub(crate) label: String,
    /// The label and what follows it.
    pub(crate) text: String,
    /// Whether the edition says that it is a document, whatever its label.
    pub(crate) is_document: bool,
}

impl Stated {
    /// A value under its label.
    pub(crate) fn value(label: &str, value: &str) -> Stated {
        let text = format!("{label} {value}");
        Stated { label: label.to_owned(), text, is_document: false }
    }
}

/// A document or number with what is said about it.
#[derive(Debug, Default)]
pub(crate) struct Numbered<'t> {
    pub(crate) label: &'t str,
    pub(crate) number: &'t str,
    pub(crate) country: &'t str,
    pub(crate) issued: &'t str,
    pub(crate) expires: &'t str,
}

impl Numbered<'_> {
    /// The same in the words of a remark.
    pub(crate) fn stated(&self, is_document: bool) -> Stated {
        let mut stated = Stated::value(self.label, self.number);
        stated.is_document = is_document;
        let parts = [
            (" (", self.country, ")"),
            (" issued ", self.issued, ""),
            (" expires ", self.expires, ""),
        ];
        for (before, value, after) in parts {
            if !value.is_empty() {
                stated.text.extend([before, value, after]);
            }
        }
        stated
    }
}

/// How this party stands to another of the publication.
#[derive(Debug)]
pub(crate) struct Relation {
    /// OFAC's number of the other party.
    pub(crate) other: String,
    /// The other's name, where the edition writes it.
    pub(crate) name: String,
    /// Such as `Owned or Controlled By`.
    pub(crate) role: String,
}

/// What goes with all listings of a party.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    /// What the listing forbids.
    pub(crate) provisions: Vec<String>,
    /// The law behind it.
    pub(crate) reasons: Vec<String>,
    /// The days from which it holds.
    pub(crate) dates: Vec<String>,
    /// The lists that carry it.
    pub(crate) lists: Vec<String>,
}

impl Entry {
    /// Adds a feature by OFAC's name of it, the same in the enhanced and the advanced edition.
    pub(crate) fn add_feature(&mut self, kind: &str, value: &str) {
        let label = match kind {
            "Birthdate" => "DOB",
            "Place of Birth" => "POB",
            "Nationality Country" => "nationality",
            "Citizenship Country" => "citizen",
            "Title" | "TITLE" => return append(&mut self.title, value),
            _ => kind,
        };
        let column = match kind.to_ascii_lowercase().as_str() {
            "vessel call sign" => Some(&mut self.vessel.call_sign),
            "vessel type" => Some(&mut self.vessel.kind),
            "vessel tonnage" => Some(&mut self.vessel.tonnage),
            "vessel gross registered tonnage" | "vessel gross tonnage" => {
                Some(&mut self.vessel.gross_tonnage)
            }
            "vessel flag" => Some(&mut self.vessel.flag),
            "vessel owner" => Some(&mut self.vessel.owner),
            _ => None,
        };
        match column {
            Some(column) if column.is_empty() => value.clone_into(column),
            _ => self.stated.push(Stated::value(label, value)),
        }
    }
}

fn append(titles: &mut String, title: &str) {
    if !titles.is_empty() {
        titles.push_str("; ");
    }
    titles.push_str(title);
}
