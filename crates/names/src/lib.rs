//! Names: from any script to Latin tokens, and how alike two tokens are, and why.
//!
//! [`analyze`] turns a name as somebody wrote it into [`NameToken`]s: Latin letters without marks,
//! lower case, each with its *skeleton* (what is left of its sound when spelling habits are taken
//! away) and its class (a family name tells more than `the` or `LLC`). [`compare`] says how two
//! tokens are related. It knows a closed list of relations ([`Relation`]); whatever stands in none
//! of them is not alike at all. An index can therefore list every token that is related to a given
//! one, and no candidate is lost: [`deletions`], skeletons and, for words of a native script, the
//! skeletons of their likeliest Latin spellings ([`sounds`]) are what it has to look up.
//! [`NativeWord`] says what it costs to read a Latin word as the spelling of a native one, by a
//! table that is learned from public names and compiled in.
//!
//! Everything here is pure: no I/O, no clock, no randomness.
//!
//! ```
//! use comity_names::{NameKind, Relation, analyze, compare};
//!
//! let listed = analyze("Мирослав ЗАЛЕВСКИЙ", NameKind::Person);
//! let asked = analyze("Zalewski, Miroslaw", NameKind::Person);
//! let (relation, similarity) = compare(&listed[1], &asked[0]).unwrap();
//! assert_eq!(relation, Relation::Transliteration);
//! assert!(similarity > 0.7);
//! assert!(compare(&listed[0], &asked[0]).is_none());
//! ```

pub mod limits;
mod name;
mod similarity;
mod spelling;
mod text;

pub use name::{
    NameKind, NameToken, TokenClass, acronym_similarity, acronyms, analyze, class_weight,
    is_acronym, nickname_similarity, nicknames,
};
pub use similarity::information::information;
pub use similarity::keys::{deletions, edit_distance_max};
pub use similarity::relation::{
    Reading, Relation, SKELETON_EDIT_LETTERS_MIN, SOUND_LETTERS_MIN, compare, compare_forms,
    compare_scripts, swaps_of,
};
pub use spelling::align::{NativeWord, SpelledAs};
pub use spelling::letters::{letters as native_letters, readable};
pub use spelling::romanize::sounds;
pub use text::fold::fold;
pub use text::script::Writing;
pub use text::skeleton::skeleton;
