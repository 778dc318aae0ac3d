//! The field `ids`: items such as `FR, 2029-01-31, X12345, Passport`, the label last.

use comity_model::{PartialDate, country_code};

/// One item in the words of OFAC's remarks, and its date if it has only one: the table does not
/// say whether the document was issued or expires on it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) text: String,
    pub(super) date: Option<String>,
}

pub(super) fn words(item: &str) -> Words {
    let Some((rest, label)) = item.rsplit_once(", ") else {
        return Words { text: item.to_owned(), date: None };
    };
    let mut parts: Vec<&str> = rest.split(", ").collect();
    // A number comes last, so what stands before it is its country and its dates.
    let mut country = None;
    if parts.len() > 1 && parts.first().is_some_and(|code| is_country(code)) {
        country = Some(parts.remove(0));
    }
    let dates = parts.iter().take(parts.len() - 1).take_while(|text| is_date(text)).count();
    let dates: Vec<&str> = parts.drain(..dates.min(2)).collect();
    let mut text = format!("{} {}", label.trim(), parts.join(", "));
    if let Some(country) = country {
        text.push_str(&format!(" ({country})"));
    }
    // The columns are sorted by name, and so are their contents: expiry before issue.
    if let [expires, issued] = dates.as_slice() {
        text.push_str(&format!(" issued {issued} expires {expires}"));
        return Words { text, date: None };
    }
    Words { text, date: dates.first().map(|date| (*date).to_owned()) }
}

fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase()) && country_code(text).is_some()
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && PartialDate::parse(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(item: &str, text: &str, date: Option<&str>) {
        let expect = Words { text: text.to_owned(), date: date.map(str::to_owned) };
        assert_eq!(words(item), expect, "{item}");
    }

    #[test]
    fn items_are_turned_round() {
        check("Male, Gender", "Gender Male", None);
        check("MX, 7 (Varn), Folio Mercantil No.", "Folio Mercantil No. 7 (Varn) (MX)", None);
        let both = "JO, 2014-08-30, 2009-08-31, K1, Passport";
        check(both, "Passport K1 (JO) issued 2009-08-31 expires 2014-08-30", None);
        check("2014-07-11, D7, Passport", "Passport D7", Some("2014-07-11"));
        check("Sea Act, part 7, Secondary sanctions risk:", RISK, None);
        check("Executive Order 14024 Directive Information", RISKLESS, None);
        check("", "", None);
    }

    const RISK: &str = "Secondary sanctions risk: Sea Act, part 7";
    const RISKLESS: &str = "Executive Order 14024 Directive Information";
}
