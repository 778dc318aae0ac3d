//! How good is the matcher? The answer for labelled queries: what alerts, what is found, what a
//! score says.

pub mod measure;
