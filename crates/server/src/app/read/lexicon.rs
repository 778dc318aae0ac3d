use comity_api::Fault;
use comity_api::local::ReadOrder;
use comity_reading::{Lexicon, LexiconBuilder, Mode, ReadRecord};

use crate::app::law::Sight;
use crate::app::loaded::Loaded;

/// The names of all records that the caller may see, or of some datasets'.
pub(super) fn lexicon(sight: &Sight, loaded: &Loaded, order: &ReadOrder) -> Result<Lexicon, Fault> {
    let known = loaded.datasets(sight);
    for dataset in &order.datasets {
        if !known.contains(dataset) {
            let message = format!("there is no dataset `{dataset}`");
            return Err(Fault::not_found("no-such-dataset", message));
        }
    }
    let view = loaded.view(sight);
    let mut names = LexiconBuilder::new(if order.exact { Mode::Exact } else { Mode::Tolerant });
    for listed in loaded.snapshot.listed(&view) {
        let is_asked = order.datasets.iter().any(|dataset| dataset == listed.dataset);
        if !order.datasets.is_empty() && !is_asked {
            continue;
        }
        names.record(ReadRecord {
            id: listed.id.to_owned(),
            dataset: listed.dataset.to_owned(),
            schema: listed.schema,
            caption: listed.caption.to_owned(),
            group: listed.canonical.map(ToOwned::to_owned),
        });
        listed.names.iter().for_each(|(name, is_weak)| names.name(name, *is_weak));
    }
    Ok(names.finish())
}
