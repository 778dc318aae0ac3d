//! The children of an element, taken out by name: what is left at the end is told or refused.

use comity_model::Timestamp;

use super::alert::WHAT;
use super::terms::Term;
use super::tree::Element;
use crate::ExchangeError;

/// The children of one element.
pub(super) struct Fields<'o> {
    within: String,
    rest: Vec<Element>,
    left_out: &'o mut Vec<String>,
}

impl<'o> Fields<'o> {
    /// Of an element that holds others, and no text of its own.
    pub(super) fn of(
        element: Element,
        left_out: &'o mut Vec<String>,
    ) -> Result<Fields<'o>, ExchangeError> {
        if !element.text.trim().is_empty() {
            return Err(unfitting(format!("`{}` has text between its elements", element.name)));
        }
        Ok(Fields { within: element.name, rest: element.children, left_out })
    }

    /// All children of that name.
    pub(super) fn all(&mut self, name: &str) -> Vec<Element> {
        let is_it = |each: &mut Element| each.is_cap && each.name == name;
        self.rest.extract_if(.., is_it).collect()
    }

    /// The texts of all children of that name, those without any left out.
    pub(super) fn texts(&mut self, name: &str) -> Result<Vec<String>, ExchangeError> {
        let texts = self.all(name).into_iter().map(clean).collect::<Result<Vec<_>, _>>()?;
        Ok(texts.into_iter().filter(|text| !text.is_empty()).collect())
    }

    /// The text of the one child of that name, if there is one.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, ExchangeError> {
        let mut found = self.all(name);
        if found.len() > 1 {
            return Err(unfitting(format!("`{}` has `{name}` more than once", self.within)));
        }
        let text = found.pop().map(clean).transpose()?;
        Ok(text.filter(|text| !text.is_empty()))
    }

    pub(super) fn need(&mut self, name: &str) -> Result<String, ExchangeError> {
        let text = self.text(name)?;
        text.ok_or_else(|| unfitting(format!("`{}` has no `{name}`", self.within)))
    }

    /// A word of the standard.
    pub(super) fn term<T: Term>(&mut self, name: &str) -> Result<T, ExchangeError> {
        term(name, &self.need(name)?)
    }

    pub(super) fn terms<T: Term>(&mut self, name: &str) -> Result<Vec<T>, ExchangeError> {
        self.texts(name)?.iter().map(|text| term(name, text)).collect()
    }

    pub(super) fn time(&mut self, name: &str) -> Result<Option<Timestamp>, ExchangeError> {
        self.text(name)?.map(|text| time(&text)).transpose()
    }

    /// Names and values, such as `geocode` has.
    pub(super) fn pairs(&mut self, name: &str) -> Result<Vec<(String, String)>, ExchangeError> {
        let mut pairs = Vec::new();
        for element in self.all(name) {
            let mut fields = Fields::of(element, self.left_out)?;
            pairs.push((fields.need("valueName")?, fields.need("value")?));
            fields.end(&[])?;
        }
        Ok(pairs)
    }

    /// What elements inside leave out is told together.
    pub(super) fn inside(&mut self, element: Element) -> Result<Fields<'_>, ExchangeError> {
        Fields::of(element, self.left_out)
    }

    /// Tells what is left out, which is what other standards add and what is known `but` not kept.
    pub(super) fn end(self, but: &[&str]) -> Result<(), ExchangeError> {
        for element in self.rest {
            if element.is_cap && !but.contains(&element.name.as_str()) {
                let (name, within) = (short(&element.name), self.within);
                return Err(unfitting(format!("CAP 1.2 knows no `{name}` in `{within}`")));
            }
            self.left_out.push(format!("{}/{}", self.within, short(&element.name)));
        }
        Ok(())
    }
}

pub(super) fn unfitting(why: String) -> ExchangeError {
    ExchangeError::Unfitting { what: WHAT, why }
}

/// What somebody wrote, as much as a message can show.
pub(super) fn short(text: &str) -> String {
    text.chars().take(40).flat_map(char::escape_debug).collect()
}

/// The form of the standard alone: no fractions, an offset in figures.
pub(super) fn time(text: &str) -> Result<Timestamp, ExchangeError> {
    let shape = text.bytes().map(|byte| if byte.is_ascii_digit() { b'0' } else { byte });
    let shape: Vec<u8> = shape.collect();
    let is_known = [b"0000-00-00T00:00:00-00:00", b"0000-00-00T00:00:00+00:00"]
        .iter()
        .any(|known| shape == known.as_slice());
    // `-00:00` is how the standard says UTC.
    let instant = match text.strip_suffix("-00:00") {
        Some(civil) => Timestamp::parse(&format!("{civil}Z")),
        None => Timestamp::parse(text),
    };
    instant.filter(|_| is_known).ok_or_else(|| {
        let (text, form) = (short(text), "2027-01-31T12:00:00-00:00");
        unfitting(format!("`{text}` is not a time as CAP 1.2 writes it: `{form}`"))
    })
}

fn term<T: Term>(name: &str, text: &str) -> Result<T, ExchangeError> {
    T::read(text).ok_or_else(|| unfitting(format!("CAP 1.2 knows no {name} `{}`", short(text))))
}

/// The text of an element that holds no others. Tabs and carriage returns become what they mean.
fn clean(element: Element) -> Result<String, ExchangeError> {
    if !element.children.is_empty() {
        return Err(unfitting(format!("`{}` has elements in its text", element.name)));
    }
    let text = element.text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ");
    Ok(text.trim().to_owned())
}
