//! What the words of Comity mean: records, statements, names of things, and the checks that make
//! them valid.
//!
//! A [`Record`] is a party, a thing or an event. It is made of [`Statement`]s: one value of one
//! property, with the dataset it was read from, the party that made it and the [`Marking`] that
//! says who may see it. Schema and property names are those of FollowTheMoney, so data and tools
//! of that family work unchanged.
//!
//! This crate does no I/O, reads no clock and knows no wire format: its types do not implement
//! `Serialize`.
//!
//! ```
//! use comity_model::{Marking, Origin, Record, RecordId, Schema, Statement};
//!
//! let origin = Origin::new("demo_list", "demo-party", Marking::default())?;
//! let mut record = Record::new(RecordId::new("demo-1")?, Schema::named("Vessel")?);
//! record.add("name", "NORDIC TERN", &origin)?;
//! record.add("imoNumber", "IMO 9074729", &origin)?;
//! assert_eq!(record.caption(), "NORDIC TERN");
//! assert_eq!(record.first("imoNumber"), Some("IMO9074729"));
//! assert!(record.add("birthDate", "1970", &origin).is_err(), "a vessel has no birth date");
//! # Ok::<(), comity_model::ModelError>(())
//! ```

mod alert;
mod approval;
mod biometric;
mod country;
mod dataset;
mod date;
mod day;
mod delta;
mod error;
mod gender;
mod hit_case;
mod id;
pub mod identifier;
mod language;
pub mod limits;
mod marking;
mod mrz;
mod record;
mod role;
mod same_as;
mod schema;
mod statement;
mod timestamp;
mod topic;
mod value;

pub use alert::{
    Alert, AlertAbout, AlertAllowed, AlertCategory, AlertError, AlertLife, AlertMeasure,
    AlertOrder, AlertOutcome, AlertState,
};
pub use approval::ApprovalState;
pub use biometric::{BiometricKind, BiometricSample};
pub use country::{Country, country_code, country_codes};
pub use dataset::{Counts, DatasetVersion};
pub use date::{DateError, DatePrecision, DateRange, PartialDate};
pub use day::Day;
pub use delta::DeltaStep;
pub use error::ModelError;
pub use gender::gender_code;
pub use hit_case::CaseState;
pub use id::{
    ActorName, CaseReference, DatasetName, LegalBasis, PartyId, Purpose, RecordId, StatementId,
};
pub use marking::{Marking, Tlp};
pub use mrz::{CheckDigit, Mrz, MrzError, MrzFormat};
pub use record::Record;
pub use role::Role;
pub use same_as::{Groups, Judgement, RecordRef, SameAs};
pub use schema::{Property, PropertyType, Schema};
pub use statement::{Origin, Statement};
pub use timestamp::{DAY_SECONDS, Timestamp};
pub use topic::is_topic;
pub use value::clean_value;
