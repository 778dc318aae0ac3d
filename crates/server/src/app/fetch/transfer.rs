//! One file from a server to a file on disk.

use std::path::Path;
use std::time::Duration;

use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, HeaderMap,
    HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION, RETRY_AFTER,
};
use reqwest::{Response, StatusCode};
use tokio::io::AsyncWriteExt as _;

use super::address::Address;
use super::clients::Clients;
use super::publication::Wanted;
use super::sums::Sums;
use super::{DownloadOptions, FetchError, landing, retry};
use crate::limits::FETCH_MARK_BYTES_MAX;
use crate::{Around, ServerError};

/// What a server says a file's state is, to ask later whether it changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Marks {
    pub(super) etag: Option<String>,
    pub(super) last_modified: Option<String>,
}

/// What came of a transfer.
pub(super) enum Got {
    /// The file is as it was.
    NotChanged,
    /// The file, on disk now.
    File(Landed),
}

/// A file on disk.
pub(super) struct Landed {
    pub(super) sha256: String,
    pub(super) sha1: String,
    pub(super) marks: Marks,
}

/// Downloads files.
pub(super) struct Transfer<'t> {
    options: &'t DownloadOptions,
    around: &'t Around,
    clients: Clients,
}

impl Transfer<'_> {
    pub(super) fn new<'t>(
        options: &'t DownloadOptions,
        around: &'t Around,
    ) -> Result<Transfer<'t>, ServerError> {
        Ok(Transfer { options, around, clients: Clients::new(options)? })
    }

    /// Downloads one file, with as many tries as are allowed. With marks, only if it changed.
    pub(super) async fn file(
        &self,
        wanted: &Wanted,
        marks: Option<&Marks>,
        place: &Path,
    ) -> Result<Got, ServerError> {
        let whole = tokio::time::timeout(self.options.total, self.tries(wanted, marks, place));
        match whole.await {
            Ok(done) => done,
            Err(_) => {
                let seconds = self.options.total.as_secs_f64();
                Err(FetchError::TooSlow { address: wanted.address.shown(), seconds }.into())
            }
        }
    }

    async fn tries(
        &self,
        wanted: &Wanted,
        marks: Option<&Marks>,
        place: &Path,
    ) -> Result<Got, ServerError> {
        let mut tries = 1;
        loop {
            let failed = match self.once(wanted, marks, place).await {
                Err(ServerError::Fetch(failed)) => failed,
                other => return other,
            };
            let spice = self.around.chance.bytes()?.into_iter().next().unwrap_or_default();
            let Some(wait) = retry::wait(self.options, &failed, tries, spice) else {
                return Err(failed.into());
            };
            tracing::warn!(error = %failed, tries, wait_ms = wait.as_millis(), "trying again");
            tokio::time::sleep(wait).await;
            tries += 1;
        }
    }

    async fn once(
        &self,
        wanted: &Wanted,
        marks: Option<&Marks>,
        place: &Path,
    ) -> Result<Got, ServerError> {
        let (at, response) = self.ask(wanted, marks).await?;
        let status = response.status();
        if status == StatusCode::NOT_MODIFIED && marks.is_some() {
            return Ok(Got::NotChanged);
        }
        if status != StatusCode::OK {
            let now = self.around.clock.now().0;
            let asked = text(response.headers(), &RETRY_AFTER);
            return Err(FetchError::Status {
                address: at.shown(),
                status: status.as_u16(),
                retry_after_seconds: asked.and_then(|value| retry::retry_after(&value, now)),
            }
            .into());
        }
        self.land(&at, response, place).await.map(Got::File)
    }

    /// Asks for the file and follows redirects to where it is.
    async fn ask(
        &self,
        wanted: &Wanted,
        marks: Option<&Marks>,
    ) -> Result<(Address, Response), FetchError> {
        let mut at = wanted.address.clone();
        let mut redirects = 0;
        loop {
            // What the operator named may lie inside; where a server outside leads may not.
            let is_trusted = at.has_host_of(&wanted.named) || wanted.named.is_inside();
            if !is_trusted && at.is_inside() {
                let reason = "it leads to an address inside the node's own network".to_owned();
                return Err(FetchError::Redirect { address: wanted.named.shown(), reason });
            }
            let response = self.send(&at, is_trusted, marks).await?;
            if !is_redirect(response.status()) {
                return Ok((at, response));
            }
            let refused = |reason: String| FetchError::Redirect { address: at.shown(), reason };
            redirects += 1;
            if redirects > self.options.redirects_max {
                let most = self.options.redirects_max;
                return Err(refused(format!("there are more than {most} redirects")));
            }
            let Some(location) = text(response.headers(), &LOCATION) else {
                return Err(refused("it does not say where to".to_owned()));
            };
            at = at.join(&location).map_err(refused)?;
        }
    }

    async fn send(
        &self,
        at: &Address,
        is_trusted: bool,
        marks: Option<&Marks>,
    ) -> Result<Response, FetchError> {
        // Lists are packed by their publishers, if at all; a body that a server packs on its way
        // would hide how large it is.
        let request = self.clients.of(is_trusted).get(at.url().clone());
        let mut request = request.header(ACCEPT_ENCODING, "identity").header(ACCEPT, "*/*");
        if let Some(etag) = marks.and_then(|marks| marks.etag.as_ref()) {
            request = request.header(IF_NONE_MATCH, etag);
        }
        if let Some(moment) = marks.and_then(|marks| marks.last_modified.as_ref()) {
            request = request.header(IF_MODIFIED_SINCE, moment);
        }
        match tokio::time::timeout(self.options.idle, request.send()).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(err)) => Err(unreached(at, causes(err))),
            Err(_) => Err(self.idle(at)),
        }
    }

    /// Writes the body to a file.
    async fn land(
        &self,
        at: &Address,
        mut response: Response,
        place: &Path,
    ) -> Result<Landed, ServerError> {
        let bytes_max = self.options.bytes_max;
        let too_large = || FetchError::TooLarge { address: at.shown(), bytes_max };
        let headers = response.headers().clone();
        check_encoding(at, &headers)?;
        let stated: Option<u64> = text(&headers, &CONTENT_LENGTH).and_then(|v| v.parse().ok());
        if stated.is_some_and(|bytes| bytes > bytes_max) {
            return Err(too_large().into());
        }
        let mut file = tokio::fs::File::from_std(landing::create(place)?);
        let mut sums = Sums::default();
        loop {
            let chunk = match tokio::time::timeout(self.options.idle, response.chunk()).await {
                Ok(Ok(Some(chunk))) => chunk,
                Ok(Ok(None)) => break,
                Ok(Err(err)) => {
                    let (address, bytes, reason) = (at.shown(), sums.bytes(), causes(err));
                    return Err(FetchError::Broken { address, bytes, reason }.into());
                }
                Err(_) => return Err(self.idle(at).into()),
            };
            if sums.bytes() == 0 {
                check_type(at, &headers, &chunk)?;
            }
            sums.add(&chunk);
            if sums.bytes() > bytes_max {
                return Err(too_large().into());
            }
            file.write_all(&chunk).await.map_err(ServerError::io(place))?;
        }
        file.flush().await.map_err(ServerError::io(place))?;
        if let Some(stated) = stated.filter(|stated| *stated != sums.bytes()) {
            let (address, read) = (at.shown(), sums.bytes());
            return Err(FetchError::Length { address, stated, read }.into());
        }
        let mark = |name| text(&headers, name).filter(|mark| mark.len() <= FETCH_MARK_BYTES_MAX);
        let marks = Marks { etag: mark(&ETAG), last_modified: mark(&LAST_MODIFIED) };
        let (sha256, sha1) = sums.finish();
        Ok(Landed { sha256, sha1, marks })
    }

    fn idle(&self, at: &Address) -> FetchError {
        FetchError::Idle { address: at.shown(), seconds: seconds(self.options.idle) }
    }
}

fn seconds(time: Duration) -> f64 {
    time.as_secs_f64()
}

fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// A header, if it is there and text.
fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

/// A body that was packed on its way with something that is not unpacked here is refused; gzip is
/// unpacked by the reader, within its limits.
fn check_encoding(at: &Address, headers: &HeaderMap) -> Result<(), FetchError> {
    let named = text(headers, &CONTENT_ENCODING).unwrap_or_default().to_ascii_lowercase();
    if matches!(named.trim(), "" | "identity" | "gzip" | "x-gzip") {
        return Ok(());
    }
    let named: String = named.chars().take(40).collect();
    Err(FetchError::NotAList {
        address: at.shown(),
        what: format!("bytes in the encoding `{named}`, which was not asked for"),
    })
}

/// What says of itself that it is a page, a picture or the like is no list. Some servers call
/// every file a page, so a page must also look like one.
fn check_type(at: &Address, headers: &HeaderMap, head: &[u8]) -> Result<(), FetchError> {
    let kind = text(headers, &CONTENT_TYPE).unwrap_or_default().to_ascii_lowercase();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_owned();
    let refused = |what: String| Err(FetchError::NotAList { address: at.shown(), what });
    if ["image/", "audio/", "video/", "font/"].iter().any(|family| kind.starts_with(family))
        || kind == "application/pdf"
    {
        return refused(format!(
            "a file of the type `{}`",
            kind.chars().take(60).collect::<String>()
        ));
    }
    let begins: Vec<u8> =
        head.trim_ascii_start().iter().take(14).map(u8::to_ascii_lowercase).collect();
    let is_page = begins.starts_with(b"<!doctype html") || begins.starts_with(b"<html");
    if is_page {
        return refused("a web page, perhaps an error message".to_owned());
    }
    Ok(())
}

/// Why a server was not reached. The client tells a certificate that is not trusted only in words.
fn unreached(at: &Address, reason: String) -> FetchError {
    let address = at.shown();
    if reason.contains("invalid peer certificate") {
        return FetchError::Untrusted { address, reason };
    }
    FetchError::Connect { address, reason }
}

/// An error of the client with its causes, without the address, which may hold secrets.
fn causes(err: reqwest::Error) -> String {
    let err = err.without_url();
    let mut said = Vec::new();
    let mut cause: Option<&dyn std::error::Error> = Some(&err);
    while let Some(err) = cause {
        said.push(err.to_string());
        cause = err.source();
    }
    said.dedup();
    // What the client was about when it failed says less than why.
    let why = said.iter().filter(|text| !text.contains("error sending request"));
    let why: Vec<&str> = why.map(|text| text.trim_start_matches("client error ")).collect();
    if why.is_empty() { said.join(": ") } else { why.join(": ") }
}
