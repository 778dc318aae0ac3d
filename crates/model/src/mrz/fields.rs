//! From the lines of a zone to its fields: the tables of Doc 9303 parts 4 to 7.

use super::lines::Zone;
use super::{CheckDigit, Mrz, MrzFormat};
use crate::PartialDate;

/// A line (from 1), a first place and the place after the last (from 0).
type Span = (usize, usize, usize);

/// Where the fields of a layout stand. A check digit stands right after what it covers.
struct Layout {
    names: Span,
    number: Span,
    nationality: Span,
    birth: Span,
    expiry: Span,
    /// The first one takes the end of a number that is too long for its field.
    optional: &'static [Span],
    has_personal_check: bool,
    /// The place of the composite check digit, and what it covers.
    composite: Option<(Span, &'static [Span])>,
}

const TD1: Layout = Layout {
    names: (3, 0, 30),
    number: (1, 5, 14),
    nationality: (2, 15, 18),
    birth: (2, 0, 6),
    expiry: (2, 8, 14),
    optional: &[(1, 15, 30), (2, 18, 29)],
    has_personal_check: false,
    composite: Some(((2, 29, 30), &[(1, 5, 30), (2, 0, 7), (2, 8, 15), (2, 18, 29)])),
};

const TD2: Layout = Layout {
    names: (1, 5, 36),
    number: (2, 0, 9),
    nationality: (2, 10, 13),
    birth: (2, 13, 19),
    expiry: (2, 21, 27),
    optional: &[(2, 28, 35)],
    has_personal_check: false,
    composite: Some(((2, 35, 36), &[(2, 0, 10), (2, 13, 20), (2, 21, 35)])),
};

const TD3: Layout = Layout {
    names: (1, 5, 44),
    optional: &[(2, 28, 42)],
    has_personal_check: true,
    composite: Some(((2, 43, 44), &[(2, 0, 10), (2, 13, 20), (2, 21, 43)])),
    ..TD2
};

const MRV_A: Layout =
    Layout { names: (1, 5, 44), optional: &[(2, 28, 44)], composite: None, ..TD2 };

const MRV_B: Layout = Layout { optional: &[(2, 28, 36)], composite: None, ..TD2 };

pub(super) fn read(zone: &Zone, reference_year: i16) -> Mrz {
    let layout = match zone.format {
        MrzFormat::Td1 => TD1,
        MrzFormat::Td2 => TD2,
        MrzFormat::Td3 => TD3,
        MrzFormat::MrvA => MRV_A,
        MrzFormat::MrvB => MRV_B,
    };
    let get = |(line, from, to): Span| zone.at(line, from, to);
    let (number, number_ok, optional) = read_number(zone, &layout);
    let mut check_digits = vec![
        CheckDigit { field: "number", ok: number_ok },
        CheckDigit {
            field: "birth_date",
            ok: agrees(get(layout.birth), after(zone, layout.birth)),
        },
        CheckDigit {
            field: "expiry_date",
            ok: agrees(get(layout.expiry), after(zone, layout.expiry)),
        },
    ];
    if let (true, Some(personal)) = (layout.has_personal_check, layout.optional.first()) {
        let ok = agrees(get(*personal), after(zone, *personal));
        check_digits.push(CheckDigit { field: "personal_number", ok });
    }
    if let Some((place, covered)) = layout.composite {
        let covered: String = covered.iter().map(|span| get(*span)).collect();
        check_digits.push(CheckDigit { field: "composite", ok: agrees(&covered, get(place)) });
    }
    let names = get(layout.names);
    let (surname, given_names) =
        names.trim_start_matches('<').split_once("<<").unwrap_or((names, ""));
    let sex = after(zone, (layout.birth.0, layout.birth.1, layout.birth.2 + 1));
    Mrz {
        format: zone.format,
        document_type: without_fillers(zone.at(1, 0, 2)),
        issuer: without_fillers(zone.at(1, 2, 5)),
        number,
        surname: words(surname),
        given_names: words(given_names),
        name_truncated: !names.ends_with('<'),
        nationality: without_fillers(get(layout.nationality)),
        birth_date: date(get(layout.birth), reference_year),
        sex: sex.chars().next().filter(|sex| matches!(sex, 'M' | 'F')),
        expiry_date: date(get(layout.expiry), reference_year.saturating_add(EXPIRY_YEARS_AHEAD)),
        optional,
        check_digits,
    }
}

/// No document is valid for longer than this, so a year of expiry beyond it is of last century.
const EXPIRY_YEARS_AHEAD: i16 = 49;

/// The number, whether its check digit agrees, and the optional data.
///
/// A number of more than nine characters goes on in the optional data, its check digit after it;
/// a filler stands in the place of the check digit (Doc 9303 parts 5 and 6).
fn read_number(zone: &Zone, layout: &Layout) -> (String, bool, String) {
    let get = |(line, from, to): Span| zone.at(line, from, to);
    let number = get(layout.number);
    let check = after(zone, layout.number);
    let join = |first: &str| {
        let rest = layout.optional.iter().skip(1).map(|span| get(*span));
        let parts: Vec<String> =
            std::iter::once(first).chain(rest).map(words).filter(|part| !part.is_empty()).collect();
        parts.join(" ")
    };
    let first = layout.optional.first().map_or("", |span| get(*span));
    let can_go_on = matches!(zone.format, MrzFormat::Td1 | MrzFormat::Td2);
    if can_go_on && check == "<" && !number.ends_with('<') {
        let (tail, rest) = first.split_once('<').unwrap_or((first, ""));
        if let Some((end, check)) = tail.split_at_checked(tail.len().saturating_sub(1))
            && !end.is_empty()
        {
            let whole = format!("{number}{end}");
            let ok = agrees(&whole, check);
            return (without_fillers(&whole), ok, join(rest));
        }
    }
    (without_fillers(number), agrees(number, check), join(first))
}

/// The character after a field.
fn after(zone: &Zone, (line, _, to): Span) -> &str {
    zone.at(line, to, to + 1)
}

/// Whether a check digit agrees (Doc 9303 part 3, 4.9): the sum of the values times 7, 3, 1, 7 …,
/// modulo 10. A filler may stand for the check digit of a field that is empty.
fn agrees(field: &str, check: &str) -> bool {
    if check == "<" {
        return field.bytes().all(|b| b == b'<');
    }
    let values = field.chars().map(|c| c.to_digit(36).unwrap_or(0));
    let sum: u32 =
        values.zip([7, 3, 1].into_iter().cycle()).map(|(value, weight)| value * weight).sum();
    check.parse() == Ok(sum % 10)
}

/// The latest date of that year of two digits that is not after the last year. Fillers and zeros
/// stand for a month or day that is not known.
fn date(field: &str, last_year: i16) -> Option<PartialDate> {
    let (year, rest) = field.split_at_checked(2)?;
    let (month, day) = rest.split_at_checked(2)?;
    let in_century = year.parse::<i16>().ok()?;
    let year = last_year.checked_sub((last_year.checked_sub(in_century)?).rem_euclid(100))?;
    let known = |text: &str| if text == "<<" { "00".to_owned() } else { text.to_owned() };
    PartialDate::parse_loose(&format!("{year:04}-{}-{}", known(month), known(day))).ok()
}

fn without_fillers(field: &str) -> String {
    field.replace('<', "")
}

/// A text whose words are separated by fillers.
fn words(field: &str) -> String {
    field.split('<').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
