//! The tables, one file each: what stands here is what the reference page says.

mod limits;
mod log;
mod serve;

pub(crate) use limits::Limits;
pub(crate) use log::Log;
pub(crate) use serve::Serve;
