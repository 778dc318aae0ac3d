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
/// Most members of a roster: each may sign with an old and a new key.
pub const ROSTER_MEMBERS_MAX: usize = SIGNATURES_MAX / 2;
/// Most weight of one member of a roster.
pub const ROSTER_WEIGHT_MAX: u32 = 1_000;
/// How long a roster holds at the most, in days.
pub const ROSTER_DAYS_MAX: i64 = 2 * 366;
/// How long before its end a roster is said to expire soon, in days.
pub const ROSTER_WARNING_DAYS: i64 = 30;
/// Most accepted rosters that a node keeps with their signatures, to know a rival of one.
pub const ROSTERS_KEPT_MAX: usize = 100;
/// Most proposed rosters that wait for signatures.
pub const ROSTERS_PROPOSED_MAX: usize = 16;
/// Most rosters that wait for one before them.
pub const ROSTERS_AHEAD_MAX: usize = 32;
/// Most decisions about a split that a node keeps.
pub const ROSTER_RESOLUTIONS_MAX: usize = 100;
/// Most parties that a node refuses by itself.
pub const ROSTER_VETOES_MAX: usize = 1_000;
/// Most points of the polygon of a notice.
pub const AREA_POINTS_MAX: usize = 100;
/// How far an area reaches from its centre at the most, in nautical miles.
pub const AREA_REACH_NM_MAX: u32 = 1_500;
/// Most bytes of the text of a notice, of a level's reason and of its advice.
pub const NOTICE_TEXT_BYTES_MAX: usize = 4_000;
/// Most bytes of a contact and of the name of a region.
pub const NOTICE_CONTACT_BYTES_MAX: usize = 500;
/// How long a notice holds at the most, in days.
pub const NOTICE_DAYS_MAX: i64 = 366;
/// How far ahead of being made a notice or a level begins at the most, in days.
pub const NOTICE_AHEAD_DAYS_MAX: i64 = 2 * 366;
/// Most notices of one party that are kept, those that ended among them.
pub const NOTICES_PER_PARTY_MAX: usize = 2_000;
/// Most versions of one notice that are kept.
pub const NOTICE_VERSIONS_MAX: usize = 100;
/// How long a notice is kept after its end, in days.
pub const NOTICE_KEPT_DAYS: i64 = 366;
/// Most threat levels of one party that are kept.
pub const LEVELS_PER_PARTY_MAX: usize = 1_000;
/// Most overlaps that are kept; more are found, and counted.
pub const OVERLAPS_MAX: usize = 10_000;
/// Most bytes of a CAP alert.
pub const CAP_BYTES_MAX: usize = 256 * 1024;
/// Most levels of nesting of a CAP alert.
pub const CAP_DEPTH_MAX: usize = 16;
/// Most elements of a CAP alert.
pub const CAP_ELEMENTS_MAX: usize = 5_000;
/// Most bytes of the text of one element of a CAP alert.
pub const CAP_TEXT_BYTES_MAX: usize = 32 * 1024;
/// Most points of a polygon of a CAP alert.
pub const CAP_POINTS_MAX: usize = 1_000;
