//! What an index has to look up to find every token that [`super::relation::compare`] relates.
//!
//! Two words within `d` edits of each other share a form that is left when at most `d` letters
//! are taken out of each (the *deletion neighbourhood*: insertion, deletion, substitution and a
//! swap of neighbours are all covered). So an index that keeps the [`deletions`] of its words, and
//! is asked for the deletions of a queried word, misses nothing.

use crate::limits::DELETION_PREFIX_LETTERS;

/// How many edits two words may lie apart, by the shorter one's length.
#[must_use]
pub fn edit_distance_max(letters: usize) -> usize {
    match letters {
        0..=3 => 0,
        4..=6 => 1,
        _ => 2,
    }
}

/// Calls `visit` with every form that is left of the beginning of `word` when at most `edits` (0
/// to 2) letters are taken out, the beginning itself first. A form may come more than once.
///
/// The beginning is enough: an edit that moves letters over its end costs each side no more
/// deletions than edits.
pub fn deletions(word: &[u8], edits: usize, scratch: &mut Vec<u8>, mut visit: impl FnMut(&[u8])) {
    let word = word.get(..DELETION_PREFIX_LETTERS).unwrap_or(word);
    visit(word);
    if edits == 0 {
        return;
    }
    for first in 0..word.len() {
        fill(scratch, word, first, None);
        visit(scratch);
        if edits >= 2 {
            for second in first + 1..word.len() {
                fill(scratch, word, first, Some(second));
                visit(scratch);
            }
        }
    }
}

fn fill(into: &mut Vec<u8>, word: &[u8], first: usize, second: Option<usize>) {
    into.clear();
    let kept = word.iter().enumerate().filter(|(at, _)| *at != first && Some(*at) != second);
    into.extend(kept.map(|(_, letter)| *letter));
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::similarity::edit::is_within;

    fn all(word: &str, edits: usize) -> BTreeSet<Vec<u8>> {
        let mut found = BTreeSet::new();
        deletions(word.as_bytes(), edits, &mut Vec::new(), |form| {
            found.insert(form.to_vec());
        });
        found
    }

    #[test]
    fn deletions_of_a_word() {
        let expect: BTreeSet<Vec<u8>> = ["abc", "bc", "ac", "ab", "a", "b", "c"]
            .iter()
            .map(|w| w.as_bytes().to_vec())
            .collect();
        assert_eq!(all("abc", 2), expect);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]
        #[test]
        fn words_within_the_distance_share_a_deletion(
            left in "[ab]{4,16}", right in "[ab]{4,16}", edits in 1_usize..=2,
        ) {
            if is_within(left.as_bytes(), right.as_bytes(), edits) {
                prop_assert!(!all(&left, edits).is_disjoint(&all(&right, edits)));
            }
        }

        #[test]
        fn edited_words_share_a_deletion(
            word in "[a-d]{4,16}",
            edits in proptest::collection::vec((0_usize..16, 0_usize..4, "[a-d]"), 1..3),
        ) {
            let mut letters: Vec<char> = word.chars().collect();
            for (at, kind, letter) in &edits {
                let at = at % letters.len();
                match kind {
                    0 => letters.insert(at, letter.chars().next().unwrap()),
                    1 if letters.len() > 2 => drop(letters.remove(at)),
                    2 if at > 0 => letters.swap(at - 1, at),
                    _ => letters[at] = letter.chars().next().unwrap(),
                }
            }
            let edited: String = letters.into_iter().collect();
            if is_within(word.as_bytes(), edited.as_bytes(), edits.len()) {
                prop_assert!(!all(&word, edits.len()).is_disjoint(&all(&edited, edits.len())));
            }
        }
    }
}
