use thiserror::Error;

/// Why a kept index cannot be used. It is derived from the store, so the answer to each is to
/// build it again.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ScreeningError {
    /// The file is not an index.
    #[error("the file is not a kept index")]
    NotAnIndex,
    /// The file was written in another layout.
    #[error("the kept index has layout {found}, this version reads {known}")]
    OtherLayout {
        /// The file's layout.
        found: u32,
        /// The layout that this version reads.
        known: u32,
    },
    /// The checksum does not agree: the file is cut off or damaged.
    #[error("the kept index is damaged: its checksum does not agree")]
    Damaged,
}

impl ScreeningError {
    /// A stable code for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            ScreeningError::NotAnIndex => "not-an-index",
            ScreeningError::OtherLayout { .. } => "other-index-layout",
            ScreeningError::Damaged => "damaged-index",
        }
    }
}
