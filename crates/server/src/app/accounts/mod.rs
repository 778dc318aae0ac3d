//! Who may ask: people by their accounts, programs by their tokens.

mod given;
mod password;
mod people;
mod sessions;
mod tokens;
mod who;

pub(crate) use sessions::COOKIE_AGE;
pub use who::LocalCaller;
