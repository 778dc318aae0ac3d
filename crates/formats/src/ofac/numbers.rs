//! Numbers of documents as remarks write them: `A12 (Freedonia) issued 01 May 2003 expires ...`.

use comity_model::country_code;

/// A number and what is said about it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Number<'t> {
    pub(super) number: &'t str,
    pub(super) country: Option<&'static str>,
    /// What stands in brackets and is no country.
    pub(super) remark: &'t str,
    pub(super) issued: &'t str,
    pub(super) expires: &'t str,
}

impl<'t> Number<'t> {
    pub(super) fn parse(text: &'t str) -> Number<'t> {
        let mut found = Number::default();
        let (text, expires) = text.rsplit_once(" expires ").unwrap_or((text, ""));
        let (text, issued) = text.rsplit_once(" issued ").unwrap_or((text, ""));
        (found.expires, found.issued) = (expires.trim(), issued.trim());
        let mut text = text.trim();
        if let Some((before, inside)) = last_brackets(text) {
            found.country = country_code(inside);
            if found.country.is_some() {
                text = before;
            } else if !inside.contains(|c: char| c.is_ascii_digit()) {
                (text, found.remark) = (before, inside);
            }
        }
        found.number = text.trim_start_matches(['#', ' ', ':']).trim();
        found
    }
}

fn last_brackets(text: &str) -> Option<(&str, &str)> {
    let (before, inside) = text.strip_suffix(')')?.rsplit_once('(')?;
    (!before.trim().is_empty()).then(|| (before.trim(), inside.trim()))
}

/// What a label says about the number that follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Label {
    /// The words before the number.
    pub(super) words: &'static str,
    /// The properties to try, best first.
    pub(super) properties: &'static [&'static str],
    /// Whether it is a document, which becomes a related record of its own.
    pub(super) is_document: bool,
}

const fn code(words: &'static str, properties: &'static [&'static str]) -> Label {
    Label { words, properties, is_document: false }
}

const fn document(words: &'static str, properties: &'static [&'static str]) -> Label {
    Label { words, properties, is_document: true }
}

const ID: &[&str] = &["idNumber", "registrationNumber"];
const PASSPORT: &[&str] = &["passportNumber", "idNumber"];
const REGISTRATION: &[&str] = &["registrationNumber", "idNumber"];
const TAX: &[&str] = &["taxNumber", "idNumber"];
const SERIAL: &[&str] = &["serialNumber", "registrationNumber"];
const LICENSE: &[&str] = &["licenseNumber", "idNumber"];

/// The labels that are known by name, longer ones before those that they begin with.
pub(super) const LABELS: [Label; 53] = [
    code("Aircraft Construction Number (also called L/N or S/N or F/N)", SERIAL),
    code("Aircraft Manufacturer's Serial Number (MSN)", SERIAL),
    code("Aircraft Mode S Transponder Code", &["icaoCode"]),
    code("Aircraft Serial Identification", SERIAL),
    code("Aircraft Tail Number", &["registrationNumber"]),
    code("BIK (RU)", &["bikCode", "idNumber"]),
    document("Business Registration Document", REGISTRATION),
    document("Business Registration Number", REGISTRATION),
    document("C.R. No.", REGISTRATION),
    document("C.U.I.", ID),
    document("C.U.I.P.", ID),
    document("C.U.R.P.", ID),
    document("C.U.I.T.", TAX),
    document("Commercial Registry Number", REGISTRATION),
    code("Company Number IMO", &["imoNumber", "registrationNumber"]),
    document("Company Number", REGISTRATION),
    code("D-U-N-S Number", &["dunsCode", "idNumber"]),
    document("D.N.I.", ID),
    document("Diplomatic Passport", PASSPORT),
    document("Enterprise Number", REGISTRATION),
    document("Economic Register Number (CBLS)", REGISTRATION),
    code("Equity Ticker", &["ticker"]),
    document("Folio Mercantil No.", REGISTRATION),
    code("Government Gazette Number", &["okpoCode", "registrationNumber"]),
    document("I.F.E.", ID),
    code("ISIN", &["isinCode", "idNumber"]),
    code("Identification Number IMO", &["imoNumber", "idNumber"]),
    document("Italian Fiscal Code", TAX),
    code("Legal Entity Number", &["leiCode", "registrationNumber"]),
    document("License", LICENSE),
    code("MMSI", &["mmsi"]),
    document("Matricula Mercantil No", REGISTRATION),
    document("NIT", TAX),
    document("Passport", PASSPORT),
    document("Personal ID Card", ID),
    document("Public Registration Number", REGISTRATION),
    document("R.F.C.", TAX),
    document("RIF", TAX),
    document("RTN", TAX),
    document("RUC", TAX),
    document("Registration ID", REGISTRATION),
    document("Registration Number", REGISTRATION),
    document("SSN", &["socialSecurityNumber", "idNumber"]),
    document("Stateless Person ID Card", ID),
    code("SWIFT/BIC", &["swiftBic", "idNumber"]),
    document("Stateless Person Passport", PASSPORT),
    document("Tax ID No.", TAX),
    document("Trade License No.", LICENSE),
    code("UK Company Number", REGISTRATION),
    document("US FEIN", TAX),
    code("Unified Social Credit Code (USCC)", &["uscCode", "registrationNumber"]),
    document("V.A.T. Number", &["vatCode", "taxNumber", "idNumber"]),
    code("Vessel Registration Identification", &["imoNumber", "registrationNumber", "idNumber"]),
];

/// The label that an item begins with, and the rest.
pub(super) fn known(item: &str) -> Option<(Label, &str)> {
    let longest = LABELS
        .iter()
        .filter_map(|label| {
            let rest = item.strip_prefix(label.words)?;
            // A label ends where a word ends.
            let ends = rest.starts_with([' ', ':', '#']);
            ends.then_some((*label, rest.trim_start_matches(':').trim()))
        })
        .max_by_key(|(label, _)| label.words.len());
    longest.filter(|(_, rest)| rest.contains(|c: char| c.is_ascii_alphanumeric()))
}

/// Words at the end of labels that are not known by name: `Cedula No. 123`, `Ration Card 9`.
const ENDINGS: [&str; 8] =
    [" No. ", " No.: ", " Number ", " Number: ", " # ", " ID ", " Card ", " Code "];

/// A label that is not known by name, and the number after it: behind words that announce one, or
/// before the country that issued it, as in `Voter card 7770001 (Freedonia)`.
pub(super) fn unknown(item: &str) -> Option<(&str, &str)> {
    let announced = ENDINGS.iter().find_map(|ending| {
        let at = item.find(ending)?;
        item.split_at_checked(at + ending.trim_end().len())
    });
    let announced = announced.filter(|(label, rest)| is_label(label) && is_number(rest));
    announced
        .or_else(|| {
            let number = Number::parse(item);
            let (label, last) = number.country.and(number.number.rsplit_once(' '))?;
            let rest = item.get(label.len()..)?;
            (is_label(label) && digits(last) >= DIGITS_MIN).then_some((label, rest))
        })
        .map(|(label, rest)| (label.trim_end_matches(':'), rest.trim()))
}

/// Fewest digits of a number that no word announces.
const DIGITS_MIN: usize = 4;

fn digits(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}

fn is_label(text: &str) -> bool {
    const LABEL_CHARS_MAX: usize = 60;
    text.chars().count() <= LABEL_CHARS_MAX
        && !text.contains([',', ':', ';'])
        && text.starts_with(|c: char| c.is_uppercase())
}

/// Whether a text is a number, with at most a few words before it.
fn is_number(text: &str) -> bool {
    const WORDS_MAX: usize = 4;
    let number = Number::parse(text).number;
    let words = number.split_whitespace();
    let last_has_digits = number.rsplit(' ').next().is_some_and(|last| digits(last) > 0);
    let first_has_digits = number.split(' ').next().is_some_and(|first| digits(first) > 0);
    first_has_digits || last_has_digits && words.count() <= WORDS_MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_with_dates_and_brackets() {
        let found = Number::parse("G777001 (Stateless) issued 02 Feb 2001 expires 01 Jan 2009");
        assert_eq!((found.number, found.remark), ("G777001", "Stateless"));
        assert_eq!((found.issued, found.expires), ("02 Feb 2001", "01 Jan 2009"));
        assert_eq!(Number::parse("# 700000009-0").number, "700000009-0");
        assert_eq!(Number::parse("12 (b7)").number, "12 (b7)");
    }

    #[test]
    fn labels_are_told_from_texts() {
        let label = |item| known(item).map(|(label, rest)| (label.words, rest));
        assert_eq!(label("Passport A1"), Some(("Passport", "A1")));
        assert_eq!(label("Passports of many"), None);
        assert_eq!(label("Company Number IMO 5000007"), Some(("Company Number IMO", "5000007")));
        assert_eq!(label("C.U.I.P. 77"), Some(("C.U.I.P.", "77")));
        assert_eq!(unknown("Cedula No. 7000001 (X)"), Some(("Cedula No.", "7000001 (X)")));
        assert_eq!(unknown("Ration Card 17"), Some(("Ration Card", "17")));
        assert_eq!(unknown("Member of Committee No. One"), None);
        assert_eq!(unknown("State ID No. XB 77001"), Some(("State ID No.", "XB 77001")));
        assert_eq!(unknown("Brigadier General"), None);
        assert_eq!(unknown("Voter card 7770001"), None);
    }
}
