use std::sync::LazyLock;

use super::table;

/// What an officer is asked to do.
#[derive(Debug, PartialEq, Eq)]
pub struct AlertMeasure {
    /// Its name, such as `inform-issuer`.
    pub name: &'static str,
    /// What is asked, in a sentence.
    pub gloss: &'static str,
    /// Whether it protects the person. Minors get no other.
    pub is_protective: bool,
}

static MEASURES: LazyLock<Vec<AlertMeasure>> = LazyLock::new(|| {
    let lines = table::lines().filter_map(|line| line.strip_prefix("measure "));
    lines.filter_map(read).collect()
});

fn read(line: &'static str) -> Option<AlertMeasure> {
    let mut parts = line.splitn(3, ' ');
    let name = parts.next()?;
    let is_protective = table::is_protective(parts.next()?)?;
    Some(AlertMeasure { name, gloss: parts.next()?, is_protective })
}

impl AlertMeasure {
    /// All measures, in the order in which they are shown.
    pub fn all() -> impl Iterator<Item = &'static AlertMeasure> {
        MEASURES.iter()
    }
}

/// The measure of this name.
pub(super) fn named(name: &str) -> Option<&'static AlertMeasure> {
    MEASURES.iter().find(|measure| measure.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AlertCategory;

    #[test]
    fn every_measure_is_read_and_some_category_allows_it() {
        let written = table::lines().filter(|line| line.starts_with("measure ")).count();
        assert_eq!(AlertMeasure::all().count(), written);
        for measure in AlertMeasure::all() {
            let allows = |category: &AlertCategory| category.measures.contains(&measure);
            assert!(AlertCategory::all().any(allows), "{}", measure.name);
        }
        assert_eq!(named("hang"), None);
    }
}
