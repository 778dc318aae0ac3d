use std::collections::BTreeSet;
use std::sync::LazyLock;

static TOPICS: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    let text = include_str!("../resources/topics.txt");
    text.lines().filter(|line| !line.starts_with('#')).collect()
});

/// Whether this is a topic code of the vocabulary, such as `sanction` or `role.pep`.
#[must_use]
pub fn is_topic(code: &str) -> bool {
    TOPICS.contains(code)
}
