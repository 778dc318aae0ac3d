//! A served node tells others what happened.

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::support::{Served, import, query};

/// Takes messages and hands on what they hold.
async fn target() -> (String, mpsc::Receiver<Value>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/in", listener.local_addr().unwrap());
    let (send, messages) = mpsc::channel(100);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut text = String::new();
            let body = loop {
                let mut buffer = [0; 4096];
                let count = stream.read(&mut buffer).await.unwrap_or(0);
                text.push_str(std::str::from_utf8(&buffer[..count]).unwrap());
                let body = text.split_once("\r\n\r\n").map_or("", |(_, body)| body);
                if let Ok(body) = serde_json::from_str::<Value>(body) {
                    break body;
                }
                assert!(count > 0, "a message is whole");
            };
            let said = b"HTTP/1.1 204 Taken\r\nconnection: close\r\n\r\n";
            stream.write_all(said).await.unwrap();
            if send.send(body).await.is_err() {
                return;
            }
        }
    });
    (url, messages)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hit_is_told_after_the_dataset_that_made_it() {
    let node = Served::usual().await;
    let door = node.door().await;
    let (url, mut messages) = target().await;
    let added = door.add_webhook("desk", &url).await.unwrap();
    assert!(added.secret.starts_with("whsec_"));
    let spec = comity_api::v1::SubjectSpec {
        id: Some("crossing-1".to_owned()),
        query: serde_json::from_value(query("Vessel", "Pale Petrel")).unwrap(),
        ..Default::default()
    };
    door.put_subject("ferry", spec).await.unwrap();
    let list = r#"{"id":"n-1","schema":"Vessel","properties":{"name":["PALE PETREL"]}}"#;
    let version = import(&door, "new_list", list, None).await.version;
    let first = messages.recv().await.unwrap();
    assert_eq!(first["type"], "dataset.changed");
    assert_eq!(
        first["data"],
        json!({ "dataset": "new_list", "version": version, "records": 1, "related": 0 })
    );
    let second = messages.recv().await.unwrap();
    assert_eq!(second["type"], "hits.changed");
    assert!(second["sequence"].as_u64() > first["sequence"].as_u64());
    let change = &second["data"]["changes"][0];
    assert_eq!((&change["kind"], &change["subject"]), (&json!("new"), &json!("crossing-1")));
    assert_eq!((&change["dataset"], &change["record"]), (&json!("new_list"), &json!("n-1")));
    assert!(!second.to_string().to_lowercase().contains("petrel"), "ids, and nothing else");
    let listed = door.webhooks().await.unwrap();
    assert_eq!((listed[0].name.as_str(), listed[0].stopped), ("desk", false));
    assert!(door.remove_webhook("desk").await.unwrap());
    assert_eq!(door.webhooks().await.unwrap(), []);
}
