use std::io::Read as _;
use std::path::Path;

use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, ClientBuilder, NoProxy, Proxy};

use super::guard::Outside;
use super::{DownloadOptions, FetchError, ProxyChoice};
use crate::ServerError;
use crate::limits::{FETCH_CA_BYTES_MAX, FETCH_HEADERS_MAX};

/// Who is said to ask.
const USER_AGENT: &str = concat!("comity/", env!("CARGO_PKG_VERSION"));

/// The two ways to ask: anywhere, for what an operator named; and only outside, for where a server
/// leads. Where a proxy looks names up, only addresses that are written out can be told apart.
pub(super) struct Clients {
    anywhere: Client,
    outside: Client,
}

impl Clients {
    pub(super) fn new(options: &DownloadOptions) -> Result<Clients, ServerError> {
        let mut anywhere = builder(options)?;
        for (host, address) in &options.hosts {
            anywhere = anywhere.resolve(host, *address);
        }
        let outside = builder(options)?.dns_resolver(Outside);
        Ok(Clients { anywhere: built(anywhere)?, outside: built(outside)? })
    }

    pub(super) fn of(&self, is_trusted: bool) -> &Client {
        if is_trusted { &self.anywhere } else { &self.outside }
    }
}

/// A client that asks anywhere, with the same proxy and certificates.
pub(crate) fn client(options: &DownloadOptions) -> Result<Client, ServerError> {
    built(builder(options)?)
}

fn builder(options: &DownloadOptions) -> Result<ClientBuilder, ServerError> {
    let builder = Client::builder()
        .user_agent(USER_AGENT)
        .connect_timeout(options.connect)
        .redirect(Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .http1_max_headers(FETCH_HEADERS_MAX)
        // Each file has its own connection: what a server adds after it meets nobody.
        .pool_max_idle_per_host(0);
    let builder = match &options.proxy {
        ProxyChoice::Environment => builder,
        ProxyChoice::Direct => builder.no_proxy(),
        ProxyChoice::Named { url, except } => {
            let wrong = |_| setup("the proxy's address is not one".to_owned());
            let proxy = Proxy::all(url.as_str()).map_err(wrong)?;
            builder.proxy(proxy.no_proxy(NoProxy::from_string(except)))
        }
    };
    match &options.ca_file {
        Some(path) => Ok(builder.tls_certs_merge(certificates(path)?)),
        None => Ok(builder),
    }
}

fn built(builder: ClientBuilder) -> Result<Client, ServerError> {
    builder.build().map_err(|err| {
        let err = err.without_url();
        let cause = std::error::Error::source(&err).map(|cause| format!(": {cause}"));
        setup(format!("{err}{}", cause.unwrap_or_default()))
    })
}

fn certificates(path: &Path) -> Result<Vec<Certificate>, ServerError> {
    let file = std::fs::File::open(path).map_err(ServerError::io(path))?;
    let mut pem = Vec::new();
    file.take(FETCH_CA_BYTES_MAX).read_to_end(&mut pem).map_err(ServerError::io(path))?;
    let none = || setup(format!("`{}` holds no certificate (PEM)", path.display()));
    let found = Certificate::from_pem_bundle(&pem).map_err(|_| none())?;
    if found.is_empty() { Err(none()) } else { Ok(found) }
}

fn setup(reason: String) -> ServerError {
    FetchError::Setup(reason).into()
}
