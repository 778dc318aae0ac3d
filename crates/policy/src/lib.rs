//! Who may see and do what with whose data, and why.
//!
//! A [`Law`] is loaded from texts: rules in Cedar, each with a name and a sentence in plain words,
//! and a table of purposes and legal bases. An [`Asker`] asks to do an [`Action`], with [`Facts`]
//! that say why; the answer is a [`Decision`] that names the rules that decided and what has to be
//! done about it. Which markings take part in an answer is a view ([`Law::view`]), and what leaves
//! is [`Released`], which only a [`Permit`] and this crate can make, statement by statement.
//!
//! This crate does no I/O and reads no clock: whoever asks supplies all facts.
//!
//! ```
//! use comity_model::{ActorName, LegalBasis, PartyId, Purpose, Role, Timestamp, Tlp};
//! use comity_policy::{Action, Asker, AskerKind, Facts, Law};
//!
//! let law = Law::shipped()?;
//! let asker = Asker {
//!     kind: AskerKind::Person,
//!     name: ActorName::new("mara.quell")?,
//!     roles: [Role::Officer].into(),
//!     party: PartyId::new("freedonia")?,
//!     clearance: Tlp::Amber,
//! };
//! let mut facts = Facts::at(Timestamp(1_900_000_000));
//! let refusal = law.permit(&asker, Action::Screen, &facts).expect_err("no reason is given");
//! assert_eq!(refusal.code(), "purpose-missing");
//! facts.purpose = Some(Purpose::new("border-check")?);
//! facts.legal_basis = Some(LegalBasis::new("border-code")?);
//! let permit = law.permit(&asker, Action::Screen, &facts)?;
//! assert_eq!(permit.decision().rules[0].id, "officer-at-the-border");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod ask;
mod decide;
mod error;
mod fault;
pub mod limits;
mod named;
mod release;
mod rules;
mod trial;

pub use ask::{
    About, Action, ActionClass, Age, Agreement, Asker, AskerKind, Assurance, Facts, Grounds,
    Standing,
};
pub use decide::{Decision, Law, Permit, Refusal};
pub use error::PolicyError;
pub use fault::{Fault, Faults};
pub use release::{Disclose, Gate, Public, Released, WithinView};
pub use rules::{
    Effect, LegalBasisEntry, Obligation, PolicyFile, Properties, PropertyClass, PurposeEntry,
    Purposes, Regime, Rule, shipped_files, shipped_scenarios,
};
pub use trial::{
    AgreementWords, Allowance, DUTIES_KEPT, Question, Scenario, allowance_table, allowances,
    kept_scenarios, read_scenarios,
};
