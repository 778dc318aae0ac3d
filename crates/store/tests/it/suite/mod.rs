//! What every store must do, whatever keeps it: each check takes an empty store.

pub(crate) mod accounts;
pub(crate) mod alerts;
pub(crate) mod approvals;
pub(crate) mod cases;
pub(crate) mod changes;
pub(crate) mod deltas;
pub(crate) mod disputes;
pub(crate) mod imports;
pub(crate) mod keeping;
pub(crate) mod newer;
pub(crate) mod owed;
pub(crate) mod partners;
pub(crate) mod policies;
pub(crate) mod reads;
pub(crate) mod redresses;
pub(crate) mod removal;
pub(crate) mod restrictions;
pub(crate) mod states;
pub(crate) mod subjects;
pub(crate) mod webhooks;
