use comity_model::Timestamp;

use crate::commitment::{SALT_BYTES, leaf_commitment, part_commitment};
use crate::data_key::NONCE_BYTES;
use crate::error::AuditError;
use crate::limits::{EVENT_BYTES_MAX, PART_BYTES_MAX, PARTS_PER_EVENT_MAX};
use crate::{Event, Hash, Kind, Leaf};

/// An event whose parts are written out, salted and committed to: all that does not depend on
/// its place in the log.
#[derive(Debug)]
pub struct Prepared {
    /// When it happened.
    pub time: Timestamp,
    /// The parts: first the request, then one for each subject concerned.
    pub parts: Vec<PreparedPart>,
    kind: Kind,
    operation: String,
    policy: Option<Hash>,
    generation: Option<u64>,
    commitment: Hash,
}

/// One part of an event before it is sealed.
#[derive(Debug)]
pub struct PreparedPart {
    /// Whose key seals it; the month's if it is nobody's.
    pub subject: Option<String>,
    /// What it says, as JSON.
    pub plain: Vec<u8>,
    /// The salt of its commitment.
    pub salt: [u8; SALT_BYTES],
    /// The nonce of its box.
    pub nonce: [u8; NONCE_BYTES],
    /// Its commitment.
    pub commitment: Hash,
}

impl Prepared {
    /// Prepares an event. `fill` gives bytes that nobody can guess.
    ///
    /// # Errors
    /// If the event is larger than an event may be, its operation is not a plain name, or there
    /// is no randomness.
    pub fn new(
        event: Event,
        fill: &mut dyn FnMut(&mut [u8]) -> Result<(), AuditError>,
    ) -> Result<Prepared, AuditError> {
        if event.concerned.len() >= PARTS_PER_EVENT_MAX {
            let limit = PARTS_PER_EVENT_MAX as u64;
            return Err(AuditError::TooMany { what: "parts of one event", limit });
        }
        let mut chance = vec![0; (event.concerned.len() + 1) * (SALT_BYTES + NONCE_BYTES)];
        fill(&mut chance)?;
        let mut chance = chance.as_slice();
        let mut parts = Vec::with_capacity(event.concerned.len() + 1);
        parts.push(part(None, serde_json::to_vec(&event.request), &mut chance)?);
        for concerned in event.concerned {
            let plain = serde_json::to_vec(&concerned);
            parts.push(part(Some(concerned.subject), plain, &mut chance)?);
        }
        let bytes: usize = parts.iter().map(|part| part.plain.len()).sum();
        if bytes > EVENT_BYTES_MAX {
            let limit = EVENT_BYTES_MAX as u64;
            return Err(AuditError::TooMany { what: "bytes in one event", limit });
        }
        let commitments: Vec<Hash> = parts.iter().map(|part| part.commitment).collect();
        let prepared = Prepared {
            time: event.time,
            parts,
            kind: event.kind,
            operation: event.operation,
            policy: event.policy,
            generation: event.generation,
            commitment: leaf_commitment(&commitments)?,
        };
        // What cannot become a leaf is refused here, before it waits with others.
        prepared.leaf(0).encode()?;
        Ok(prepared)
    }

    /// The event's leaf at its place in the log.
    #[must_use]
    pub fn leaf(&self, seq: u64) -> Leaf {
        Leaf {
            seq,
            time: self.time,
            kind: self.kind,
            operation: self.operation.clone(),
            policy: self.policy,
            generation: self.generation,
            commitment: self.commitment,
        }
    }
}

fn part(
    subject: Option<String>,
    plain: Result<Vec<u8>, serde_json::Error>,
    chance: &mut &[u8],
) -> Result<PreparedPart, AuditError> {
    let plain = plain.map_err(|_| AuditError::Crypto("an event that is not JSON"))?;
    if plain.len() > PART_BYTES_MAX {
        let limit = PART_BYTES_MAX as u64;
        return Err(AuditError::TooMany { what: "bytes in one part of an event", limit });
    }
    let salt = *take(chance)?;
    let nonce = *take(chance)?;
    let commitment = part_commitment(&salt, &plain);
    Ok(PreparedPart { subject, plain, salt, nonce, commitment })
}

fn take<'a, const N: usize>(from: &mut &'a [u8]) -> Result<&'a [u8; N], AuditError> {
    let (taken, rest) = from.split_first_chunk().ok_or(AuditError::NoChance)?;
    *from = rest;
    Ok(taken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Concerned, Request};

    fn event() -> Event {
        let concerned = Concerned { subject: "list/a".to_owned(), ..Concerned::default() };
        let request = Request { actor: "maria.meyer".to_owned(), ..Request::default() };
        let event = Event::new(Kind::Read, "screen", Timestamp(1_795_343_312));
        Event { request, concerned: vec![concerned], ..event }
    }

    fn prepare(event: Event) -> Result<Prepared, AuditError> {
        let mut next = 0_u8;
        Prepared::new(event, &mut |bytes| {
            bytes.iter_mut().for_each(|byte| (*byte, next) = (next, next.wrapping_add(1)));
            Ok(())
        })
    }

    #[test]
    fn a_leaf_names_nobody() {
        let prepared = prepare(event()).unwrap();
        let leaf = String::from_utf8(prepared.leaf(4).encode().unwrap()).unwrap();
        assert!(!leaf.contains("maria") && !leaf.contains("list/a"), "{leaf}");
        assert!(prepared.parts[0].subject.is_none());
        assert_eq!(prepared.parts[1].subject.as_deref(), Some("list/a"));
        let plain = String::from_utf8(prepared.parts[1].plain.clone()).unwrap();
        assert_eq!(plain, r#"{"subject":"list/a"}"#);
        assert_ne!(prepared.parts[0].salt, prepared.parts[1].salt);
    }

    #[test]
    fn what_is_too_large_or_no_operation_is_refused() {
        let long = Request { actor: "x".repeat(PART_BYTES_MAX), ..Request::default() };
        assert!(prepare(Event { request: long, ..event() }).is_err());
        let many = vec![Concerned::default(); PARTS_PER_EVENT_MAX];
        assert!(prepare(Event { concerned: many, ..event() }).is_err());
        let large = Concerned { subject: "x".repeat(PART_BYTES_MAX / 2), ..Concerned::default() };
        assert!(prepare(Event { concerned: vec![large; 65], ..event() }).is_err());
        assert!(prepare(Event { operation: "a\nb".to_owned(), ..event() }).is_err());
        let none = Prepared::new(event(), &mut |_| Err(AuditError::NoChance));
        assert_eq!(none.unwrap_err().code(), "audit-no-chance");
    }
}
