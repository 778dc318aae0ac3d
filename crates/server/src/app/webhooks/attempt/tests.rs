//! Messages to a target that does what it should not. The clock is the test's own.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::*;
use crate::{Around, Clock, SystemChance};

/// A clock that stands still until it is moved.
struct Still(AtomicI64);

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
}

/// How a target answers.
#[derive(Debug, Clone, Copy)]
enum Manner {
    Status(u16),
    /// Leads elsewhere: to itself.
    Redirect,
    /// Never answers.
    Hang,
    /// Answers so slowly that it never ends.
    Drip,
    /// Closes without a word.
    Close,
    /// Answers with more than anybody should read.
    Huge,
    /// Answers what is no HTTP.
    Noise,
}

/// A message as it arrived.
#[derive(Debug, Clone)]
struct Arrived {
    head: String,
    body: Vec<u8>,
}

impl Arrived {
    fn header(&self, name: &str) -> &str {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let mut named = lines.filter(|(key, _)| key.eq_ignore_ascii_case(name));
        named.next().map_or("", |(_, value)| value)
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// A target on this machine.
#[derive(Clone)]
struct Target {
    url: String,
    manner: Arc<Mutex<Manner>>,
    arrived: Arc<Mutex<Vec<Arrived>>>,
}

impl Target {
    async fn new(manner: Manner) -> Target {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/in", listener.local_addr().unwrap());
        let (manner, arrived) = (Arc::new(Mutex::new(manner)), Arc::default());
        let target = Target { url, manner, arrived };
        let served = target.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let served = served.clone();
                tokio::spawn(async move { served.answer(stream).await });
            }
        });
        target
    }

    async fn answer(&self, mut stream: TcpStream) {
        let mut bytes = Vec::new();
        let (head, body) = loop {
            let mut buffer = [0; 4096];
            let count = stream.read(&mut buffer).await.unwrap_or(0);
            if count == 0 {
                return;
            }
            bytes.extend_from_slice(&buffer[..count]);
            let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let arrived = Arrived { head, body: bytes[end + 4..].to_vec() };
            if arrived.body.len() >= arrived.header("content-length").parse().unwrap_or(0) {
                break (arrived.head, arrived.body);
            }
        };
        self.arrived.lock().unwrap().push(Arrived { head, body });
        let manner = *self.manner.lock().unwrap();
        let said = match manner {
            Manner::Status(status) => {
                format!("HTTP/1.1 {status} Said\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            }
            Manner::Redirect => format!(
                "HTTP/1.1 307 Elsewhere\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n",
                self.url
            ),
            Manner::Noise => "nonsense\r\n\r\n".to_owned(),
            Manner::Close => return,
            Manner::Hang => std::future::pending().await,
            Manner::Drip => loop {
                if stream.write_all(b"H").await.is_err() {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            },
            Manner::Huge => {
                let head = "HTTP/1.1 200 OK\r\ncontent-length: 999999999999\r\n\r\n";
                let _ = stream.write_all(head.as_bytes()).await;
                while stream.write_all(&[b'x'; 4096]).await.is_ok() {}
                return;
            }
        };
        let _ = stream.write_all(said.as_bytes()).await;
    }

    fn behave(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    fn arrived(&self) -> Vec<Arrived> {
        self.arrived.lock().unwrap().clone()
    }
}

struct Bench {
    node: Arc<Node>,
    clock: Arc<Still>,
    post: Post,
    _home: tempfile::TempDir,
}

async fn bench() -> Bench {
    let home = tempfile::tempdir().unwrap();
    let clock = Arc::new(Still(AtomicI64::new(1_795_343_312)));
    let around = Around { clock: clock.clone(), chance: Arc::new(SystemChance) };
    Node::init(home.path(), None, &around).await.unwrap();
    let node = Node::open(home.path(), around).unwrap();
    let post = Post::new(Duration::from_millis(300)).unwrap();
    Bench { node, clock, post, _home: home }
}

impl Bench {
    async fn add(&self, name: &str, target: &Target) {
        self.node.add_webhook(&self.node.own_context(), name, &target.url).await.unwrap();
    }

    /// Something happens.
    async fn import(&self, dataset: &str) {
        let order = comity_api::local::ImportOrder {
            dataset: dataset.to_owned(),
            ..comity_api::local::ImportOrder::default()
        };
        let list = r#"{"id":"v-1","schema":"Vessel","properties":{"name":["NORDIC TERN"]}}"#;
        let bytes: Box<dyn std::io::Read + Send> = Box::new(list.as_bytes());
        let file = crate::ImportFile { name: "list.json".to_owned(), bytes };
        self.node.import(&self.node.own_context(), order, vec![file]).await.unwrap();
    }

    async fn webhook(&self, name: &str) -> Webhook {
        let all = self.node.store.webhooks().await.unwrap();
        all.into_iter().find(|webhook| webhook.name == name).unwrap()
    }

    async fn attempt(&self, name: &str) -> bool {
        let webhook = self.webhook(name).await;
        self.node.attempt(&self.post, &webhook).await.unwrap()
    }

    fn wait(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds, Ordering::Relaxed);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_signed_and_taken_once() {
    let bench = bench().await;
    let target = Target::new(Manner::Status(204)).await;
    bench.add("desk", &target).await;
    assert!(!bench.attempt("desk").await, "nothing has happened");
    bench.import("one").await;
    bench.import("two").await;
    assert!(bench.attempt("desk").await);
    assert!(bench.attempt("desk").await);
    assert!(!bench.attempt("desk").await);
    let arrived = target.arrived();
    let told: Vec<_> = arrived.iter().map(|one| one.json()["data"]["dataset"].clone()).collect();
    assert_eq!(told, ["one", "two"]);
    let webhook = bench.webhook("desk").await;
    assert_eq!(webhook.state.last_error, None);
    for one in &arrived {
        let (id, time) = (one.header("webhook-id"), one.header("webhook-timestamp"));
        assert_eq!(time, "1795343312");
        assert_eq!(one.json()["id"], id);
        assert_eq!(one.json()["type"], "dataset.changed");
        let signed = signature(&webhook.secret, id, 1_795_343_312, &one.body).unwrap();
        assert_eq!(one.header("webhook-signature"), signed);
        assert!(!String::from_utf8_lossy(&one.body).contains("NORDIC"), "no more than is needed");
    }
    assert_ne!(arrived[0].header("webhook-id"), arrived[1].header("webhook-id"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_bad_target_did_not_take_is_sent_again() {
    let bench = bench().await;
    let target = Target::new(Manner::Close).await;
    bench.add("desk", &target).await;
    bench.import("one").await;
    let manners = [
        (Manner::Close, "error sending request"),
        (Manner::Status(500), "it answered 500"),
        (Manner::Redirect, "it answered 307: redirects are not followed"),
        (Manner::Hang, "it did not answer in time"),
        (Manner::Drip, ""),
        (Manner::Noise, "error sending request"),
    ];
    let mut waited = 0;
    for (times, (manner, reason)) in (1..).zip(manners) {
        target.behave(manner);
        assert!(!bench.attempt("desk").await, "{manner:?}");
        let state = bench.webhook("desk").await.state;
        assert_eq!((state.attempts, state.done_seq, state.sent_seq), (times, 0, Some(1)));
        let said = state.last_error.unwrap();
        assert!(said.starts_with(reason) && !said.contains("127.0.0.1"), "{manner:?}: {said}");
        let wait = state.next_at.0 - bench.node.around.clock.now().0;
        assert!(wait >= 1 && wait >= waited / 2, "{manner:?} {wait}");
        waited = wait;
        // Until then nothing is sent.
        assert!(!bench.attempt("desk").await);
        // What happens meanwhile comes later: the message stays the same.
        bench.import("later").await;
        bench.wait(wait);
    }
    target.behave(Manner::Huge);
    assert!(bench.attempt("desk").await, "that it says more than is read does no harm");
    let arrived = target.arrived();
    assert_eq!(arrived.len(), manners.len() + 1);
    assert!(arrived.iter().all(|one| one.body == arrived[0].body));
    assert!(arrived.iter().all(|one| one.header("webhook-id") == arrived[0].header("webhook-id")));
    let state = bench.webhook("desk").await.state;
    assert_eq!((state.attempts, state.done_seq, state.last_error), (0, 1, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_is_given_up_and_resumed() {
    let bench = bench().await;
    let target = Target::new(Manner::Status(503)).await;
    bench.add("desk", &target).await;
    bench.import("one").await;
    for _ in 0..WEBHOOK_ATTEMPTS_MAX {
        assert!(!bench.attempt("desk").await);
        bench.wait(i64::try_from(WEBHOOK_WAIT_SECONDS_MAX).unwrap());
    }
    assert!(bench.webhook("desk").await.state.stopped);
    target.behave(Manner::Status(200));
    assert!(!bench.attempt("desk").await, "it is given up");
    let ctx = bench.node.own_context();
    let info = bench.node.webhooks(&ctx).await.unwrap().remove(0);
    assert_eq!((info.stopped, info.lag, info.attempts), (true, 1, WEBHOOK_ATTEMPTS_MAX));
    assert_eq!(info.last_error.as_deref(), Some("it answered 503"));
    bench.node.resume_webhook("desk").await.unwrap();
    assert!(bench.attempt("desk").await);
    assert_eq!(bench.node.webhooks(&ctx).await.unwrap()[0].lag, 0);
    target.behave(Manner::Status(410));
    bench.import("two").await;
    assert!(!bench.attempt("desk").await);
    let state = bench.webhook("desk").await.state;
    assert!(state.stopped && state.attempts == 1, "it wants no more");
    assert!(bench.node.resume_webhook("nobody").await.is_err());
    assert!(bench.node.remove_webhook("nobody").await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_that_hangs_delays_no_other() {
    let bench = bench().await;
    let hanging = Target::new(Manner::Hang).await;
    let good = Target::new(Manner::Status(200)).await;
    bench.add("a-hanging", &hanging).await;
    bench.add("b-good", &good).await;
    let (stop, stopped) = watch::channel(false);
    let delivering = tokio::spawn(bench.node.clone().deliver(stopped));
    for name in ["one", "two", "three"] {
        bench.import(name).await;
    }
    for _ in 0..1_000 {
        if good.arrived().len() == 3 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let told: Vec<_> =
        good.arrived().iter().map(|one| one.json()["data"]["dataset"].clone()).collect();
    assert_eq!(told, ["one", "two", "three"]);
    assert_eq!(hanging.arrived().len(), 1, "one message at a time");
    stop.send(true).unwrap();
    delivering.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn webhooks_are_checked_when_they_are_added() {
    let bench = bench().await;
    let ctx = bench.node.own_context();
    let code = async |name: &str, url: &str| {
        bench.node.add_webhook(&ctx, name, url).await.err().map(|err| err.code().to_owned())
    };
    let good = "https://desk.example/in";
    for name in ["", " ", "a\nb", &"x".repeat(101)] {
        assert_eq!(code(name, good).await.as_deref(), Some("webhook-name"), "{name}");
    }
    assert_eq!(code("desk", "http://desk.example/").await.as_deref(), Some("webhook-url"));
    assert_eq!(code("desk", good).await, None);
    assert_eq!(code("desk", good).await.as_deref(), Some("webhook-exists"));
    for at in 1..crate::limits::WEBHOOKS_MAX {
        assert_eq!(code(&format!("desk-{at}"), good).await, None);
    }
    assert_eq!(code("one-more", good).await.as_deref(), Some("too-many-webhooks"));
}

#[test]
fn waits_grow_up_to_a_limit_and_differ() {
    assert_eq!((wait_seconds(1, 0), wait_seconds(1, 255)), (1, 2));
    assert_eq!((wait_seconds(5, 0), wait_seconds(5, 255)), (16, 32));
    for attempts in [20, 40, 64, 200, u32::MAX] {
        assert_eq!((wait_seconds(attempts, 0), wait_seconds(attempts, 255)), (1_800, 3_600));
    }
}
