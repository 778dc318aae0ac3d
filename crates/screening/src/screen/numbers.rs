//! Numbers that must agree: `2nd Factory` is not `3rd Factory`.

use comity_names::TokenClass;

use super::prepare::PreparedName;
use crate::index::snapshot::Snapshot;
use crate::score::name::Part;

/// How much numbers that differ weigh on each side, as a share of all that agrees: enough to keep
/// names that are equal otherwise below the default threshold.
const DIFFERENT_NUMBERS_SHARE: f32 = 0.9;

/// Makes numbers without a counterpart weigh more, if both names have one.
pub(super) fn weigh_numbers(
    snapshot: &Snapshot,
    name: &PreparedName,
    listed: &[u32],
    parts: &mut [Part],
) {
    let is_asked = |part: &Part| {
        let token = name.tokens.get(usize::from(part.query_first));
        part.query_len == 1
            && part.candidate_len == 0
            && token.is_some_and(|token| token.class == TokenClass::Number)
    };
    let is_listed = |part: &Part| {
        let token = listed.get(usize::from(part.candidate_first));
        part.candidate_len == 1
            && part.query_len == 0
            && token.is_some_and(|token| snapshot.tokens.class(*token) == TokenClass::Number)
    };
    if !parts.iter().any(is_asked) || !parts.iter().any(is_listed) {
        return;
    }
    let agreed = parts.iter().filter(|part| part.query_len > 0 && part.candidate_len > 0);
    let agreed: f32 = agreed.map(|part| part.query_weight.max(part.candidate_weight)).sum();
    let weight = agreed * DIFFERENT_NUMBERS_SHARE;
    for part in parts {
        if is_asked(part) {
            part.query_weight = part.query_weight.max(weight);
        } else if is_listed(part) {
            part.candidate_weight = part.candidate_weight.max(weight);
        }
    }
}
