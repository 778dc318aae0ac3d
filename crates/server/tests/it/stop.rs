//! A node that stops lets the answers under way finish and takes no more.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{Served, asking};

#[tokio::test(flavor = "multi_thread")]
async fn a_request_under_way_is_answered() {
    let mut node = Served::usual().await;
    let body = asking("Vessel", "Nordic Tern").to_string();
    let mut stream = TcpStream::connect(node.address).await.unwrap();
    let head = format!(
        "POST /match/default HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    let (first, rest) = body.split_at(10);
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(first.as_bytes()).await.unwrap();
    // The node has the request when its head has been read; give it a moment.
    tokio::time::sleep(Duration::from_millis(200)).await;
    node.ask_to_stop();
    while TcpStream::connect(node.address).await.is_ok() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    stream.write_all(rest.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer);
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("demo-v1"), "{answer}");
    node.stopped().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn idle_connections_do_not_hold_the_node() {
    let mut node = Served::usual().await;
    let mut idle = TcpStream::connect(node.address).await.unwrap();
    idle.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    let mut first = [0; 16];
    idle.read_exact(&mut first).await.unwrap();
    let silent = TcpStream::connect(node.address).await.unwrap();
    let stopped = tokio::time::timeout(Duration::from_secs(20), node.stopped());
    stopped.await.expect("the node stops before its drain time is over");
    drop((idle, silent));
}
