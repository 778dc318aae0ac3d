//! Tests of the engine through its public face.

mod engine;
mod explained;
mod kept;
mod recall;
mod support;
mod views;
