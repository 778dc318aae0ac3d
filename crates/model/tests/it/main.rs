//! The model against real data, which is read where it is and never copied.

mod countries;
mod data;
mod mrz_specimens;
