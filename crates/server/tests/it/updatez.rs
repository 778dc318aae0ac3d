//! `POST /updatez`.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use comity_server::{Around, Node, ServeOptions, serve};
use hyper::{Method, StatusCode};
use serde_json::json;
use tokio::sync::oneshot;

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
async fn whoever_updates_the_datasets_is_asked_to() {
    let dir = home().await;
    let node = Node::open(dir.path(), Around::system()).unwrap();
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = asked.clone();
    node.on_update(Arc::new(move |_, wait| {
        counted.fetch_add(if wait { 100 } else { 1 }, Ordering::SeqCst);
        Box::pin(async { Ok(()) })
    }));
    let (bound, address) = oneshot::channel();
    let mut options = ServeOptions::new("127.0.0.1:0".parse().unwrap());
    options.bound = Some(bound);
    options.update_token = Some("made-up-secret".to_owned());
    let (stop, stopped) = oneshot::channel::<()>();
    let running = tokio::spawn(serve(node, options, async {
        let _ = stopped.await;
    }));
    let address = address.await.unwrap();
    for path in ["/updatez?token=made-up-secret", "/updatez?token=made-up-secret&sync=1"] {
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: {address}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        );
        let text = crate::support::raw(address, request.as_bytes()).await;
        assert!(text.starts_with("HTTP/1.1 200"), "{text}");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 101);
    stop.send(()).unwrap();
    running.await.unwrap().unwrap();
}
