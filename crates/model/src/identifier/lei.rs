//! Legal entity identifiers (ISO 17442-1).

use super::iso7064::mod_97;
use super::{is_digits, key};

const CHARS: usize = 20;

/// Twenty letters and digits.
pub(super) fn normalize(value: &str) -> Option<String> {
    let key = key(value);
    let lei = key.strip_prefix("LEI").filter(|bare| bare.len() == CHARS).unwrap_or(&key);
    let (_, check) = lei.split_at_checked(CHARS - 2)?;
    let is_valid = lei.len() == CHARS && is_digits(check) && mod_97(lei.chars()) == Some(1);
    is_valid.then(|| lei.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers() {
        for lei in ["5493001KJTIIGC8Y1R12", "529900T8BM49AURSDO55", "HWUPKR0MPOU8FGXBT394"] {
            assert_eq!(normalize(lei).as_deref(), Some(lei));
        }
        assert!(normalize("LEI 5493001kjtiigc8y1r12").is_some());
        assert_eq!(normalize("5493001KJTIIGC8Y1R13"), None);
        assert_eq!(normalize("5493001KJTIIGC8Y1R1"), None);
        assert_eq!(normalize(""), None);
    }
}
