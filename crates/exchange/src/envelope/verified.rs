/// Something that came from a partner and was checked: its signature, that it is for this party,
/// in time, and the next in its sequence. Only those checks can make one, and what a store takes
/// from a partner is nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified<T>(T);

impl<T> Verified<T> {
    pub(crate) fn new(value: T) -> Verified<T> {
        Verified(value)
    }

    /// What was checked.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.0
    }

    /// Reads it as something else, which stays checked.
    ///
    /// # Errors
    /// Those of the reading.
    pub fn read<U, E>(self, read: impl FnOnce(T) -> Result<U, E>) -> Result<Verified<U>, E> {
        read(self.0).map(Verified)
    }
}

impl<T> AsRef<T> for Verified<T> {
    fn as_ref(&self) -> &T {
        &self.0
    }
}
