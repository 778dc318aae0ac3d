use comity_audit::Hash;

use super::RecordForm;
use crate::ExchangeError;

/// What a partner has to be told about one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Nothing: it holds what it may see, or knows nothing of what it may not.
    Nothing,
    /// What it says now, and the hash of that.
    Put(RecordForm, Hash),
    /// That it is taken back.
    TakeBack,
}

/// Compares what a partner holds of a record (`held`: the hash of what it was given last) with
/// what it may see now.
///
/// A record that a partner never held and may not see leads to nothing at all, so nothing tells
/// that it is there.
///
/// # Errors
/// If the record has no canonical form.
pub fn plan(held: Option<Hash>, seen: Option<RecordForm>) -> Result<Step, ExchangeError> {
    match (held, seen) {
        (None, None) => Ok(Step::Nothing),
        (Some(_), None) => Ok(Step::TakeBack),
        (held, Some(form)) => {
            let hash = form.hash()?;
            Ok(if held == Some(hash) { Step::Nothing } else { Step::Put(form, hash) })
        }
    }
}
