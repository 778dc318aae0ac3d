//! Thousands of mutations of the saved corpus, the same ones in every run: no reader may panic,
//! hang or miscount, whatever it answers.

use crate::corpus::{Corpus, all};
use crate::mutate::{Chance, mutate};

const ROUNDS: u64 = 600;

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
