//! Approvals: what one person may not do alone waits for a supervisor, who approves exactly what
//! was asked or refuses it. An approval is used once.

mod answer;
mod ask;
mod decide;
mod list;
#[cfg(test)]
mod tests;
mod wanted;

pub(crate) use ask::Standing;
pub(crate) use list::no_such_approval;
pub(crate) use wanted::Wanted;
