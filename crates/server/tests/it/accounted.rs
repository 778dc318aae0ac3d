//! No log, no answer; and what a marking keeps to others, or to other purposes, is as if it were
//! not there.

use std::path::Path;

use comity_api::v1::{Example, ScreenRequest};
use comity_api::yente::OneOrMany;
use comity_server::{Door, Reason};
use hyper::{Method, StatusCode};
use serde_json::json;

use crate::support::{LIST, Served, home, import, open, query};

fn tern() -> ScreenRequest {
    let name = OneOrMany::One("Nordic Tern".to_owned());
    let properties = [("name".to_owned(), name)].into();
    let query = Some(Example { schema: "Vessel".to_owned(), properties });
    ScreenRequest { query, ..ScreenRequest::default() }
}

async fn screened(home: &Path) -> Result<usize, String> {
    let answer = open(home).await.screen(tern()).await;
    answer.map(|answer| answer.candidates.len()).map_err(|fault| fault.code)
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_log_nothing_is_answered() {
    let dir = home().await;
    std::fs::remove_dir_all(dir.path().join("log")).unwrap();
    // The log's folder cannot be made where a file stands.
    std::fs::write(dir.path().join("log"), "").unwrap();
    let node = Served::with(dir, |_| {}).await;
    let asked = json!({ "query": query("Vessel", "Nordic Tern") });
    let refused = [
        node.post("/v1/screen", &asked).await,
        node.get("/v1/records/demo-v1").await,
        node.get("/v1/search?q=tern").await,
        node.get("/entities/demo-v1").await,
        node.get("/search/default?q=tern").await,
    ];
    for answer in refused {
        assert!(answer.status.is_server_error(), "{}", answer.status);
        assert!(!String::from_utf8_lossy(&answer.body).contains("TERN"), "nothing slips out");
    }
    assert_eq!(node.get("/healthz").await.status, StatusCode::OK, "it lives, and says no");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_or_a_log_that_was_put_back_is_noticed() {
    let dir = home().await;
    let (database, log) = (dir.path().join("comity.db"), dir.path().join("log"));
    let aside = tempfile::tempdir().unwrap();
    let earlier = aside.path().join("comity.db");
    std::fs::copy(&database, &earlier).unwrap();
    import(&open(dir.path()).await, "demo_list", LIST, None).await;
    assert_eq!(screened(dir.path()).await, Ok(1));
    let later = aside.path().join("later.db");
    std::fs::rename(&database, &later).unwrap();
    std::fs::copy(&earlier, &database).unwrap();
    assert_eq!(screened(dir.path()).await, Err("database-rolled-back".to_owned()));
    std::fs::remove_file(&database).unwrap();
    std::fs::rename(&later, &database).unwrap();
    assert_eq!(screened(dir.path()).await, Ok(1));

    // A log that is gone, while the database knows that there was one.
    std::fs::rename(&log, aside.path().join("log")).unwrap();
    let refused = screened(dir.path()).await.unwrap_err();
    assert_eq!(refused, "log-rolled-back");
}

/// Whoever asks for another purpose finds what a node finds that never held the record.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_for_others_is_as_if_it_were_not_there() {
    let dir = home().await;
    let door = open(dir.path()).await;
    let ours = r#"{"id":"c-1","schema":"Vessel","properties":{"name":["CURLEW OF KENT"]}}"#;
    let theirs = r#"{"id":"c-2","schema":"Vessel","properties":{"name":["CURLEW OF KENT"]}}"#;
    import(&door, "case_list", ours, Some("TLP:GREEN PURPOSE:investigation")).await;
    import(&door, "other_party", theirs, Some("TLP:GREEN REL:sylvania")).await;
    drop(door);
    let found = async |door: &Door| {
        let mut request = tern();
        let name = OneOrMany::One("Curlew of Kent".to_owned());
        request.query.as_mut().unwrap().properties.insert("name".to_owned(), name);
        let answer = door.screen(request).await.unwrap();
        let ids: Vec<String> = answer.candidates.into_iter().map(|one| one.id).collect();
        let datasets: Vec<String> = answer.basis.datasets.into_iter().map(|one| one.name).collect();
        (ids, answer.total, datasets)
    };
    let door = open(dir.path()).await;
    let (ids, total, datasets) = found(&door).await;
    assert_eq!((ids, total), (Vec::<String>::new(), 0));
    assert_eq!(datasets, ["demo_list", "other_list"], "not even the lists are named");
    let reason = Reason::read(Some("investigation"), Some("court-order"), Some("4711")).unwrap();
    let door = door.asking(reason);
    let (ids, total, datasets) = found(&door).await;
    assert_eq!((ids, total), (vec!["c-1".to_owned()], 1), "what is for others stays with them");
    assert_eq!(datasets, ["case_list", "demo_list", "other_list"]);
    drop(door);

    let node = Served::with(dir, |_| {}).await;
    let ask = async |path: &str| {
        let mut said = node.ask(Method::GET, path, &[], b"").await.json();
        said.as_object_mut().unwrap().remove("instance");
        said
    };
    let (withheld, absent) = (ask("/v1/records/c-2").await, ask("/v1/records/c-9").await);
    assert_eq!(withheld, absent);
    let search = ask("/v1/search?q=curlew").await;
    assert_eq!((&search["total"], &search["results"]), (&json!(0), &json!([])));
}
