//! The rights of those whom records, questions and the log are about.

mod access;
mod erase;
mod gather;
mod whom;
