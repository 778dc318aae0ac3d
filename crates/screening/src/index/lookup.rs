//! A frozen map from hashes to numbers, many to a hash, in two flat arrays.

/// Which of several key spaces a key belongs to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Space {
    Text = 1,
    Deletion = 2,
    Skeleton = 3,
    SkeletonDeletion = 4,
    Identifier = 5,
}

/// A 32-bit hash of a key; what it finds is checked against the key afterwards.
pub(crate) fn hash(space: Space, key: &[u8]) -> u32 {
    // FNV-1a over 64 bits with a final mix: short keys, no dependency, the same on every machine.
    let mut state: u64 = 0xcbf2_9ce4_8422_2325 ^ (space as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for &byte in key {
        state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    state ^= state >> 29;
    state = state.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (state >> 32) as u32
}

/// The map. Entries are sorted by hash; a directory over the first bits of the hash leads there.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Lookup {
    pub(crate) directory: Vec<u32>,
    pub(crate) hashes: Vec<u32>,
    pub(crate) values: Vec<u32>,
}

impl Lookup {
    /// Freezes entries; equal ones are kept once.
    pub(crate) fn freeze(mut entries: Vec<(u32, u32)>) -> Lookup {
        entries.sort_unstable();
        entries.dedup();
        let bits = entries.len().next_power_of_two().trailing_zeros().clamp(1, 26);
        let mut directory = Vec::with_capacity((1 << bits) + 1);
        let shift = 32 - bits;
        let mut at = 0_usize;
        for bucket in 0..1_u64 << bits {
            while entries.get(at).is_some_and(|entry| u64::from(entry.0) >> shift < bucket) {
                at += 1;
            }
            directory.push(u32::try_from(at).unwrap_or(u32::MAX));
        }
        directory.push(u32::try_from(entries.len()).unwrap_or(u32::MAX));
        let (hashes, values) = entries.into_iter().unzip();
        Lookup { directory, hashes, values }
    }

    /// All values under a hash.
    pub(crate) fn get(&self, hash: u32) -> &[u32] {
        let buckets = self.directory.len().saturating_sub(1);
        if buckets == 0 {
            return &[];
        }
        let bucket = (hash >> (32 - buckets.trailing_zeros())) as usize;
        let bound = |at: usize| self.directory.get(at).copied().unwrap_or_default() as usize;
        let (start, end) = (bound(bucket), bound(bucket + 1));
        let hashes = self.hashes.get(start..end).unwrap_or_default();
        let before = hashes.iter().take_while(|known| **known < hash).count();
        let equal = hashes.iter().skip(before).take_while(|known| **known == hash).count();
        self.values.get(start + before..start + before + equal).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn finds_what_a_plain_list_finds(
            entries in proptest::collection::vec((any::<u32>(), 0_u32..50), 0..300),
            probe in any::<u32>(),
        ) {
            let lookup = Lookup::freeze(entries.clone());
            let keys = entries.iter().map(|entry| entry.0).chain([probe, 0, u32::MAX]);
            for key in keys {
                let mut expect: Vec<u32> =
                    entries.iter().filter(|e| e.0 == key).map(|e| e.1).collect();
                expect.sort_unstable();
                expect.dedup();
                prop_assert_eq!(lookup.get(key), &expect[..]);
            }
        }
    }
}
