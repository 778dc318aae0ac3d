use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use crate::limits::{MARKING_BYTES_MAX, RELEASABLE_TO_MAX};
use crate::{ModelError, PartialDate, PartyId, Purpose, error::printable};

/// Traffic Light Protocol 2.0, least to most restrictive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[expect(missing_docs, reason = "the names are the standard's own")]
pub enum Tlp {
    #[default]
    Clear,
    Green,
    Amber,
    AmberStrict,
    Red,
}

impl Tlp {
    const ALL: [(Tlp, &'static str); 5] = [
        (Tlp::Clear, "TLP:CLEAR"),
        (Tlp::Green, "TLP:GREEN"),
        (Tlp::Amber, "TLP:AMBER"),
        (Tlp::AmberStrict, "TLP:AMBER+STRICT"),
        (Tlp::Red, "TLP:RED"),
    ];

    /// The label of the standard.
    #[must_use]
    pub fn label(self) -> &'static str {
        Self::ALL.iter().find(|row| row.0 == self).map_or("TLP:RED", |row| row.1)
    }

    /// Reads a label, in any case, with or without `TLP:`; `WHITE` of TLP 1 is `CLEAR`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Tlp> {
        let upper = text.trim().to_ascii_uppercase();
        let bare = upper.strip_prefix("TLP:").unwrap_or(&upper);
        if bare == "WHITE" {
            return Some(Tlp::Clear);
        }
        Self::ALL.iter().find(|row| row.1.strip_prefix("TLP:") == Some(bare)).map(|row| row.0)
    }
}

/// The handling rules that travel with a statement.
///
/// In text the parts stand in this order, separated by spaces, those that do not apply left out:
/// `TLP:AMBER REL:party-a,party-b ORCON RESTRICTED PURPOSE:border,asylum RETAIN:2030-01-01`.
/// A part that is not understood makes the whole marking unreadable: unknown means no.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Marking(Arc<MarkingSpec>);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
struct MarkingSpec {
    tlp: Tlp,
    releasable_to: Option<BTreeSet<PartyId>>,
    originator_control: bool,
    restricted: bool,
    purposes: Option<BTreeSet<Purpose>>,
    retain_until: Option<String>,
}

impl Marking {
    /// A marking with only a traffic light.
    #[must_use]
    pub fn tlp_only(tlp: Tlp) -> Marking {
        Marking(Arc::new(MarkingSpec { tlp, ..MarkingSpec::default() }))
    }

    /// Reads the text form.
    ///
    /// # Errors
    /// [`ModelError::InvalidMarking`] if any part is not understood.
    pub fn parse(text: &str) -> Result<Marking, ModelError> {
        let invalid = || ModelError::InvalidMarking(printable(text));
        if text.len() > MARKING_BYTES_MAX {
            return Err(invalid());
        }
        let mut spec = MarkingSpec::default();
        for part in text.split_whitespace() {
            if let Some(list) = part.strip_prefix("REL:") {
                let parties: Result<BTreeSet<PartyId>, _> = items(list).map(PartyId::new).collect();
                spec.releasable_to = Some(parties.map_err(|_| invalid())?);
            } else if part == "ORCON" {
                spec.originator_control = true;
            } else if part == "RESTRICTED" {
                spec.restricted = true;
            } else if let Some(list) = part.strip_prefix("PURPOSE:") {
                let purposes: Result<BTreeSet<Purpose>, _> =
                    items(list).map(Purpose::new).collect();
                spec.purposes = Some(purposes.map_err(|_| invalid())?);
            } else if let Some(date) = part.strip_prefix("RETAIN:") {
                let date = PartialDate::parse(date).map_err(|_| invalid())?;
                spec.retain_until = Some(date.to_string());
            } else {
                spec.tlp =
                    Tlp::parse(part).filter(|_| part.starts_with("TLP:")).ok_or_else(invalid)?;
            }
        }
        if spec.releasable_to.as_ref().is_some_and(|parties| parties.len() > RELEASABLE_TO_MAX) {
            return Err(invalid());
        }
        Ok(Marking(Arc::new(spec)))
    }

    /// The traffic light.
    #[must_use]
    pub fn tlp(&self) -> Tlp {
        self.0.tlp
    }

    /// The parties that may have it; `None` where the marking does not say.
    #[must_use]
    pub fn releasable_to(&self) -> Option<&BTreeSet<PartyId>> {
        self.0.releasable_to.as_ref()
    }

    /// Whether every further disclosure needs the originator's consent.
    #[must_use]
    pub fn originator_control(&self) -> bool {
        self.0.originator_control
    }

    /// Whether its processing is restricted (Directive (EU) 2016/680, article 16(3)).
    #[must_use]
    pub fn is_restricted(&self) -> bool {
        self.0.restricted
    }

    /// The same, with its processing restricted.
    #[must_use]
    pub fn restricted(&self) -> Marking {
        Marking(Arc::new(MarkingSpec { restricted: true, ..(*self.0).clone() }))
    }

    /// The same, with its processing not restricted.
    #[must_use]
    pub fn unrestricted(&self) -> Marking {
        if !self.is_restricted() {
            return self.clone();
        }
        Marking(Arc::new(MarkingSpec { restricted: false, ..(*self.0).clone() }))
    }

    /// The purposes that it may be used for; `None` where the marking does not say.
    #[must_use]
    pub fn purposes(&self) -> Option<&BTreeSet<Purpose>> {
        self.0.purposes.as_ref()
    }

    /// The last day on which it may be kept.
    #[must_use]
    pub fn retain_until(&self) -> Option<&str> {
        self.0.retain_until.as_deref()
    }

    /// The most restrictive of both: higher light, fewer parties and purposes, earlier end.
    #[must_use]
    pub fn combine(&self, other: &Marking) -> Marking {
        fn narrower<T: Ord + Clone>(
            left: Option<&BTreeSet<T>>,
            right: Option<&BTreeSet<T>>,
        ) -> Option<BTreeSet<T>> {
            match (left, right) {
                (Some(left), Some(right)) => Some(left.intersection(right).cloned().collect()),
                (one, None) | (None, one) => one.cloned(),
            }
        }
        let retain = match (&self.0.retain_until, &other.0.retain_until) {
            (Some(left), Some(right)) => {
                Some(if last_day(left) <= last_day(right) { left } else { right }.clone())
            }
            (one, None) | (None, one) => one.clone(),
        };
        Marking(Arc::new(MarkingSpec {
            tlp: self.0.tlp.max(other.0.tlp),
            releasable_to: narrower(self.releasable_to(), other.releasable_to()),
            originator_control: self.0.originator_control || other.0.originator_control,
            restricted: self.0.restricted || other.0.restricted,
            purposes: narrower(self.purposes(), other.purposes()),
            retain_until: retain,
        }))
    }
}

/// What stands for an empty list: two markings without a common party are releasable to none.
const NOBODY: &str = "!";

/// The last day that a date may mean: `2030-05` ends after `2030-05-16`. One that cannot be read
/// ends before all others.
fn last_day(date: &str) -> Option<(i16, u8, u8)> {
    PartialDate::parse(date).ok().map(|date| date.range().last)
}

fn items(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').filter(move |_| list != NOBODY)
}

fn joined(items: &[&str]) -> String {
    if items.is_empty() { NOBODY.to_owned() } else { items.join(",") }
}

impl fmt::Display for Marking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.tlp.label())?;
        if let Some(parties) = &self.0.releasable_to {
            let parties: Vec<&str> = parties.iter().map(PartyId::as_str).collect();
            write!(f, " REL:{}", joined(&parties))?;
        }
        if self.0.originator_control {
            f.write_str(" ORCON")?;
        }
        if self.0.restricted {
            f.write_str(" RESTRICTED")?;
        }
        if let Some(purposes) = &self.0.purposes {
            let purposes: Vec<&str> = purposes.iter().map(Purpose::as_str).collect();
            write!(f, " PURPOSE:{}", joined(&purposes))?;
        }
        if let Some(date) = &self.0.retain_until {
            write!(f, " RETAIN:{date}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Marking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markings_are_read_written_and_combined() {
        let text = "TLP:AMBER REL:party-a,party-b ORCON PURPOSE:asylum,border RETAIN:2030-01-01";
        let marking = Marking::parse(text).unwrap();
        assert_eq!(marking.to_string(), text);
        let rests = "TLP:AMBER REL:party-a,party-b ORCON RESTRICTED PURPOSE:asylum,border \
                     RETAIN:2030-01-01";
        assert_eq!(marking.restricted().to_string(), rests);
        assert_eq!(Marking::parse(rests).unwrap(), marking.restricted());
        assert!(!marking.is_restricted() && marking.restricted().is_restricted());
        assert_eq!(marking.restricted().unrestricted(), marking);
        assert_eq!(marking.unrestricted(), marking);
        let mixed = marking.combine(&Marking::default().restricted());
        assert_eq!(mixed, marking.restricted(), "the most restrictive wins");
        let other = Marking::parse("TLP:RED REL:party-b,party-c").unwrap();
        let both = "TLP:RED REL:party-b ORCON PURPOSE:asylum,border RETAIN:2030-01-01";
        assert_eq!(marking.combine(&other).to_string(), both);
        assert_eq!(other.combine(&marking), marking.combine(&other));
        let none = marking.combine(&Marking::parse("REL:party-x").unwrap());
        assert_eq!(Marking::parse(&none.to_string()).unwrap(), none);
        for (left, right) in [("2030-05-16", "2030-05"), ("2030-05", "2030"), ("2029", "2030-05")] {
            let [left, right] =
                [left, right].map(|date| Marking::parse(&format!("RETAIN:{date}")).unwrap());
            assert_eq!((left.combine(&right), right.combine(&left)), (left.clone(), left));
        }
        for bad in ["TLP:PINK", "AMBER", "NOFORN", "restricted", "REL:Not A Party", "RETAIN:soon"] {
            assert!(Marking::parse(bad).is_err(), "{bad}");
        }
    }
}
