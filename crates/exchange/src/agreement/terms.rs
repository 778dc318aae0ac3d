use std::collections::BTreeSet;

use comity_model::{PartyId, Purpose, Schema, Tlp};
use serde::{Deserialize, Serialize};

use crate::ExchangeError;
use crate::error::malformed;
use crate::limits::TERMS_MAX;

/// What one party gives the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Who gives.
    #[serde(with = "crate::wire::text")]
    pub by: PartyId,
    /// For which purposes; none at all gives nothing.
    #[serde(with = "crate::wire::texts")]
    pub purposes: BTreeSet<Purpose>,
    /// Which kinds of records: FollowTheMoney schemata, each with those that extend it.
    pub schemata: BTreeSet<String>,
    /// The highest traffic light.
    #[serde(with = "crate::wire::text")]
    pub light: Tlp,
    /// Whether the taker may pass it on.
    pub onward: Onward,
    /// Within how many hours the taker answers a recall.
    pub receipt_hours: u32,
    /// Whether the taker may ask what the giver holds, and how much.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub asking: Option<AskTerms>,
}

/// How the taker may ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskTerms {
    /// Which properties a question may state.
    pub fields: BTreeSet<String>,
    /// How many questions in a day (UTC).
    pub questions_per_day: u32,
    /// Within how many hours a person of the giver decides whether core data is released.
    pub release_hours: u32,
}

/// Whether what was given may be passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Onward {
    /// To nobody.
    Never,
    /// To those whom the giver agreed to, each time.
    WithConsent,
    /// As the markings allow.
    AsMarked,
}

impl Terms {
    /// Whether a kind of record is covered.
    #[must_use]
    pub fn covers(&self, schema: Schema) -> bool {
        // What describes a record (addresses, documents, listings) goes with it.
        schema.is_related() || self.schemata.iter().any(|name| schema.is_a(name))
    }

    pub(super) fn check(&self) -> Result<(), ExchangeError> {
        const WHAT: &str = "agreement";
        if self.asking.as_ref().is_some_and(|asking| asking.fields.len() > TERMS_MAX)
            || self.purposes.len() > TERMS_MAX
            || self.schemata.len() > TERMS_MAX
        {
            let (limit, unit) = (TERMS_MAX, "purposes or schemata");
            return Err(ExchangeError::TooMuch { what: WHAT, limit, unit });
        }
        for name in &self.schemata {
            Schema::named(name)
                .map_err(|error| ExchangeError::Unfitting { what: WHAT, why: error.to_string() })?;
        }
        if self.receipt_hours == 0 {
            return Err(malformed(WHAT, "a recall is to be answered within an hour at the least"));
        }
        if self.light > Tlp::Amber {
            return Err(malformed(WHAT, "what is above TLP:AMBER is never given to a partner"));
        }
        Ok(())
    }
}
