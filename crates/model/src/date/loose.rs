//! Dates as lists write them, in words or in the order of the country that wrote them.

use super::{Part, PartialDate};
use crate::limits::DATE_BYTES_MAX;

const UNREADABLE: &str = "it has parts that are not of a date";
const NO_YEAR: &str = "it has no year of four digits";

/// The months in English, French, German, Spanish, Italian, Portuguese and Russian.
const MONTHS: [&str; 12] = [
    "jan january janv janvier januar jänner enero gennaio janeiro январь января",
    "feb february févr fév février fevrier februar febrero febbraio fevereiro февраль февраля",
    "mar march mars märz marzo março marco март марта",
    "apr april avr avril abril aprile апрель апреля",
    "may mai mayo maggio maio май мая",
    "jun june juin juni junio giugno junho июнь июня",
    "jul july juil juillet juli julio luglio julho июль июля",
    "aug august août aout agosto август августа",
    "sep sept september septembre septiembre settembre setembro сентябрь сентября",
    "oct october octobre okt oktober octubre ottobre outubro октябрь октября",
    "nov november novembre noviembre novembro ноябрь ноября",
    "dec december déc décembre decembre dez dezember diciembre dicembre dezembro декабрь декабря",
];

/// Words that say "about".
const ABOUT: &str = "approximately approx about abt around circa ca c probably possibly estimated \
    est early mid middle late end beginning env environ vers um";

/// Words that say nothing.
const FILLERS: &str = "of the in year de";

/// What one end of a range says; 0 and `None` are unknown.
#[derive(Debug, Default, Clone, Copy)]
struct End {
    day: Option<u8>,
    month: Option<u8>,
    year: Option<i16>,
    is_decade: bool,
}

pub(super) fn read(text: &str) -> Result<PartialDate, &'static str> {
    if text.len() > DATE_BYTES_MAX {
        return Err("it is too long for a date");
    }
    let lower = text.to_lowercase();
    let (lower, mut approximate) = match lower.trim_end_matches(['.', ',', ';', ' ']) {
        bare if bare.ends_with(['?', '~']) => (bare.trim_end_matches(['?', '~']), true),
        bare => (bare, false),
    };
    let mut words: Vec<&str> = lower.split_whitespace().collect();
    words.retain(|word| !is_about(word, &mut approximate));
    let (first, last) = split_range(&words.join(" "));
    let last = last.map(|text| read_end(&text, &mut approximate)).transpose()?;
    let first = read_end(&first, &mut approximate)?;
    let Some(last) = last else {
        return PartialDate::new(first.part()?, first.last_part()?, approximate);
    };
    // "Aug to Sep 1962", "1 to 5 Nov 1962": the first end takes what it lacks from the last.
    let first = End {
        year: first.year.or(last.year),
        month: first.month.or(if first.year.is_none() { last.month } else { None }),
        ..first
    };
    let (first, last) = (first.part()?, last.last_part()?);
    let (from, to) =
        if first.first_day() > last.last_day() { (last, first) } else { (first, last) };
    PartialDate::new(from, to, approximate)
}

/// Whether the word only says "about"; if so, that is noted.
fn is_about(word: &str, approximate: &mut bool) -> bool {
    let is_about = is_one_of(ABOUT, word.trim_end_matches(['.', ':'])) || word == "~";
    *approximate |= is_about;
    is_about
}

/// The two ends of a range, or the whole text where it is none.
fn split_range(text: &str) -> (String, Option<String>) {
    let owned = |(a, b): (&str, &str)| (a.to_owned(), Some(b.to_owned()));
    if let Some(ends) = text.strip_prefix("between ").and_then(|rest| {
        [" and ", " to ", " & ", "-"].iter().find_map(|word| rest.split_once(word))
    }) {
        return owned(ends);
    }
    let bare = text.strip_prefix("from ").unwrap_or(text);
    for separator in
        [" to ", " until ", " till ", " or ", " through ", " - ", " / ", "–", "—", "..", "/to/"]
    {
        if let Some(ends) = bare.split_once(separator) {
            return owned(ends);
        }
    }
    // `1960-1965` and `1960/1965`, but neither `1960-11` nor `11/1960`.
    let years = ['-', '/'].iter().find_map(|separator| bare.split_once(*separator));
    match years {
        Some(ends) if is_year(ends.0) && is_year(ends.1) => owned(ends),
        _ => (bare.to_owned(), None),
    }
}

fn is_year(text: &str) -> bool {
    let digits = text.trim().trim_end_matches(['s', '~']);
    digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit())
}

fn read_end(text: &str, approximate: &mut bool) -> Result<End, &'static str> {
    let mut end = End::default();
    let mut numbers: Vec<&str> = Vec::new();
    let is_between = |c: char| c.is_whitespace() || ",./-()".contains(c);
    for token in text.split(is_between).filter(|token| !token.is_empty()) {
        if is_one_of(FILLERS, token) || is_about(token, approximate) {
            continue;
        }
        let token = token.strip_suffix('~').inspect(|_| *approximate = true).unwrap_or(token);
        if let Some(month) = month_number(token) {
            if end.month.replace(month).is_some() {
                return Err("it names two months");
            }
        } else if let Some(decade) = token.strip_suffix('s').or(token.strip_suffix("'s")) {
            end.is_decade = true;
            numbers.push(decade.trim_end_matches('\''));
        } else {
            numbers.push(
                ["st", "nd", "rd", "th"]
                    .iter()
                    .find_map(|suffix| token.strip_suffix(suffix))
                    .unwrap_or(token),
            );
        }
    }
    end.place(&numbers)?;
    Ok(end)
}

impl End {
    /// Decides which number is which.
    fn place(&mut self, numbers: &[&str]) -> Result<(), &'static str> {
        let is_number = |text: &&str| text.bytes().all(|b| b.is_ascii_digit()) && !text.is_empty();
        if !numbers.iter().all(is_number) {
            return Err(UNREADABLE);
        }
        match (numbers, self.month.is_some()) {
            ([], _) => Ok(()),
            ([whole], false) if whole.len() == 8 => self.place_run(whole),
            ([year], _) if year.len() == 4 => self.set(year, "0", "0"),
            ([day], _) if day.len() <= 2 => self.set("0", "0", day),
            ([year, day], true) if year.len() == 4 => self.set(year, "0", day),
            ([day, year], true) if year.len() == 4 => self.set(year, "0", day),
            ([year, month], false) if year.len() == 4 => self.set(year, month, "0"),
            ([month, year], false) if year.len() == 4 => self.set(year, month, "0"),
            ([year, month, day], false) if year.len() == 4 => self.set(year, month, day),
            ([day, month, year], false) if year.len() == 4 => {
                // Day first, unless only month first gives a date.
                let is_month_first = two_digits(month)? > 12 && two_digits(day)? <= 12;
                let (day, month) = if is_month_first { (month, day) } else { (day, month) };
                self.set(year, month, day)
            }
            ([.., last], _) if last.len() <= 2 => Err(NO_YEAR),
            _ => Err(UNREADABLE),
        }
    }

    /// `19621123`.
    fn place_run(&mut self, digits: &str) -> Result<(), &'static str> {
        let (year, rest) = digits.split_at_checked(4).ok_or(UNREADABLE)?;
        let (month, day) = rest.split_at_checked(2).ok_or(UNREADABLE)?;
        self.set(year, month, day)
    }

    /// Takes over what is not zero.
    fn set(&mut self, year: &str, month: &str, day: &str) -> Result<(), &'static str> {
        let year: i16 = year.parse().map_err(|_| UNREADABLE)?;
        self.year = Some(year).filter(|year| *year > 0);
        self.month = self.month.or(Some(two_digits(month)?).filter(|month| *month > 0));
        self.day = Some(two_digits(day)?).filter(|day| *day > 0);
        Ok(())
    }

    /// The first day, month or year that it may mean.
    fn part(self) -> Result<Part, &'static str> {
        let year = self.year.ok_or(NO_YEAR)?;
        // A day of an unknown month says nothing that a date can hold.
        let day = if self.month.is_some() { self.day.unwrap_or(0) } else { 0 };
        Part::new(year, self.month.unwrap_or(0), day)
    }

    /// The last one: it differs for a decade.
    fn last_part(self) -> Result<Part, &'static str> {
        match self.year {
            Some(year) if self.is_decade && self.month.is_none() => {
                let span = if year % 100 == 0 { 99 } else { 9 };
                Part::new(year.saturating_add(span), 0, 0)
            }
            _ => self.part(),
        }
    }
}

fn two_digits(text: &str) -> Result<u8, &'static str> {
    if text.len() > 2 {
        return Err(UNREADABLE);
    }
    text.parse().map_err(|_| UNREADABLE)
}

fn month_number(word: &str) -> Option<u8> {
    let named = (1_u8..).zip(MONTHS).find(|(_, names)| is_one_of(names, word));
    named.map(|(number, _)| number)
}

fn is_one_of(words: &str, word: &str) -> bool {
    words.split(' ').any(|other| other == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let read = PartialDate::parse_loose(text).map(|date| date.to_string());
        assert_eq!(read.as_deref(), Ok(expected), "{text}");
    }

    #[test]
    fn days_months_and_years_in_any_order() {
        for text in [
            "23 Nov 1962",
            "23 November 1962.",
            "Nov 23, 1962",
            "23/11/1962",
            "1962/11/23",
            "23.11.1962",
            "23-11-1962",
            "11/23/1962",
            "19621123",
            "23rd of November 1962",
            "1962-Nov-23",
            "23 ноября 1962",
            "23-NOV-1962",
        ] {
            check(text, "1962-11-23");
        }
        for text in ["Nov 1962", "Nov. 1962", "November, 1962", "11/1962", "00/11/1962", "1962/11"]
        {
            check(text, "1962-11");
        }
        for text in ["00/00/1961", "10/00/1961", "1961-00-00", "1961.", "in 1961"] {
            check(text, "1961");
        }
    }

    #[test]
    fn about() {
        for text in [
            "circa 1961",
            "c. 1961",
            "c.1961",
            "ca. 1961",
            "approximately 1961",
            "Approx. 1961",
            "about 1961",
            "late 1961",
            "1961?",
            "mid-1961",
            "1961 (circa)",
        ] {
            check(text, "1961~");
        }
        check("circa 12 Nov 1962", "1962-11-12~");
        check("circa 1979-1982", "1979~/1982~");
    }

    #[test]
    fn ranges() {
        for text in [
            "between 1960 and 1965",
            "1960 to 1965",
            "1960-1965",
            "1960 - 1965",
            "1960–1965",
            "from 1960 to 1965",
            "1960 / 1965",
            "Between 1965 and 1960",
            "1960 or 1965",
        ] {
            check(text, "1960/1965");
        }
        check("01 Jan 1960 to 31 Dec 1965", "1960-01-01/1965-12-31");
        check("Jan 1960 to Mar 1960", "1960-01/1960-03");
        check("Between Aug. and Sep. 1962", "1962-08/1962-09");
        check("May 1960 to 1961", "1960-05/1961");
        check("May 1960 to 1960", "1960-05/1960");
        check("1 to 5 Nov 1962", "1962-11-01/1962-11-05");
        check("1970s", "1970/1979");
        check("early 1970's", "1970~/1979~");
        check("mid-1970s", "1970~/1979~");
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "unknown",
            "49-50 years old",
            "01/07/1392 (Hijri Calendar)",
            "23 Nov 62",
            "Nov",
            "31/02/1962",
            "32 Jan 1962",
            "1 2 3 4",
            "Nov Dec 1962",
            "99999",
            "to",
            "between and",
        ] {
            assert!(PartialDate::parse_loose(text).is_err(), "{text}");
        }
    }
}
