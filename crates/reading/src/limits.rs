//! The limits of this crate, with their units in their names.

/// Score from which a mention is told, unless the caller says otherwise.
pub const THRESHOLD_DEFAULT: f32 = 0.6;
/// Most names that a lexicon holds; the rest is left out, and counted.
pub const NAMES_MAX: usize = 20_000_000;
/// Most words of a name that is looked for; a longer name is left out, and counted.
pub const NAME_WORDS_MAX: usize = 24;
/// Most words of a text that one mention takes, words between those of the name included.
pub const MENTION_WORDS_MAX: usize = 48;
/// Words that are looked at together; whether a text has case is decided over so many.
pub const BLOCK_WORDS: usize = 64;
/// Longest word of a text, in bytes; a longer one separates its neighbours.
pub const WORD_BYTES_MAX: usize = 128;
/// Longest run of other bytes between two words of one name, in bytes.
pub const GAP_BYTES_MAX: u64 = 64;
/// Most words between two words of a name that do not belong to it.
pub const SKIPPED_WORDS_MAX: usize = 3;
/// Most listed words that one word of a text stands for; the most alike count.
pub const WORD_MATCHES_MAX: usize = 12;
/// Most listed words that are compared with one word of a text.
pub const WORD_COMPARISONS_MAX: usize = 2_000;
/// Most steps from listed word to listed word that are tried from one word of a text.
pub const STEPS_MAX: usize = 512;
/// Most neighbours that are listened to as one word, from one word of a text.
pub const HEARD_MAX: usize = 16;
/// Most listed names that are looked at where one word sequence stands for many.
pub const ENTRIES_MAX: usize = 64;
/// How far a part of a name may stand from a whole one, before or after, in words.
pub const MEMORY_WORDS: u64 = 4_000;
/// How far at most, in bytes: so much of a text is kept.
pub const MEMORY_BYTES: u64 = 256 * 1024;
/// Most other candidates that are told for one mention.
pub const CANDIDATES_MAX: usize = 5;
/// Most runs of words from one word that are kept; the strongest count.
pub const FOUND_MAX: usize = 16;
/// Most runs of words that overlap and are weighed against each other.
pub const OVERLAPPING_MAX: usize = 4_096;
/// Over how many words at most, in words.
pub const OVERLAPPING_WORDS_MAX: u64 = 512;
/// Most names that are remembered of weaker runs in the place of a stronger one.
pub const COMPETING_MAX: usize = 20;
/// Most distinct words whose listed words are remembered.
pub const REMEMBERED_WORDS_MAX: usize = 65_536;
/// Most distinct words in other than plain letters whose Latin forms are remembered.
pub const REMEMBERED_FORMS_MAX: usize = 4_096;
/// Bytes of a text that are taken at a time.
pub const SLICE_BYTES: usize = 16 * 1024;
