//! The wire contract: what requests and answers look like, and nothing else.
//!
//! - [`yente`]: the shapes of the compatible routes (`/match`, `/entities`, `/catalog`,
//!   `/algorithms`), so that existing clients work unchanged.
//! - [`v1`]: the native routes under `/v1`.
//! - [`local`]: what the command line and a running node say to each other.
//! - [`convert`]: domain types to wire types and back.
//! - [`Fault`]: everything that can go wrong, with a stable code, for all of them.
//!
//! Domain types do not implement `Serialize`; the types here do, and hold no behaviour.
//!
//! ```
//! use comity_api::convert::example;
//! use comity_api::yente::EntityExample;
//!
//! let text = r#"{"schema": "Vessel", "properties": {"name": "Nordic Tern", "flag": ["no"]}}"#;
//! let wire: EntityExample = serde_json::from_str(text)?;
//! let read = example::read(&wire)?;
//! assert_eq!(read.query.names, ["Nordic Tern"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod convert;
mod error;
pub mod limits;
pub mod local;
pub mod openapi;
pub mod reason;
mod released;
pub mod v1;
pub mod yente;

pub use error::{Fault, FaultKind, FieldFault, NO_SUCH_ROUTE};
