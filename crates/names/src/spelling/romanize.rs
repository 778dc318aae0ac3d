//! The spellings under which a native word is most likely found.

use rustc_hash::FxHashSet;

use super::table::{NATIVE_LETTERS_MAX, TABLE};
use crate::limits::{NATIVE_LETTERS_MAX as WORD_LETTERS_MAX, TOKEN_BYTES_MAX};
use crate::text::skeleton::skeleton;

/// Beginnings that are followed at each letter.
const BEGINNINGS_MAX: usize = 24;
/// Spellings of one group that are followed, and what they may cost beside the most common one.
const SPELLINGS_MAX: usize = 8;
const SPELLING_COST_MAX: u8 = 60;
/// Beginnings that are looked at for those to follow.
const BEGINNINGS_SEEN_MAX: usize = 4 * BEGINNINGS_MAX;
/// Spellings that are told apart by their sound.
const SOUNDS_MAX: usize = crate::limits::NATIVE_SOUNDS_MAX;

/// A sound of so many letters or fewer brings many words that are no spelling: only the likeliest
/// ones are kept.
const SHORT_SOUND_LETTERS: usize = 2;
const SHORT_SOUNDS_MAX: usize = 3;

/// A beginning of a Latin spelling and its cost.
type Beginning = (u32, String);

/// The skeletons of the most common Latin spellings of native letters, the most common first.
#[must_use]
pub fn sounds(native: &str) -> Vec<String> {
    if native.is_empty() {
        return Vec::new();
    }
    let letters: Vec<char> = native.chars().collect();
    let letters = letters.as_slice();
    let letters = letters.get(..WORD_LETTERS_MAX).unwrap_or(letters);
    let table = &*TABLE;
    let mut at: Vec<Vec<Beginning>> = vec![Vec::new(); letters.len() + 1];
    if let Some(first) = at.first_mut() {
        first.push((0, String::new()));
    }
    for start in 0..letters.len() {
        let mut here = at.get_mut(start).map(std::mem::take).unwrap_or_default();
        narrow(&mut here);
        for len in 1..=NATIVE_LETTERS_MAX {
            let group = letters.get(start..start + len).and_then(|letters| table.group(letters));
            let (Some(group), Some(after)) = (group, at.get_mut(start + len)) else { continue };
            for (cost, beginning) in &here {
                let spellings = group.spellings.iter().take(SPELLINGS_MAX);
                let likely = spellings.filter(|(_, cost)| *cost <= SPELLING_COST_MAX);
                for (latin, spelled) in likely {
                    if beginning.len() + latin.len() <= TOKEN_BYTES_MAX {
                        after.push((cost + u32::from(*spelled), format!("{beginning}{latin}")));
                    }
                }
            }
        }
    }
    let mut spellings = at.pop().unwrap_or_default();
    narrow(&mut spellings);
    let mut sounds: Vec<String> = Vec::new();
    for (_, latin) in spellings {
        let sound = skeleton(&latin);
        let is_telling = sound.len() > SHORT_SOUND_LETTERS || sounds.len() < SHORT_SOUNDS_MAX;
        let may_be_kept = sounds.len() < SOUNDS_MAX && is_telling && !sound.is_empty();
        if may_be_kept && !sounds.contains(&sound) {
            sounds.push(sound);
        }
    }
    sounds
}

/// Keeps the cheapest beginnings; of those that sound alike so far and end alike, one.
fn narrow(beginnings: &mut Vec<Beginning>) {
    beginnings.sort_unstable();
    beginnings.truncate(BEGINNINGS_SEEN_MAX);
    let mut seen: FxHashSet<(String, Option<char>)> = FxHashSet::default();
    beginnings.retain(|(_, latin)| {
        let ending = latin.chars().next_back();
        seen.len() < BEGINNINGS_MAX && seen.insert((skeleton(latin), ending))
    });
}
