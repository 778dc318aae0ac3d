//! Chance that is the same on every run.

/// A generator of numbers (SplitMix64): small, fast, and good enough to make up lists.
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    /// The numbers of a seed.
    pub(super) fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `first` to `last`, both included.
    pub(super) fn between(&mut self, first: u32, last: u32) -> u32 {
        let count = u64::from(last.saturating_sub(first)) + 1;
        // A remainder is below its divisor, which came from a u32.
        first.saturating_add(u32::try_from(self.next() % count).unwrap_or(0))
    }

    /// True once in so many times.
    pub(super) fn once_in(&mut self, times: u32) -> bool {
        self.between(1, times.max(1)) == 1
    }

    /// One of the items; of none, nothing.
    pub(super) fn pick<T: Copy + Default>(&mut self, items: &[T]) -> T {
        let last = u32::try_from(items.len()).unwrap_or(u32::MAX).saturating_sub(1);
        let at = self.between(0, last);
        items.get(at as usize).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_numbers() {
        let numbers = |seed| {
            let mut dice = Dice::new(seed);
            (0..50).map(|_| dice.between(3, 9)).collect::<Vec<_>>()
        };
        assert_eq!(numbers(1), numbers(1));
        assert_ne!(numbers(1), numbers(2));
        assert!(numbers(1).iter().all(|number| (3..=9).contains(number)));
        assert_eq!((3..=9).filter(|number| numbers(1).contains(number)).count(), 7);
        assert_eq!(Dice::new(1).pick::<u8>(&[]), 0);
    }
}
