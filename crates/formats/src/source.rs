use std::fmt;
use std::io::Read;

/// One file as it lies on the publisher's server: plain, `.gz` or `.zip`. What it is shows in its
/// first bytes; its name serves only in messages.
pub struct Source<'a> {
    /// The file's name, for messages and reports.
    pub name: String,
    /// The file's bytes.
    pub bytes: Box<dyn Read + Send + 'a>,
}

impl<'a> Source<'a> {
    /// A file of that name.
    pub fn new(name: impl Into<String>, bytes: impl Read + Send + 'a) -> Source<'a> {
        Source { name: name.into(), bytes: Box::new(bytes) }
    }
}

impl fmt::Debug for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("name", &self.name).finish_non_exhaustive()
    }
}
