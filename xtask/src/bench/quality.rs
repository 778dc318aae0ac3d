//! How many right records are found at a fixed share of false alerts.

use anyhow::{Result, bail};

use super::figure::Figure;

/// Recall at 1 % and 0.1 % alert rate for each set of the development benchmark.
pub(crate) fn figures() -> Result<Vec<Figure>> {
    bail!("not built yet")
}
