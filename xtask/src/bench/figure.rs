//! One measured figure, and what another program reaches at the same task.

/// A measured figure.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Figure {
    /// What was measured, in words joined by dots: `quality.alias.recall_at_1_percent`.
    pub(crate) name: String,
    pub(crate) value: f64,
    /// The unit, such as `ms`, `records` or `share` (0 to 1).
    pub(crate) unit: &'static str,
    pub(crate) peer: Option<Peer>,
}

/// What another program reaches.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Peer {
    /// Program and variant, such as `yente logic-v2`.
    pub(crate) name: &'static str,
    pub(crate) value: f64,
}

impl Figure {
    /// A figure that nothing else is known for.
    pub(crate) fn new(name: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self { name: name.into(), value, unit, peer: None }
    }

    /// The same figure beside another program's; see docs/benchmarks.md for its source.
    #[must_use]
    pub(crate) fn beside(self, name: &'static str, value: f64) -> Self {
        Self { peer: Some(Peer { name, value }), ..self }
    }
}
