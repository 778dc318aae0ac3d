use std::collections::BTreeSet;

use comity_model::{LegalBasis, Marking, PartialDate, PartyId, Purpose, Role, Timestamp, Tlp};

use super::about::About;
use super::{Action, AskerKind, Assurance};
use crate::rules::{PropertyClass, Regime};

/// One question, exactly as the rules hear it.
///
/// Invariant: what the rules are told is made from this alone, so equal matters are decided alike,
/// and a decision can be kept under its matter.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Matter {
    pub(crate) action: Action,
    pub(crate) kind: AskerKind,
    pub(crate) roles: BTreeSet<Role>,
    pub(crate) party: PartyId,
    pub(crate) clearance: Tlp,
    /// The day, counted from 1970-01-01.
    pub(crate) today: i64,
    pub(crate) assurance: Assurance,
    pub(crate) approved: bool,
    /// For actions on personal data alone.
    pub(crate) asking: Option<Asking>,
    pub(crate) object: Object,
}

/// Why personal data is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Asking {
    pub(crate) purpose: Purpose,
    pub(crate) regime: Regime,
    pub(crate) legal_basis: LegalBasis,
    pub(crate) has_case: bool,
    pub(crate) reviewed: bool,
    pub(crate) encounter: bool,
    pub(crate) originator_consent: bool,
    pub(crate) agreement: Option<Pact>,
}

/// An agreement at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Pact {
    pub(crate) partner: PartyId,
    pub(crate) in_force: bool,
    pub(crate) purposes: BTreeSet<Purpose>,
    pub(crate) tlp_max: Tlp,
}

/// What the question is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Object {
    Node,
    Record { about: About, marking: Marking },
    Marking { marking: Marking },
    Statement { about: About, marking: Marking, class: PropertyClass },
}

/// A marking in the numbers of the rules.
pub(crate) struct Handling<'m> {
    pub(crate) marking: &'m Marking,
    /// The last day on which it may be kept; a day that cannot be read is long past.
    pub(crate) retain_until: Option<i64>,
}

impl<'m> Handling<'m> {
    pub(crate) fn of(marking: &'m Marking) -> Handling<'m> {
        let retain_until = marking.retain_until().map(|text| last_day(text).unwrap_or(i64::MIN));
        Handling { marking, retain_until }
    }
}

fn last_day(text: &str) -> Option<i64> {
    let (year, month, number) = PartialDate::parse(text).ok()?.range().last;
    let midnight = Timestamp::parse(&format!("{year:04}-{month:02}-{number:02}"))?;
    Some(midnight.day_number())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_of_a_partial_date_counts() {
        for (text, last) in [
            ("RETAIN:1970-01-02", 1),
            ("RETAIN:1970-01", 30),
            ("RETAIN:1970", 364),
            ("RETAIN:1969-12-31", -1),
        ] {
            let marking = Marking::parse(text).unwrap();
            assert_eq!(Handling::of(&marking).retain_until, Some(last), "{text}");
        }
    }
}
