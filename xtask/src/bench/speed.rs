//! What one query, a start and a request cost, and how that grows.

use anyhow::{Result, bail};

use super::figure::Figure;

/// Processor time a query, time to start from disk, requests a second over HTTP on one core.
pub(crate) fn figures() -> Result<Vec<Figure>> {
    bail!("not built yet")
}

/// The same for 1,000 to 100,000 records.
pub(crate) fn scale_figures() -> Result<Vec<Figure>> {
    bail!("not built yet")
}
