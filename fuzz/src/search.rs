//! The words of a search and the rows of a table, from bytes to an answer.

use std::sync::LazyLock;

use comity_api::yente::{FreebaseExtendQuery, FreebaseReconBatch};
use comity_model::Schema;
use comity_screening::{Facet, SearchIndex, SearchRequest, Snapshot, Syntax, parse};

use crate::screen::index;

static HELD: LazyLock<Option<(Snapshot, SearchIndex)>> = LazyLock::new(|| {
    let snapshot = index().ok()?;
    let search = SearchIndex::over(&snapshot);
    Some((snapshot, search))
});

/// Words are refused with a reason, or what they find adds up.
pub fn search_text(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (Some((snapshot, index)), Ok(thing)) = (HELD.as_ref(), Schema::named("Thing")) else {
        return;
    };
    let view = snapshot.view_all();
    for (simple, fuzzy, unfinished) in
        [(false, false, false), (true, false, false), (false, true, false), (true, false, true)]
    {
        let syntax = Syntax { simple, fuzzy, unfinished, in_names: unfinished };
        let read = match parse(&text, syntax) {
            Ok(read) => read,
            Err(problem) => {
                assert!(!problem.to_string().is_empty() && !problem.code().is_empty());
                continue;
            }
        };
        let facets = vec![Facet::Schema];
        let request = SearchRequest { text: read, limit: 3, facets, ..SearchRequest::all(thing) };
        let found = snapshot.search(index, &view, &request);
        let counted: usize = found.facets[0].1.iter().map(|(_, count)| count).sum();
        assert_eq!(counted, found.total, "each document has one schema");
        assert_eq!(found.page.len(), found.total.min(3));
        assert!(found.page.iter().all(|each| each.score.is_finite() && each.score >= 0.0));
        assert!(found.page.windows(2).all(|pair| pair[0].score >= pair[1].score));
    }
}

/// Rows and columns are refused, or read without a surprise.
pub fn reconcile_body(data: &[u8]) {
    if let Ok(rows) = serde_json::from_slice::<FreebaseReconBatch>(data) {
        for row in rows.values() {
            let _ = row.schema();
            for cell in &row.properties {
                let texts: usize = cell.texts().iter().map(String::len).sum();
                assert!(texts <= data.len() * 2, "a cell says no more than it holds");
            }
        }
    }
    if let Ok(query) = serde_json::from_slice::<FreebaseExtendQuery>(data) {
        assert!(query.ids.len() <= data.len());
    }
}
