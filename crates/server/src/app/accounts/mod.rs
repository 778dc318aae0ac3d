//! Who may ask: people by their accounts, programs by their tokens.

mod given;
mod password;
mod people;
mod provider;
mod sessions;
mod tokens;
mod who;

pub use provider::IdentityProvider;
pub(crate) use provider::{Provider, Returned};
pub(crate) use sessions::COOKIE_AGE;
pub use who::LocalCaller;
