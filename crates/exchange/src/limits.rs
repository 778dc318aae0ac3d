//! Everything here has a limit; the unit is in its name.

/// Most levels of nesting of signed JSON.
pub const CANONICAL_DEPTH_MAX: usize = 32;
/// Most bytes of a card, an agreement or an invitation.
pub const DOCUMENT_BYTES_MAX: usize = 256 * 1024;
/// Most bytes of the signed part of an envelope.
pub const HEADER_BYTES_MAX: usize = 8 * 1024;
/// Most bytes of the body of an envelope.
pub const BODY_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Most signatures under one document.
pub const SIGNATURES_MAX: usize = 200;
/// Most keys that a card names.
pub const CARD_KEYS_MAX: usize = 8;
/// Most bytes of a party's name and of an address.
pub const CARD_TEXT_BYTES_MAX: usize = 1_024;
/// Most purposes, schemata and datasets that an agreement names.
pub const TERMS_MAX: usize = 256;
/// Most changed records in one envelope.
pub const CHANGES_PER_ENVELOPE_MAX: usize = 500;
/// Most envelopes that are under way to one partner without its word that they arrived.
pub const ENVELOPES_UNDER_WAY_MAX: usize = 8;
/// How far the clocks of two parties may be apart, in seconds.
pub const CLOCK_SKEW_SECONDS_MAX: i64 = 300;
/// How long an invitation holds, in seconds.
pub const INVITATION_SECONDS: i64 = 30 * 24 * 3_600;
/// Most bytes of a reason that a person gives.
pub const REASON_BYTES_MAX: usize = 2_000;
/// Most properties that a question states.
pub const QUESTION_PROPERTIES_MAX: usize = 32;
/// Most values that a question states.
pub const QUESTION_VALUES_MAX: usize = 128;
