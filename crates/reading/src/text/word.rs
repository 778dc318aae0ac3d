use comity_names::limits::TOKEN_BYTES_MAX;

/// One word of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word {
    /// Its bytes in the text.
    pub(crate) start: u64,
    pub(crate) end: u64,
    /// The line that it begins in, from 1.
    pub(crate) line: u64,
    pub(crate) form: Form,
    pub(crate) shape: Shape,
    pub(crate) gap: Gap,
    /// Whether a sentence may begin here, so that a capital says nothing.
    pub(crate) opens: bool,
    /// Whether nothing reaches over what stands before it.
    pub(crate) is_after_gap: bool,
}

/// A word in lower-case Latin letters, cut to the length that is compared.
#[derive(Clone, Copy)]
pub(crate) struct Form {
    bytes: [u8; TOKEN_BYTES_MAX],
    len: u8,
}

impl Form {
    pub(crate) const EMPTY: Form = Form { bytes: [0; TOKEN_BYTES_MAX], len: 0 };

    pub(crate) fn new(text: &[u8]) -> Form {
        let mut form = Form::EMPTY;
        text.iter().for_each(|byte| form.push(*byte));
        form
    }

    /// Appends a letter; what is too long is cut off.
    #[inline]
    pub(crate) fn push(&mut self, byte: u8) {
        if let Some(slot) = self.bytes.get_mut(usize::from(self.len)) {
            *slot = byte;
            self.len += 1;
        }
    }

    /// Its first letters.
    pub(crate) fn cut(mut self, len: u8) -> Form {
        self.len = self.len.min(len);
        self
    }

    #[inline]
    pub(crate) fn len(&self) -> u8 {
        self.len
    }

    #[inline]
    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.len)).unwrap_or_default()
    }

    /// Two words written in one, if that is no longer than a word can be.
    pub(crate) fn joined(&self, other: &Form) -> Option<Form> {
        let fits = usize::from(self.len) + usize::from(other.len) <= TOKEN_BYTES_MAX;
        fits.then(|| {
            let mut joined = *self;
            other.bytes().iter().for_each(|byte| joined.push(*byte));
            joined
        })
    }
}

impl PartialEq for Form {
    #[inline]
    fn eq(&self, other: &Form) -> bool {
        self.bytes() == other.bytes()
    }
}

impl Eq for Form {}

impl std::hash::Hash for Form {
    #[inline]
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        state.write(self.bytes());
    }
}

impl std::fmt::Debug for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", String::from_utf8_lossy(self.bytes()))
    }
}

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Its script has no case, or it is a number.
    Caseless,
    Lower,
    /// The first letter is a capital.
    Capital,
    /// All of several letters are capitals.
    Upper,
    /// Capitals inside.
    Mixed,
}

impl Shape {
    /// `letters` counts digits too: `G20` is in capitals.
    pub(crate) fn of(upper: u32, lower: u32, letters: u8, first_is_upper: bool) -> Shape {
        match (upper, lower) {
            (0, 0) => Shape::Caseless,
            (0, _) => Shape::Lower,
            (_, 0) if letters > 1 => Shape::Upper,
            (1, _) if first_is_upper => Shape::Capital,
            _ => Shape::Mixed,
        }
    }

    /// Whether names are written like this where there is case.
    pub(crate) fn is_name_like(self) -> bool {
        matches!(self, Shape::Capital | Shape::Upper | Shape::Mixed)
    }
}

/// What stands between a word and the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gap {
    /// Nothing, white space, a hyphen.
    Near,
    /// A comma or another sign within a sentence.
    Comma,
    /// A full stop.
    Stop,
    /// The end of a sentence or paragraph, brackets, too many bytes.
    Break,
}
