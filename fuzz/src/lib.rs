//! What the fuzz targets do with a run of bytes, and what must hold whatever the bytes are. The
//! workspace's tests use these files too, for the saved corpus and for mutations of it.

pub mod cap;
pub mod log;
pub mod mutate;
pub mod read;
pub mod readers;
pub mod screen;
pub mod search;
