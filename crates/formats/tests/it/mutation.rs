//! Thousands of mutations of the saved corpus, the same ones in every run: no reader may panic,
//! hang or miscount, whatever it answers.

use crate::corpus::{Corpus, all};

const ROUNDS: u64 = 600;

/// SplitMix64: small, seeded, and the same everywhere.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }
}

/// Bytes that formats give a meaning.
const TELLING: &[u8] = b"\0\x1a\"'<>&;,|\t\r\n{}[]:()/-#~ \xff\xfe\xc3\xe2A09";

fn mutate(bytes: &mut Vec<u8>, other: &[u8], chance: &mut Chance) {
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

#[test]
fn mutated_lists_break_no_reader() {
    for Corpus { target, inputs } in all() {
        let mut chance = Chance(0x00c0_ffee);
        for round in 0..ROUNDS {
            for (_, bytes) in &inputs {
                let other = &inputs[chance.below(inputs.len())].1;
                let mut mutated = bytes.clone();
                mutate(&mut mutated, other, &mut chance);
                if round % 7 == 0 {
                    mutate(&mut mutated, other, &mut chance);
                }
                target(&mutated);
            }
        }
    }
}
