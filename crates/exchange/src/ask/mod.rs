//! Asking whether a partner holds something, without copying anything.

mod answer;
mod budget;
mod question;

pub use answer::{Answer, Held, NotAnswered};
pub use budget::Budget;
pub use question::Question;
