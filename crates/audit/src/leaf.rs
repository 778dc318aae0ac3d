use comity_model::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::{AuditError, malformed};
use crate::limits::{LEAF_BYTES_MAX, OPERATION_BYTES_MAX, TREE_LEAVES_MAX};
use crate::{Hash, Kind};

/// One leaf of the log, as everybody may read it: what happened, when, and a salted commitment to
/// the rest. It names nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// Its place in the log, from 0.
    pub seq: u64,
    /// When.
    pub time: Timestamp,
    /// What happened.
    pub kind: Kind,
    /// The command or route.
    pub operation: String,
    /// The hash of the policy that decided.
    pub policy: Option<Hash>,
    /// The store's generation at that moment.
    pub generation: Option<u64>,
    /// The hash over the commitments of all parts, in their order.
    pub commitment: Hash,
}

/// The version of leaves that this code writes and reads.
const VERSION: u8 = 1;

/// The leaf on the wire. The fields are in the order of their names, as RFC 8785 asks; numbers
/// are whole, so the JSON has one form only.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire<'a> {
    commitment: Hash,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    generation: Option<u64>,
    #[serde(borrow)]
    kind: &'a str,
    #[serde(borrow)]
    op: &'a str,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    policy: Option<Hash>,
    seq: u64,
    time: i64,
    v: u8,
}

impl Leaf {
    /// The leaf's bytes: canonical JSON (RFC 8785).
    ///
    /// # Errors
    /// If the operation is not a plain name or a number is too large.
    pub fn encode(&self) -> Result<Vec<u8>, AuditError> {
        check_operation(&self.operation)?;
        let exact = |number: Option<u64>| number.is_none_or(|number| number <= TREE_LEAVES_MAX);
        let seconds = self.time.0.unsigned_abs();
        if !exact(Some(self.seq)) || !exact(self.generation) || !exact(Some(seconds)) {
            return Err(malformed("leaf", "a number is larger than JSON can state exactly"));
        }
        let wire = Wire {
            commitment: self.commitment,
            generation: self.generation,
            kind: self.kind.name(),
            op: &self.operation,
            policy: self.policy,
            seq: self.seq,
            time: self.time.0,
            v: VERSION,
        };
        serde_json::to_vec(&wire).map_err(|_| malformed("leaf", "it cannot be written as JSON"))
    }

    /// Reads a leaf's bytes.
    ///
    /// # Errors
    /// If they are not a leaf of a known version in its one form.
    pub fn decode(bytes: &[u8]) -> Result<Leaf, AuditError> {
        if bytes.len() > LEAF_BYTES_MAX {
            return Err(malformed("leaf", "it is too long"));
        }
        let wire: Wire<'_> = serde_json::from_slice(bytes)
            .map_err(|_| malformed("leaf", "it is not JSON of a leaf's fields"))?;
        if wire.v != VERSION {
            return Err(malformed("leaf", "it is of a version that is not known"));
        }
        let kind =
            Kind::parse(wire.kind).ok_or_else(|| malformed("leaf", "its kind is not known"))?;
        let leaf = Leaf {
            seq: wire.seq,
            time: Timestamp(wire.time),
            kind,
            operation: wire.op.to_owned(),
            policy: wire.policy,
            generation: wire.generation,
            commitment: wire.commitment,
        };
        if leaf.encode()? != bytes {
            return Err(malformed("leaf", "it is not in its canonical form"));
        }
        Ok(leaf)
    }
}

/// An operation is one word for all who use it: a text that cannot carry a name or a number of
/// somebody by accident.
fn check_operation(operation: &str) -> Result<(), AuditError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || " -._/{}:*".contains(c);
    if operation.is_empty() || operation.len() > OPERATION_BYTES_MAX {
        Err(malformed("operation", "it is empty or longer than 100 bytes"))
    } else if !operation.chars().all(plain) {
        Err(malformed("operation", "it has other characters than letters, digits and -._/{}:*"))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf() -> Leaf {
        Leaf {
            seq: 7,
            time: Timestamp(1_795_343_312),
            kind: Kind::Read,
            operation: "screen".to_owned(),
            policy: Some(Hash([0xab; 32])),
            generation: Some(3),
            commitment: Hash([1; 32]),
        }
    }

    #[test]
    fn a_leaf_has_one_form() {
        let bytes = leaf().encode().unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        let commitment = "01".repeat(32);
        let policy = "ab".repeat(32);
        assert_eq!(
            text,
            format!(
                "{{\"commitment\":\"{commitment}\",\"generation\":3,\"kind\":\"read\",\
                 \"op\":\"screen\",\"policy\":\"{policy}\",\"seq\":7,\"time\":1795343312,\"v\":1}}"
            )
        );
        assert_eq!(Leaf::decode(&bytes).unwrap(), leaf());
        for other in [
            text.replace(',', ", "),
            text.replace("\"v\":1", "\"v\":2"),
            text.replace("\"v\":1", "\"v\":1,\"w\":1"),
            text.replace("\"read\"", "\"stare\""),
            text.replace("\"seq\":7", "\"seq\":7.0"),
            text.replace("screen", "scr\\u0065en"),
            text.replace("\"generation\":3", "\"generation\":null"),
            text.replace("screen", ""),
        ] {
            assert_eq!(Leaf::decode(other.as_bytes()).unwrap_err().code(), "audit-malformed");
        }
    }

    #[test]
    fn an_operation_carries_no_text_of_others() {
        for operation in ["", "read Zoë", "a\nb", "name=x", &"x".repeat(101)] {
            assert!(Leaf { operation: operation.to_owned(), ..leaf() }.encode().is_err());
        }
        let route = "GET /v1/records/{dataset}/{id}".to_owned();
        assert!(Leaf { operation: route, ..leaf() }.encode().is_ok());
    }

    #[test]
    fn numbers_that_json_cannot_state_exactly_are_refused() {
        assert!(Leaf { seq: u64::MAX, ..leaf() }.encode().is_err());
        assert!(Leaf { time: Timestamp(i64::MIN), ..leaf() }.encode().is_err());
        assert!(Leaf { time: Timestamp(-5), ..leaf() }.encode().is_ok());
    }
}
