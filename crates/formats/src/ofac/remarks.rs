//! What OFAC says about a party in free text: items, each ended by `; `, the last by a full stop.
//!
//! ```text
//! DOB 02 Feb 1980; alt. DOB 1978; POB Port Varn, Freedonia; Passport A12 (Freedonia) expires 2030;
//! a.k.a. 'THE GULL'; Linked To: PALE HERON TRADING.
//! ```
//!
//! `alt.` says only that there are several. What is not understood is a note, word for word.

use super::entry::Stated;
use super::numbers::{self, Label};

/// One item of a remark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item<'t> {
    /// A value of a property.
    Value(&'static str, &'t str),
    /// A day or a span.
    Date(&'static str, &'t str),
    /// A place of birth.
    BirthPlace(&'t str),
    /// A number whose label is known.
    Number(Label, &'t str),
    /// A number with a label of its own: a document.
    OtherNumber(&'t str, &'t str),
    /// Another name; OFAC writes weak ones in quotes.
    Alias(&'static str, &'t str),
    /// Another party.
    Link(&'t str),
    /// Another party, named in a property that joins the two.
    Party(&'static str, &'t str),
    /// A rule that goes with the listing.
    Provision(&'t str),
    /// The day from which a listing holds.
    ListingDate(&'t str, &'t str),
    /// What is not understood.
    Note(&'t str),
}

/// Prefixes and what follows them.
const VALUES: [(&str, &str); 24] = [
    ("Gender ", "gender"),
    ("nationality ", "nationality"),
    ("citizen ", "citizenship"),
    ("Nationality of Registration ", "country"),
    ("Email Address ", "email"),
    ("Website ", "website"),
    ("Phone Number ", "phone"),
    ("Telephone ", "phone"),
    ("Telephone: ", "phone"),
    ("Organization Type: ", "sector"),
    ("Target Type ", "classification"),
    ("Title: ", "title"),
    ("Height ", "height"),
    ("Weight ", "weight"),
    ("Former Vessel Flag ", "pastFlags"),
    ("Vessel Flag ", "flag"),
    ("Alternative Vessel Flag ", "pastFlags"),
    ("Other Vessel Flag ", "pastFlags"),
    ("Other Vessel Type ", "pastTypes"),
    ("Other Vessel Call Sign ", "callSign"),
    ("Vessel Call Sign ", "callSign"),
    ("Vessel Type ", "type"),
    ("Aircraft Model ", "model"),
    // OFAC names an aircraft by its tail number.
    ("Previous Aircraft Tail Number ", "previousName"),
];

const DATES: [(&str, &str); 6] = [
    ("DOB ", "birthDate"),
    ("Date of Death ", "deathDate"),
    ("Organization Established Date ", "incorporationDate"),
    ("Aircraft Manufacture Date ", "buildDate"),
    ("Vessel Year of Build ", "buildDate"),
    ("Vessel Build Date ", "buildDate"),
];

const PARTIES: [(&str, &str); 2] = [("Aircraft Operator ", "operator"), ("Vessel Owner ", "owner")];

const PROVISIONS: [&str; 11] = [
    "Additional Sanctions Information",
    "CAATSA Section",
    "Effective Date",
    "Executive Order",
    "For more information",
    "Purchase/Sales For Divestment",
    "Secondary sanctions risk",
    "Secondary sanctions",
    "Subject to",
    "Transactions Prohibited",
    "for more information",
];

/// Takes a remark apart. `is_cut_off` says that its last item may lack its end.
pub(super) fn parse(remark: &str, is_cut_off: bool) -> Vec<Item<'_>> {
    let remark = remark.trim();
    let remark = if is_cut_off { remark } else { remark.strip_suffix('.').unwrap_or(remark) };
    let mut items: Vec<Item<'_>> =
        split(remark).into_iter().filter(|item| !item.is_empty()).map(item).collect();
    if is_cut_off && items.pop().is_some() {
        // Half a number would be another number, so it stays words.
        let last = remark.rsplit("; ").next().unwrap_or(remark);
        items.push(Item::Note(last.trim()));
    }
    items
}

/// Takes a fact apart that stands in an element of its own.
pub(super) fn stated(stated: &Stated) -> Item<'_> {
    match item(stated.text.trim()) {
        Item::Note(text) if stated.is_document => match text.strip_prefix(stated.label.as_str()) {
            Some(number) => Item::OtherNumber(&stated.label, number.trim()),
            None => Item::Note(text),
        },
        item => item,
    }
}

/// Splits at `; `, but not inside the quotes of a name such as `a.k.a. 'ONE; TWO'`.
fn split(remark: &str) -> Vec<&str> {
    let mut items: Vec<&str> = Vec::new();
    let mut rest = remark;
    loop {
        let quoted = rest.split_once('\'').is_some_and(|(before, _)| is_alias(before.trim()));
        let end = if quoted { rest.find("'; ").map(|at| at + 1) } else { rest.find("; ") };
        let Some((item, after)) = end.and_then(|at| rest.split_at_checked(at)) else {
            items.push(rest.trim());
            return items;
        };
        items.push(item.trim());
        rest = after.trim_start_matches([';', ' ']);
    }
}

fn is_alias(label: &str) -> bool {
    ALIASES.iter().any(|(known, ..)| without_alt(label) == known.trim())
}

const ALIASES: [(&str, &str, &str); 3] = [
    ("a.k.a. ", "alias", "weakAlias"),
    ("f.k.a. ", "previousName", "previousName"),
    ("n.k.a. ", "alias", "weakAlias"),
];

fn without_alt(text: &str) -> &str {
    text.strip_prefix("alt. ").unwrap_or(text)
}

fn item(whole: &str) -> Item<'_> {
    let text = without_alt(whole);
    for (prefix, strong, weak) in ALIASES {
        if let Some(name) = text.strip_prefix(prefix) {
            let quoted = name.strip_prefix('\'').map(|name| name.trim_end_matches(['.', ' ']));
            return match quoted {
                Some(name) => Item::Alias(weak, name.strip_suffix('\'').unwrap_or(name)),
                None => Item::Alias(strong, name),
            };
        }
    }
    for prefix in ["Linked To: ", "(Linked To: "] {
        if let Some(name) = text.strip_prefix(prefix) {
            let name = if prefix.starts_with('(') { name.trim_end_matches(')') } else { name };
            return Item::Link(name);
        }
    }
    if let Some((prefix, property)) = DATES.iter().find(|(prefix, _)| text.starts_with(prefix)) {
        return Item::Date(property, text.strip_prefix(prefix).unwrap_or(text));
    }
    if let Some((prefix, property)) = PARTIES.iter().find(|(prefix, _)| text.starts_with(prefix)) {
        return Item::Party(property, text.strip_prefix(prefix).unwrap_or(text));
    }
    if let Some(place) = text.strip_prefix("POB ") {
        return Item::BirthPlace(place);
    }
    if let Some(date) = text.strip_prefix("Listing Date (").and_then(|t| t.split_once("): ")) {
        return Item::ListingDate(text, date.1);
    }
    if PROVISIONS.iter().any(|prefix| text.starts_with(prefix)) {
        return Item::Provision(text);
    }
    if let Some((prefix, property)) = VALUES.iter().find(|(prefix, _)| text.starts_with(prefix)) {
        return Item::Value(property, text.strip_prefix(prefix).unwrap_or(text));
    }
    if let Some(address) = text.strip_prefix("Digital Currency Address - ")
        && let Some((_, number)) = address.split_once(' ')
        && let Some(label) = text.strip_suffix(number)
    {
        return Item::OtherNumber(label.trim_end(), number.trim_end_matches('.'));
    }
    if let Some((label, rest)) = numbers::known(text) {
        return Item::Number(label, rest);
    }
    match numbers::unknown(text) {
        Some((label, rest)) => Item::OtherNumber(label, rest),
        None => Item::Note(whole),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &Item<'_>) {
        assert_eq!(parse(text, false), std::slice::from_ref(expect), "{text}");
    }

    #[test]
    fn items_are_understood() {
        check("DOB 02 Feb 1980.", &Item::Date("birthDate", "02 Feb 1980"));
        check("alt. DOB circa 1951", &Item::Date("birthDate", "circa 1951"));
        check("POB Port Varn, Freedonia", &Item::BirthPlace("Port Varn, Freedonia"));
        check("Gender Male", &Item::Value("gender", "Male"));
        check("a.k.a. 'THE GULL'.", &Item::Alias("weakAlias", "THE GULL"));
        check("a.k.a. TERN LINE", &Item::Alias("alias", "TERN LINE"));
        check("f.k.a. 'ONE; TWO'", &Item::Alias("previousName", "ONE; TWO"));
        check("Linked To: TERN, Anso", &Item::Link("TERN, Anso"));
        check("Brigadier General", &Item::Note("Brigadier General"));
        check(
            "Digital Currency Address - XBT 1abc",
            &Item::OtherNumber("Digital Currency Address - XBT", "1abc"),
        );
        check(
            "Listing Date (Directive 1): 24 Feb 2022",
            &Item::ListingDate("Listing Date (Directive 1): 24 Feb 2022", "24 Feb 2022"),
        );
    }

    #[test]
    fn remarks_are_split_outside_names() {
        let items = parse("DOB 1970; a.k.a. 'A; B'; alt. a.k.a. 'C'; f.k.a. 'D'; Colonel.", false);
        assert_eq!(items.len(), 5, "{items:?}");
        assert_eq!(items[1], Item::Alias("weakAlias", "A; B"));
        assert!(parse("", false).is_empty());
    }

    #[test]
    fn the_last_item_of_a_cut_remark_is_only_a_note() {
        let items = parse("DOB 1970; Passport A12", true);
        assert_eq!(items, [Item::Date("birthDate", "1970"), Item::Note("Passport A12")]);
    }
}
