//! Trying a policy out: a question in words, scenarios, and a table of who may do what.

mod allowance;
mod kept;
mod question;
mod scenario;

pub use allowance::{Allowance, allowance_table, allowances};
pub use kept::{DUTIES_KEPT, kept_scenarios};
pub use question::{AgreementWords, Question};
pub use scenario::{Scenario, read_scenarios};
