use comity_api::Fault;
use comity_api::local::ImportOrder;
use comity_formats::{Format, FormatError, Options, Report, SinkStopped, Source};
use comity_model::{DatasetVersion, Marking, Timestamp};
use comity_store::{DeltaImport, Import, ImportReport, StoreError};

use super::node::Node;
use crate::ServerError;
use crate::limits::EDITION_BYTES_MAX;

/// An open import of a whole list or of a delta.
pub(super) enum OpenImport {
    Whole(Box<dyn Import>),
    Delta(Box<dyn DeltaImport>),
}

impl OpenImport {
    pub(super) fn read(
        &mut self,
        sources: Vec<Source<'_>>,
        options: &Options,
    ) -> Result<Report, FormatError> {
        let stopped = |err| SinkStopped(Box::new(err));
        match self {
            OpenImport::Whole(import) => {
                let mut sink = |record| import.put(record).map_err(stopped);
                comity_formats::read(sources, options, &mut sink)
            }
            OpenImport::Delta(import) => {
                let mut sink = |step| import.step(step).map_err(stopped);
                comity_formats::read_delta(sources, options, &mut sink)
            }
        }
    }

    pub(super) fn commit(
        self,
        report: ImportReport,
        now: Timestamp,
    ) -> Result<DatasetVersion, StoreError> {
        match self {
            OpenImport::Whole(import) => import.commit(report, now),
            OpenImport::Delta(import) => import.commit(report, now),
        }
    }
}

impl Node {
    /// A delta is read as the dataset was that it changes: what it adds would otherwise have
    /// another publisher, or be seen by others, than what it leaves as it is.
    pub(super) async fn stay_with_dataset(
        &self,
        order: &ImportOrder,
        options: &mut Options,
    ) -> Result<(), ServerError> {
        if options.format.is_some_and(|format| format != Format::FtmDelta) {
            let message = "a delta has the format `ftm_delta`";
            return Err(Fault::invalid("delta-format", message).into());
        }
        let name = options.dataset.clone();
        // That there is none, the store tells.
        let Some(known) = self.dataset_named(&name).await? else { return Ok(()) };
        if order.party.is_some() && options.party != known.publisher {
            let message = format!("`{name}` is published by `{}`", known.publisher);
            return Err(Fault::invalid("delta-publisher", message).into());
        }
        options.party = known.publisher;
        let marking = self.store.report(&name).await?.and_then(|report| report.marking);
        match marking.as_deref().map(Marking::parse).transpose()? {
            Some(marking) if order.marking.is_none() || marking == options.marking => {
                options.marking = marking;
                Ok(())
            }
            Some(marking) => {
                let message = format!("`{name}` was imported with the marking `{marking}`");
                Err(Fault::invalid("delta-marking", message).into())
            }
            None if order.marking.is_some() => Ok(()),
            None => {
                let message = format!("it is not known with which marking `{name}` was imported");
                let fault = Fault::invalid("delta-marking", message);
                Err(fault.with_hint("state it (`--marking`), as it was then").into())
            }
        }
    }
}

/// The edition that is made. A delta without one could not be followed by the next.
pub(super) fn edition(order: &ImportOrder) -> Result<Option<String>, Fault> {
    let edition = order.edition.as_deref().map(str::trim).filter(|name| !name.is_empty());
    if edition.is_none() && order.base.is_some() {
        let fault =
            Fault::invalid("edition", "a delta needs the name of the edition that it makes");
        return Err(fault.with_hint("name it (`--edition`)"));
    }
    if edition.is_some_and(|name| name.len() > EDITION_BYTES_MAX) {
        let message = format!("an edition's name has at most {EDITION_BYTES_MAX} bytes");
        return Err(Fault::invalid("edition", message));
    }
    Ok(edition.map(str::to_owned))
}
