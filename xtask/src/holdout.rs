//! Which cross-script pairs nothing is learned from, so that they can be measured on.

/// Whether a native word, its spaces removed, is kept apart: one in ten, by its hash.
pub(crate) fn is_held_out(native: &str) -> bool {
    let hash = native.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    hash.is_multiple_of(10)
}
