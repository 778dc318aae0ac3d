use crate::{Marking, PartyId};

/// What was sampled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum BiometricKind {
    Face,
    Finger,
    Palm,
    Iris,
    Voice,
    Other,
}

/// A biometric sample of a person: where it lies and what it is, never the sample itself.
///
/// No engine reads these yet; the slot keeps what a publisher states so that nothing is lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BiometricSample {
    /// What was sampled.
    pub kind: BiometricKind,
    /// The encoding, such as `ISO/IEC 39794-5` or `image/jpeg`.
    pub format: String,
    /// Quality from 0 to 100 (ISO/IEC 29794-1), where stated.
    pub quality: Option<u8>,
    /// Where the sample lies: a URI or the publisher's own key.
    pub reference: String,
    /// The party that holds it.
    pub origin: PartyId,
    /// Who may know that it exists.
    pub marking: Marking,
}
