use std::fmt;

use super::setting::{Setting, quoted};

/// A text that is used and never shown.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(String);

impl Secret {
    /// The text, for the one place that needs it.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Setting for Secret {
    fn allowed() -> String {
        "a secret text, not empty".to_owned()
    }

    fn read(text: &str) -> Option<Secret> {
        (!text.is_empty()).then(|| Secret(text.to_owned()))
    }

    fn toml(&self) -> Option<String> {
        Some(quoted("(hidden)"))
    }

    fn is_secret() -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_shown_to_nobody() {
        let secret = Secret::read("open-sesame").unwrap();
        assert!(!format!("{secret:?} {:?}", secret.toml()).contains("sesame"));
        assert_eq!(secret.reveal(), "open-sesame");
    }
}
