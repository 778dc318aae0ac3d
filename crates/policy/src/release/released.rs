/// Something that may leave the process. Only this crate makes one, from what a permit lets
/// through, and every output takes nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Released<T>(T);

/// Facts that are about nobody: datasets, limits, versions, the policy itself.
///
/// Implement it for types that cannot hold a record, a statement, or anything that was worked out
/// from one.
pub trait Public {}

impl Public for () {}
impl Public for &'static str {}
impl<T: Public> Public for Option<T> {}
impl<T: Public> Public for Vec<T> {}

/// What an engine worked out while it looked through one asker's view alone: totals, counts, ranks.
///
/// Implement it for types that hold no statement: a statement is let through by a [`Gate`]
/// (super::Gate), one by one.
pub trait WithinView {}

impl WithinView for () {}
impl<T: WithinView> WithinView for Vec<T> {}

impl<T> Released<T> {
    pub(crate) fn new(value: T) -> Released<T> {
        Released(value)
    }

    /// Releases what is about nobody.
    #[must_use]
    pub fn public(value: T) -> Released<T>
    where
        T: Public,
    {
        Released(value)
    }

    /// What was released.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.0
    }

    /// Puts it into another shape. A function pointer takes nothing along from where it is called,
    /// so the shape holds what was released, and nothing else; what is to stand beside it has to be
    /// released, too, and is joined with [`Released::and`].
    #[must_use]
    pub fn project<U>(self, shape: fn(T) -> U) -> Released<U> {
        Released(shape(self.0))
    }

    /// Two released things as one.
    #[must_use]
    pub fn and<U>(self, other: Released<U>) -> Released<(T, U)> {
        Released((self.0, other.0))
    }

    /// Many released things as one.
    #[must_use]
    pub fn all(each: impl IntoIterator<Item = Released<T>>) -> Released<Vec<T>> {
        Released(each.into_iter().map(|one| one.0).collect())
    }
}

impl<T> AsRef<T> for Released<T> {
    fn as_ref(&self) -> &T {
        &self.0
    }
}
