//! Alerts that this party issues: asked for, kept longer, ended. What is searched of them is a
//! dataset that follows from the store's table, and holds no alert whose day is past.

mod change;
mod dataset;
mod info;
mod issue;
mod list;
mod on_time;
mod sweep;
#[cfg(test)]
mod tests;

pub(super) use dataset::is_own;
pub(crate) use list::no_such_alert;
pub(super) use on_time::Alerting;

/// The dataset in which the party's own alerts are searched.
pub(super) const OWN_ALERTS: &str = "own-alerts";
