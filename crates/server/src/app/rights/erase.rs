use comity_api::Fault;
use comity_api::v1::{LogErased, LogErasure};
use comity_audit::{Event, Kind};
use comity_policy::{Action, Released};

use crate::app::alerts::is_own;
use crate::app::law::{Granted, Told};
use crate::app::node::Node;
use crate::app::words::needed;
use crate::limits::RIGHTS_REFERENCES_MAX;
use crate::{Context, ServerError};

impl Node {
    /// Destroys what the log says of somebody, under the references that are stated and no others:
    /// what is merely alike may be somebody else's. The leaves stay, so proofs hold.
    pub(crate) async fn erase_of_log(
        &self,
        ctx: &Context,
        order: &LogErasure,
    ) -> Result<Released<LogErased>, ServerError> {
        let granted = &self.may(ctx, Action::AnswerSubjectRequest).await?;
        let reason = needed("reason", &order.reason)?;
        check(&order.references, &reason)?;
        let (mut keys, mut remains) = (0, Vec::new());
        for reference in &order.references {
            // Each destruction is accounted for before it happens, by an event that names nobody.
            let told = Told::default().with("answer", "erasure").with("reason", &reason);
            let event = Event { kind: Kind::KeyDestroyed, ..self.read_event(granted, told) };
            keys += self.log().await?.destroy_subject(reference, event).await?.keys;
            remains.extend(self.still_held(granted, reference).await?);
        }
        self.anchor_log().await?;
        Ok(granted.accounted(LogErased { keys, remains }))
    }

    /// What has to be done about a record that the lists still hold.
    async fn still_held(
        &self,
        granted: &Granted,
        reference: &str,
    ) -> Result<Option<String>, ServerError> {
        let Some((dataset, id)) = reference.split_once('/') else { return Ok(None) };
        let held = self.store.records(id).await?;
        let held = held.into_iter().filter(|stored| stored.dataset.as_str() == dataset);
        let is_seen = held.map(|stored| granted.sight.show(stored.record)).any(|of| of.is_some());
        Ok(is_seen.then(|| {
            if is_own(dataset) {
                format!("`{reference}` is an alert of your own: `comity alert close` ends it")
            } else {
                format!(
                    "`{reference}` is still held: once its publisher has corrected the list, \
                     import it and erase what stood there before (`comity erase {dataset}`)"
                )
            }
        }))
    }
}

fn check(references: &[String], reason: &str) -> Result<(), Fault> {
    if references.is_empty() || references.len() > RIGHTS_REFERENCES_MAX {
        let message = format!("1 to {RIGHTS_REFERENCES_MAX} references are needed");
        return Err(Fault::invalid("references", message));
    }
    for reference in references {
        let parts = reference.split_once('/');
        if parts.is_none_or(|(place, name)| place.is_empty() || name.is_empty()) {
            let message = format!("`{reference}` is not a reference of the log");
            return Err(Fault::invalid("references", message)
                .with_hint("`comity subject access` tells them: `DATASET/ID` or `asked/…`"));
        }
        if reason.contains(reference.as_str()) {
            let message = "the reason names whom it is about, and stays in the log";
            return Err(Fault::invalid("reason-names", message));
        }
    }
    Ok(())
}
