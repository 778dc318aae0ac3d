//! XML as a small tree, within limits. A document type declaration is refused, and with it every
//! entity but the five of XML.

use quick_xml::NsReader;
use quick_xml::events::{BytesDecl, BytesRef, Event};
use quick_xml::name::{Namespace, ResolveResult};

use super::alert::WHAT;
use super::fields::short;
use crate::ExchangeError;
use crate::error::malformed;
use crate::limits::{CAP_BYTES_MAX, CAP_DEPTH_MAX, CAP_ELEMENTS_MAX, CAP_TEXT_BYTES_MAX};

const CAP: &str = "urn:oasis:names:tc:emergency:cap:1.2";

/// An element with its text and its children.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Whether it is one of the standard's.
    pub(super) is_cap: bool,
    pub(super) name: String,
    pub(super) text: String,
    pub(super) children: Vec<Element>,
}

/// Reads a document whole.
pub(super) fn read(bytes: &[u8]) -> Result<Element, ExchangeError> {
    if bytes.len() > CAP_BYTES_MAX {
        let limit = CAP_BYTES_MAX;
        return Err(ExchangeError::TooMuch { what: WHAT, limit, unit: "bytes" });
    }
    let text = std::str::from_utf8(bytes).map_err(|_| malformed(WHAT, "it is not UTF-8"))?;
    let mut reader = NsReader::from_str(text.strip_prefix('\u{feff}').unwrap_or(text));
    reader.config_mut().expand_empty_elements = true;
    let mut growing = Growing::default();
    loop {
        let (namespace, event) = reader.read_resolved_event().map_err(|error| broken(&error))?;
        match event {
            Event::Start(start) => {
                let is_cap = matches!(namespace, ResolveResult::Bound(Namespace(CAP)));
                growing.open(is_cap, start.local_name().as_ref())?;
            }
            Event::End(_) => growing.close()?,
            Event::Text(text) => growing.text(&text.xml10_content())?,
            Event::CData(text) => growing.text(&text.xml10_content())?,
            Event::GeneralRef(reference) => {
                let mut bytes = [0; 4];
                growing.text(resolve(&reference)?.encode_utf8(&mut bytes))?;
            }
            Event::Decl(declaration) => check_encoding(&declaration)?,
            Event::DocType(_) => {
                return Err(malformed(WHAT, "it has a document type declaration, and needs none"));
            }
            Event::Empty(_) | Event::Comment(_) | Event::PI(_) => {}
            Event::Eof => return growing.done(),
        }
    }
}

/// The elements that are open, and the root once it is closed.
#[derive(Default)]
struct Growing {
    open: Vec<Element>,
    root: Option<Element>,
    elements: usize,
}

impl Growing {
    fn open(&mut self, is_cap: bool, name: &str) -> Result<(), ExchangeError> {
        self.elements += 1;
        if self.elements > CAP_ELEMENTS_MAX {
            let limit = CAP_ELEMENTS_MAX;
            return Err(ExchangeError::TooMuch { what: WHAT, limit, unit: "elements" });
        }
        if self.open.len() >= CAP_DEPTH_MAX {
            let limit = CAP_DEPTH_MAX;
            return Err(ExchangeError::TooMuch { what: WHAT, limit, unit: "levels of elements" });
        }
        if self.open.is_empty() && self.root.is_some() {
            return Err(malformed(WHAT, "it has more than one root element"));
        }
        self.open.push(Element { is_cap, name: name.to_owned(), ..Element::default() });
        Ok(())
    }

    fn close(&mut self) -> Result<(), ExchangeError> {
        let done = self.open.pop().ok_or(malformed(WHAT, "an element ends that never began"))?;
        match self.open.last_mut() {
            Some(parent) => parent.children.push(done),
            None => self.root = Some(done),
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), ExchangeError> {
        let Some(element) = self.open.last_mut() else {
            if text.trim().is_empty() {
                return Ok(());
            }
            return Err(malformed(WHAT, "it has text outside of its root element"));
        };
        if element.text.len() + text.len() > CAP_TEXT_BYTES_MAX {
            let limit = CAP_TEXT_BYTES_MAX;
            return Err(ExchangeError::TooMuch { what: WHAT, limit, unit: "bytes in a text" });
        }
        element.text.push_str(text);
        Ok(())
    }

    fn done(self) -> Result<Element, ExchangeError> {
        if !self.open.is_empty() {
            return Err(malformed(WHAT, "it is cut off: an element is not closed"));
        }
        self.root.ok_or(malformed(WHAT, "it has no root element"))
    }
}

fn broken(error: &quick_xml::Error) -> ExchangeError {
    ExchangeError::Unfitting { what: WHAT, why: error.to_string() }
}

fn check_encoding(declaration: &BytesDecl<'_>) -> Result<(), ExchangeError> {
    let Some(encoding) = declaration.encoding() else { return Ok(()) };
    let is_known = encoding.is_ok_and(|encoding| {
        ["utf-8", "us-ascii"].iter().any(|known| known.eq_ignore_ascii_case(&encoding))
    });
    if is_known { Ok(()) } else { Err(malformed(WHAT, "it says that it is not UTF-8")) }
}

/// A character reference or one of the five entities of XML.
fn resolve(reference: &BytesRef<'_>) -> Result<char, ExchangeError> {
    let resolved = match &**reference {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => reference.resolve_char_ref().ok().flatten(),
    };
    resolved.ok_or_else(|| {
        let why = format!("`&{};` stands for nothing", short(reference));
        ExchangeError::Unfitting { what: WHAT, why }
    })
}
