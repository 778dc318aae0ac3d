//! Passwords: Argon2id with the parameters of RFC 9106, section 4, for memory that is scarce.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use comity_api::Fault;

use crate::ServerError;
use crate::limits::{PASSWORD_BYTES_MAX, PASSWORD_CHARS_MIN};

/// Kibibytes of memory that one hash takes.
const MEMORY_KIB: u32 = 64 * 1_024;
/// How often that memory is gone over.
const PASSES: u32 = 3;
/// Lanes, which are computed one after another.
const LANES: u32 = 4;
/// Bytes of salt.
const SALT_BYTES: usize = 16;

/// A hash that no password has, to be compared with where there is no account: so that an answer
/// takes as long whether or not a name is known.
const NOBODY: &str = "$argon2id$v=19$m=65536,t=3,p=4$bm9ib2R5bm9ib2R5bm9ib2Q$\
                      AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The hash of a new password, with its salt and parameters (PHC string).
pub(super) fn hash(password: &str, chance: [u8; 32]) -> Result<String, ServerError> {
    if password.chars().count() < PASSWORD_CHARS_MIN || password.len() > PASSWORD_BYTES_MAX {
        let message = format!(
            "a password has at least {PASSWORD_CHARS_MIN} characters and at most \
             {PASSWORD_BYTES_MAX} bytes"
        );
        let hint = "a few words in a row are easy to remember";
        return Err(Fault::invalid("password", message).with_hint(hint).into());
    }
    let salt = chance.get(..SALT_BYTES).unwrap_or(&chance);
    let hashed = hasher()?.hash_password_with_salt(password.as_bytes(), salt);
    let hashed: PasswordHash = hashed.map_err(|err| failed(&err))?;
    Ok(hashed.to_string())
}

/// Whether a password is the one of an account. Without an account it is none, and finding that
/// out takes as long.
pub(super) fn fits(password: &str, kept: Option<&str>) -> Result<bool, ServerError> {
    let parsed = PasswordHash::new(kept.unwrap_or(NOBODY)).map_err(|err| failed(&err))?;
    let is_short = password.len() <= PASSWORD_BYTES_MAX;
    let given = if is_short { password } else { "" };
    let fits = hasher()?.verify_password(given.as_bytes(), &parsed).is_ok();
    Ok(fits && is_short && kept.is_some())
}

fn hasher() -> Result<Argon2<'static>, ServerError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|err| failed(&err))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn failed(err: &dyn std::fmt::Display) -> ServerError {
    Fault::internal(format!("a password cannot be hashed: {err}")).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_fits_its_hash() {
        let kept = hash("four words in a row", [7; 32]).unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=65536,t=3,p=4$"), "{kept}");
        assert!(fits("four words in a row", Some(&kept)).unwrap());
        assert!(!fits("four words in a rov", Some(&kept)).unwrap());
        assert!(!fits("four words in a row", None).unwrap());
        assert_ne!(kept, hash("four words in a row", [8; 32]).unwrap());
    }

    #[test]
    fn short_and_endless_passwords_are_refused() {
        for password in ["short", &"x".repeat(PASSWORD_BYTES_MAX + 1)] {
            assert_eq!(hash(password, [7; 32]).unwrap_err().code(), "password");
        }
        assert!(!fits(&"x".repeat(1 << 20), None).unwrap());
    }
}
