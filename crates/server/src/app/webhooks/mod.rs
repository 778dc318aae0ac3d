//! Telling others what happened: signed messages to configured targets, at least once, in order.

mod attempt;
mod deliver;
mod keep;
mod message;
mod sign;
