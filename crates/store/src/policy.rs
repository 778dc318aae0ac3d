use comity_model::Timestamp;

use crate::Answer;

/// A policy that is put into force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPolicy {
    /// The SHA-256 of its files.
    pub hash: [u8; 32],
    /// Its files with their names, as JSON that the store does not read; none is the policy that
    /// ships with the program.
    pub bundle: Option<String>,
    /// When.
    pub adopted_at: Timestamp,
    /// Who put it into force.
    pub adopted_by: String,
    /// The supervisor who approved.
    pub approved_by: Option<String>,
}

/// A policy that is or was in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptPolicy {
    /// Its number; the highest is in force.
    pub number: u64,
    /// The policy.
    pub policy: NewPolicy,
}

/// The policies that were in force.
pub trait PolicyStore {
    /// Keeps a policy, which is in force from then on, and gives its number.
    fn adopt_policy(&self, policy: NewPolicy) -> Answer<'_, u64>;

    /// The policy in force; none as long as nobody put one into force.
    fn policy(&self) -> Answer<'_, Option<KeptPolicy>>;
}
