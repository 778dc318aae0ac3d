use super::{AlertCategory, AlertError, AlertLife, AlertMeasure};
use crate::limits::MINOR_YEARS;
use crate::{Day, PartialDate, Schema, Timestamp};

/// What somebody asks an alert for, before the law of its category has looked at it.
#[derive(Debug, Clone, Copy)]
pub struct AlertOrder<'a> {
    /// The category by its name.
    pub category: &'a str,
    /// The measure by its name; the category's usual one unless stated.
    pub measure: Option<&'a str>,
    /// What it is about.
    pub schema: Schema,
    /// The birth dates that are stated of a person.
    pub born: &'a [PartialDate],
    /// When it is to be looked at again; the category's usual term unless stated.
    pub review: Option<Day>,
    /// When and how a victim agreed to the profile.
    pub consent: Option<&'a str>,
}

/// An alert that its category allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlertAllowed {
    /// Its times, with the category.
    pub life: AlertLife,
    /// What it asks for.
    pub measure: &'static AlertMeasure,
}

impl AlertOrder<'_> {
    /// Holds the order to the law of its category, at this moment.
    ///
    /// # Errors
    /// [`AlertError`] with the first thing that the category does not allow.
    pub fn check(&self, now: Timestamp) -> Result<AlertAllowed, AlertError> {
        let category = AlertCategory::named(self.category)?;
        let measure = category.measure(self.measure)?;
        if !category.about.schemata().iter().any(|kind| self.schema.is_a(kind)) {
            let schema = self.schema.name();
            return Err(AlertError::OtherKind { category: category.name, schema });
        }
        let today = Day::of(now).ok_or(AlertError::NoSuchDay)?;
        // Invariant: of several birth dates the latest counts, and of a part of a date the last
        // day: whoever may be a minor is protected as one.
        let is_minor = self.born.iter().any(|born| today.may_be_younger(born, MINOR_YEARS));
        if is_minor && !category.is_protective {
            return Err(AlertError::Minor(category.name));
        }
        if is_minor && !measure.is_protective {
            return Err(AlertError::Minor(measure.name));
        }
        if category.about == super::AlertAbout::Minor && !is_minor {
            return Err(AlertError::NoMinor(category.name));
        }
        let has_consent = self.consent.is_some_and(|words| !words.trim().is_empty());
        if category.is_about_a_victim() && !has_consent {
            return Err(AlertError::NoConsent);
        }
        Ok(AlertAllowed { life: AlertLife::begin(category, now, self.review)?, measure })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_795_343_312);

    fn check(
        category: &str,
        measure: Option<&str>,
        schema: &str,
        born: &[&str],
    ) -> Result<AlertAllowed, &'static str> {
        let born: Vec<_> = born.iter().map(|date| PartialDate::parse(date).unwrap()).collect();
        let schema = Schema::named(schema).unwrap();
        let order =
            AlertOrder { category, measure, schema, born: &born, review: None, consent: None };
        order.check(NOW).map_err(|refused| refused.code())
    }

    #[test]
    fn minors_get_only_what_protects() {
        for category in AlertCategory::all().filter(|category| !category.is_protective) {
            let Some(_) = category.about.schemata().iter().find(|kind| **kind == "Person") else {
                continue;
            };
            for born in [&["2012-05-05"][..], &["2008"], &["1980", "2012"]] {
                assert_eq!(check(category.name, None, "Person", born), Err("minor"));
            }
            assert!(check(category.name, None, "Person", &["1980"]).is_ok(), "{}", category.name);
        }
        for category in ["missing-person", "child-at-risk", "vulnerable-person-preventive"] {
            assert!(check(category, None, "Person", &["2012-05-05"]).is_ok(), "{category}");
        }
        assert_eq!(check("child-at-risk", None, "Person", &["1980-01-01"]), Err("no-minor"));
        assert_eq!(check("child-at-risk", None, "Person", &[]), Err("no-minor"));
    }

    #[test]
    fn a_category_is_about_its_own_kind() {
        assert!(check("object-seizure", None, "Vessel", &[]).is_ok());
        assert!(check("specific-check", None, "Airplane", &[]).is_ok());
        assert_eq!(check("object-seizure", None, "Person", &[]), Err("alert-kind"));
        assert_eq!(check("arrest-surrender", None, "Vessel", &[]), Err("alert-kind"));
        assert_eq!(check("discreet-check", None, "Company", &[]), Err("alert-kind"));
        assert_eq!(check("arrest-surrender", Some("seize"), "Person", &[]), Err("alert-measure"));
        assert_eq!(check("vendetta", None, "Person", &[]), Err("unknown-alert-category"));
    }

    #[test]
    fn a_victims_profile_needs_consent() {
        let schema = Schema::named("Person").unwrap();
        let mut order = AlertOrder {
            category: "misused-identity",
            measure: None,
            schema,
            born: &[],
            review: None,
            consent: Some("  "),
        };
        assert_eq!(order.check(NOW), Err(AlertError::NoConsent));
        order.consent = Some("in writing, 20 November 2026");
        let allowed = order.check(NOW).unwrap();
        assert!(allowed.measure.is_protective && allowed.life.category.is_about_a_victim());
    }
}
