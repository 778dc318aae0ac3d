use super::address::Address;

/// Which proxy downloads go through.
#[derive(Clone, PartialEq, Eq)]
pub enum ProxyChoice {
    /// As `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` say.
    Environment,
    /// None.
    Direct,
    /// This one, except for some hosts.
    Named {
        /// The proxy's address.
        url: String,
        /// Hosts and networks that are reached directly, as `NO_PROXY` writes them.
        except: String,
    },
}

impl ProxyChoice {
    /// Whether a text is the address of a server that may be a proxy.
    #[must_use]
    pub fn is_address(text: &str) -> bool {
        Address::parse(text).is_ok()
    }
}
