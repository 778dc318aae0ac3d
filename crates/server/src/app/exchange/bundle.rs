use std::sync::Arc;

use comity_api::{Fault, FaultKind};
use comity_exchange::Envelope;
use comity_policy::Action;

use crate::app::node::Node;
use crate::{Context, ServerError};

impl Node {
    /// Writes what waits for a partner, to be carried to it: the same envelopes that would go over
    /// a connection.
    pub(super) async fn bundle(
        self: &Arc<Self>,
        ctx: &Context,
        to: &str,
    ) -> Result<String, ServerError> {
        self.may_run(ctx, Action::ManageExchange).await?;
        let partner = self.known_partner(to).await?;
        self.fill(&partner.party).await?;
        let partner = self.known_partner(to).await?;
        self.waiting(&partner).await?.ok_or_else(|| {
            let message = format!("nothing waits for `{to}`");
            Fault::new(FaultKind::NotFound, "nothing-waits", message).into()
        })
    }

    /// Takes what was carried here: envelopes, for which an acknowledgement is to be carried back,
    /// or such an acknowledgement.
    pub(super) async fn take_bundle(
        self: &Arc<Self>,
        ctx: &Context,
        text: &str,
    ) -> Result<String, ServerError> {
        self.may_run(ctx, Action::ManageExchange).await?;
        let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        if Envelope::parse(first).is_ok() {
            return Ok(self.receive(None, text).await?.to_string());
        }
        let mut refusal = None;
        for partner in self.store.partners().await?.into_iter().filter(|p| p.card.is_some()) {
            match self.take_ack(&partner, text).await {
                Ok(taken) => return Ok(format!("{} has {taken} more\n", partner.party)),
                Err(error) => refusal = Some(error),
            }
        }
        Err(refusal.unwrap_or_else(|| {
            Fault::invalid("no-bundle", "it is neither envelopes nor an acknowledgement").into()
        }))
    }
}
