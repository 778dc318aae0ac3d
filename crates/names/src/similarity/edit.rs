//! Edit distances over short Latin words.

use crate::limits::TOKEN_BYTES_MAX;

const ROW: usize = TOKEN_BYTES_MAX + 1;

/// Whether two words lie within `max` edits (insertions, deletions, substitutions and swaps of
/// neighbours, no letter edited twice: optimal string alignment). Meant for `max` up to 2: what
/// both begin and end with is passed over, and each edit at the first difference is tried.
pub(crate) fn is_within(left: &[u8], right: &[u8], max: usize) -> bool {
    if left.len().abs_diff(right.len()) > max {
        return false;
    }
    let (left, right) = trim_common(left, right);
    let (Some((a, left_rest)), Some((b, right_rest))) = (left.split_first(), right.split_first())
    else {
        return left.len().max(right.len()) <= max;
    };
    let Some(rest) = max.checked_sub(1) else { return false };
    if let (Some((a_next, left_after)), Some((b_next, right_after))) =
        (left_rest.split_first(), right_rest.split_first())
        && a == b_next
        && b == a_next
        && is_within(left_after, right_after, rest)
    {
        return true;
    }
    is_within(left_rest, right_rest, rest)
        || is_within(left_rest, right, rest)
        || is_within(left, right_rest, rest)
}

fn trim_common<'w>(mut left: &'w [u8], mut right: &'w [u8]) -> (&'w [u8], &'w [u8]) {
    while let (Some((a, rest_left)), Some((b, rest_right))) =
        (left.split_first(), right.split_first())
        && a == b
    {
        (left, right) = (rest_left, rest_right);
    }
    while let (Some((a, rest_left)), Some((b, rest_right))) =
        (left.split_last(), right.split_last())
        && a == b
    {
        (left, right) = (rest_left, rest_right);
    }
    (left, right)
}

/// Costs are counted in hundredths of one letter.
pub(crate) const SCALE: u32 = 100;

/// What edits cost.
pub(crate) trait Costs {
    /// Two neighbours that changed places.
    const TRANSPOSE: u32;
    /// Taking a letter out or putting it in, by letter and whether the same letter stands before.
    fn gap(letter: u8, before: Option<u8>) -> u32;
    /// Writing one letter for another.
    fn swap(left: u8, right: u8) -> u32;
}

/// The cheapest way from one word to the other, after what both begin with.
pub(crate) fn weighted<C: Costs>(left: &[u8], right: &[u8]) -> Option<u32> {
    if left.len() > TOKEN_BYTES_MAX || right.len() > TOKEN_BYTES_MAX {
        return None;
    }
    let common = left.iter().zip(right).take_while(|(a, b)| a == b).count();
    let (begin, left) = left.split_at_checked(common)?;
    let (_, right) = right.split_at_checked(common)?;
    let begin_last = begin.last().copied();
    // What it costs to leave out each letter of the right word does not depend on the row.
    let mut gaps = [0; ROW];
    let mut last = begin_last;
    for (slot, letter) in gaps.iter_mut().skip(1).zip(right) {
        *slot = C::gap(*letter, last);
        last = Some(*letter);
    }
    let (mut first_row, mut second_row, mut third_row) = ([0; ROW], gaps, [0; ROW]);
    let (mut before, mut above, mut here) = (&mut first_row, &mut second_row, &mut third_row);
    accumulate(above, right.len());
    let mut left_last = begin_last;
    for (row, &a) in left.iter().enumerate() {
        let gap_a = C::gap(a, left_last);
        let mut diagonal = get(above, 0);
        let mut beside = diagonal + gap_a;
        set(here, 0, beside);
        let mut right_last = begin_last;
        for (at, &b) in right.iter().enumerate() {
            let up = get(above, at + 1);
            let substituted = diagonal + if a == b { 0 } else { C::swap(a, b) };
            let mut best = substituted.min(up + gap_a).min(beside + get(&gaps, at + 1));
            if left_last == Some(b) && right_last == Some(a) && at > 0 && row > 0 && a != b {
                best = best.min(get(before, at - 1) + C::TRANSPOSE);
            }
            set(here, at + 1, best);
            diagonal = up;
            beside = best;
            right_last = Some(b);
        }
        left_last = Some(a);
        (before, above, here) = (above, here, before);
    }
    Some(get(above, right.len()))
}

fn accumulate(row: &mut [u32; ROW], len: usize) {
    let mut sum = 0;
    for slot in row.iter_mut().take(len + 1) {
        sum += *slot;
        *slot = sum;
    }
}

fn get(row: &[u32; ROW], at: usize) -> u32 {
    row.get(at).copied().unwrap_or(u32::MAX / 2)
}

fn set(row: &mut [u32; ROW], at: usize, value: u32) {
    if let Some(slot) = row.get_mut(at) {
        *slot = value;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every edit costs one letter.
    struct Unit;

    impl Costs for Unit {
        const TRANSPOSE: u32 = SCALE;

        fn gap(_: u8, _: Option<u8>) -> u32 {
            SCALE
        }

        fn swap(_: u8, _: u8) -> u32 {
            SCALE
        }
    }

    proptest! {
        #[test]
        fn distances_agree_with_an_independent_implementation(
            left in "[a-d]{0,12}", right in "[a-d]{0,12}", max in 0_usize..=2,
        ) {
            let expect = rapidfuzz::distance::osa::distance(left.chars(), right.chars());
            let (left, right) = (left.as_bytes(), right.as_bytes());
            prop_assert_eq!(is_within(left, right, max), expect <= max);
            let unit = weighted::<Unit>(left, right).map(|cost| (cost / SCALE) as usize);
            prop_assert_eq!(unit, Some(expect));
        }
    }
}
