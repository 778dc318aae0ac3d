//! The lists inside the table.

/// The abbreviations of the lists with the topics of who stands on them.
const TOPICS: [(&str, &[&str]); 13] = [
    ("SDN", &["sanction"]),
    ("SSI", &["sanction"]),
    ("FSE", &["sanction"]),
    ("PLC", &["sanction"]),
    ("CAP", &["sanction"]),
    ("CMIC", &["sanction"]),
    ("NS-MBS List", &["sanction"]),
    ("ISN", &["sanction", "export.control"]),
    ("EL", &["export.control"]),
    ("DPL", &["export.control"]),
    ("MEU", &["export.control"]),
    ("UVL", &["export.risk"]),
    ("DTC", &["debarment", "export.control"]),
];

/// A list: `Entity List (EL) - Bureau of Industry and Security`.
pub(super) struct Source<'t> {
    pub(super) list: &'t str,
    pub(super) agency: &'t str,
    /// Empty if the list is not known.
    pub(super) topics: &'static [&'static str],
}

pub(super) fn of(text: &str) -> Source<'_> {
    let (list, agency) = text.rsplit_once(" - ").unwrap_or((text, ""));
    let is_known = |abbreviation: &str| {
        list.split('(').skip(1).any(|rest| rest.split(')').next() == Some(abbreviation))
    };
    let topics = TOPICS.iter().find(|(abbreviation, _)| is_known(abbreviation));
    let topics = topics.map(|(_, topics)| *topics).unwrap_or_default();
    Source { list: list.trim(), agency: agency.trim(), topics }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_known_by_their_abbreviations() {
        let meu = of("Military End User (MEU) List - Bureau of Industry and Security");
        assert_eq!(meu.agency, "Bureau of Industry and Security");
        assert_eq!(meu.topics, ["export.control"]);
        assert_eq!(of("ITAR Debarred (DTC) - State Department").topics.first(), Some(&"debarment"));
        assert!(of("Some New List (SNL) - Sea Department").topics.is_empty());
    }
}
