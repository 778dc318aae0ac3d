//! XML as a stream of small trees: one for each party, none for the whole file.
//!
//! A document type declaration is refused, and with it every entity but the five of XML.

use std::io::Read;

use quick_xml::Reader as XmlReader;
use quick_xml::errors::{Error, IllFormedError, SyntaxError};
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::decode::Text;
use crate::limits::{ELEMENT_BYTES_MAX, ELEMENT_CHILDREN_MAX, XML_DEPTH_MAX};
use crate::{Format, FormatError};

/// An element with its attributes, its text and its children.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) name: String,
    /// Names, without their namespaces, and values.
    pub(crate) attributes: Vec<(String, String)>,
    /// The element's own text, whole.
    pub(crate) text: String,
    pub(crate) children: Vec<Element>,
    /// The line in which it begins.
    pub(crate) line: u64,
}

impl Element {
    /// The children of that name.
    pub(crate) fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The value of an attribute, trimmed; empty if there is none.
    pub(crate) fn attribute(&self, name: &str) -> &str {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.trim()).unwrap_or_default()
    }

    /// The text of the first child of that name that has any, trimmed; empty if there is none.
    pub(crate) fn text_of(&self, name: &str) -> &str {
        self.children
            .iter()
            .filter(|child| child.name == name)
            .map(|child| child.text.trim())
            .find(|text| !text.is_empty())
            .unwrap_or_default()
    }

    /// The `VALUE`s of a child of that name, and its own text.
    pub(crate) fn values_of<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e str> {
        self.all(name)
            .flat_map(|list| list.all("VALUE").chain(std::iter::once(list)))
            .map(|value| value.text.trim())
            .filter(|text| !text.is_empty())
    }

    /// All text inside, for what is not understood.
    pub(crate) fn whole_text(&self) -> String {
        let mut parts = vec![self.text.trim().to_owned()];
        parts.extend(self.children.iter().map(Element::whole_text));
        parts.retain(|part| !part.is_empty());
        parts.join(" ")
    }
}

/// What one step found.
pub(crate) enum Step {
    /// An element at the depth of parties, whole.
    Party(Element),
    /// The end of the document.
    End,
}

/// Where the parties of a format stand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) format: Format,
    /// The root element, without its namespace.
    pub(crate) root: &'static str,
    /// How many elements enclose a party: 1 in `export/sanctionEntity`.
    pub(crate) depth: usize,
}

/// Reads the elements at one depth, such as `LIST/INDIVIDUALS/INDIVIDUAL`.
pub(crate) struct Parties<'t, R: Read> {
    file: &'t str,
    reader: XmlReader<&'t mut Text<R>>,
    buffer: Vec<u8>,
    shape: Shape,
    depth: usize,
    root_seen: bool,
}

impl<'t, R: Read> Parties<'t, R> {
    pub(crate) fn new(file: &'t str, text: &'t mut Text<R>, shape: Shape) -> Self {
        let mut reader = XmlReader::from_reader(text);
        reader.config_mut().check_end_names = true;
        reader.config_mut().expand_empty_elements = true;
        Parties { file, reader, buffer: Vec::new(), shape, depth: 0, root_seen: false }
    }

    /// How many bytes of the file were read, as they came.
    pub(crate) fn bytes_read(&self) -> u64 {
        self.reader.get_ref().bytes_read()
    }

    /// The next party.
    pub(crate) fn next(&mut self) -> Result<Step, FormatError> {
        loop {
            self.reader.get_mut().allow(ELEMENT_BYTES_MAX, "the size of one element");
            let line = self.reader.get_mut().line();
            self.buffer.clear();
            let event = match self.reader.read_event_into(&mut self.buffer) {
                Ok(event) => event,
                Err(error) => return Err(self.failed(&error)),
            };
            match event {
                Event::Start(start) if self.depth == self.shape.depth => {
                    let start = begin(&start, line);
                    let element = start.map_err(|fault| self.faulty(fault, line))?;
                    return self.element(element).map(Step::Party);
                }
                Event::Start(start) => {
                    let name = local_name(&start);
                    self.enter(&name)?;
                }
                Event::End(_) => self.depth = self.depth.saturating_sub(1),
                Event::DocType(_) => return Err(self.doctype()),
                Event::Eof if self.depth == 0 && self.root_seen => return Ok(Step::End),
                Event::Eof => return Err(self.cut_off("its last elements are not closed")),
                _ => {}
            }
        }
    }

    fn enter(&mut self, name: &str) -> Result<(), FormatError> {
        if self.depth == 0 {
            if self.root_seen {
                return Err(self.damaged("it has more than one root element"));
            }
            if name != self.shape.root {
                return Err(FormatError::OtherFormat {
                    file: self.file.to_owned(),
                    expected: self.shape.format.words(),
                    reason: format!("its root element is `{}`", name.escape_debug()),
                });
            }
            self.root_seen = true;
        }
        self.depth += 1;
        Ok(())
    }

    /// Reads the rest of an element whose start was read.
    fn element(&mut self, start: Element) -> Result<Element, FormatError> {
        let mut open = vec![start];
        let mut count = 0;
        loop {
            let line = self.reader.get_mut().line();
            self.buffer.clear();
            let event = match self.reader.read_event_into(&mut self.buffer) {
                Ok(event) => event,
                Err(error) => return Err(self.failed(&error)),
            };
            let text = open.last_mut().map(|element| &mut element.text);
            match (event, text) {
                (Event::Start(start), _) => {
                    count += 1;
                    let element = begin(&start, line);
                    if count > ELEMENT_CHILDREN_MAX || open.len() > XML_DEPTH_MAX {
                        return Err(self.too_deep_or_many(count));
                    }
                    open.push(element.map_err(|fault| self.faulty(fault, line))?);
                }
                (Event::End(_), _) => {
                    let Some(done) = open.pop() else { return Ok(Element::default()) };
                    match open.last_mut() {
                        Some(parent) => parent.children.push(done),
                        None => return Ok(done),
                    }
                }
                (Event::Text(more), Some(text)) => text.push_str(&more.xml10_content()),
                (Event::CData(more), Some(text)) => text.push_str(&more.xml10_content()),
                (Event::GeneralRef(reference), Some(text)) => match resolve(&reference) {
                    Some(c) => text.push(c),
                    None => {
                        let name = reference.to_string();
                        return Err(self.entity(&name));
                    }
                },
                (Event::DocType(_), _) => return Err(self.doctype()),
                (Event::Eof, _) => return Err(self.cut_off("an element is not closed")),
                _ => {}
            }
        }
    }

    fn faulty(&self, fault: Fault, line: u64) -> FormatError {
        match fault {
            Fault::Syntax(reason) => self.damaged(&format!("line {line}: {reason}")),
            Fault::Entity(name) => self.entity(&name),
        }
    }

    fn entity(&self, name: &str) -> FormatError {
        let name: String = name.chars().take(40).collect();
        let name = name.escape_debug();
        self.refused(&format!("it uses the entity `&{name};`, which XML does not define"))
    }

    fn failed(&mut self, error: &Error) -> FormatError {
        let line = self.reader.get_mut().line();
        if let Error::Io(error) = error {
            return FormatError::of_io(self.file, error);
        }
        let reason = format!("line {line}: {error}");
        let ends_early = matches!(
            error,
            Error::Syntax(
                SyntaxError::UnclosedTag
                    | SyntaxError::UnclosedComment
                    | SyntaxError::UnclosedCData
                    | SyntaxError::UnclosedPI
                    | SyntaxError::UnclosedXmlDecl
                    | SyntaxError::UnclosedDoctype
            ) | Error::IllFormed(
                IllFormedError::MissingEndTag(_) | IllFormedError::UnclosedReference
            )
        );
        if ends_early && self.reader.get_mut().is_at_end() {
            return self.cut_off(&reason);
        }
        self.damaged(&reason)
    }

    fn too_deep_or_many(&self, count: usize) -> FormatError {
        let (what, limit) = if count > ELEMENT_CHILDREN_MAX {
            ("the number of elements in one party", format!("{ELEMENT_CHILDREN_MAX} elements"))
        } else {
            ("the nesting of elements", format!("{XML_DEPTH_MAX} levels"))
        };
        FormatError::TooLarge { file: self.file.to_owned(), what, limit }
    }

    fn doctype(&self) -> FormatError {
        self.refused(
            "it has a document type declaration, through which entities could expand without \
             end or read other files; no list needs one",
        )
    }

    fn refused(&self, reason: &str) -> FormatError {
        FormatError::Refused { file: self.file.to_owned(), reason: reason.to_owned() }
    }

    fn cut_off(&self, reason: &str) -> FormatError {
        FormatError::CutOff { file: self.file.to_owned(), reason: reason.to_owned() }
    }

    fn damaged(&self, reason: &str) -> FormatError {
        FormatError::Damaged { file: self.file.to_owned(), reason: reason.to_owned() }
    }
}

/// Why an element's start cannot be read.
enum Fault {
    Syntax(String),
    Entity(String),
}

/// An element with its attributes, as its start gives them.
fn begin(start: &BytesStart<'_>, line: u64) -> Result<Element, Fault> {
    let mut element = Element { name: local_name(start), line, ..Element::default() };
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| Fault::Syntax(error.to_string()))?;
        let name = attribute.key.local_name().as_ref().to_owned();
        element.attributes.push((name, unescape(&attribute.value)?));
    }
    Ok(element)
}

/// The value of an attribute with its references resolved.
fn unescape(value: &str) -> Result<String, Fault> {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('&') {
        let (name, after) = after.split_once(';').unwrap_or((after, ""));
        let c = resolve(&BytesRef::new(name)).ok_or_else(|| Fault::Entity(name.to_owned()))?;
        out.push_str(before);
        out.push(c);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

fn local_name(start: &BytesStart<'_>) -> String {
    start.local_name().as_ref().to_owned()
}

/// A character reference or one of the five entities of XML. A reference to a character that
/// cannot be, such as `&#0;`, becomes a replacement character.
fn resolve(reference: &BytesRef<'_>) -> Option<char> {
    match &**reference {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ if reference.is_char_ref() => {
            Some(reference.resolve_char_ref().ok().flatten().unwrap_or('\u{fffd}'))
        }
        _ => None,
    }
}
