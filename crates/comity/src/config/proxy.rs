use comity_server::ProxyChoice;

use super::setting::{Setting, quoted};

/// Which proxy is used: none, or one that is named.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct ProxySetting(String);

/// What stands for no proxy.
const DIRECT: &str = "direct";

impl ProxySetting {
    /// The choice that it is; `except` are the hosts that are reached directly.
    pub(super) fn choice(&self, except: &[String]) -> ProxyChoice {
        match self.0.as_str() {
            DIRECT => ProxyChoice::Direct,
            url => ProxyChoice::Named { url: url.to_owned(), except: except.join(",") },
        }
    }
}

impl std::fmt::Debug for ProxySetting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.toml().unwrap_or_default())
    }
}

impl Setting for ProxySetting {
    fn allowed() -> String {
        "`direct` for none, or an address such as `http://proxy.example:3128`".to_owned()
    }

    fn read(text: &str) -> Option<ProxySetting> {
        let text = text.trim();
        (text == DIRECT || ProxyChoice::is_address(text)).then(|| ProxySetting(text.to_owned()))
    }

    fn toml(&self) -> Option<String> {
        // A proxy may want a user and a password in its address.
        Some(quoted(if self.0.contains('@') { "(hidden)" } else { &self.0 }))
    }

    fn is_secret() -> bool {
        // What is refused may hold a password as well.
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_an_address_or_none() {
        let shown = |text: &str| ProxySetting::read(text).and_then(|proxy| proxy.toml());
        assert_eq!(shown("direct"), Some("\"direct\"".to_owned()));
        assert_eq!(shown(" http://a.example:1 "), Some("\"http://a.example:1\"".to_owned()));
        assert_eq!(shown("http://me:word@a.example"), Some("\"(hidden)\"".to_owned()));
        for text in ["", "proxy", "socks5://a.example", "file:///x"] {
            assert_eq!(shown(text), None, "{text}");
        }
    }
}
