//! The kept index: read at the next start, and made anew when it cannot be.

use std::path::Path;

use comity_api::v1::{Example, ScreenRequest};
use comity_api::yente::OneOrMany;
use comity_server::{Around, Door};

use crate::support::{OTHER, file, home, import, open};

async fn finds(home: &Path, name: &str) -> bool {
    let door = open(home).await;
    let name = OneOrMany::One(name.to_owned());
    let query =
        Example { schema: "Thing".to_owned(), properties: [("name".to_owned(), name)].into() };
    let request = ScreenRequest { query: Some(query), ..ScreenRequest::default() };
    !door.screen(request).await.unwrap().candidates.is_empty()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_keeps_the_index() {
    let dir = home().await;
    let kept = std::fs::metadata(dir.path().join("index.bin")).unwrap();
    let before = kept.modified().unwrap();
    assert!(finds(dir.path(), "Nordic Tern").await);
    let after = std::fs::metadata(dir.path().join("index.bin")).unwrap().modified().unwrap();
    assert_eq!(before, after, "a good index is not made again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_cut_off_or_missing_index_is_made_again() {
    let dir = home().await;
    let path = dir.path().join("index.bin");
    let whole = std::fs::read(&path).unwrap();
    let mut flipped = whole.clone();
    let middle = flipped.len() * 3 / 4;
    flipped[middle] ^= 0x40;
    for bytes in [&flipped[..], &whole[..whole.len() / 2], &whole[..10], b""] {
        std::fs::write(&path, bytes).unwrap();
        assert!(finds(dir.path(), "Nordic Tern").await);
        assert_eq!(std::fs::read(&path).unwrap().len(), whole.len(), "and kept again");
    }
    std::fs::remove_file(&path).unwrap();
    assert!(finds(dir.path(), "Nordic Tern").await);
    assert!(path.is_file());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_older_than_the_store_is_made_again() {
    let dir = home().await;
    let path = dir.path().join("index.bin");
    let old = std::fs::read(&path).unwrap();
    let door = open(dir.path()).await;
    import(&door, "third_list", OTHER, None).await;
    assert!(door.remove("other_list").await.unwrap());
    assert!(door.remove("third_list").await.unwrap());
    drop(door);
    std::fs::write(&path, old).unwrap();
    assert!(!finds(dir.path(), "Silent Petrel").await, "what was removed stays removed");
    assert!(finds(dir.path(), "Nordic Tern").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_import_changes_nothing() {
    let dir = home().await;
    let door = open(dir.path()).await;
    let before = door.datasets().await.unwrap();
    for text in ["", "not a list", "{\"id\":\"x\",\"schema\":\"Person\",\"prop", "{}\n{}\n"] {
        let order = comity_api::local::ImportOrder {
            dataset: "demo_list".to_owned(),
            ..Default::default()
        };
        let failed = door.import(order, vec![file("broken.json", text)]).await.unwrap_err();
        assert_eq!(failed.kind, comity_api::FaultKind::Input, "{text:?}: {failed:?}");
    }
    assert_eq!(door.datasets().await.unwrap(), before);
    drop(door);
    assert!(finds(dir.path(), "Nordic Tern").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_that_cannot_be_are_refused() {
    let dir = home().await;
    let door = open(dir.path()).await;
    for (dataset, format, marking, code) in [
        ("default", None, None, "reserved-name"),
        ("Upper", None, None, "invalid-id"),
        ("x", Some("parchment"), None, "no-such-format"),
        ("x", None, Some("TLP:PURPLE"), "invalid-marking"),
    ] {
        let order = comity_api::local::ImportOrder {
            dataset: dataset.to_owned(),
            format: format.map(str::to_owned),
            marking: marking.map(str::to_owned),
            ..Default::default()
        };
        let failed = door.import(order, vec![file("list.json", OTHER)]).await.unwrap_err();
        assert_eq!(failed.code, code);
    }
}

/// After any run of imports, removals and decisions the node answers as one does that opens the
/// home anew without a kept index: what it went on with is what it would have made.
#[tokio::test(flavor = "multi_thread")]
async fn an_index_that_went_on_answers_as_one_made_anew() {
    let dir = home().await;
    let passport = |id: &str, holder: &str, number: &str| {
        format!(
            "{{\"id\":\"{id}\",\"schema\":\"Passport\",\"properties\":{{\"holder\":[\"{holder}\"],\
             \"number\":[\"{number}\"]}}}}\n"
        )
    };
    let person = |id: &str, name: &str| {
        format!(
            "{{\"id\":\"{id}\",\"schema\":\"Person\",\"properties\":{{\"name\":[\"{name}\"]}}}}\n"
        )
    };
    let editions = [
        person("w-1", "Odalys Quarrington") + &passport("w-1p", "w-1", "X1000001"),
        // The passport changes and its holder does not.
        person("w-1", "Odalys Quarrington") + &passport("w-1p", "w-1", "X1000002"),
        // The holder changes and the passport does not.
        person("w-1", "Odalys Quarringtone") + &passport("w-1p", "w-1", "X1000002"),
        person("w-2", "Odalys Quarrington") + &passport("w-1p", "w-2", "X1000002"),
        person("w-2", "Odalys Quarrington"),
        person("w-1", "Odalys Quarrington") + &passport("w-1p", "w-1", "X1000001"),
    ];
    let asked = ["Odalys Quarrington", "Odalis Quaringtone", "Nordic Tern", "Silent Petrel"];
    let door = open(dir.path()).await;
    let mut seen = Vec::new();
    for (at, edition) in editions.iter().enumerate() {
        import(&door, "watch", edition, (at == 3).then_some("TLP:AMBER")).await;
        if at == 4 {
            assert!(door.remove("other_list").await.unwrap());
        }
        let mut found = Vec::new();
        for name in asked {
            found.push(answer(&door, &[("name", name)]).await);
        }
        for number in ["X1000001", "X1000002"] {
            found.push(answer(&door, &[("passportNumber", number)]).await);
        }
        seen.push((found, door.datasets().await.unwrap()));
        // The same from a home that has to begin anew.
        let copy = tempfile::tempdir().unwrap();
        let file = copy.path().join("copy.db");
        door.backup(&file, None).await.unwrap();
        let anew = copy.path().join("home");
        Door::restore(&anew, &file, None, Around::system()).await.unwrap();
        let other = open(&anew).await;
        for (name, expect) in asked.iter().zip(&seen.last().unwrap().0) {
            assert_eq!(&answer(&other, &[("name", name)]).await, expect, "edition {at}, {name}");
        }
        for (number, expect) in ["X1000001", "X1000002"].iter().zip(&seen.last().unwrap().0[4..]) {
            let found = answer(&other, &[("passportNumber", number)]).await;
            assert_eq!(&found, expect, "edition {at}, {number}");
        }
        assert_eq!(other.datasets().await.unwrap(), seen.last().unwrap().1);
    }
    let by_first_number: Vec<usize> = seen.iter().map(|(found, _)| found[4].len()).collect();
    assert_eq!(by_first_number, [1, 0, 0, 0, 0, 1]);
    let by_second_number: Vec<usize> = seen.iter().map(|(found, _)| found[5].len()).collect();
    assert_eq!(by_second_number, [0, 1, 1, 1, 0, 0]);
}

/// Ids and scores of the candidates of a question.
async fn answer(door: &Door, properties: &[(&str, &str)]) -> Vec<(String, f64)> {
    let is_number = properties.iter().any(|(name, _)| *name == "passportNumber");
    let schema = if is_number { "Person" } else { "Thing" }.to_owned();
    let properties = properties
        .iter()
        .map(|(name, value)| ((*name).to_owned(), OneOrMany::One((*value).to_owned())))
        .collect();
    let query = Example { schema, properties };
    let request =
        ScreenRequest { query: Some(query), threshold: Some(0.3), ..ScreenRequest::default() };
    let answer = door.screen(request).await.unwrap();
    answer.candidates.into_iter().map(|candidate| (candidate.id, candidate.score)).collect()
}

/// What stays is seen again in each version, in an index that went on as in one made anew.
#[tokio::test(flavor = "multi_thread")]
async fn what_stays_was_last_seen_in_the_newest_version() {
    use crate::support::{Served, file as list};
    // Two days after the first import.
    let (_dir, later) = crate::fresh::node_from("http://127.0.0.1:1/", 2).await;
    let node = Served::over(later, |_| {}).await;
    node.until_ready().await;
    let seen = async || {
        let found = node.get("/search/demo_list?q=nordic+tern&sort=last_seen:desc").await.ok();
        found["results"][0]["last_seen"].as_str().unwrap().to_owned()
    };
    let first = seen().await;
    let order = comity_api::local::ImportOrder {
        dataset: "demo_list".to_owned(),
        ..comity_api::local::ImportOrder::default()
    };
    let files = vec![list("list.ftm.json", crate::support::LIST)];
    node.door().await.import(order, files).await.unwrap();
    let filtered = node.get("/v1/datasets").await.ok();
    let newest = filtered["datasets"][0]["imported_at"].as_str().unwrap().to_owned();
    let second = seen().await;
    assert!(second > first, "{second} after {first}");
    assert!(newest.starts_with(second.trim_end_matches('Z')), "{newest} {second}");
}

/// More new records than an index goes on with: it is made anew, and answers all the same.
#[tokio::test(flavor = "multi_thread")]
async fn an_index_that_changes_as_a_whole_is_made_anew() {
    let dir = home().await;
    let door = open(dir.path()).await;
    assert!(!answer(&door, &[("name", "Nordic Tern")]).await.is_empty());
    let many = comity_server::limits::ADDED_RECORDS_MIN + 10;
    let lines: Vec<String> = (0..many)
        .map(|at| {
            format!(
                "{{\"id\":\"m-{at}\",\"schema\":\"Vessel\",\"properties\":{{\"name\":[\"PALE HERON {at}\"]}}}}\n"
            )
        })
        .collect();
    import(&door, "many", &lines.concat(), None).await;
    let found = answer(&door, &[("name", &format!("Pale Heron {}", many - 1))]).await;
    assert_eq!(found[0].0, format!("m-{}", many - 1));
    assert!(!answer(&door, &[("name", "Nordic Tern")]).await.is_empty());
}
