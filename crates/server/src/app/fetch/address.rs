use reqwest::Url;

use super::FetchError;
use super::guard::is_inside;
use crate::limits::FETCH_URL_BYTES_MAX;

/// What a source's address has where its token goes.
pub(super) const TOKEN_PLACE: &str = "{token}";

/// An address that can be downloaded from.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Address {
    url: Url,
}

impl Address {
    /// Reads an address; only `http` and `https` can be downloaded from.
    pub(super) fn parse(text: &str) -> Result<Address, FetchError> {
        let refused = |reason: &str| FetchError::Address {
            address: shown_text(text),
            reason: reason.to_owned(),
        };
        if text.len() > FETCH_URL_BYTES_MAX {
            return Err(refused("it is too long"));
        }
        let mut url = Url::parse(text).map_err(|err| refused(&err.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(refused("only http and https are downloaded"));
        }
        if url.host_str().is_none_or(str::is_empty) {
            return Err(refused("it names no host"));
        }
        url.set_fragment(None);
        Ok(Address { url })
    }

    /// The address with a source's token in its place.
    pub(super) fn with_token(mut self, token: &str) -> Address {
        let pairs: Vec<(String, String)> = self.url.query_pairs().into_owned().collect();
        self.url.query_pairs_mut().clear().extend_pairs(pairs.iter().map(|(name, value)| {
            (name.as_str(), if value == TOKEN_PLACE { token } else { value.as_str() })
        }));
        self
    }

    /// The address itself, with whatever is secret in it.
    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    /// Where a redirect leads.
    pub(super) fn join(&self, location: &str) -> Result<Address, String> {
        let url = self.url.join(location).map_err(|err| err.to_string())?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(format!(
                "it leads to `{}:`, and only http and https are followed",
                url.scheme()
            ));
        }
        if self.url.scheme() == "https" && url.scheme() == "http" {
            return Err("it leads from https to http".to_owned());
        }
        if url.as_str().len() > FETCH_URL_BYTES_MAX {
            return Err("its address is too long".to_owned());
        }
        Ok(Address { url })
    }

    pub(super) fn has_host_of(&self, other: &Address) -> bool {
        self.url.host_str() == other.url.host_str()
    }

    /// Whether the host is written as an address inside a network, or as this machine.
    pub(super) fn is_inside(&self) -> bool {
        let host = self.url.host_str().unwrap_or_default();
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        match bare.parse() {
            Ok(ip) => is_inside(ip),
            Err(_) => host == "localhost" || host.ends_with(".localhost"),
        }
    }

    /// The last part of its path, for a report.
    pub(super) fn file_name(&self) -> String {
        let last = self.url.path_segments().and_then(|mut parts| parts.next_back());
        match last.filter(|name| !name.is_empty()) {
            Some(name) => name.to_owned(),
            None => self.url.host_str().unwrap_or("download").to_owned(),
        }
    }

    /// The address without what may be secret: no user, no query.
    pub(super) fn shown(&self) -> String {
        let port = self.url.port().map_or(String::new(), |port| format!(":{port}"));
        let host = self.url.host_str().unwrap_or_default();
        let query = if self.url.query().is_some() { "?…" } else { "" };
        format!("{}://{host}{port}{}{query}", self.url.scheme(), self.url.path())
    }
}

/// The beginning of a text that is no address, without what may be secret.
fn shown_text(text: &str) -> String {
    let plain = text.split(['?', '#']).next().unwrap_or_default();
    let plain = match plain.rsplit_once('@') {
        Some((_, after)) => after,
        None => plain,
    };
    plain.chars().filter(|c| !c.is_control()).take(100).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_are_downloaded() {
        for (text, words) in [
            ("file:///etc/passwd", "only http and https"),
            ("ftp://lists.example/a.xml", "only http and https"),
            ("data:text/plain,x", "only http and https"),
            ("https://", "empty host"),
            ("lists.example/a.xml", "relative URL"),
            ("", "relative URL"),
            ("https://user:word@[bad/x?token=secret", ""),
        ] {
            let told = Address::parse(text).err().unwrap().to_string();
            assert!(told.contains(words) && !told.contains("secret"), "{text}: {told}");
            assert!(!told.contains("word@"), "{told}");
        }
        assert!(Address::parse(&format!("https://a.example/{}", "x".repeat(9_000))).is_err());
    }

    #[test]
    fn secrets_of_an_address_are_not_shown() {
        let address =
            Address::parse("https://me:word@lists.example:8443/a/list.xml?token={token}&x=1#y");
        let address = address.unwrap().with_token("a b&c");
        assert_eq!(address.shown(), "https://lists.example:8443/a/list.xml?…");
        assert_eq!(address.url().query(), Some("token=a+b%26c&x=1"));
        assert_eq!(address.file_name(), "list.xml");
        assert_eq!(Address::parse("https://lists.example").unwrap().file_name(), "lists.example");
    }

    #[test]
    fn a_redirect_never_leads_down() {
        let secure = Address::parse("https://lists.example/a/b").unwrap();
        assert_eq!(secure.join("../c").unwrap().shown(), "https://lists.example/c");
        assert_eq!(secure.join("//other.example/").unwrap().shown(), "https://other.example/");
        for location in ["http://lists.example/", "file:///etc/passwd", "javascript:0", "https://["]
        {
            assert!(secure.join(location).is_err(), "{location}");
        }
        let plain = Address::parse("http://lists.example/a").unwrap();
        assert!(plain.join("https://lists.example/a").is_ok());
    }

    #[test]
    fn hosts_inside_are_known_however_they_are_written() {
        for host in ["127.0.0.1", "[::1]", "localhost", "a.localhost", "10.1.2.3", "0x7f000001"] {
            assert!(Address::parse(&format!("http://{host}/")).unwrap().is_inside(), "{host}");
        }
        assert!(!Address::parse("http://lists.example/").unwrap().is_inside());
    }
}
