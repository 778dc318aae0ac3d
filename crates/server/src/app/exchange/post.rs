use std::future::Future;
use std::pin::Pin;

use comity_api::Fault;
use comity_exchange::PartyCard;

/// What comes back from a partner.
pub(crate) type Posted<'a> = Pin<Box<dyn Future<Output = Result<String, Fault>> + Send + 'a>>;

/// What reaches partners: over mutual TLS in a node, from hand to hand in a test.
pub(crate) trait Post: Send + Sync + 'static {
    /// Whether a partner's node can be reached at all.
    fn reaches(&self, to: &PartyCard) -> bool;

    /// Sends a text to a partner's node and waits for its answer.
    fn post<'a>(&'a self, to: &'a PartyCard, path: &'static str, text: String) -> Posted<'a>;
}

/// Where envelopes in sequence go.
pub(crate) const ENVELOPES: &str = "/exchange/v1/envelopes";

/// Where questions go.
pub(crate) const QUESTIONS: &str = "/exchange/v1/questions";

/// Where checkpoints are cosigned (C2SP tlog-witness).
pub(crate) const WITNESS: &str = "/exchange/v1/add-checkpoint";
