use comity_model::limits::MINOR_YEARS;
use comity_model::{Day, PartialDate, Record, Timestamp};

use crate::named::named;
use crate::rules::Regime;

/// What is known about a record and the person it is about. What is not stated is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct About {
    /// The regime under which the record is held, where one is stated.
    pub regime: Option<Regime>,
    /// Whether the person is a minor.
    pub age: Age,
    /// In what part the person stands in the matter.
    pub standing: Standing,
    /// What the record rests on.
    pub grounds: Grounds,
    /// Whether it is an alert whose category only protects, such as that of a missing person.
    pub protective: bool,
    /// Whether it is about an identity that somebody misuses.
    pub misused_identity: bool,
    /// Whether its processing is restricted (Directive (EU) 2016/680, article 16(3)).
    pub restricted: bool,
    /// Whether a national flag overrides the measure that it asks for.
    pub flagged: bool,
}

impl Default for About {
    fn default() -> About {
        About {
            regime: None,
            age: Age::Unknown,
            standing: Standing::Unknown,
            grounds: Grounds::Unknown,
            protective: false,
            misused_identity: false,
            restricted: false,
            flagged: false,
        }
    }
}

named! {
    /// Whether somebody is a minor.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    Age {
        /// Certainly of age.
        Adult = "adult",
        /// A minor, or perhaps one.
        Minor = "minor",
        /// A person of whom no date of birth is known.
        Unknown = "unknown",
        /// A thing or an organisation.
        NotAPerson = "not-a-person",
    }
}

named! {
    /// In what part somebody stands in a matter (Directive (EU) 2016/680, article 6).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    Standing {
        /// Suspected of an offence.
        Suspect = "suspect",
        /// Convicted of one.
        Convicted = "convicted",
        /// Harmed by one.
        Victim = "victim",
        /// Knows about one.
        Witness = "witness",
        /// Has to do with one of these.
        Contact = "contact",
        /// Named by a public list.
        Listed = "listed",
        /// Missing.
        Missing = "missing",
        /// Nobody said.
        Unknown = "unknown",
        /// A thing or an organisation.
        NotAPerson = "not-a-person",
    }
}

named! {
    /// What a record rests on (Directive (EU) 2016/680, article 7(1)).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    Grounds {
        /// Facts.
        Fact = "fact",
        /// Somebody's assessment.
        Assessment = "assessment",
        /// Nobody said.
        Unknown = "unknown",
    }
}

impl Age {
    /// Whether the record is about a minor, as far as its dates of birth tell: somebody who may be
    /// a minor by any of them is one, and so is everybody on a day that no calendar has.
    #[must_use]
    pub fn of(record: &Record, now: Timestamp) -> Age {
        if !record.schema().is_a("Person") {
            return Age::NotAPerson;
        }
        let today = Day::of(now);
        let mut age = Age::Unknown;
        for born in record.values("birthDate").filter_map(|text| PartialDate::parse(text).ok()) {
            if today.is_none_or(|today| today.may_be_younger(&born, MINOR_YEARS)) {
                return Age::Minor;
            }
            age = Age::Adult;
        }
        age
    }
}

#[cfg(test)]
mod tests {
    use comity_model::{Marking, Origin, RecordId, Schema};

    use super::*;

    fn age(schema: &str, born: &[&str], today: &str) -> Age {
        let origin = Origin::new("list", "freedonia", Marking::default()).unwrap();
        let mut record = Record::new(RecordId::new("a").unwrap(), Schema::named(schema).unwrap());
        for date in born {
            record.add("birthDate", date, &origin).unwrap();
        }
        Age::of(&record, Timestamp::parse(today).unwrap())
    }

    #[test]
    fn who_may_be_a_minor_is_one() {
        for (born, today, expected) in [
            (&["2008-11-27"][..], "2026-11-26", Age::Minor),
            (&["2008-11-27"], "2026-11-27", Age::Adult),
            (&["2008-02-29"], "2026-02-28", Age::Minor),
            (&["2008-02-29"], "2026-03-01", Age::Adult),
            (&["2008"], "2026-12-30", Age::Minor),
            (&["2008"], "2026-12-31", Age::Adult),
            (&["1970", "2010"], "2026-11-27", Age::Minor),
            (&[], "2026-11-27", Age::Unknown),
        ] {
            assert_eq!(age("Person", born, today), expected, "{born:?} on {today}");
        }
        assert_eq!(age("Vessel", &[], "2026-11-27"), Age::NotAPerson);
    }
}
