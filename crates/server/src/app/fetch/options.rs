use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use super::ProxyChoice;
use crate::limits::{
    FETCH_BYTES_MAX, FETCH_CONNECT_SECONDS_MAX, FETCH_IDLE_SECONDS_MAX, FETCH_REDIRECTS_MAX,
    FETCH_RETRY_FIRST_MILLIS, FETCH_RETRY_SECONDS_MAX, FETCH_SECONDS_MAX, FETCH_TRIES_MAX,
};

/// How files are downloaded. It holds tokens, so it is not shown.
#[derive(Clone)]
pub struct DownloadOptions {
    /// Longest time for one file, all its tries included.
    pub total: Duration,
    /// Longest time in which nothing comes.
    pub idle: Duration,
    /// Longest time to reach a server.
    pub connect: Duration,
    /// Largest file, in bytes.
    pub bytes_max: u64,
    /// Most redirects of one file.
    pub redirects_max: usize,
    /// Most tries of one file.
    pub tries_max: u32,
    /// Wait before the second try; each further one takes twice as long.
    pub retry_first: Duration,
    /// Longest wait between two tries, also where a server asks for more.
    pub retry_max: Duration,
    /// The proxy.
    pub proxy: ProxyChoice,
    /// A file with certificates (PEM) that are trusted beside the system's.
    pub ca_file: Option<PathBuf>,
    /// The token of the sources whose address needs one.
    pub token: Option<String>,
    /// Where some names lead, before the system is asked.
    pub hosts: Vec<(String, SocketAddr)>,
}

impl Default for DownloadOptions {
    fn default() -> DownloadOptions {
        DownloadOptions {
            total: Duration::from_secs(FETCH_SECONDS_MAX),
            idle: Duration::from_secs(FETCH_IDLE_SECONDS_MAX),
            connect: Duration::from_secs(FETCH_CONNECT_SECONDS_MAX),
            bytes_max: FETCH_BYTES_MAX,
            redirects_max: FETCH_REDIRECTS_MAX,
            tries_max: FETCH_TRIES_MAX,
            retry_first: Duration::from_millis(FETCH_RETRY_FIRST_MILLIS),
            retry_max: Duration::from_secs(FETCH_RETRY_SECONDS_MAX),
            proxy: ProxyChoice::Environment,
            ca_file: None,
            token: None,
            hosts: Vec::new(),
        }
    }
}
