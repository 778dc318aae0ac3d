use comity_api::local::{MentionInfo, NamedRecord};
use comity_reading::{Candidate, Mention};

/// A mention as it is told.
pub(super) fn told(mention: &Mention<'_>) -> Option<MentionInfo> {
    let (best, others) = mention.candidates.split_first()?;
    Some(MentionInfo {
        start: mention.start,
        end: mention.end,
        line: mention.line,
        text: String::from_utf8_lossy(&mention.text).into_owned(),
        score: score(best.score),
        record: named(best),
        candidates: others.iter().map(named).collect(),
    })
}

fn named(candidate: &Candidate<'_>) -> NamedRecord {
    let record = candidate.record;
    NamedRecord {
        id: record.id.clone(),
        canonical: record.group.clone(),
        dataset: record.dataset.clone(),
        schema: record.schema.name().to_owned(),
        caption: record.caption.clone(),
        name: candidate.name.to_owned(),
        extent: candidate.extent.name().to_owned(),
        score: score(candidate.score),
    }
}

/// A score to three digits: more say nothing.
fn score(score: f32) -> f64 {
    (f64::from(score) * 1_000.0).round() / 1_000.0
}
