use std::cmp::Ordering;
use std::sync::Arc;

use comity_api::local::SearchRequest;
use comity_api::v1::{CandidateInfo, Example, FeatureInfo, Only, ScreenRequest, ScreenResponse};
use comity_api::yente::OneOrMany;
use comity_screening::limits::LIMIT_MAX;

use super::node::Node;
use crate::{Context, ServerError};

/// Score above which a record counts as found. A search orders for a person who looks; it alerts
/// nobody, so it may show far more than a screening does.
const SEARCH_CUTOFF: f64 = 0.3;
/// Records shown, unless the caller says otherwise.
const SEARCH_LIMIT_DEFAULT: usize = 10;

impl Node {
    /// Looks for records by name, of every kind.
    pub(crate) async fn search(
        self: &Arc<Self>,
        ctx: &Context,
        search: &SearchRequest,
    ) -> Result<ScreenResponse, ServerError> {
        let name = OneOrMany::One(search.text.clone());
        let schema = search.schema.clone().unwrap_or_else(|| "Thing".to_owned());
        let limit = search.limit.unwrap_or(SEARCH_LIMIT_DEFAULT);
        let request = ScreenRequest {
            query: Some(Example { schema, properties: [("name".to_owned(), name)].into() }),
            // All that may come are put into order; a limit that is none is refused.
            limit: Some(if (1..=LIMIT_MAX).contains(&limit) { LIMIT_MAX } else { limit }),
            cutoff: Some(SEARCH_CUTOFF),
            include: Only { datasets: search.datasets.clone(), ..Only::default() },
            ..ScreenRequest::default()
        };
        let mut found = self.screen(ctx, &request).await?;
        // A part of a name is found in full before another name is found in part.
        let key = |candidate: &CandidateInfo| (words_found(candidate), candidate.score);
        found.candidates.sort_by(|a, b| key(b).partial_cmp(&key(a)).unwrap_or(Ordering::Equal));
        found.candidates.truncate(limit);
        Ok(found)
    }
}

/// How much of what was searched the record's best name has, 0 to 1.
fn words_found(candidate: &CandidateInfo) -> f64 {
    let share = |feature: &FeatureInfo| {
        let words = || feature.alignment.iter().filter(|pair| !pair.query.is_empty());
        let count = words().count();
        let found: f64 = words().map(|pair| pair.similarity).sum();
        // A name has few words: the numbers are exact.
        if count == 0 { 0.0 } else { found / f64::from(u32::try_from(count).unwrap_or(u32::MAX)) }
    };
    candidate.explanation.iter().map(share).fold(0.0, f64::max)
}
