//! How much the words of a name tell together, and what else decides whether it is looked at.

use std::sync::LazyLock;

use comity_model::Schema;

/// The logarithm of how much the words of a name tell, without end for a name that is not shown. It
/// is asked for more often than anything else of a name, so the rest that decides lies beside it,
/// in its lowest bits, which nobody misses.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Weight(pub(super) f32);

/// Which kinds of records there may be: persons, and all others. A record that may be either, such
/// as one of a legal entity, is of both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Kinds {
    pub(crate) persons: bool,
    pub(crate) others: bool,
}

/// Names of so many words or more are not told apart by their number.
pub(crate) const WORDS_MAX: usize = 7;

const REPEATS: u32 = 1;
const WORDS: u32 = 0b1110;
const WORDS_SHIFT: u32 = 1;
const PERSONS: u32 = 0b1_0000;
const OTHERS: u32 = 0b10_0000;
const ALL: u32 = REPEATS | WORDS | PERSONS | OTHERS;

impl Weight {
    /// The weight of a name that is shown.
    pub(super) fn new(weight: f32, words: usize, repeats: bool, kinds: Kinds) -> Weight {
        let words = u32::try_from(words.min(WORDS_MAX)).unwrap_or_default();
        let flag = |is_set: bool, bit: u32| if is_set { bit } else { 0 };
        let more = flag(repeats, REPEATS)
            | words << WORDS_SHIFT
            | flag(kinds.persons, PERSONS)
            | flag(kinds.others, OTHERS);
        let weight = weight.max(f32::MIN_POSITIVE).ln();
        Weight(f32::from_bits(weight.to_bits() & !ALL | more))
    }

    /// The logarithm.
    #[inline]
    pub(crate) fn all(self) -> f32 {
        self.0
    }

    /// How many words the name has, up to [`WORDS_MAX`].
    #[inline]
    pub(crate) fn words(self) -> usize {
        ((self.0.to_bits() & WORDS) >> WORDS_SHIFT) as usize
    }

    /// Whether one of them stands there twice.
    #[inline]
    pub(crate) fn repeats(self) -> bool {
        self.0.to_bits() & REPEATS != 0
    }

    /// Whether the name's record is of any of these kinds.
    #[inline]
    pub(crate) fn is_of(self, kinds: Kinds) -> bool {
        let bits = self.0.to_bits();
        kinds.persons && bits & PERSONS != 0 || kinds.others && bits & OTHERS != 0
    }
}

impl Kinds {
    /// The kinds of records that are compared with those of a schema.
    pub(crate) fn comparable_with(schema: Schema) -> Kinds {
        let person = *PERSON;
        Kinds {
            persons: person.is_some_and(|person| schema.is_comparable(person)),
            others: !schema.is_a("Person"),
        }
    }

    /// What a record of a schema may be.
    pub(super) fn of(schema: Schema) -> Kinds {
        Kinds::comparable_with(schema)
    }
}

static PERSON: LazyLock<Option<Schema>> = LazyLock::new(|| Schema::named("Person").ok());

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_lies_beside_a_weight_does_not_disturb_it(
            weight in 0.01_f32..40.0,
            words in 0_usize..50,
            repeats in any::<bool>(),
            persons in any::<bool>(),
            others in any::<bool>(),
        ) {
            let kinds = Kinds { persons, others };
            let known = Weight::new(weight, words, repeats, kinds);
            prop_assert!((known.all() - weight.ln()).abs() < 1e-4);
            prop_assert_eq!((known.words(), known.repeats()), (words.min(WORDS_MAX), repeats));
            prop_assert_eq!(known.is_of(Kinds { persons: true, others: false }), persons);
            prop_assert_eq!(known.is_of(Kinds { persons: false, others: true }), others);
        }
    }

    #[test]
    fn kinds_of_records_that_are_compared_meet() {
        for asked in Schema::all() {
            for listed in Schema::all().filter(|listed| asked.is_comparable(*listed)) {
                let (asked, listed) = (Kinds::comparable_with(asked), Kinds::of(listed));
                let meet = asked.persons && listed.persons || asked.others && listed.others;
                assert!(meet, "{asked:?} {listed:?}");
            }
        }
    }
}
