use comity_api::Fault;

use super::law::Sight;
use super::loaded::Loaded;

/// The name that stands for all datasets.
pub(crate) const EVERYTHING: &str = "default";

/// The datasets that a request is about, of those that the sight shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Scope {
    /// All of them.
    All,
    /// These; perhaps none.
    Only(Vec<String>),
}

/// A dataset, or `default` for all, less what the request leaves out.
pub(crate) fn scope(
    loaded: &Loaded,
    sight: &Sight,
    dataset: &str,
    include: &[String],
    exclude: &[String],
) -> Result<Scope, Fault> {
    let known = loaded.datasets(sight);
    if dataset != EVERYTHING && !known.iter().any(|name| name == dataset) {
        return Err(Fault::not_found("no-such-dataset", "No such dataset."));
    }
    let is_asked = |name: &&String| {
        (dataset == EVERYTHING || *name == dataset)
            && (include.is_empty() || include.contains(name))
            && !exclude.contains(name)
    };
    let asked: Vec<String> = known.iter().filter(is_asked).cloned().collect();
    Ok(if asked.len() == known.len() && !asked.is_empty() {
        Scope::All
    } else {
        Scope::Only(asked)
    })
}
