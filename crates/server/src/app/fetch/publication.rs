use comity_api::Fault;
use comity_api::local::{FetchOrder, ImportOrder};

use super::address::{Address, TOKEN_PLACE};
use super::kept::KeptFile;
use super::listing::SHA1_CHARS;
use super::sums::sha256_of;
use super::{DownloadOptions, FetchError, OfficialSource};
use crate::ServerError;
use crate::limits::IMPORT_FILES_MAX;

/// What is to be downloaded, with everything that a source leaves open filled in.
pub(super) struct Publication {
    pub(super) import: ImportOrder,
    /// The files; where a source has an index, first that.
    pub(super) files: Vec<Wanted>,
    /// The name in the index of the file that is wanted.
    pub(super) resource: Option<String>,
    pub(super) is_forced: bool,
}

/// One file that is to be downloaded.
#[derive(Clone)]
pub(super) struct Wanted {
    /// Where it is.
    pub(super) address: Address,
    /// What the operator or the table of sources named, which may be its index.
    pub(super) named: Address,
    sha256: Option<String>,
    sha1: Option<String>,
}

impl Publication {
    /// The dataset that an order is for.
    pub(super) fn dataset(order: &FetchOrder) -> Result<&str, ServerError> {
        match (order.import.dataset.as_str(), source(order)?) {
            ("", Some(source)) => Ok(&source.dataset),
            (named, _) => Ok(named),
        }
    }

    pub(super) fn of(
        order: FetchOrder,
        downloads: &DownloadOptions,
    ) -> Result<Publication, ServerError> {
        let dataset = Publication::dataset(&order)?.to_owned();
        let source = source(&order)?;
        let FetchOrder { files, mut import, is_forced, token, .. } = order;
        import.dataset = dataset;
        let Some(source) = source else {
            if files.is_empty() || files.len() > IMPORT_FILES_MAX {
                let message = format!("a publication has 1 to {IMPORT_FILES_MAX} files");
                return Err(Fault::invalid("file-count", message).into());
            }
            let files = files.iter().map(|file| {
                let sha256 = file.sha256.as_deref().map(checked_sha256).transpose()?;
                let address = with_token(Address::parse(&file.url)?, token.as_deref(), "")?;
                Ok(Wanted { named: address.clone(), address, sha256, sha1: None })
            });
            let files = files.collect::<Result<_, ServerError>>()?;
            return Ok(Publication { import, files, resource: None, is_forced });
        };
        if !files.is_empty() {
            let message = "either a source or addresses are downloaded, not both";
            return Err(Fault::invalid("source-and-files", message).into());
        }
        let token = token.or_else(|| downloads.token.clone());
        let files = source.urls.iter().chain(&source.index).map(|url| {
            let address = with_token(Address::parse(url)?, token.as_deref(), &source.name)?;
            Ok(Wanted { named: address.clone(), address, sha256: None, sha1: None })
        });
        let files = files.collect::<Result<_, ServerError>>()?;
        import.title.get_or_insert_with(|| source.title.clone());
        import.party.get_or_insert_with(|| source.publisher.clone());
        import.format.get_or_insert_with(|| source.format.clone());
        Ok(Publication { import, files, resource: source.resource.clone(), is_forced })
    }

    /// What an index leads to.
    #[cfg(test)]
    pub(super) fn listed(index: Address, resource: &str, import: ImportOrder) -> Publication {
        let index = Wanted { address: index.clone(), named: index, sha256: None, sha1: None };
        let resource = Some(resource.to_owned());
        Publication { import, files: vec![index], resource, is_forced: false }
    }

    /// Whether these files came from the addresses of this publication.
    pub(super) fn is_from(&self, files: &[KeptFile]) -> bool {
        let addresses = self.files.iter().map(Wanted::digest);
        files.iter().map(|file| file.address.clone()).eq(addresses)
    }

    /// A digest of how the files are read. A title is no part of it: it is the dataset's.
    pub(super) fn reading(&self) -> String {
        let ImportOrder { party, marking, format, mapping, .. } = &self.import;
        sha256_of(&format!("{party:?} {marking:?} {format:?} {mapping:?}"))
    }

    /// Whether the files are read as they are where nothing is said.
    pub(super) fn is_read_plainly(&self) -> bool {
        let ImportOrder { party, marking, mapping, .. } = &self.import;
        party.is_none() && marking.is_none() && mapping.is_none()
    }
}

impl Wanted {
    /// A file to which this one, an index, leads.
    pub(super) fn leading_to(self, address: Address, sum: Option<String>) -> Wanted {
        let (sha1, sha256) = match sum {
            Some(sum) if sum.len() == SHA1_CHARS => (Some(sum), None),
            other => (None, other),
        };
        Wanted { address, named: self.named, sha256, sha1 }
    }

    /// A digest of what was named, which may hold a secret.
    pub(super) fn digest(&self) -> String {
        sha256_of(self.named.url().as_str())
    }

    /// Whether a file of this SHA-256 is what is expected, as far as that is said.
    pub(super) fn may_be(&self, sha256: &str) -> bool {
        self.sha256.as_ref().is_none_or(|expected| expected == sha256)
    }

    /// Compares what came with what was expected.
    pub(super) fn check(&self, sha256: &str, sha1: &str) -> Result<(), FetchError> {
        let pairs = [("SHA-256", &self.sha256, sha256), ("SHA-1", &self.sha1, sha1)];
        for (kind, expected, found) in pairs {
            if let Some(expected) = expected.as_ref().filter(|expected| *expected != found) {
                return Err(FetchError::Checksum {
                    address: self.address.shown(),
                    kind,
                    expected: expected.clone(),
                    found: found.to_owned(),
                });
            }
        }
        Ok(())
    }
}

fn source(order: &FetchOrder) -> Result<Option<&'static OfficialSource>, FetchError> {
    let Some(name) = &order.source else { return Ok(None) };
    let known = OfficialSource::named(name);
    known.map(Some).ok_or_else(|| FetchError::NoSource(name.clone()))
}

fn with_token(address: Address, token: Option<&str>, source: &str) -> Result<Address, FetchError> {
    let has_place = address.url().query_pairs().any(|(_, value)| value == TOKEN_PLACE);
    match token.filter(|token| !token.is_empty()) {
        _ if !has_place => Ok(address),
        Some(token) => Ok(address.with_token(token)),
        None if source.is_empty() => Err(FetchError::NoToken(address.shown())),
        None => Err(FetchError::NoToken(source.to_owned())),
    }
}

fn checked_sha256(text: &str) -> Result<String, Fault> {
    let sum = text.trim().to_ascii_lowercase();
    if sum.len() == 64 && sum.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(sum);
    }
    Err(Fault::invalid("sha256", format!("`{text}` is no SHA-256: it has 64 hexadecimal digits")))
}
