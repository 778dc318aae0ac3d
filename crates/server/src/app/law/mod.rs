//! What stands between a question and its answer: the policy before, the log after.

mod adopt;
mod export;
mod granted;
mod in_force;
mod log;
mod obliged;
mod show;
mod sight;
mod tell;
#[cfg(test)]
mod tests;
mod unusual;

pub(crate) use granted::{Granted, Matter};
pub(crate) use in_force::InForce;
pub(crate) use log::{Desk, NodeChance};
pub(in crate::app) use show::{entry, moment};
pub(crate) use sight::{Sight, SightKey};
pub(crate) use tell::{IDENTIFYING, Told, asked_about, permille, record_shown, texts};
pub(in crate::app) use unusual::anomaly_name;
