use std::net::{Ipv4Addr, SocketAddr};

use crate::config::secret::Secret;
use crate::config::section::section;

section! {
    /// Where and to whom `comity serve` answers.
    Serve {
        /// The address and port to listen on.
        /// Port 0 takes any that is free.
        /// On another address than one of this machine's own, every caller needs a token.
        listen: SocketAddr = SocketAddr::from((Ipv4Addr::LOCALHOST, 8000)), env "COMITY_LISTEN";
        /// An address that shows `/metrics` and the probes without a token, and nothing else.
        /// Whoever reaches it sees the names of all datasets.
        metrics_listen: Option<SocketAddr> = None, env "COMITY_METRICS_LISTEN",
            eg "\"127.0.0.1:9000\"";
        /// The address and port where the nodes of partners are let in, over mutual TLS.
        /// Without one nobody is; partners are reached all the same.
        partners_listen: Option<SocketAddr> = None, env "COMITY_PARTNERS_LISTEN",
            eg "\"0.0.0.0:8443\"";
        /// Ask every caller for a token, also those on this machine.
        require_token: bool = false, env "COMITY_REQUIRE_TOKEN";
        /// What lets somebody in who asks for an update of the datasets (`POST /updatez`).
        /// Without one nobody is.
        update_token: Option<Secret> = None, env "COMITY_UPDATE_TOKEN", eg "\"a long secret\"";
    }
}
