use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What the server does with one request.
#[derive(Clone)]
pub(super) enum Act {
    /// Sends these bytes and closes.
    Send(Vec<u8>),
    /// Sends these bytes and breaks the connection off.
    Reset(Vec<u8>),
    /// Sends the first bytes, and then the second ones again and again.
    Endless(Vec<u8>, Vec<u8>),
    /// Sends these bytes, and one byte more each time that this passes.
    Drip(Vec<u8>, Duration),
    /// Says nothing.
    Hang,
}

/// Bytes after which even an endless answer ends, in case nobody closes the connection.
const ENDLESS_BYTES_MAX: usize = 64 << 20;

/// A server that answers each request with the next act; the last one goes on.
pub(super) struct Server {
    pub(super) address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
    running: JoinHandle<()>,
}

impl Server {
    pub(super) async fn start(acts: impl IntoIterator<Item = Act>) -> Server {
        let acts: Vec<Act> = acts.into_iter().collect();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let told = requests.clone();
        let running = tokio::spawn(async move {
            let mut number = 0;
            while let Ok((stream, _)) = listener.accept().await {
                let act = acts.get(number).or(acts.last()).unwrap().clone();
                number += 1;
                tokio::spawn(answer(stream, act, told.clone()));
            }
        });
        Server { address, requests, running }
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The heads of all requests, in lower case.
    pub(super) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.running.abort();
    }
}

async fn answer(mut stream: TcpStream, act: Act, requests: Arc<Mutex<Vec<String>>>) {
    let mut head = Vec::new();
    let mut byte = [0; 1];
    while !head.ends_with(b"\r\n\r\n") && head.len() < 64 * 1024 {
        match stream.read(&mut byte).await {
            Ok(1) => head.push(byte[0]),
            _ => return,
        }
    }
    requests.lock().unwrap().push(String::from_utf8_lossy(&head).to_lowercase());
    // Whoever asked may close at any moment, which is the point of many of these.
    match act {
        Act::Send(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
            let _ = stream.read(&mut byte).await;
        }
        Act::Reset(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.flush().await;
            tokio::time::sleep(Duration::from_millis(20)).await;
            let _ = stream.set_zero_linger();
        }
        Act::Endless(bytes, more) => {
            let _ = stream.write_all(&bytes).await;
            let mut sent = 0;
            while sent < ENDLESS_BYTES_MAX && stream.write_all(&more).await.is_ok() {
                sent += more.len();
            }
        }
        Act::Drip(bytes, pause) => {
            let _ = stream.write_all(&bytes).await;
            for _ in 0..1_000 {
                tokio::time::sleep(pause).await;
                if stream.write_all(b" ").await.is_err() {
                    return;
                }
            }
        }
        Act::Hang => {
            let _ = stream.read(&mut byte).await;
        }
    }
}

/// An answer with these headers and this body, as it should be.
pub(super) fn reply(status: &str, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Act {
    let length = body.as_ref().len().to_string();
    let mut all = vec![("content-length", length.as_str())];
    all.extend_from_slice(headers);
    Act::Send(raw(status, &all, body))
}

/// The bytes of an answer with exactly these headers.
pub(super) fn raw(status: &str, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {status}\r\n").into_bytes();
    for (name, value) in headers {
        bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body.as_ref());
    bytes
}
