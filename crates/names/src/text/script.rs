//! Which script a character belongs to, as far as reading names needs it.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    Latin,
    Cyrillic,
    Greek,
    Arabic,
    Hebrew,
    Han,
    Hangul,
    Kana,
    Other,
}

impl Script {
    pub(crate) fn of(c: char) -> Script {
        match u32::from(c) {
            0x0000..=0x024f | 0x1e00..=0x1eff | 0xff21..=0xff5a => Script::Latin,
            0x0370..=0x03ff | 0x1f00..=0x1fff => Script::Greek,
            0x0400..=0x052f => Script::Cyrillic,
            0x0590..=0x05ff | 0xfb1d..=0xfb4f => Script::Hebrew,
            0x0600..=0x06ff
            | 0x0750..=0x077f
            | 0x08a0..=0x08ff
            | 0xfb50..=0xfdff
            | 0xfe70..=0xfeff => Script::Arabic,
            0x3005
            | 0x3007
            | 0x3400..=0x4dbf
            | 0x4e00..=0x9fff
            | 0xf900..=0xfaff
            | 0x2_0000..=0x3_ffff => Script::Han,
            0x1100..=0x11ff | 0xac00..=0xd7af => Script::Hangul,
            0x3041..=0x30ff | 0xff66..=0xff9d => Script::Kana,
            _ => Script::Other,
        }
    }

    /// How the script writes words.
    pub(crate) fn writing(self) -> Writing {
        match self {
            Script::Arabic | Script::Hebrew => Writing::Consonants,
            Script::Han | Script::Hangul => Writing::Syllables,
            Script::Latin | Script::Cyrillic | Script::Greek | Script::Kana | Script::Other => {
                Writing::Letters
            }
        }
    }
}

/// What of a word a script writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Writing {
    /// All its sounds.
    Letters,
    /// Short vowels are usually left out.
    Consonants,
    /// A character a syllable, and no spaces between words.
    Syllables,
}
