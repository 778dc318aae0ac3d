//! Days and spans: each of a period's two ends is a day, or lies between two.

use crate::xml::Element;

/// A `DatePeriod` as a date of ISO 8601: `1962`, `1962-03`, `1962-03-04`, `1960/1965`, `1951~`.
/// Empty where it has no day that can be read.
pub(super) fn read(period: &Element) -> String {
    let ends: Vec<&Element> = period.all("Start").chain(period.all("End")).collect();
    let points: Vec<Day> =
        ends.iter().flat_map(|end| end.all("From").chain(end.all("To"))).filter_map(day).collect();
    let about =
        if ends.iter().any(|end| end.attribute("Approximate") == "true") { "~" } else { "" };
    let (Some(first), Some(last)) = (points.iter().min(), points.iter().max()) else {
        return String::new();
    };
    if first == last {
        return format!("{}{about}", written(*first));
    }
    let is_month_whole = first.2 <= 1 && last.2 >= DAYS_IN_SHORTEST_MONTH;
    let is_year_whole = is_month_whole && first.1 <= 1 && last.1 == 12;
    if is_year_whole && first.0 == last.0 {
        format!("{:04}{about}", first.0)
    } else if is_year_whole {
        format!("{:04}{about}/{:04}{about}", first.0, last.0)
    } else if is_month_whole && (first.0, first.1) == (last.0, last.1) {
        format!("{:04}-{:02}{about}", first.0, first.1)
    } else {
        format!("{}{about}/{}{about}", written(*first), written(*last))
    }
}

/// A `Date`: year, month and day.
pub(super) fn read_day(date: &Element) -> String {
    day(date).map(written).unwrap_or_default()
}

/// Year, month and day; 0 where unknown.
type Day = (u16, u8, u8);

/// A span that begins on a first and ends from this day on has the whole month.
const DAYS_IN_SHORTEST_MONTH: u8 = 28;

fn day(point: &Element) -> Option<Day> {
    let number = |name: &str| point.text_of(name).parse::<u16>().ok();
    let small = |name: &str| number(name).map(|n| u8::try_from(n).unwrap_or(u8::MAX));
    Some((number("Year")?, small("Month").unwrap_or(0), small("Day").unwrap_or(0)))
}

/// Absurd days stay as they are; whoever takes the date refuses it and says so.
fn written((year, month, day): Day) -> String {
    match (month, day) {
        (0, _) => format!("{year:04}"),
        (_, 0) => format!("{year:04}-{month:02}"),
        _ => format!("{year:04}-{month:02}-{day:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(name: &str, (year, month, day): Day) -> Element {
        let part = |name: &str, number: u16| Element {
            name: name.to_owned(),
            text: number.to_string(),
            ..Element::default()
        };
        Element {
            name: name.to_owned(),
            children: vec![
                part("Year", year),
                part("Month", month.into()),
                part("Day", day.into()),
            ],
            ..Element::default()
        }
    }

    fn period(days: &[Day], approximate: &str) -> String {
        let mut start = Element { name: "Start".to_owned(), ..Element::default() };
        start.attributes.push(("Approximate".to_owned(), approximate.to_owned()));
        start.children = days.iter().map(|day| point("From", *day)).collect();
        read(&Element { children: vec![start], ..Element::default() })
    }

    #[test]
    fn periods_become_dates() {
        for (days, expect) in [
            (&[(1962, 3, 4), (1962, 3, 4)][..], "1962-03-04"),
            (&[(1962, 1, 1), (1962, 12, 31)], "1962"),
            (&[(1962, 2, 1), (1962, 2, 28)], "1962-02"),
            (&[(1960, 1, 1), (1965, 12, 31)], "1960/1965"),
            (&[(1960, 5, 1), (1960, 6, 2)], "1960-05-01/1960-06-02"),
            (&[(1960, 0, 0)], "1960"),
            (&[(1960, 7, 0)], "1960-07"),
            (&[(1960, 13, 99)], "1960-13-99"),
            (&[], ""),
        ] {
            assert_eq!(period(days, "false"), expect);
        }
        assert_eq!(period(&[(1951, 1, 1), (1951, 12, 31)], "true"), "1951~");
    }
}
