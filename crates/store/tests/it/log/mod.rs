//! The audit log from outside.

mod appending;
mod backing;
mod checking;
mod expiring;
mod exporting;
mod killing;
mod made_up;
mod tearing;
