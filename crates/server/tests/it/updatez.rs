//! `POST /updatez`.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hyper::{Method, StatusCode};
use serde_json::json;

use crate::support::{Served, home};

async fn post(node: &Served, path: &str) -> (StatusCode, serde_json::Value) {
    let answer = node.ask(Method::POST, path, &[], b"").await;
    (answer.status, answer.json())
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_update_token_lets_in() {
    let refused = json!({ "detail": "Invalid token." });
    let node = Served::usual().await;
    for path in ["/updatez", "/updatez?token=", "/updatez?token=anything&sync=true"] {
        assert_eq!(post(&node, path).await, (StatusCode::FORBIDDEN, refused.clone()), "{path}");
    }
    let node = Served::with(home().await, |options| {
        options.update_token = Some("made-up-secret".to_owned());
        options.require_token = true;
    })
    .await;
    for path in ["/updatez", "/updatez?token=made-up", "/updatez?token=made-up-secret2"] {
        assert_eq!(post(&node, path).await, (StatusCode::FORBIDDEN, refused.clone()), "{path}");
    }
    for path in ["/updatez?token=made-up-secret", "/updatez?token=made-up-secret&sync=true"] {
        assert_eq!(post(&node, path).await, (StatusCode::OK, json!({ "status": "ok" })), "{path}");
    }
    let (status, _) = post(&node, "/updatez?token=made-up-secret&sync=perhaps").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let by_get = node.ask(Method::GET, "/updatez?token=made-up-secret", &[], b"").await;
    assert_eq!(by_get.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_datasets_that_are_kept_fresh_are_checked() {
    let publisher = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/list", publisher.local_addr().unwrap());
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = asked.clone();
    let publishing = tokio::spawn(async move {
        // Whoever asks is hung up on.
        while let Ok((connection, _)) = publisher.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            drop(connection);
        }
    });
    let (_dir, node) = crate::fresh::node_from(&url, 0).await;
    let served = Served::over(node, |options| {
        options.update_token = Some("made-up-secret".to_owned());
    })
    .await;
    served.until_ready().await;
    // The node's own schedule asks once when it starts, and not again for a while.
    let answered = post(&served, "/updatez?token=made-up-secret&sync=1").await;
    assert_eq!(answered, (StatusCode::OK, json!({ "status": "ok" })));
    let before = asked.load(Ordering::SeqCst);
    let answered = post(&served, "/updatez?token=made-up-secret&sync=1").await;
    assert_eq!(answered, (StatusCode::OK, json!({ "status": "ok" })));
    assert!(asked.load(Ordering::SeqCst) > before, "{before}");
    let shown = served.get("/v1/datasets").await.ok();
    assert!(shown["datasets"][0]["checks"]["last_error"].is_string(), "{shown}");
    publishing.abort();
}
