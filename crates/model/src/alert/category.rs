use std::sync::LazyLock;

use super::measure::{self, AlertMeasure};
use super::{AlertError, table};

/// Why an alert is issued, with what the law says of its kind.
///
/// The table is closed: what an own alert may be for is known beforehand. Alerts on other parties'
/// lists may have any category; they stay readable.
#[derive(Debug, PartialEq, Eq)]
pub struct AlertCategory {
    /// Its name, such as `missing-person`.
    pub name: &'static str,
    /// What it is for, in a sentence.
    pub gloss: &'static str,
    /// Whom or what it may be about.
    pub about: AlertAbout,
    /// Months until the review where nothing is stated.
    pub usual_months: i32,
    /// Months until the review at most, when it is issued and each time that it is extended.
    pub longest_months: i32,
    /// Months before the review from which its issuer is warned.
    pub warn_months: i32,
    /// Whether it protects the person. Minors get no other.
    pub is_protective: bool,
    /// What it may ask for; the first is the usual one.
    pub measures: Vec<&'static AlertMeasure>,
}

/// Whom or what alerts of a category may be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlertAbout {
    /// Persons.
    Person,
    /// Persons who are known to be minors.
    Minor,
    /// Vehicles, vessels and aircraft.
    Vehicle,
    /// Persons, vehicles, vessels and aircraft.
    Any,
}

impl AlertAbout {
    const ALL: [(&'static str, AlertAbout); 4] = [
        ("person", AlertAbout::Person),
        ("minor", AlertAbout::Minor),
        ("vehicle", AlertAbout::Vehicle),
        ("any", AlertAbout::Any),
    ];

    /// The schemata that fit, and what extends them.
    #[must_use]
    pub fn schemata(self) -> &'static [&'static str] {
        match self {
            AlertAbout::Person | AlertAbout::Minor => &["Person"],
            AlertAbout::Vehicle => &["Vehicle"],
            AlertAbout::Any => &["Person", "Vehicle"],
        }
    }

    /// Its name in tables and answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|row| row.1 == self).map_or("any", |row| row.0)
    }
}

static CATEGORIES: LazyLock<Vec<AlertCategory>> = LazyLock::new(|| {
    let mut categories = Vec::new();
    let mut lines = table::lines().peekable();
    while let Some(line) = lines.next() {
        let Some(rest) = line.strip_prefix("category ") else { continue };
        let measures = lines.next_if(|next| next.starts_with("  measures "));
        categories.extend(read(rest, measures.unwrap_or_default()));
    }
    categories
});

fn read(line: &'static str, measures: &'static str) -> Option<AlertCategory> {
    let mut parts = line.splitn(7, ' ');
    let name = parts.next()?;
    let about = parts.next()?;
    let about = AlertAbout::ALL.iter().find(|row| row.0 == about).map(|row| row.1)?;
    let mut months = || parts.next()?.parse().ok();
    let (usual_months, longest_months, warn_months) = (months()?, months()?, months()?);
    let is_protective = table::is_protective(parts.next()?)?;
    let named = measures.split_whitespace().skip(1).map(measure::named);
    Some(AlertCategory {
        name,
        gloss: parts.next()?,
        about,
        usual_months,
        longest_months,
        warn_months,
        is_protective,
        measures: named.collect::<Option<_>>()?,
    })
}

/// The category whose alerts are about victims of somebody else's use of their identity.
const MISUSED_IDENTITY: &str = "misused-identity";

impl AlertCategory {
    /// All categories, in the order in which they are shown.
    pub fn all() -> impl Iterator<Item = &'static AlertCategory> {
        CATEGORIES.iter()
    }

    /// The category of this name.
    ///
    /// # Errors
    /// [`AlertError::UnknownCategory`]; its hint lists those that there are.
    pub fn named(name: &str) -> Result<&'static AlertCategory, AlertError> {
        let found = CATEGORIES.iter().find(|category| category.name == name);
        found.ok_or_else(|| AlertError::UnknownCategory(crate::error::printable(name)))
    }

    /// Whether the record is a victim: such an alert is shown before all others and allows nothing
    /// against the person.
    #[must_use]
    pub fn is_about_a_victim(&self) -> bool {
        self.name == MISUSED_IDENTITY
    }

    /// The measure of this name, or the usual one where none is named.
    ///
    /// # Errors
    /// [`AlertError::OtherMeasure`] if the category does not allow it.
    pub fn measure(&self, name: Option<&str>) -> Result<&'static AlertMeasure, AlertError> {
        let allowed = &self.measures;
        let found = match name {
            None => allowed.first(),
            Some(name) => allowed.iter().find(|measure| measure.name == name),
        };
        found.copied().ok_or_else(|| AlertError::OtherMeasure {
            category: self.name,
            measure: crate::error::printable(name.unwrap_or_default()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_read() {
        let written = table::lines().filter(|line| line.starts_with("category ")).count();
        assert_eq!(AlertCategory::all().count(), written);
        for category in AlertCategory::all() {
            assert_eq!(AlertCategory::named(category.name), Ok(category));
            assert!(!category.measures.is_empty(), "{}", category.name);
            assert!(category.usual_months <= category.longest_months, "{}", category.name);
            assert!(category.gloss.ends_with('.'), "{}", category.name);
            // What protects asks for nothing that coerces, and the other way round.
            for measure in &category.measures {
                assert_eq!(measure.is_protective, category.is_protective, "{}", category.name);
            }
        }
    }

    /// Article 53 and 54 of Regulation (EU) 2018/1862 and Article 39 of 2018/1861, as
    /// `resources/alerts.txt` states them.
    #[test]
    fn the_periods_are_those_of_the_law() {
        for (name, usual, longest) in [
            ("arrest-surrender", 60, 60),
            ("missing-person", 60, 60),
            ("judicial-procedure", 36, 36),
            ("unknown-wanted-person", 36, 36),
            ("child-at-risk", 12, 12),
            ("vulnerable-person-preventive", 12, 12),
            ("discreet-check", 12, 12),
            ("inquiry-check", 12, 12),
            ("specific-check", 12, 12),
            ("object-seizure", 120, 120),
            ("refuse-entry-return", 36, 60),
        ] {
            let category = AlertCategory::named(name).unwrap();
            assert_eq!(
                (category.usual_months, category.longest_months),
                (usual, longest),
                "{name}"
            );
            assert_eq!(category.warn_months, 4, "{name}");
        }
    }

    #[test]
    fn what_is_not_in_the_table_is_refused() {
        let refused = AlertCategory::named("Missing-Person").unwrap_err();
        assert_eq!(refused.code(), "unknown-alert-category");
        assert!(refused.hint().unwrap().contains("missing-person, child-at-risk"));
        let missing = AlertCategory::named("missing-person").unwrap();
        assert_eq!(missing.measure(None).unwrap().name, "inform-issuer");
        let refused = missing.measure(Some("arrest")).unwrap_err();
        assert_eq!(refused.code(), "alert-measure");
        assert!(refused.hint().unwrap().contains("place-under-protection"));
    }
}
