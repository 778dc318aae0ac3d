use std::sync::Arc;

use comity_api::local::SearchRequest;
use comity_api::v1::{Example, Only, ScreenRequest, ScreenResponse};
use comity_api::yente::OneOrMany;

use super::node::Node;
use crate::{Context, ServerError};

/// Score above which a record counts as found. A search orders for a person who looks; it alerts
/// nobody, so it may show far more than a screening does.
const SEARCH_CUTOFF: f64 = 0.5;
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
        let request = ScreenRequest {
            query: Some(Example { schema, properties: [("name".to_owned(), name)].into() }),
            limit: Some(search.limit.unwrap_or(SEARCH_LIMIT_DEFAULT)),
            cutoff: Some(SEARCH_CUTOFF),
            include: Only { datasets: search.datasets.clone(), ..Only::default() },
            ..ScreenRequest::default()
        };
        self.screen(ctx, &request).await
    }
}
