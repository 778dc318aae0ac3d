//! Chance that a seed decides.

/// A generator of numbers (SplitMix64).
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

impl Dice {
    /// The numbers of one resample: the same for a seed, in whatever order resamples are drawn.
    pub(super) fn of(seed: u64, resample: u64) -> Dice {
        Dice(mixed(seed.wrapping_add(mixed(resample.wrapping_add(STEP)))))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mixed(self.0)
    }

    /// Draws as many items as there are, each as likely as the others every time, and adds up how
    /// often each was drawn.
    pub(super) fn draw_all(&mut self, times: &mut [u32]) {
        times.fill(0);
        let count = times.len() as u64;
        for _ in 0..count {
            // The upper half of a product is a number below the count, without a division.
            let at = ((u128::from(self.next()) * u128::from(count)) >> 64) as usize;
            if let Some(drawn) = times.get_mut(at) {
                *drawn += 1;
            }
        }
    }
}

fn mixed(mut number: u64) -> u64 {
    number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(seed: u64, resample: u64) -> Vec<u32> {
        let mut times = vec![0; 1_000];
        Dice::of(seed, resample).draw_all(&mut times);
        times
    }

    #[test]
    fn a_seed_gives_the_same_draws() {
        assert_eq!(drawn(1, 0), drawn(1, 0));
        assert_ne!(drawn(1, 0), drawn(1, 1));
        assert_ne!(drawn(1, 0), drawn(2, 0));
    }

    #[test]
    fn as_many_are_drawn_as_there_are() {
        let times = drawn(7, 3);
        assert_eq!(times.iter().sum::<u32>(), 1_000);
        // With so many, a share of 1/e is left out.
        let left_out = times.iter().filter(|times| **times == 0).count();
        assert!((330..410).contains(&left_out), "{left_out}");
        Dice::of(1, 1).draw_all(&mut []);
    }
}
