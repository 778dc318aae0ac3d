//! Countries and territories by code and by the names that lists use.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::limits::COUNTRY_BYTES_MAX;

/// A country or territory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Country {
    /// FollowTheMoney's code: lower-case ISO 3166-1 alpha-2 where there is one.
    pub code: &'static str,
    /// ISO 3166-1 alpha-3, empty where there is none.
    pub alpha3: &'static str,
    /// English short name.
    pub name: &'static str,
}

impl Country {
    /// The country of that FollowTheMoney code.
    #[must_use]
    pub fn of(code: &str) -> Option<Country> {
        TABLE.countries.iter().find(|country| country.code == code).copied()
    }
}

/// The FollowTheMoney code for a code (ISO 3166-1, older ISO codes, those of ICAO Doc 9303 part 3,
/// section 5) or any name that lists use: `Korea, North`, `Iran (Islamic Republic of)`, `Afghan`,
/// `Region: Gaza`, `Possibly Ethiopian`.
///
/// Case, accents, punctuation and articles do not count. A text that names two countries gives
/// none: see [`country_codes`].
#[must_use]
pub fn country_code(text: &str) -> Option<&'static str> {
    if text.len() > COUNTRY_BYTES_MAX {
        return None;
    }
    by_code(text)
        .or_else(|| by_name(text))
        .or_else(|| text.rsplit_once(':').and_then(|(_, place)| by_name(place)))
}

/// The codes of all countries that a text names: `Sudan/South Sudan`, `Iran / unknown`,
/// `Syria or Iraq`. Parts that name none are left out.
#[must_use]
pub fn country_codes(text: &str) -> Vec<&'static str> {
    if let Some(code) = country_code(text) {
        return vec![code];
    }
    if text.len() > COUNTRY_BYTES_MAX {
        return Vec::new();
    }
    let spaced = text.split_whitespace().map(|word| if is_joint(word) { "/" } else { word });
    let spaced: Vec<&str> = spaced.collect();
    let mut codes = Vec::new();
    for part in spaced.join(" ").split(['/', ';', ',', '.', '|', '+', '&']) {
        let part = part.trim();
        // `No` of `No. 2` is not Norway: among words only capitals are a code.
        let is_code = !part.contains(|c: char| c.is_lowercase());
        let code = by_name(part).or_else(|| by_code(part).filter(|_| is_code));
        codes.extend(code.filter(|code| !codes.contains(code)));
    }
    codes
}

fn is_joint(word: &str) -> bool {
    ["and", "or", "and/or"].contains(&word)
}

/// Codes that are not in the table: what lists and travel documents write instead.
const OTHER_CODES: [(&str, &str); 23] = [
    ("d", "de"),
    ("gbd", "gb"),
    ("gbn", "gb"),
    ("gbo", "gb"),
    ("gbp", "gb"),
    ("gbs", "gb"),
    ("uk", "gb"),
    ("el", "gr"),
    ("rks", "xk"),
    ("kos", "xk"),
    ("unk", "xk"),
    ("cs", "csxx"),
    ("yu", "yucs"),
    ("su", "suhh"),
    ("dd", "ddde"),
    ("tp", "tl"),
    ("tmp", "tl"),
    ("bu", "mm"),
    ("bur", "mm"),
    ("zr", "cd"),
    ("zar", "cd"),
    ("rom", "ro"),
    ("gb-eng", "gb"),
];

struct Table {
    countries: Vec<Country>,
    codes: HashMap<String, &'static str>,
    names: HashMap<String, &'static str>,
}

static TABLE: LazyLock<Table> =
    LazyLock::new(|| Table::read(include_str!("../resources/countries.txt")));

impl Table {
    /// Reads the resource; its form is stated in its first lines.
    fn read(text: &'static str) -> Table {
        let mut table =
            Table { countries: Vec::new(), codes: HashMap::new(), names: HashMap::new() };
        let mut current = "";
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some(aliases) = line.strip_prefix("  ") {
                for alias in aliases.split("; ") {
                    table.names.entry(key(alias)).or_insert(current);
                }
                continue;
            }
            let mut fields = line.splitn(3, ' ');
            let (Some(code), Some(alpha3), Some(name)) =
                (fields.next(), fields.next(), fields.next())
            else {
                continue;
            };
            current = code;
            let alpha3 = if alpha3 == "-" { "" } else { alpha3 };
            table.countries.push(Country { code, alpha3, name });
            table.codes.insert(code.to_owned(), code);
            table.codes.insert(alpha3.to_lowercase(), code);
            table.names.insert(key(name), code);
        }
        table.codes.remove("");
        table.codes.extend(OTHER_CODES.map(|(other, code)| (other.to_owned(), code)));
        table
    }
}

fn by_code(text: &str) -> Option<&'static str> {
    // Travel documents fill up with `<`.
    let code = text.trim().trim_end_matches('<').to_ascii_lowercase().replace('_', "-");
    TABLE.codes.get(&code).copied()
}

fn by_name(text: &str) -> Option<&'static str> {
    let text = text.trim();
    exact(text).or_else(|| inverted(text)).or_else(|| bracketed(text)).or_else(|| hedged(text))
}

fn exact(text: &str) -> Option<&'static str> {
    TABLE.names.get(&key(text)).copied()
}

/// `Korea, North` and `Congo (Democratic Republic of the)`.
fn inverted(text: &str) -> Option<&'static str> {
    let (last, first) = text.split_once(',').or_else(|| split_brackets(text))?;
    exact(&format!("{first} {last}"))
}

/// `Indonesia (as at 2003)`, unless the brackets name another country: `Sudan (South Sudan)`.
fn bracketed(text: &str) -> Option<&'static str> {
    let (before, inside) = split_brackets(text)?;
    let outer = exact(before).or_else(|| inverted(before))?;
    let inner = by_code(inside).or_else(|| exact(inside));
    (inner.is_none() || inner == Some(outer)).then_some(outer)
}

fn split_brackets(text: &str) -> Option<(&str, &str)> {
    text.trim_end_matches([' ', '.']).strip_suffix(')')?.split_once('(')
}

/// `Possibly Ethiopian`, `Kuwaiti citizenship withdrawn in 2002`, `Tunisian passport`.
fn hedged(text: &str) -> Option<&'static str> {
    const HEDGES: &str = "possibly probably likely presumably allegedly reportedly former formerly \
        also believed to be have hold or region";
    const ENDS: &str = "citizenship citizen nationality national passport by origin born";
    let is_one_of = |words: &str, word: &str| words.split(' ').any(|other| other == word);
    let lower = text.to_lowercase();
    let bare: Vec<&str> = lower
        .split_whitespace()
        .skip_while(|word| is_one_of(HEDGES, word))
        .take_while(|word| !is_one_of(ENDS, word))
        .collect();
    let bare = bare.join(" ");
    exact(&bare).or_else(|| inverted(&bare))
}

/// What two spellings of one name have in common.
fn key(name: &str) -> String {
    let latin = any_ascii::any_ascii(name).to_ascii_lowercase().replace('\'', "");
    let words = latin.split(|c: char| !c.is_ascii_alphanumeric());
    let key: String = words
        .filter(|word| !["the", "of", "and"].contains(word))
        .map(|word| match word {
            "st" => "saint",
            "rep" => "republic",
            "dem" => "democratic",
            word => word,
        })
        .collect();
    key
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_name_means_one_country() {
        let mut meaning: HashMap<String, (&str, &str)> = HashMap::new();
        let mut current = "";
        for line in
            include_str!("../resources/countries.txt").lines().filter(|l| !l.starts_with('#'))
        {
            let names: Vec<&str> = match line.strip_prefix("  ") {
                Some(aliases) => aliases.split("; ").collect(),
                None => {
                    let mut fields = line.splitn(3, ' ');
                    current = fields.next().unwrap();
                    fields.skip(1).collect()
                }
            };
            for name in names {
                assert!(!key(name).is_empty(), "{name}");
                if let Some((code, other)) = meaning.insert(key(name), (current, name)) {
                    assert_eq!(code, current, "`{name}` and `{other}`");
                }
            }
        }
        assert!(TABLE.countries.len() >= 270, "{}", TABLE.countries.len());
        for country in &TABLE.countries {
            assert_eq!(country_code(country.code), Some(country.code));
            assert_eq!(country_code(country.name), Some(country.code));
            assert_eq!(Country::of(country.code), Some(*country));
            if !country.alpha3.is_empty() {
                assert_eq!(country_code(country.alpha3), Some(country.code));
            }
        }
    }

    #[test]
    fn names_as_lists_write_them() {
        for (text, code) in [
            ("Korea, North", "kp"),
            ("Democratic People's Republic of Korea", "kp"),
            ("Democratic\n   People’s Republic of Korea", "kp"),
            ("North Korea (Democratic People's Republic of Korea)", "kp"),
            ("IRAN (ISLAMIC REPUBLIC OF)", "ir"),
            ("Burma (Myanmar)", "mm"),
            ("Côte d'Ivoire", "ci"),
            ("Cote d Ivoire", "ci"),
            ("Congo, Democratic Republic of the", "cd"),
            ("CONGO, Democratic Republic of (was Zaire)", "cd"),
            ("Congo (Democratic Republic)", "cd"),
            ("CONGO, People's Republic of", "cg"),
            ("Congo", "cg"),
            ("Region: Gaza", "ps"),
            ("Region: Crimea", "ua-cri"),
            ("The Gambia", "gm"),
            ("Bahamas, The", "bs"),
            ("Türkiye", "tr"),
            ("Man, Isle of", "im"),
            ("North Macedonia, The Republic of", "mk"),
            ("Macedonia, The Former Yugoslav Republic of", "mk"),
            ("Indonesia (as at Dec. 2003)", "id"),
            ("Kuwaiti citizenship withdrawn in 2002", "kw"),
            ("Possibly Ethiopian", "et"),
            ("USSR (until 1991)", "suhh"),
            ("St. Kitts & Nevis", "kn"),
            ("россия", "ru"),
            ("ST", "st"),
        ] {
            assert_eq!(country_code(text), Some(code), "{text}");
        }
    }

    #[test]
    fn codes_of_travel_documents() {
        for (code, country) in [("D<<", "de"), ("GBN", "gb"), ("RKS", "xk"), ("uto", "")] {
            assert_eq!(country_code(code).unwrap_or_default(), country, "{code}");
        }
        for nobody in ["UNO", "UNA", "XXA", "XXB", "XXC", "XXX", "", "<<<", "-0-", "Atlantis"] {
            assert_eq!(country_code(nobody), None, "{nobody}");
        }
    }

    #[test]
    fn two_countries_are_not_one() {
        assert_eq!(country_code("Sudan/South Sudan"), None);
        assert_eq!(country_code("Sudan (South Sudan)"), None);
        assert_eq!(country_codes("Sudan/or South Sudan"), ["sd", "ss"]);
        assert_eq!(country_codes("Iran / unknown"), ["ir"]);
        assert_eq!(country_codes("Syria and Iraq"), ["sy", "iq"]);
        assert_eq!(country_codes("Bosnia and Herzegovina"), ["ba"]);
        let text = "United States. Also believed to hold Syrian nationality";
        assert_eq!(country_codes(text), ["us", "sy"]);
        assert_eq!(country_codes("RU, BY"), ["ru", "by"]);
        assert!(country_codes("No. 2").is_empty());
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,40}", near in "[A-Za-z (),:/.<]{0,24}") {
            for text in [&text, &near] {
                for code in country_codes(text) {
                    prop_assert!(Country::of(code).is_some());
                }
            }
        }
    }
}
