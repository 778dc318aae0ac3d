//! Screening while imports swap the index: every answer rests on one version, whole.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::support::{Served, asking, home, import};

/// Two versions of a list: the same ids, other names and another number of them.
fn version(name: &str, count: usize) -> String {
    let line = |at: usize| {
        format!(
            "{{\"id\":\"s-{at}\",\"schema\":\"Vessel\",\"properties\":{{\"name\":[\"{name}\"]}}}}\n"
        )
    };
    (0..count).map(line).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn answers_come_from_one_version() {
    let dir = home().await;
    let node = Arc::new(Served::with(dir, |_| {}).await);
    let door = node.door().await;
    import(&door, "swapped", &version("AZURE CORMORANT", 3), None).await;
    let is_done = Arc::new(AtomicBool::new(false));
    let askers: Vec<_> = ["Azure Cormorant", "Scarlet Gannet"]
        .map(|name| {
            let (node, is_done) = (node.clone(), is_done.clone());
            tokio::spawn(async move {
                let mut seen = std::collections::BTreeSet::new();
                while !is_done.load(Ordering::Relaxed) {
                    let path = "/match/swapped?limit=50";
                    let answer = node.post(path, &asking("Vessel", name)).await.ok();
                    let results = answer["responses"]["q"]["results"].as_array().unwrap();
                    let names: std::collections::BTreeSet<&str> =
                        results.iter().map(|one| one["caption"].as_str().unwrap()).collect();
                    assert!(names.len() <= 1, "{names:?} of two versions in one answer");
                    for one in results {
                        assert_eq!(one["properties"]["name"][0], one["caption"]);
                    }
                    seen.insert(results.len());
                }
                seen
            })
        })
        .into_iter()
        .collect();
    for round in 0..6 {
        let text = match round % 2 {
            0 => version("SCARLET GANNET", 7),
            _ => version("AZURE CORMORANT", 3),
        };
        import(&door, "swapped", &text, None).await;
    }
    is_done.store(true, Ordering::Relaxed);
    for (asker, whole) in askers.into_iter().zip([3, 7]) {
        let seen = asker.await.unwrap();
        assert!(seen.iter().all(|count| [0, whole].contains(count)), "{seen:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_erased_while_it_is_asked_for_is_absent_not_an_error() {
    let node = Arc::new(Served::usual().await);
    let door = node.door().await;
    for round in 0..5 {
        import(&door, "brief", &version("AZURE CORMORANT", 3), None).await;
        let asking_node = node.clone();
        let asker = tokio::spawn(async move {
            for _ in 0..30 {
                let answer =
                    asking_node.post("/match/default", &asking("Vessel", "Azure Cormorant")).await;
                answer.ok();
            }
        });
        assert!(door.remove("brief").await.unwrap(), "{round}");
        asker.await.unwrap();
        let answer = node.post("/match/default", &asking("Vessel", "Azure Cormorant")).await.ok();
        assert_eq!(answer["responses"]["q"]["results"], serde_json::json!([]));
    }
}
