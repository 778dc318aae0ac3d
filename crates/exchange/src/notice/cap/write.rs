//! An alert as text, its elements in the order of the standard.

use comity_model::Timestamp;
use quick_xml::escape::partial_escape;

use super::alert::WHAT;
use super::{CapAlert, CapArea, CapInfo, CapReference};
use crate::ExchangeError;
use crate::limits::{CAP_BYTES_MAX, CAP_ELEMENTS_MAX, CAP_TEXT_BYTES_MAX};
use crate::notice::{Position, decimal};

impl CapAlert {
    /// Writes it, so that reading gives it back.
    ///
    /// # Errors
    /// If the standard does not allow it, or it is too large.
    pub fn write(&self) -> Result<String, ExchangeError> {
        self.check()?;
        let mut xml = Xml::default();
        xml.text.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        xml.text.push_str("<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">\n");
        xml.depth = 1;
        xml.leaf("identifier", &self.identifier);
        xml.leaf("sender", &self.sender);
        xml.leaf("sent", &shown(self.sent));
        xml.leaf("status", self.status.text());
        xml.leaf("msgType", self.msg_type.text());
        xml.maybe("source", self.source.as_deref());
        xml.leaf("scope", self.scope.text());
        xml.maybe("restriction", self.restriction.as_deref());
        xml.list("addresses", self.addresses.iter().map(|address| quoted(address)));
        self.codes.iter().for_each(|code| xml.leaf("code", code));
        xml.maybe("note", self.note.as_deref());
        xml.list("references", self.references.iter().map(reference));
        xml.maybe("incidents", self.incidents.as_deref());
        self.infos.iter().for_each(|each| xml.inside("info", |xml| info(xml, each)));
        xml.text.push_str("</alert>\n");
        let too_much = |limit, unit| Err(ExchangeError::TooMuch { what: WHAT, limit, unit });
        if xml.text.len() > CAP_BYTES_MAX {
            return too_much(CAP_BYTES_MAX, "bytes");
        }
        if xml.longest > CAP_TEXT_BYTES_MAX {
            return too_much(CAP_TEXT_BYTES_MAX, "bytes in a text");
        }
        if xml.elements >= CAP_ELEMENTS_MAX {
            return too_much(CAP_ELEMENTS_MAX, "elements");
        }
        Ok(xml.text)
    }
}

fn info(xml: &mut Xml, info: &CapInfo) {
    xml.maybe("language", info.language.as_deref());
    info.categories.iter().for_each(|each| xml.leaf("category", each.text()));
    xml.leaf("event", &info.event);
    info.responses.iter().for_each(|each| xml.leaf("responseType", each.text()));
    xml.leaf("urgency", info.urgency.text());
    xml.leaf("severity", info.severity.text());
    xml.leaf("certainty", info.certainty.text());
    xml.maybe("audience", info.audience.as_deref());
    xml.pairs("eventCode", &info.event_codes);
    xml.maybe("effective", info.effective.map(shown).as_deref());
    xml.maybe("onset", info.onset.map(shown).as_deref());
    xml.maybe("expires", info.expires.map(shown).as_deref());
    xml.maybe("senderName", info.sender_name.as_deref());
    xml.maybe("headline", info.headline.as_deref());
    xml.maybe("description", info.description.as_deref());
    xml.maybe("instruction", info.instruction.as_deref());
    xml.maybe("web", info.web.as_deref());
    xml.maybe("contact", info.contact.as_deref());
    xml.pairs("parameter", &info.parameters);
    info.areas.iter().for_each(|each| xml.inside("area", |xml| area(xml, each)));
}

fn area(xml: &mut Xml, area: &CapArea) {
    xml.leaf("areaDesc", &area.description);
    for points in &area.polygons {
        let pairs = points.iter().chain(points.first()).map(Position::to_string);
        xml.list("polygon", pairs);
    }
    for circle in &area.circles {
        let km = decimal::shown(circle.radius_mm.try_into().unwrap_or(i64::MAX));
        xml.leaf("circle", &format!("{} {km}", circle.centre));
    }
    xml.pairs("geocode", &area.geocodes);
    xml.maybe("altitude", area.altitude.as_deref());
    xml.maybe("ceiling", area.ceiling.as_deref());
}

/// UTC, as the standard writes it: a `Z` is not allowed.
fn shown(time: Timestamp) -> String {
    format!("{time}-00:00")
}

fn reference(of: &CapReference) -> String {
    format!("{},{},{}", of.sender, of.identifier, shown(of.sent))
}

fn quoted(address: &str) -> String {
    if address.contains(char::is_whitespace) {
        format!("\"{address}\"")
    } else {
        address.to_owned()
    }
}

/// A document that grows.
#[derive(Default)]
struct Xml {
    text: String,
    depth: usize,
    elements: usize,
    /// The bytes of the longest text.
    longest: usize,
}

impl Xml {
    fn leaf(&mut self, name: &str, text: &str) {
        self.elements += 1;
        self.longest = self.longest.max(text.len());
        let (indent, text) = ("  ".repeat(self.depth), partial_escape(text));
        self.text.push_str(&format!("{indent}<{name}>{text}</{name}>\n"));
    }

    fn maybe(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.leaf(name, text);
        }
    }

    /// Several things in one element; none at all is no element.
    fn list(&mut self, name: &str, items: impl Iterator<Item = String>) {
        let items: Vec<_> = items.collect();
        if !items.is_empty() {
            self.leaf(name, &items.join(" "));
        }
    }

    fn pairs(&mut self, name: &str, pairs: &[(String, String)]) {
        for (key, value) in pairs {
            self.inside(name, |xml| {
                xml.leaf("valueName", key);
                xml.leaf("value", value);
            });
        }
    }

    fn inside(&mut self, name: &str, write: impl FnOnce(&mut Xml)) {
        self.elements += 1;
        let indent = "  ".repeat(self.depth);
        self.text.push_str(&format!("{indent}<{name}>\n"));
        self.depth += 1;
        write(self);
        self.depth -= 1;
        self.text.push_str(&format!("{indent}</{name}>\n"));
    }
}
