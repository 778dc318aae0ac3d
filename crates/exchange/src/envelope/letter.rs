use comity_audit::Hash;
use comity_model::{PartyId, Timestamp};
use serde::de::DeserializeOwned;

use super::{Header, Place, Verified};
use crate::ExchangeError;
use crate::canonical::from_canonical;
use crate::error::{malformed, refused};
use crate::limits::CLOCK_SKEW_SECONDS_MAX;

pub(super) const WHAT: &str = "envelope";

/// An envelope whose signature was verified, and that is for this party. It may still be one that
/// was here before, or one that comes too early.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened(Letter);

/// What an envelope says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The signed part.
    pub header: Header,
    /// The hash by which others refer to it.
    pub hash: Hash,
    body: Option<String>,
}

impl Opened {
    pub(super) fn new(
        header: Header,
        hash: Hash,
        body: Option<String>,
        to: &PartyId,
        now: Timestamp,
    ) -> Result<Opened, ExchangeError> {
        if header.v != 1 {
            return Err(refused(WHAT, format!("version {} of envelopes is not known", header.v)));
        }
        if header.to != *to {
            return Err(refused(WHAT, format!("it is for `{}`", header.to)));
        }
        if header.made.0 > now.0.saturating_add(CLOCK_SKEW_SECONDS_MAX) {
            return Err(refused(WHAT, "it was made in the future: one of the clocks is wrong"));
        }
        if body.as_ref().is_some_and(|body| Hash::of(body.as_bytes()) != header.body) {
            return Err(refused(WHAT, "its body is not the one that was signed"));
        }
        if matches!(header.place, Place::InSequence { seq: 0, .. }) {
            return Err(malformed(WHAT, "sequences begin with 1"));
        }
        Ok(Opened(Letter { header, hash, body }))
    }

    /// What it claims: to find out which sequence it belongs to, and whether it was here before.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.0.header
    }

    /// The hash by which others refer to it.
    #[must_use]
    pub fn hash(&self) -> Hash {
        self.0.hash
    }

    /// Takes one that stands by itself, which has to be in time and new: `seen` says whether one
    /// with this hash was here before.
    ///
    /// # Errors
    /// If it stands in a sequence, is out of time, or was here before.
    pub fn alone(self, seen: bool, now: Timestamp) -> Result<Verified<Letter>, ExchangeError> {
        if !matches!(self.0.header.place, Place::Alone { .. }) {
            return Err(refused(WHAT, "it stands in a sequence"));
        }
        match self.0.header.expires {
            Some(expires) if now < expires => {}
            Some(_) => return Err(refused(WHAT, "its time is over")),
            None => return Err(refused(WHAT, "one that stands alone says until when it holds")),
        }
        if seen {
            return Err(refused(WHAT, "it was here before"));
        }
        Ok(Verified::new(self.0))
    }

    /// Only for a chain, which has checked the place.
    pub(crate) fn in_sequence(self) -> Verified<Letter> {
        Verified::new(self.0)
    }
}

impl Letter {
    /// Reads the body.
    ///
    /// # Errors
    /// If it has not this shape, or was erased.
    pub fn body<T: DeserializeOwned>(&self) -> Result<T, ExchangeError> {
        let body = self.body.as_deref();
        let body = body.ok_or_else(|| refused(WHAT, "its body was erased by its sender"))?;
        from_canonical("body", body.as_bytes())
    }

    /// Whether its sender erased the body before it arrived.
    #[must_use]
    pub fn is_erased(&self) -> bool {
        self.body.is_none()
    }
}
