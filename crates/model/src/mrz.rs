//! Machine-readable zones of travel documents (ICAO Doc 9303).

mod fields;
mod lines;

use thiserror::Error;

use crate::{ModelError, Origin, PartialDate, Record, RecordId, Schema, country_code};

/// Why a machine-readable zone cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MrzError {
    /// The lines are too many, too few, too long or too short.
    #[error(
        "the zone has lines of {} characters; it must be three lines of 30, or two lines of 36 \
         or 44", lengths(.0)
    )]
    Shape(Vec<usize>),
    /// A character that no zone has.
    #[error(
        "line {line} has `{character}` at place {place}; only A to Z, 0 to 9 and `<` may stand \
         there"
    )]
    Character {
        /// Line, from 1.
        line: usize,
        /// Place in the line, from 1.
        place: usize,
        /// What stands there.
        character: char,
    },
    /// The text is too long to be a zone.
    #[error("the text is longer than {0} bytes; pass only the two or three lines of the zone")]
    TooLong(usize),
}

impl MrzError {
    /// A stable code for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            MrzError::Shape(_) => "mrz-shape",
            MrzError::Character { .. } => "mrz-character",
            MrzError::TooLong(_) => "mrz-too-long",
        }
    }
}

fn lengths(lines: &[usize]) -> String {
    let lines = if lines.is_empty() { &[0] } else { lines };
    lines.iter().map(usize::to_string).collect::<Vec<_>>().join(" and ")
}

/// The layouts of ICAO Doc 9303: parts 4 (TD3), 5 (TD1), 6 (TD2) and 7 (visas, MRV-A and MRV-B).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the standard's own")]
pub enum MrzFormat {
    Td1,
    Td2,
    Td3,
    MrvA,
    MrvB,
}

/// One check digit of a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckDigit {
    /// What it covers: `number`, `birth_date`, `expiry_date`, `personal_number` or `composite`.
    pub field: &'static str,
    /// Whether it agrees.
    pub ok: bool,
}

/// A machine-readable zone of a travel document. Filler characters are gone from all texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mrz {
    /// Layout.
    pub format: MrzFormat,
    /// The one or two letters of the document's type: `P`, `I`, `ID`, `V` ...
    pub document_type: String,
    /// Code of the state or organisation that issued it, as it stands in the zone.
    pub issuer: String,
    /// Document number.
    pub number: String,
    /// Surname, or the whole name of a person who has only one.
    pub surname: String,
    /// Given names; may be empty.
    pub given_names: String,
    /// Whether the name fills its field, so that part of it may be missing.
    pub name_truncated: bool,
    /// Code of the holder's nationality, as it stands in the zone.
    pub nationality: String,
    /// Date of birth, as far as it is stated and is a date.
    pub birth_date: Option<PartialDate>,
    /// `M`, `F`, or `None` where it is not specified.
    pub sex: Option<char>,
    /// Last day of validity, as far as it is stated and is a date.
    pub expiry_date: Option<PartialDate>,
    /// Optional data; in a passport often a personal number.
    pub optional: String,
    /// All check digits of the layout, in the order of the standard.
    pub check_digits: Vec<CheckDigit>,
}

impl Mrz {
    /// Reads a zone. Its lines may be separated by line ends (also the two characters `\n`),
    /// spaces or `|`, or not at all. `reference_year` is the year in which the document is shown:
    /// nobody is born after it, and the year of expiry is the nearest one to it. Check digits that
    /// do not agree are no error: see [`Mrz::failed`].
    ///
    /// # Errors
    /// [`MrzError`] with what to mend in the text.
    pub fn parse(text: &str, reference_year: i16) -> Result<Mrz, MrzError> {
        let zone = lines::Zone::read(text)?;
        Ok(fields::read(&zone, reference_year))
    }

    /// Whether all check digits agree.
    #[must_use]
    pub fn all_ok(&self) -> bool {
        self.check_digits.iter().all(|digit| digit.ok)
    }

    /// The fields whose check digits do not agree.
    pub fn failed(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.check_digits.iter().filter(|digit| !digit.ok).map(|digit| digit.field)
    }

    /// The holder as a `Person`. Fields are taken over whether or not their check digits agree: a
    /// forged document must still be found. A nationality that is no country is left out.
    ///
    /// # Errors
    /// As [`Record::add`].
    pub fn to_record(&self, id: RecordId, origin: &Origin) -> Result<Record, ModelError> {
        let mut person = Record::new(id, Schema::named("Person")?);
        let name = format!("{} {}", self.given_names, self.surname);
        let birth_date = self.birth_date.map(|date| date.to_string());
        let gender = self.sex.map(String::from);
        let number =
            if self.document_type.starts_with('P') { "passportNumber" } else { "idNumber" };
        for (property, value) in [
            ("name", name.as_str()),
            ("firstName", &self.given_names),
            ("lastName", &self.surname),
            ("birthDate", birth_date.as_deref().unwrap_or_default()),
            ("nationality", country_code(&self.nationality).unwrap_or_default()),
            ("gender", gender.as_deref().unwrap_or_default()),
            (number, &self.number),
        ] {
            person.add(property, value, origin)?;
        }
        Ok(person)
    }
}

#[cfg(test)]
mod tests;
