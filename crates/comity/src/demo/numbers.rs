//! Numbers with their check digits, from ranges that nobody uses.

use comity_model::identifier::normalize;

use super::dice::Dice;

/// A ship's number. Real ones begin with 1 (new) or with 5 to 9; none begins with 2 or 3.
pub(super) fn imo(dice: &mut Dice) -> String {
    imo_of(dice.between(200_000, 399_999))
}

/// The ship's number that begins with these six digits.
pub(super) fn imo_of(first_six: u32) -> String {
    let digits = |check: u32| (first_six % 1_000_000) * 10 + check;
    valid((0..10).map(digits), "imo", |number| format!("{number:07}"))
}

/// A legal entity identifier of an issuer that does not exist.
pub(super) fn lei(dice: &mut Dice) -> String {
    const LETTERS: [char; 8] = ['B', 'D', 'F', 'K', 'M', 'R', 'T', 'X'];
    let middle: String = (0..10).map(|_| dice.pick(&LETTERS)).collect();
    let entity = dice.between(10, 99);
    valid(0..100, "lei", |check| format!("9999{middle}00{entity}{check:02}"))
}

/// The first of the numbers that is valid in its format.
fn valid(checks: impl Iterator<Item = u32>, format: &str, write: impl Fn(u32) -> String) -> String {
    // One check digit, or pair of them, always fits.
    checks.map(write).find(|text| normalize(format, text).is_some()).unwrap_or_default()
}

/// A passport's number: `UT` for Utopia, the country of ICAO's specimens, and seven digits.
pub(super) fn passport(dice: &mut Dice) -> String {
    format!("UT{:07}", dice.between(1_000_000, 9_999_999))
}

/// A call sign of a series that is allotted to nobody.
pub(super) fn call_sign(dice: &mut Dice) -> String {
    format!("Q9{:04}", dice.between(1, 9_999))
}

/// What stands in a travel document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Document<'a> {
    pub(super) family: &'a str,
    pub(super) given: &'a str,
    pub(super) number: &'a str,
    /// Year of two digits, month, day.
    pub(super) birth: &'a str,
    /// `M`, `F` or `<`.
    pub(super) sex: &'a str,
    pub(super) expiry: &'a str,
}

impl Document<'_> {
    /// The two lines of a passport (ICAO Doc 9303 part 4), of Utopia.
    pub(super) fn passport_zone(&self) -> String {
        let name = format!("P<UTO{}<<{}", letters(self.family), letters(self.given));
        let number = filled(self.number, 9);
        let personal = filled("", 14);
        let (birth, expiry) = (checked(self.birth), checked(self.expiry));
        let (number, personal) = (checked(&number), checked(&personal));
        let composite = digit(&format!("{number}{birth}{expiry}{personal}"));
        let sex = self.sex;
        format!("{}\n{number}UTO{birth}{sex}{expiry}{personal}{composite}", filled(&name, 44))
    }

    /// The three lines of an identity card (part 5), of Utopia.
    pub(super) fn card_zone(&self) -> String {
        let number = checked(&filled(self.number, 9));
        let (birth, expiry) = (checked(self.birth), checked(self.expiry));
        let first = filled(&format!("I<UTO{number}"), 30);
        let optional = filled("", 11);
        let covered = first.get(5..).unwrap_or_default();
        let composite = digit(&format!("{covered}{birth}{expiry}{optional}"));
        let sex = self.sex;
        let name = format!("{}<<{}", letters(self.family), letters(self.given));
        format!("{first}\n{birth}{sex}{expiry}UTO{optional}{composite}\n{}", filled(&name, 30))
    }
}

fn letters(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '<' })
        .collect()
}

fn filled(text: &str, width: usize) -> String {
    text.chars().chain(std::iter::repeat('<')).take(width).collect()
}

fn checked(field: &str) -> String {
    format!("{field}{}", digit(field))
}

/// The check digit of a field (Doc 9303 part 3, 4.9).
fn digit(field: &str) -> u32 {
    let values = field.chars().map(|c| c.to_digit(36).unwrap_or(0));
    values.zip([7, 3, 1].into_iter().cycle()).map(|(value, weight)| value * weight).sum::<u32>()
        % 10
}

#[cfg(test)]
mod tests {
    use comity_model::{Mrz, MrzFormat};

    use super::*;

    #[test]
    fn numbers_are_valid_and_nobodys() {
        let mut dice = Dice::new(3);
        for _ in 0..200 {
            let imo = imo(&mut dice);
            assert!(normalize("imo", &imo).is_some() && imo.starts_with(['2', '3']), "{imo}");
            let lei = lei(&mut dice);
            assert!(normalize("lei", &lei).is_some() && lei.starts_with("9999"), "{lei}");
        }
    }

    #[test]
    fn zones_have_the_right_check_digits() {
        let document = Document {
            family: "Oddaberg-Kald",
            given: "Hjorvik",
            number: "UT1234567",
            birth: "710314",
            sex: "M",
            expiry: "310101",
        };
        for (zone, format) in
            [(document.passport_zone(), MrzFormat::Td3), (document.card_zone(), MrzFormat::Td1)]
        {
            let read = Mrz::parse(&zone, 2026).unwrap();
            assert_eq!(read.format, format);
            assert!(read.all_ok(), "{zone}: {:?}", read.check_digits);
            assert_eq!(
                (read.surname.as_str(), read.given_names.as_str()),
                ("ODDABERG KALD", "HJORVIK")
            );
            assert_eq!(read.number, "UT1234567");
        }
    }
}
