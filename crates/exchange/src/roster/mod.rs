//! The roster: which parties know each other, in versions that they sign together, without a
//! centre that could put one on it or take one off.

mod changes;
mod list;
mod membership;
mod quorum;
mod received;
mod split;
mod state;
#[cfg(test)]
mod tests;
mod votes;

pub use changes::RosterChange;
pub use list::{Roster, RosterMember};
pub use membership::{NotRecipient, RosterVeto};
pub use quorum::Lack;
pub use received::{RosterMissing, RosterReceived, RosterStanding};
pub use split::{DoubleSigned, RosterSplit};
pub use state::{RosterResolution, RosterState};
