//! What stands between a question and its answer: the policy before, the log after.

mod export;
mod granted;
mod log;
mod show;
mod sight;
mod tell;
mod unusual;

pub(crate) use granted::{Granted, Matter};
pub(crate) use log::Desk;
pub(in crate::app) use show::{entry, moment};
pub(crate) use sight::{Sight, SightKey};
pub(crate) use tell::{IDENTIFYING, Told, asked_about, permille, record_shown, texts};
pub(in crate::app) use unusual::anomaly_name;
