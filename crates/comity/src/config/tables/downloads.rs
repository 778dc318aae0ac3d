use std::path::PathBuf;

use comity_server::limits::{
    FETCH_BYTES_MAX, FETCH_CONNECT_SECONDS_MAX, FETCH_IDLE_SECONDS_MAX, FETCH_REDIRECTS_MAX,
    FETCH_RETRY_SECONDS_MAX, FETCH_SECONDS_MAX, FETCH_TRIES_MAX,
};

use crate::config::proxy::ProxySetting;
use crate::config::secret::Secret;
use crate::config::section::section;
use crate::config::whole::Whole;

section! {
    /// How lists are downloaded: by `comity fetch`, by `comity import` of an address, and for
    /// `[datasets]`.
    Downloads {
        /// The proxy.
        /// Where none is named, `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` say.
        /// A proxy looks names up itself, so it must keep downloads away from hosts inside.
        proxy_url: Option<ProxySetting> = None, env "COMITY_PROXY_URL",
            eg "\"http://proxy.example:3128\"";
        /// Hosts and networks that are reached without the proxy that is named here.
        proxy_except: Vec<String> = Vec::new(), env "COMITY_PROXY_EXCEPT";
        /// A file with certificates (PEM) that are trusted beside the system's.
        ca_file: Option<PathBuf> = None, env "COMITY_CA_FILE", eg "\"/etc/comity/ca.pem\"";
        /// The token that the European Commission gives to readers of its files.
        /// Without it the source `eu_fsf` cannot be fetched.
        /// Whoever can read the file can read it; the variable is another place for it.
        eu_token: Option<Secret> = None, env "COMITY_EU_TOKEN", eg "\"the token\"";
        /// Longest time for one file, all its tries included, in seconds.
        file_seconds_max: Whole<1, 86_400> = Whole::usual(FETCH_SECONDS_MAX),
            env "COMITY_DOWNLOAD_FILE_SECONDS_MAX";
        /// Longest time in which nothing comes, in seconds.
        idle_seconds_max: Whole<1, 3600> = Whole::usual(FETCH_IDLE_SECONDS_MAX),
            env "COMITY_DOWNLOAD_IDLE_SECONDS_MAX";
        /// Longest time to reach a server, in seconds.
        connect_seconds_max: Whole<1, 600> = Whole::usual(FETCH_CONNECT_SECONDS_MAX),
            env "COMITY_DOWNLOAD_CONNECT_SECONDS_MAX";
        /// Largest file, in mebibytes (1,048,576 bytes).
        file_mebibytes_max: Whole<1, 16_384> = Whole::usual(FETCH_BYTES_MAX >> 20),
            env "COMITY_DOWNLOAD_FILE_MEBIBYTES_MAX";
        /// Most redirects of one file.
        redirects_max: Whole<0, 20> = Whole::usual(FETCH_REDIRECTS_MAX as u64),
            env "COMITY_DOWNLOAD_REDIRECTS_MAX";
        /// Most tries of one file.
        tries_max: Whole<1, 20> = Whole::usual(FETCH_TRIES_MAX as u64),
            env "COMITY_DOWNLOAD_TRIES_MAX";
        /// Longest wait between two tries, in seconds.
        /// A server that asks for more is left alone until the next check.
        retry_seconds_max: Whole<1, 3600> = Whole::usual(FETCH_RETRY_SECONDS_MAX),
            env "COMITY_DOWNLOAD_RETRY_SECONDS_MAX";
    }
}
