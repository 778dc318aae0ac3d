use super::alert::WHAT;
use super::fields::{Fields, short, time, unfitting};
use super::tree;
use super::{CapAlert, CapArea, CapCircle, CapInfo, CapReference};
use crate::ExchangeError;
use crate::error::malformed;
use crate::limits::CAP_POINTS_MAX;
use crate::notice::{Position, decimal};

/// An alert that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CapRead {
    /// The alert.
    pub alert: CapAlert,
    /// The elements that were not read: what other standards add (a signature, which is not
    /// verified), and files that go with it.
    pub left_out: Vec<String>,
}

impl CapAlert {
    /// Reads an alert as strictly as the standard is written: an unknown word or element, one that
    /// stands twice or one that is missing is refused.
    ///
    /// # Errors
    /// If it is not an alert of CAP 1.2, or passes a limit.
    pub fn parse(bytes: &[u8]) -> Result<CapRead, ExchangeError> {
        let root = tree::read(bytes)?;
        if !root.is_cap || root.name != "alert" {
            return Err(malformed(WHAT, "its root is not the `alert` of CAP 1.2"));
        }
        let mut left_out = Vec::new();
        let mut fields = Fields::of(root, &mut left_out)?;
        let sent = fields.need("sent")?;
        let mut alert = CapAlert {
            identifier: fields.need("identifier")?,
            sender: fields.need("sender")?,
            sent: time(&sent)?,
            status: fields.term("status")?,
            msg_type: fields.term("msgType")?,
            source: fields.text("source")?,
            scope: fields.term("scope")?,
            restriction: fields.text("restriction")?,
            addresses: addresses(&fields.text("addresses")?.unwrap_or_default())?,
            codes: fields.texts("code")?,
            note: fields.text("note")?,
            references: references(&fields.text("references")?.unwrap_or_default())?,
            incidents: fields.text("incidents")?,
            infos: Vec::new(),
        };
        for element in fields.all("info") {
            alert.infos.push(info(fields.inside(element)?)?);
        }
        fields.end(&[])?;
        alert.check()?;
        Ok(CapRead { alert, left_out })
    }
}

fn info(mut fields: Fields<'_>) -> Result<CapInfo, ExchangeError> {
    let mut info = CapInfo {
        language: fields.text("language")?,
        categories: fields.terms("category")?,
        event: fields.need("event")?,
        responses: fields.terms("responseType")?,
        urgency: fields.term("urgency")?,
        severity: fields.term("severity")?,
        certainty: fields.term("certainty")?,
        audience: fields.text("audience")?,
        event_codes: fields.pairs("eventCode")?,
        effective: fields.time("effective")?,
        onset: fields.time("onset")?,
        expires: fields.time("expires")?,
        sender_name: fields.text("senderName")?,
        headline: fields.text("headline")?,
        description: fields.text("description")?,
        instruction: fields.text("instruction")?,
        web: fields.text("web")?,
        contact: fields.text("contact")?,
        parameters: fields.pairs("parameter")?,
        areas: Vec::new(),
    };
    for element in fields.all("area") {
        info.areas.push(area(fields.inside(element)?)?);
    }
    fields.end(&["resource"])?;
    Ok(info)
}

fn area(mut fields: Fields<'_>) -> Result<CapArea, ExchangeError> {
    let (polygons, circles) = (fields.texts("polygon")?, fields.texts("circle")?);
    let area = CapArea {
        description: fields.need("areaDesc")?,
        polygons: polygons.iter().map(|text| polygon(text)).collect::<Result<_, _>>()?,
        circles: circles.iter().map(|text| circle(text)).collect::<Result<_, _>>()?,
        geocodes: fields.pairs("geocode")?,
        altitude: fields.text("altitude")?,
        ceiling: fields.text("ceiling")?,
    };
    fields.end(&[])?;
    Ok(area)
}

/// Pairs between white space; the last is the first again.
fn polygon(text: &str) -> Result<Vec<Position>, ExchangeError> {
    let pairs = text.split_whitespace();
    // One more than there may be, so that what is too much is seen to be.
    let points = pairs.take(CAP_POINTS_MAX + 2).map(place).collect::<Result<Vec<_>, _>>()?;
    match points.split_last() {
        Some((last, points)) if points.first() == Some(last) => Ok(points.to_vec()),
        _ => Err(malformed(WHAT, "a polygon does not end where it began")),
    }
}

fn circle(text: &str) -> Result<CapCircle, ExchangeError> {
    let words: Vec<_> = text.split_whitespace().take(3).collect();
    let [centre, radius] = words.as_slice() else {
        return Err(malformed(WHAT, "a circle is a pair and a radius in kilometres"));
    };
    // Millionths of a kilometre.
    let radius_mm = decimal::millionths(radius).and_then(|radius| radius.try_into().ok());
    let broken = || unfitting(format!("`{}` is not a radius in kilometres", short(radius)));
    Ok(CapCircle { centre: place(centre)?, radius_mm: radius_mm.ok_or_else(broken)? })
}

fn place(text: &str) -> Result<Position, ExchangeError> {
    Position::parse(text).map_err(|error| unfitting(format!("`{}`: {error}", short(text))))
}

/// Senders, identifiers and times with commas between them, each three between white space.
fn references(text: &str) -> Result<Vec<CapReference>, ExchangeError> {
    let read = |text: &str| {
        let parts: Vec<_> = text.split(',').collect();
        let [sender, identifier, sent] = parts.as_slice() else {
            let why = format!("`{}` is not a reference: sender,identifier,sent", short(text));
            return Err(unfitting(why));
        };
        let (sender, identifier) = ((*sender).to_owned(), (*identifier).to_owned());
        Ok(CapReference { sender, identifier, sent: time(sent)? })
    };
    text.split_whitespace().map(read).collect()
}

/// Addresses between white space; those that have some stand in quotes.
fn addresses(text: &str) -> Result<Vec<String>, ExchangeError> {
    let mut addresses = Vec::new();
    for (at, part) in text.split('"').enumerate() {
        if at % 2 == 1 {
            addresses.push(part.trim().to_owned());
        } else {
            addresses.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    if text.matches('"').count() % 2 == 1 {
        return Err(malformed(WHAT, "an address begins with a quote and does not end with one"));
    }
    Ok(addresses)
}
