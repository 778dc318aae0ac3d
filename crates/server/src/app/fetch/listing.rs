//! Sources whose index says where the newest file is and what its checksum is.

use std::io::Read as _;
use std::path::Path;

use serde::Deserialize;

use super::FetchError;
use super::address::Address;
use crate::ServerError;
use crate::limits::FETCH_INDEX_BYTES_MAX;

/// One file, as the index lists it.
pub(super) struct Listed {
    pub(super) address: Address,
    /// SHA-1 or SHA-256 in hex, if it is stated.
    pub(super) sum: Option<String>,
}

/// How long a SHA-1 is in hex.
pub(super) const SHA1_CHARS: usize = 40;
/// How long a SHA-256 is in hex.
const SHA256_CHARS: usize = 64;

/// The part of OpenSanctions' `index.json` that is needed. Others add fields: they are let be.
#[derive(Deserialize)]
struct Index {
    #[serde(default)]
    resources: Vec<Resource>,
}

#[derive(Deserialize)]
struct Resource {
    name: String,
    url: String,
    #[serde(default)]
    checksum: Option<String>,
}

/// The bytes of an index that was downloaded.
pub(super) fn read(index: &Address, place: &Path) -> Result<Vec<u8>, ServerError> {
    let mut text = Vec::new();
    let file = std::fs::File::open(place).map_err(ServerError::io(place))?;
    let most = FETCH_INDEX_BYTES_MAX.saturating_add(1);
    file.take(most).read_to_end(&mut text).map_err(ServerError::io(place))?;
    if text.len() as u64 > FETCH_INDEX_BYTES_MAX {
        let (address, bytes_max) = (index.shown(), FETCH_INDEX_BYTES_MAX);
        return Err(FetchError::TooLarge { address, bytes_max }.into());
    }
    Ok(text)
}

/// Finds a file in an index.
pub(super) fn find(index: &Address, text: &[u8], name: &str) -> Result<Listed, FetchError> {
    let wrong = |reason: String| FetchError::Listing { address: index.shown(), reason };
    let parsed: Index = serde_json::from_slice(text).map_err(|err| wrong(err.to_string()))?;
    let found = parsed.resources.into_iter().find(|resource| resource.name == name);
    let Some(resource) = found else {
        return Err(wrong(format!("it lists no file `{name}`")));
    };
    // Where an index leads is held to what a redirect is held to.
    let address = index.join(&resource.url).map_err(wrong)?;
    let sum = match resource.checksum.filter(|sum| !sum.is_empty()) {
        None => None,
        Some(sum) => {
            let plain = sum.trim().rsplit(':').next().unwrap_or_default().to_ascii_lowercase();
            let is_sum = matches!(plain.len(), SHA1_CHARS | SHA256_CHARS);
            if !is_sum || !plain.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                let shown: String = sum.chars().take(80).collect();
                return Err(wrong(format!("its checksum `{shown}` is no SHA-1 and no SHA-256")));
            }
            Some(plain)
        }
    };
    Ok(Listed { address, sum })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Result<Listed, String> {
        let index = Address::parse("https://data.example/latest/index.json").unwrap();
        find(&index, text.as_bytes(), "entities.ftm.json").map_err(|err| err.to_string())
    }

    #[test]
    fn an_index_says_where_its_file_is() {
        let sum = "A9993E364706816ABA3E25717850C26C9CD0D89D";
        let text = format!(
            r#"{{"name":"x","resources":[{{"name":"other","url":"https://data.example/o"}},
            {{"name":"entities.ftm.json","url":"https://data.example/e.json","size":3,
              "checksum":"{sum}"}}]}}"#
        );
        let listed = check(&text).ok().unwrap();
        assert_eq!(listed.address.shown(), "https://data.example/e.json");
        assert_eq!(listed.sum, Some(sum.to_lowercase()));
    }

    #[test]
    fn an_index_that_leads_nowhere_is_refused() {
        let entry = |url: &str, sum: &str| {
            let file = r#""name":"entities.ftm.json""#;
            format!(r#"{{"resources":[{{{file},"url":"{url}","checksum":"{sum}"}}]}}"#)
        };
        for (text, words) in [
            (String::new(), "EOF"),
            ("7".to_owned(), "invalid type"),
            ("{}".to_owned(), "lists no file"),
            (entry("http://data.example/e", ""), "from https to http"),
            (entry("file:///etc/passwd", ""), "only http and https"),
            (entry("https://data.example/e", "abc"), "is no SHA-1"),
        ] {
            let told = check(&text).err().unwrap();
            assert!(told.contains(words), "{text}: {told}");
        }
    }
}
