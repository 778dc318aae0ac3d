use std::fmt;

use aws_lc_rs::hmac;
use zeroize::Zeroizing;

use crate::error::AuditError;
use crate::{Month, Signer, WrapKey};

/// The keys of a node's log: one signs checkpoints, one wraps data keys, one finds a subject's
/// keys. All come from one secret, which lies outside the log.
pub struct NodeKeys {
    signing: Zeroizing<[u8; 32]>,
    wrapping: Zeroizing<[u8; 32]>,
    finding: Zeroizing<[u8; 32]>,
}

/// Which data key a part is sealed under: a place in the month's file of keys. It is not made
/// from the subject, so that it tells nothing when the key is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyRef {
    /// The month.
    pub month: Month,
    /// The place in the month's file.
    pub slot: u32,
}

/// What a subject's keys of one month are found by.
pub type SubjectTag = [u8; 16];

impl NodeKeys {
    /// The keys of a secret of 32 bytes that nobody can guess.
    #[must_use]
    pub fn new(secret: &[u8; 32]) -> NodeKeys {
        let derive = |label: &str| derive(secret, label.as_bytes());
        NodeKeys {
            signing: derive("comity-audit/v1/sign"),
            wrapping: derive("comity-audit/v1/wrap"),
            finding: derive("comity-audit/v1/find"),
        }
    }

    /// The key that signs the checkpoints of the log with this name.
    ///
    /// # Errors
    /// If the name cannot be that of a key.
    pub fn signer(&self, name: &str) -> Result<Signer, AuditError> {
        Signer::new(name, &self.signing)
    }

    /// The key over the data keys of a month.
    ///
    /// # Errors
    /// If the cryptographic library refuses it.
    pub fn wrap_key(&self, month: Month) -> Result<WrapKey, AuditError> {
        WrapKey::new(&derive(&self.wrapping, &month.number().to_be_bytes()), month)
    }

    /// What the keys of this subject are found by in this month. Without the node's secret
    /// nobody can try subjects against it, or join one month with another.
    #[must_use]
    pub fn tag(&self, month: Month, subject: &str) -> SubjectTag {
        let mut bytes = month.number().to_be_bytes().to_vec();
        bytes.extend_from_slice(subject.as_bytes());
        let long = derive(&self.finding, &bytes);
        let mut tag = [0; 16];
        tag.iter_mut().zip(long.iter()).for_each(|(byte, from)| *byte = *from);
        // Two tags are nobody's: the one of a place without owner, and the month's own.
        if tag == [0; 16] || tag == [0xff; 16] { [1; 16] } else { tag }
    }
}

impl fmt::Debug for NodeKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NodeKeys")
    }
}

fn derive(secret: &[u8; 32], label: &[u8]) -> Zeroizing<[u8; 32]> {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), label);
    let mut key = Zeroizing::new([0; 32]);
    key.copy_from_slice(tag.as_ref());
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subjects_tags_of_two_months_do_not_join() {
        let keys = NodeKeys::new(&[1; 32]);
        let (one, other) = (Month::from_number(1), Month::from_number(2));
        assert_eq!(keys.tag(one, "list/a"), keys.tag(one, "list/a"));
        assert_ne!(keys.tag(one, "list/a"), keys.tag(other, "list/a"));
        assert_ne!(keys.tag(one, "list/a"), keys.tag(one, "list/b"));
        assert_ne!(keys.tag(one, "list/a"), NodeKeys::new(&[2; 32]).tag(one, "list/a"));
    }
}
