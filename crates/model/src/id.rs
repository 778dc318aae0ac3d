use std::fmt;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::error::{ModelError, printable};
use crate::limits::{CASE_CHARS_MAX, NAME_ID_BYTES_MAX, RECORD_ID_BYTES_MAX};

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $check:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Checks and keeps the text.
            ///
            /// # Errors
            /// [`ModelError::InvalidId`] with the rule that the text breaks.
            pub fn new(text: impl AsRef<str>) -> Result<$name, ModelError> {
                let text = text.as_ref();
                let check: fn(&str) -> Result<(), &'static str> = $check;
                match check(text) {
                    Ok(()) => Ok($name(Arc::from(text))),
                    Err(rule) => {
                        Err(ModelError::InvalidId { kind: $kind, value: printable(text), rule })
                    }
                }
            }

            /// The text as it was given.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", &*self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
}

text_id!(
    /// A record's id inside its dataset: the publisher's own id, verbatim. Parties number their
    /// cases as they like, so single spaces may stand inside it.
    RecordId,
    "record id",
    |text| {
        if text.is_empty() {
            Err("it is empty")
        } else if text.len() > RECORD_ID_BYTES_MAX {
            Err("it is longer than 255 bytes")
        } else if text.chars().any(|c| c.is_control() || c.is_whitespace() && c != ' ') {
            Err("it has control characters or white space other than spaces")
        } else if text.split(' ').any(str::is_empty) {
            Err("it begins or ends with a space, or has several in a row")
        } else {
            Ok(())
        }
    }
);
text_id!(
    /// A dataset's name, such as `un_sc`.
    DatasetName,
    "dataset name",
    short_name
);
text_id!(
    /// A party's id, such as `demo-border-police`.
    PartyId,
    "party id",
    short_name
);
text_id!(
    /// The name of an actor: a person's or a program's account on this node.
    ActorName,
    "name of an account",
    short_name
);
text_id!(
    /// Why an actor asks, such as `border-check`. Which ones there are, the policy says.
    Purpose,
    "purpose",
    short_name
);
text_id!(
    /// The law that an actor asks under, such as `border-code`. Which ones there are, the policy
    /// says.
    LegalBasis,
    "legal basis",
    short_name
);
text_id!(
    /// A party's own reference to the matter that a request belongs to.
    CaseReference,
    "case reference",
    |text| {
        if text.trim().is_empty() {
            Err("it is empty")
        } else if text.chars().count() > CASE_CHARS_MAX {
            Err("it is longer than 200 characters")
        } else if text.chars().any(char::is_control) {
            Err("it has control characters")
        } else {
            Ok(())
        }
    }
);

fn short_name(text: &str) -> Result<(), &'static str> {
    if text.is_empty() {
        Err("it is empty")
    } else if text.len() > NAME_ID_BYTES_MAX {
        Err("it is longer than 64 bytes")
    } else if !text
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-.".contains(&b))
    {
        Err("only a-z, 0-9, `_`, `-` and `.` may stand in it")
    } else if !text.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit()) {
        Err("it must begin with a letter or a digit")
    } else {
        Ok(())
    }
}

/// A statement's id: the first 20 bytes of the SHA-256 over dataset, record, property, value and
/// origin, so that the same statement has the same id in every version and on every node.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatementId([u8; 20]);

impl StatementId {
    /// Hashes the parts, each preceded by its length so that no two lists of parts collide.
    pub(crate) fn of(parts: &[&str]) -> StatementId {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        let digest = hasher.finalize();
        let mut id = [0; 20];
        id.iter_mut().zip(digest.iter()).for_each(|(to, from)| *to = *from);
        StatementId(id)
    }
}

impl fmt::Display for StatementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for StatementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_say_which_rule_they_break() {
        for (text, rule) in [
            ("", "it is empty"),
            ("Upper", "only a-z, 0-9, `_`, `-` and `.` may stand in it"),
            ("_x", "it must begin with a letter or a digit"),
        ] {
            match DatasetName::new(text) {
                Err(ModelError::InvalidId { rule: found, .. }) => assert_eq!(found, rule),
                other => panic!("{text:?}: {other:?}"),
            }
        }
        for text in ["", " a", "a ", "a  b", "a\tb", "a\u{a0}b", "a\u{0}", &"x".repeat(256)] {
            assert!(RecordId::new(text).is_err(), "{text:?}");
        }
        assert_eq!(RecordId::new("Case 17/b").unwrap().as_str(), "Case 17/b");
        assert!(RecordId::new("Q7747/x:y").is_ok());
    }

    #[test]
    fn statement_ids_keep_parts_apart() {
        assert_ne!(StatementId::of(&["ab", "c"]), StatementId::of(&["a", "bc"]));
    }
}
