//! Mutations of saved input, the same ones in every run.

/// SplitMix64: small, seeded, and the same everywhere.
pub struct Chance(pub u64);

impl Chance {
    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }
}

/// Bytes that formats give a meaning.
const TELLING: &[u8] = b"\0\x1a\"'<>&;,|\t\r\n{}[]:()/-#~ \xff\xfe\xc3\xe2A09";

/// Changes a few bytes, or moves pieces of this input and another.
pub fn mutate(bytes: &mut Vec<u8>, other: &[u8], chance: &mut Chance) {
    for _ in 0..=chance.below(4) {
        let at = chance.below(bytes.len());
        let end = (at + 1 + chance.below(24)).min(bytes.len());
        match chance.below(8) {
            0 if !bytes.is_empty() => bytes[at] = TELLING[chance.below(TELLING.len())],
            1 if !bytes.is_empty() => bytes[at] ^= 1 << chance.below(8),
            2 => bytes.insert(at, TELLING[chance.below(TELLING.len())]),
            3 if !bytes.is_empty() => drop(bytes.drain(at..end)),
            4 => bytes.truncate(at),
            5 if !bytes.is_empty() => {
                let piece = bytes[at..end].to_vec();
                let to = chance.below(bytes.len());
                bytes.splice(to..to, piece);
            }
            6 if !other.is_empty() => {
                let from = chance.below(other.len());
                let piece = other[from..(from + 40).min(other.len())].to_vec();
                bytes.splice(at..at, piece);
            }
            _ => bytes.extend(std::iter::repeat_n(b'9', chance.below(300))),
        }
    }
}
