//! A node in a temporary home, and a client for it.

use std::io::Cursor;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use comity_api::local::{AccountOrder, ImportOrder, ImportOutcome, Secret, TokenOrder};
use comity_model::Role;
use comity_server::limits::ListenLimits;
use comity_server::{Around, Door, ImportFile, Node, Reason, ServeOptions, ServerError, serve};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper::{HeaderMap, Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub(crate) const LIST: &str = include_str!("fixtures/list.ftm.json");
pub(crate) const OTHER: &str = include_str!("fixtures/other.ftm.json");
pub(crate) const OWN: &str = include_str!("fixtures/own.ftm.json");

/// A home with the made-up lists.
pub(crate) async fn home() -> TempDir {
    let dir = TempDir::new().unwrap();
    Door::init(dir.path(), Some("freedonia"), &Around::system()).await.unwrap();
    let door = open(dir.path()).await;
    import(&door, "demo_list", LIST, None).await;
    import(&door, "other_list", OTHER, None).await;
    dir
}

/// The command line's door to a home.
pub(crate) async fn open(home: &Path) -> Door {
    Door::open(home, Around::system()).await.unwrap().asking(reason())
}

/// The password of everybody who signs in.
pub(crate) const PASSWORD: &str = "seven herons on a pier";

/// Why the tests ask, unless they say otherwise.
pub(crate) fn reason() -> Reason {
    Reason::read(Some(REASON[0].1), Some(REASON[1].1), None).unwrap()
}

/// The same as headers.
const REASON: [(&str, &str); 2] =
    [("comity-purpose", "due-diligence"), ("comity-legal-basis", "sanctions-screening")];

/// A token that may do everything that its clearance lets it see, for a fixed reason.
pub(crate) fn token_order(name: &str, clearance: &str) -> TokenOrder {
    TokenOrder {
        name: name.to_owned(),
        clearance: clearance.to_owned(),
        roles: Role::ALL.iter().map(ToString::to_string).collect(),
        purpose: Some(REASON[0].1.to_owned()),
        legal_basis: Some(REASON[1].1.to_owned()),
        expires: None,
    }
}

/// Imports a text as a dataset.
pub(crate) async fn import(
    door: &Door,
    dataset: &str,
    text: &str,
    marking: Option<&str>,
) -> ImportOutcome {
    let order = ImportOrder {
        dataset: dataset.to_owned(),
        marking: marking.map(str::to_owned),
        ..ImportOrder::default()
    };
    door.import(order, vec![file("list.ftm.json", text)]).await.unwrap()
}

pub(crate) fn file(name: &str, text: &str) -> ImportFile {
    ImportFile { name: name.to_owned(), bytes: Box::new(Cursor::new(text.to_owned())) }
}

/// A node that serves a home.
pub(crate) struct Served {
    pub(crate) address: SocketAddr,
    pub(crate) home: PathBuf,
    stop: Option<oneshot::Sender<()>>,
    running: Option<JoinHandle<Result<(), ServerError>>>,
    _dir: Option<TempDir>,
}

impl Served {
    /// The made-up lists, served as `comity serve` does unless told otherwise.
    pub(crate) async fn usual() -> Served {
        let dir = home().await;
        Served::with(dir, |_| {}).await
    }

    pub(crate) async fn with(dir: TempDir, change: impl FnOnce(&mut ServeOptions)) -> Served {
        let mut served = Served::at(dir.path(), change).await;
        served._dir = Some(dir);
        served.until_ready().await;
        served
    }

    pub(crate) async fn at(home: &Path, change: impl FnOnce(&mut ServeOptions)) -> Served {
        Served::over(Node::open(home, Around::system()).unwrap(), change).await
    }

    pub(crate) async fn over(node: Arc<Node>, change: impl FnOnce(&mut ServeOptions)) -> Served {
        let home = node.home().to_owned();
        let (bound, address) = oneshot::channel();
        let (stop, stopped) = oneshot::channel::<()>();
        let mut options = ServeOptions::new("127.0.0.1:0".parse().unwrap());
        options.bound = Some(bound);
        change(&mut options);
        let running = tokio::spawn(serve(node, options, async {
            let _ = stopped.await;
        }));
        let address = address.await.expect("the node listens");
        Served { address, home, stop: Some(stop), running: Some(running), _dir: None }
    }

    /// Keeps the home as long as the node.
    pub(crate) fn keep(&mut self, dir: TempDir) {
        self._dir = Some(dir);
    }

    pub(crate) async fn until_ready(&self) {
        for _ in 0..1_000 {
            if self.get("/readyz").await.status == StatusCode::OK {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the node does not become ready");
    }

    /// Asks the node to stop, without waiting for it.
    pub(crate) fn ask_to_stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }

    /// Waits until the node has stopped.
    pub(crate) async fn stopped(&mut self) {
        self.ask_to_stop();
        if let Some(running) = self.running.take() {
            running.await.unwrap().unwrap();
        }
    }

    /// The command line's door to the node.
    pub(crate) async fn door(&self) -> Door {
        let door = Door::open(&self.home, Around::system()).await.unwrap();
        assert!(door.node().is_none(), "a served home is reached through its socket");
        door.asking(reason())
    }

    /// A person with every role who is signed in: their cookie.
    pub(crate) async fn person(&self, name: &str, clearance: &str) -> String {
        let order = AccountOrder {
            name: name.to_owned(),
            roles: Some(Role::ALL.iter().map(ToString::to_string).collect()),
            clearance: Some(clearance.to_owned()),
            password: Some(Secret(PASSWORD.to_owned())),
            ..AccountOrder::default()
        };
        self.door().await.add_account(order).await.unwrap();
        let asked = serde_json::json!({ "name": name, "password": PASSWORD });
        let answer = self.post("/v1/session", &asked).await;
        answer.ok();
        answer.header("set-cookie").split(';').next().unwrap().to_owned()
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, &[], b"").await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        let kind = [("content-type", "application/json")];
        self.ask(Method::POST, path, &kind, body.to_string().as_bytes()).await
    }

    pub(crate) async fn ask(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        let stream = TcpStream::connect(self.address).await.unwrap();
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        let mut request = Request::builder().method(method).uri(path);
        if !headers.iter().any(|(name, _)| *name == "host") {
            request = request.header("host", self.address.to_string());
        }
        // An empty header states nothing.
        for (name, value) in REASON {
            if path.starts_with("/v1/") && !headers.iter().any(|(given, _)| *given == name) {
                request = request.header(name, value);
            }
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(Bytes::copy_from_slice(body))).unwrap();
        let response = sender.send_request(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// Sends bytes as they are, closes this side, and returns all that comes back.
    pub(crate) async fn raw(&self, bytes: &[u8]) -> String {
        raw(self.address, bytes).await
    }
}

/// Sends bytes as they are, closes this side, and returns all that comes back.
pub(crate) async fn raw(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // The node may answer and close before it has read everything.
    let _ = stream.write_all(bytes).await;
    let _ = stream.shutdown().await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

/// An answer over HTTP.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|err| {
            panic!("{err}: {} {}", self.status, String::from_utf8_lossy(&self.body))
        })
    }

    /// The JSON of an answer that must be a success.
    pub(crate) fn ok(&self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", String::from_utf8_lossy(&self.body));
        self.json()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// Short times, for tests of what happens when they pass.
pub(crate) fn hasty(options: &mut ServeOptions) {
    options.limits = ListenLimits {
        head: Duration::from_millis(300),
        body: Duration::from_millis(300),
        ..ListenLimits::default()
    };
}

/// One query of the match route.
pub(crate) fn query(schema: &str, name: &str) -> Value {
    serde_json::json!({ "schema": schema, "properties": { "name": [name] } })
}

/// A body of the match route with one query, `q`.
pub(crate) fn asking(schema: &str, name: &str) -> Value {
    serde_json::json!({ "queries": { "q": query(schema, name) } })
}

/// The ids of the results for the query `q`.
pub(crate) fn found(answer: &Value) -> Vec<&str> {
    let results = answer["responses"]["q"]["results"].as_array().expect("results");
    results.iter().map(|result| result["id"].as_str().unwrap()).collect()
}

/// The folder with real data, if it is there; otherwise the test says that it was skipped.
pub(crate) fn shared_data(test: &str) -> Option<PathBuf> {
    let named = std::env::var_os("COMITY_TEST_DATA").map(PathBuf::from);
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let dir = named.unwrap_or_else(beside);
    if dir.is_dir() {
        return Some(dir);
    }
    eprintln!("SKIPPED: {test} needs the shared data folder");
    None
}
