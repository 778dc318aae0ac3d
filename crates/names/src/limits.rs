//! The limits of this crate, with their units in their names.

/// Longest token that is compared, in bytes of its Latin form; the rest is cut off.
pub const TOKEN_BYTES_MAX: usize = 32;
/// Most tokens of one name; the rest is left out.
pub const NAME_TOKENS_MAX: usize = 48;
/// Longest name that is analysed, in characters; the rest is left out.
pub const NAME_CHARS_MAX: usize = 1_000;
/// Leading letters of a token from which its deletions are made.
pub const DELETION_PREFIX_LETTERS: usize = 8;
/// Longest word of a native script that the spelling tables read, in their letters; the rest is
/// left out.
pub const NATIVE_LETTERS_MAX: usize = 24;
/// Sounds of a native word under which it is found, each another way to spell it.
pub const NATIVE_SOUNDS_MAX: usize = 10;
/// Fewest letters of an acronym.
pub const ACRONYM_LETTERS_MIN: usize = 3;
/// Most letters of an acronym.
pub const ACRONYM_LETTERS_MAX: usize = 8;
