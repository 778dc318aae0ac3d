//! Which pairs of spellings are kept from training, so that they can be measured with.

/// One pair in so many is kept from training.
const HELD_OUT_EVERY: u64 = 10;

/// Whether a pair of a Latin and a native spelling is held out: the training of tables leaves it
/// alone, and the quality bench asks for it.
///
/// Decided by the native spelling without its spaces, so that all pairs of one native word fall
/// on the same side.
pub(crate) fn is_held_out(native: &str) -> bool {
    fnv_1a(native.bytes().filter(|byte| *byte != b' ')).is_multiple_of(HELD_OUT_EVERY)
}

/// FNV-1a over 64 bits: short, and the same on every machine.
fn fnv_1a(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |state, byte| {
        (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_in_ten_is_held_out_whatever_the_spaces() {
        let held_out = (0..10_000).filter(|number| is_held_out(&format!("слово{number}"))).count();
        assert!((900..1_100).contains(&held_out), "{held_out}");
        for number in 0..100 {
            assert_eq!(
                is_held_out(&format!("с л о в о {number}")),
                is_held_out(&format!("слово{number}"))
            );
        }
    }

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(fnv_1a("a".bytes()), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv_1a("foobar".bytes()), 0x8594_4171_f739_67e8);
    }
}
