//! The figures: what they count, and who sees them.

use std::net::SocketAddr;

use comity_api::local::TokenOrder;
use comity_server::Door;
use hyper::{Method, StatusCode};

use crate::support::{OTHER, Served, asking, file, home, import, token_order};

/// The value of a sample.
#[track_caller]
fn value(text: &str, sample: &str) -> f64 {
    let found = text.lines().find_map(|line| line.strip_prefix(sample)?.strip_prefix(' '));
    found.unwrap_or_else(|| panic!("{sample} is not in {text}")).parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_is_counted() {
    let node = Served::usual().await;
    for _ in 0..3 {
        node.post("/match/default", &asking("Vessel", "Nordik Tern")).await.ok();
    }
    node.get("/entities/Zoltrian-Quenfelder").await;
    node.get("/Zoltrian/Quenfelder").await;
    let door = node.door().await;
    import(&door, "third_list", OTHER, None).await;
    let order =
        comity_api::local::ImportOrder { dataset: "never_kept".to_owned(), ..Default::default() };
    door.import(order, vec![file("broken.json", "not a list")]).await.unwrap_err();
    let answer = node.get("/metrics").await;
    assert!(answer.header("content-type").starts_with("application/openmetrics-text"));
    let text = String::from_utf8(answer.body.to_vec()).unwrap();
    for (sample, expected) in [
        (r#"comity_http_requests_total{route="/match/{dataset}",method="POST",status="2xx"}"#, 3.0),
        (r#"comity_http_request_duration_seconds_count{route="/match/{dataset}"}"#, 3.0),
        (
            r#"comity_http_requests_total{route="/entities/{entity_id}",method="GET",status="4xx"}"#,
            1.0,
        ),
        (r#"comity_http_requests_total{route="unknown",method="GET",status="4xx"}"#, 1.0),
        ("comity_screening_queries_total", 3.0),
        ("comity_screening_candidates_total", 3.0),
        (r#"comity_imports_total{dataset="third_list",outcome="done"}"#, 1.0),
        (r#"comity_imports_total{dataset="-",outcome="failed"}"#, 1.0),
        ("comity_index_loads_total", 1.0),
        ("comity_index_builds_total", 1.0),
        ("comity_store_versions", 3.0),
        // This very request.
        ("comity_http_requests_under_way", 1.0),
    ] {
        assert_eq!(value(&text, sample), expected, "{sample}");
    }
    for sample in [
        "comity_index_records",
        "comity_index_names",
        "comity_index_generation",
        "comity_index_file_bytes",
        "comity_store_bytes",
        "comity_http_connections",
        "process_resident_memory_bytes",
        "process_open_fds",
        r#"comity_dataset_records{dataset="demo_list"}"#,
        r#"comity_dataset_version_time_seconds{dataset="demo_list"}"#,
    ] {
        assert!(value(&text, sample) > 0.0, "{sample}");
    }
    assert!(!text.contains("Zoltrian") && !text.contains("never_kept"), "{text}");
    assert!(text.ends_with("# EOF\n"));
    // A dataset that is removed is gone from the figures too.
    assert!(door.remove("third_list").await.unwrap());
    let text = String::from_utf8(node.get("/metrics").await.body.to_vec()).unwrap();
    assert!(!text.contains(r#"records{dataset="third_list"}"#), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_and_findings_are_for_those_who_run_the_node() {
    let dir = home().await;
    let door = Door::open(dir.path(), comity_server::Around::system()).await.unwrap();
    let gate = TokenOrder { roles: vec!["officer".to_owned()], ..token_order("gate-7", "RED") };
    let gate = door.create_token(gate).await.unwrap().secret;
    let red = door.create_token(token_order("watch", "RED")).await.unwrap().secret;
    drop(door);
    let node = Served::with(dir, |options| {
        options.require_token = true;
        options.metrics_listen = Some("127.0.0.1:0".parse().unwrap());
    })
    .await;
    for path in ["/metrics", "/v1/doctor"] {
        let ask = async |secret: &str| {
            let secret = format!("Bearer {secret}");
            node.ask(Method::GET, path, &[("authorization", &secret)], b"").await
        };
        assert_eq!(node.get(path).await.status, StatusCode::UNAUTHORIZED, "{path}");
        let refused = ask(&gate).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
        assert!(!String::from_utf8_lossy(&refused.body).contains("demo_list"));
        assert_eq!(ask(&red).await.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listener_of_their_own_shows_figures_and_nothing_else() {
    // A free port that is closed again just before it is needed.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let place: SocketAddr = free.local_addr().unwrap();
    drop(free);
    let mut node = Served::with(home().await, |options| {
        options.require_token = true;
        options.metrics_listen = Some(place);
    })
    .await;
    let main = std::mem::replace(&mut node.address, place);
    let text = String::from_utf8(node.get("/metrics").await.body.to_vec()).unwrap();
    assert!(text.contains(r#"dataset="demo_list""#), "{text}");
    assert_eq!(node.get("/healthz").await.status, StatusCode::OK);
    for path in ["/catalog", "/v1/datasets", "/v1/doctor", "/openapi.json"] {
        assert_eq!(node.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    node.address = main;
    assert_eq!(node.get("/metrics").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_is_the_same_over_http() {
    let node = Served::usual().await;
    let found = node.get("/v1/doctor").await.ok();
    let names = |checks: &serde_json::Value| -> Vec<String> {
        let checks = checks.as_array().unwrap();
        checks.iter().map(|check| check["name"].as_str().unwrap().to_owned()).collect()
    };
    let local: Vec<String> =
        node.door().await.doctor().await.unwrap().into_iter().map(|check| check.name).collect();
    assert_eq!(names(&found["checks"]), local);
    assert_eq!(found["ok"], true, "{found}");
    for name in [
        "disk",
        "permissions",
        "memory",
        "open files",
        "clock",
        "leftovers",
        "store",
        "index",
        "index file",
        "dataset demo_list",
        "listener",
        "tokens",
    ] {
        assert!(local.iter().any(|known| known == name), "{name} is not in {local:?}");
    }
}
