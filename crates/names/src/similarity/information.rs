//! How much the letters of a word tell.

/// How often each letter stands in Latin spellings of names, in thousandths, from `a` to `z`:
/// counted over the names that the spelling tables are learned from, rounded.
const FREQUENCIES: [u8; 26] = [
    119, 24, 31, 29, 91, 11, 24, 37, 83, 8, 33, 53, 34, 70, 69, 14, 1, 70, 59, 44, 38, 16, 9, 1,
    18, 12,
];
/// What the average letter of a name tells, in bits, by those frequencies.
const BITS_MEAN: f32 = 4.26;
/// What a digit tells: each is as likely as the next.
const DIGIT_BITS: f32 = 3.32;

/// How much the letters of a word tell, counted in average letters: rare ones tell more.
#[must_use]
pub fn information(word: &[u8]) -> f32 {
    let bits = |letter: &u8| match letter.checked_sub(b'a') {
        Some(place) => BITS.get(usize::from(place)).copied().unwrap_or(DIGIT_BITS),
        None => DIGIT_BITS,
    };
    word.iter().map(bits).sum::<f32>() / BITS_MEAN
}

/// What each letter tells, in bits.
static BITS: std::sync::LazyLock<[f32; 26]> =
    std::sync::LazyLock::new(|| FREQUENCIES.map(|share| -(f32::from(share) / 1000.0).log2()));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_letters_tell_more_and_the_average_one_counts_one() {
        assert!(information(b"xyq") > 1.3 * information(b"ane"));
        let all: u32 = FREQUENCIES.iter().map(|share| u32::from(*share)).sum();
        assert!((990..=1_010).contains(&all), "{all}");
        let shares = FREQUENCIES.iter().zip(*BITS);
        let mean: f32 = shares.map(|(share, bits)| f32::from(*share) / 1000.0 * bits).sum();
        assert!((mean - BITS_MEAN).abs() < 0.05, "{mean}");
        assert_eq!(information(b""), 0.0);
    }
}
