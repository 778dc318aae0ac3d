use super::Obligation;
use crate::named::named;

named! {
    /// What a rule, and a decision, comes to.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    Effect {
        /// It may be done.
        Permit = "permit",
        /// It may not.
        Refuse = "refuse",
    }
}

/// One rule of the policy, as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its name.
    pub id: String,
    /// What it says in plain words.
    pub gloss: String,
    /// Whether it permits or refuses.
    pub effect: Effect,
    /// What has to be done where it permits.
    pub obligations: Vec<Obligation>,
    /// The legal duties that it serves, such as `L9`.
    pub duties: Vec<String>,
    /// The file that holds it.
    pub file: String,
    /// The line that it begins in.
    pub line: usize,
}
