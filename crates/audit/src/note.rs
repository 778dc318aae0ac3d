use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::error::{AuditError, malformed};
use crate::limits::{NOTE_BYTES_MAX, SIGNATURES_PER_NOTE_MAX};
use crate::verifier_key::check_name;
use crate::{KeyAlgorithm, VerifierKey};

/// A text with signatures under it (C2SP signed-note). The text means nothing until a signature
/// by a trusted key was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

/// One line under a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The key's name.
    pub name: String,
    /// The key's number.
    pub id: u32,
    /// What the key's algorithm made.
    pub bytes: Vec<u8>,
}

impl Note {
    /// A note of a text, which ends with a line's end, without signatures.
    ///
    /// # Errors
    /// If the text does not end so, or has control characters.
    pub fn new(text: impl Into<String>) -> Result<Note, AuditError> {
        let text = text.into();
        check(&text)?;
        if text.ends_with('\n') {
            Ok(Note { text, signatures: Vec::new() })
        } else {
            Err(malformed("note", "its text does not end with a line's end"))
        }
    }

    /// Reads a note with its signatures.
    ///
    /// # Errors
    /// If the text is anything else, or too long.
    pub fn parse(text: &str) -> Result<Note, AuditError> {
        check(text)?;
        let split = text.rfind("\n\n").and_then(|at| text.split_at_checked(at + 1));
        let (body, signatures) = split.ok_or_else(|| malformed("note", "it has no signatures"))?;
        let lines = signatures.strip_prefix('\n').and_then(|lines| lines.strip_suffix('\n'));
        let lines = lines.filter(|lines| !lines.is_empty());
        let lines = lines.ok_or_else(|| malformed("note", "its signatures are no lines"))?;
        if lines.split('\n').count() > SIGNATURES_PER_NOTE_MAX {
            let limit = SIGNATURES_PER_NOTE_MAX as u64;
            return Err(AuditError::TooMany { what: "signatures of a note", limit });
        }
        let signatures = lines.split('\n').map(Signature::parse).collect::<Result<_, _>>()?;
        Ok(Note { text: body.to_owned(), signatures })
    }

    /// The text, with its last line's end.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures, verified or not.
    #[must_use]
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// Adds a signature.
    pub fn add(&mut self, signature: Signature) {
        self.signatures.push(signature);
    }

    /// Verifies that the note is signed by this key.
    ///
    /// # Errors
    /// [`AuditError::NotSigned`] if it has no signature by it, [`AuditError::BadSignature`] if
    /// one of them does not fit.
    pub fn verify(&self, key: &VerifierKey) -> Result<(), AuditError> {
        if key.algorithm() != KeyAlgorithm::Ed25519 {
            return Err(malformed("verifier key", "it is a witness's"));
        }
        let mut found = false;
        for signature in self.by(key) {
            if !key.fits(self.text.as_bytes(), &signature.bytes) {
                return Err(AuditError::BadSignature(key.name().to_owned()));
            }
            found = true;
        }
        if found { Ok(()) } else { Err(AuditError::NotSigned(key.name().to_owned())) }
    }

    /// The signatures that say that they are by this key.
    pub(crate) fn by<'a>(&'a self, key: &'a VerifierKey) -> impl Iterator<Item = &'a Signature> {
        let own = |signature: &&Signature| signature.is_by(key);
        self.signatures.iter().filter(own)
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| writeln!(f, "{signature}"))
    }
}

impl Signature {
    /// What a key made, with the key's name and number.
    #[must_use]
    pub fn by(key: &VerifierKey, bytes: Vec<u8>) -> Signature {
        Signature { name: key.name().to_owned(), id: key.id(), bytes }
    }

    /// Reads a line `— name base64`.
    ///
    /// # Errors
    /// If the line is anything else.
    pub fn parse(line: &str) -> Result<Signature, AuditError> {
        let broken = |why| malformed("signature line", why);
        let rest = line.strip_prefix("\u{2014} ");
        let rest = rest.ok_or_else(|| broken("it does not begin with a dash and a space"))?;
        let (name, code) =
            rest.split_once(' ').ok_or_else(|| broken("it has no name or no signature"))?;
        check_name(name)?;
        let bytes = STANDARD.decode(code).map_err(|_| broken("it is not base64"))?;
        let (id, bytes) = bytes
            .split_first_chunk()
            .filter(|(_, bytes)| !bytes.is_empty())
            .ok_or_else(|| broken("it is too short"))?;
        let id = u32::from_be_bytes(*id);
        Ok(Signature { name: name.to_owned(), id, bytes: bytes.to_vec() })
    }

    /// Whether it says that it is by this key.
    #[must_use]
    pub fn is_by(&self, key: &VerifierKey) -> bool {
        self.id == key.id() && self.name == key.name()
    }
}

/// `— name base64`.
impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = self.id.to_be_bytes().to_vec();
        bytes.extend_from_slice(&self.bytes);
        write!(f, "\u{2014} {} {}", self.name, STANDARD.encode(bytes))
    }
}

fn check(text: &str) -> Result<(), AuditError> {
    if text.len() > NOTE_BYTES_MAX {
        let limit = NOTE_BYTES_MAX as u64;
        return Err(AuditError::TooMany { what: "bytes in a note", limit });
    }
    if text.bytes().any(|byte| byte < 0x20 && byte != b'\n') {
        return Err(malformed("note", "it has control characters"));
    }
    Ok(())
}
