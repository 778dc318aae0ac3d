//! A frozen map from hashes to numbers, many to a hash, in flat arrays.

/// Which of several key spaces a key belongs to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Space {
    Text = 1,
    Deletion = 2,
    Skeleton = 3,
    SkeletonDeletion = 4,
    Identifier = 5,
    Acronym = 6,
}

/// A 64-bit hash of a key.
pub(crate) fn hash_wide(space: Space, key: &[u8]) -> u64 {
    // FNV-1a over 64 bits with a final mix: short keys, no dependency, the same on every machine.
    let mut state: u64 = 0xcbf2_9ce4_8422_2325 ^ (space as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for &byte in key {
        state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    state ^= state >> 29;
    state.wrapping_mul(0xbf58_476d_1ce4_e5b9)
}

/// A 32-bit hash of a key; what it finds is checked against the key afterwards.
pub(crate) fn hash(space: Space, key: &[u8]) -> u32 {
    (hash_wide(space, key) >> 32) as u32
}

/// Where in a sorted column of hashes each first bits of a hash begin.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Directory(pub(crate) Vec<u32>);

/// Hashes that lie under one entry of a directory, on average: they fill half a line of the
/// processor's cache, and the directory stays small beside them.
const BUCKET_HASHES: usize = 8;

impl Directory {
    /// The directory of a sorted column.
    pub(crate) fn over(hashes: &[u32]) -> Directory {
        let buckets = (hashes.len() / BUCKET_HASHES).next_power_of_two();
        let bits = buckets.trailing_zeros().clamp(1, 26);
        let mut starts = Vec::with_capacity((1 << bits) + 1);
        let shift = 32 - bits;
        let mut at = 0_usize;
        for bucket in 0..1_u64 << bits {
            while hashes.get(at).is_some_and(|hash| u64::from(*hash) >> shift < bucket) {
                at += 1;
            }
            starts.push(u32::try_from(at).unwrap_or(u32::MAX));
        }
        starts.push(u32::try_from(hashes.len()).unwrap_or(u32::MAX));
        Directory(starts)
    }

    /// Where the hash stands in its column.
    pub(crate) fn find(&self, hashes: &[u32], hash: u32) -> std::ops::Range<usize> {
        let buckets = self.0.len().saturating_sub(1);
        if buckets == 0 {
            return 0..0;
        }
        let bucket = (hash >> (32 - buckets.trailing_zeros())) as usize;
        let bound = |at: usize| self.0.get(at).copied().unwrap_or_default() as usize;
        let start = bound(bucket);
        let hashes = hashes.get(start..bound(bucket + 1)).unwrap_or_default();
        let before = match hashes.len() {
            // Common keys fill buckets of their own.
            64.. => hashes.partition_point(|known| *known < hash),
            _ => hashes.iter().take_while(|known| **known < hash).count(),
        };
        let rest = hashes.iter().skip(before);
        let equal = rest.take_while(|known| **known == hash).count();
        start + before..start + before + equal
    }
}

/// The map. Entries are sorted by hash; a directory over the first bits of the hash leads there.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Lookup {
    pub(crate) directory: Directory,
    pub(crate) hashes: Vec<u32>,
    pub(crate) values: Vec<u32>,
}

impl Lookup {
    /// Freezes entries; equal ones are kept once.
    pub(crate) fn freeze(mut entries: Vec<(u32, u32)>) -> Lookup {
        // This sort merges what is sorted already.
        entries.sort();
        entries.dedup();
        let hashes: Vec<u32> = entries.iter().map(|entry| entry.0).collect();
        let values = entries.iter().map(|entry| entry.1).collect();
        Lookup { directory: Directory::over(&hashes), hashes, values }
    }

    /// All entries, sorted.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (u32, u32)> {
        self.hashes.iter().copied().zip(self.values.iter().copied())
    }

    /// All values under a hash.
    pub(crate) fn get(&self, hash: u32) -> &[u32] {
        self.values.get(self.directory.find(&self.hashes, hash)).unwrap_or_default()
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
            common in 0_u32..200,
            probe in any::<u32>(),
        ) {
            let mut entries = entries;
            entries.extend((0..common).map(|value| (7, value)));
            let lookup = Lookup::freeze(entries.clone());
            let keys = entries.iter().map(|entry| entry.0).chain([probe, 0, 7, u32::MAX]);
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
