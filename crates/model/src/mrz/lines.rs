//! From a text to the lines of a zone.

use super::{MrzError, MrzFormat};
use crate::limits::MRZ_BYTES_MAX;

/// Lines and characters a line.
const SHAPES: [(usize, usize); 3] = [(3, 30), (2, 36), (2, 44)];

/// The lines of a zone, which all have the length of its format and only its characters.
pub(super) struct Zone {
    pub(super) format: MrzFormat,
    lines: Vec<String>,
}

impl Zone {
    pub(super) fn read(text: &str) -> Result<Zone, MrzError> {
        if text.len() > MRZ_BYTES_MAX {
            return Err(MrzError::TooLong(MRZ_BYTES_MAX));
        }
        let lines = split(text)?;
        for (line, text) in (1..).zip(&lines) {
            let wrong = (1..).zip(text.chars()).find(|(_, c)| !is_allowed(*c));
            if let Some((place, character)) = wrong {
                return Err(MrzError::Character { line, place, character });
            }
        }
        let is_visa = lines.first().is_some_and(|line| line.starts_with('V'));
        let format = match (lines.len(), lines.first().map_or(0, String::len), is_visa) {
            (3, ..) => MrzFormat::Td1,
            (_, 36, true) => MrzFormat::MrvB,
            (_, 36, false) => MrzFormat::Td2,
            (.., true) => MrzFormat::MrvA,
            (.., false) => MrzFormat::Td3,
        };
        Ok(Zone { format, lines })
    }

    /// The characters of a line (from 1) from one place up to another (from 0).
    pub(super) fn at(&self, line: usize, from: usize, to: usize) -> &str {
        let line = line.checked_sub(1).and_then(|index| self.lines.get(index));
        line.and_then(|line| line.get(from..to)).unwrap_or_default()
    }
}

fn is_allowed(c: char) -> bool {
    c.is_ascii_uppercase() || c.is_ascii_digit() || c == '<'
}

fn split(text: &str) -> Result<Vec<String>, MrzError> {
    let upper = text.to_ascii_uppercase();
    // Two characters `\n`, as shells and JSON in JSON leave them; letters are upper case by now.
    let lined = upper.replace("\\R", "\n").replace("\\N", "\n").replace('|', "\n");
    let without_spaces = |line: &str| line.split_whitespace().collect::<String>();
    let lines: Vec<String> =
        lined.lines().map(without_spaces).filter(|line| !line.is_empty()).collect();
    if lines.len() > 1 {
        return shaped(lines);
    }
    let words: Vec<String> = lined.split_whitespace().map(str::to_owned).collect();
    shaped(words).or_else(|error| shaped(cut(&lined)).map_err(|_| error))
}

fn shaped(lines: Vec<String>) -> Result<Vec<String>, MrzError> {
    let lengths: Vec<usize> = lines.iter().map(|line| line.chars().count()).collect();
    let is_shape = |(count, length): &(usize, usize)| {
        lengths.len() == *count && lengths.iter().all(|other| other == length)
    };
    if SHAPES.iter().any(is_shape) { Ok(lines) } else { Err(MrzError::Shape(lengths)) }
}

/// The lines of an unbroken zone: the three shapes differ in how many characters they have.
fn cut(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    let shape = SHAPES.iter().find(|(count, length)| count * length == chars.len());
    let length = shape.map_or(chars.len().max(1), |shape| shape.1);
    chars.chunks(length).map(|line| line.iter().collect()).collect()
}
