//! The tables, one file each: what stands here is what the reference page says.

mod dataset;
mod downloads;
mod identity;
mod limits;
mod log;
mod loopback;
mod policy;
mod serve;

pub(crate) use dataset::Dataset;
pub(crate) use downloads::Downloads;
pub(crate) use identity::Identity;
pub(crate) use limits::Limits;
pub(crate) use log::Log;
pub(crate) use loopback::LoopbackCallers;
pub(crate) use policy::Policy;
pub(crate) use serve::Serve;
