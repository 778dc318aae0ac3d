//! Batches: one line out for each line in, in order.

use std::io::{Cursor, Read, Write};
use std::sync::{Arc, Mutex};

use comity_api::Fault;
use comity_api::local::{BatchAnswer, BatchOrder, BatchSummary};
use comity_server::Door;

use crate::support::{Served, home, open};

#[derive(Clone, Default)]
struct Output(Arc<Mutex<Vec<u8>>>);

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

async fn run(
    door: &Door,
    order: BatchOrder,
    input: impl Read + Send + 'static,
) -> (Result<BatchSummary, Fault>, Vec<BatchAnswer>) {
    let output = Output::default();
    let done = door.batch(order, Box::new(input), Box::new(output.clone()), Box::new(|_| {})).await;
    let text = String::from_utf8(output.0.lock().unwrap().clone()).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (done, lines)
}

const JSON: &str = r#"{"id":"a","schema":"Person","properties":{"name":["Zoltrian Quenfelder"]}}
{"id":"b","schema":"Vessel","properties":{"name":["Nothing Alike"]}}
not json

{"id":"c","schema":"Wrong","properties":{}}
{"id":"d","schema":"Person","name":"Zoltrian Quenfelder"}
{"id":4,"schema":"Vessel","properties":{"name":"Nordik Tern"}}"#;

async fn check_json(door: &Door) {
    let (done, lines) = run(door, BatchOrder::default(), Cursor::new(JSON)).await;
    let done = done.unwrap();
    assert_eq!((done.queries, done.matched, done.failed), (6, 2, 3));
    let ids: Vec<String> = lines.iter().map(|line| line.id.to_string()).collect();
    assert_eq!(ids, ["\"a\"", "\"b\"", "null", "\"c\"", "\"d\"", "4"]);
    assert_eq!(lines[0].results.len(), 2);
    assert_eq!(lines[0].results[0].datasets.len(), 1);
    assert!(lines[1].results.is_empty() && lines[1].error.is_none());
    assert!(lines[2].error.as_ref().unwrap().starts_with("line 3"));
    assert!(lines[3].error.is_some() && lines[3].results.is_empty());
    assert!(lines[4].error.is_some(), "nothing to compare is not the same as nothing found");
    assert_eq!(lines[5].results[0].id, "demo-v1");
}

#[tokio::test(flavor = "multi_thread")]
async fn json_lines_are_answered_both_ways() {
    let dir = home().await;
    let door = open(dir.path()).await;
    check_json(&door).await;
    drop(door);
    let node = Served::with(dir, |_| {}).await;
    check_json(&node.door().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_are_answered() {
    let node = Served::usual().await;
    let door = node.door().await;
    let table = "id,name,dob,shoe size\n7,\"Quenfelder, Zoltrian\",1962-11-23,44\n8,Nobody,,\n";
    let (done, lines) = run(&door, BatchOrder::default(), Cursor::new(table)).await;
    let done = done.unwrap();
    assert_eq!((done.queries, done.matched, done.failed), (2, 1, 0));
    assert_eq!(done.notes, ["columns not compared: shoe size"]);
    assert_eq!(lines[0].id, "7");
    let ids: Vec<&str> = lines[0].results.iter().map(|hit| hit.id.as_str()).collect();
    assert!(ids.contains(&"demo-p1") && ids.contains(&"other-7"), "{ids:?}");
    let (done, _) = run(&door, BatchOrder::default(), Cursor::new("a,b\n1,2\n")).await;
    assert_eq!(done.unwrap_err().code, "csv-header");
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_choose_datasets_and_limits() {
    let node = Served::usual().await;
    let door = node.door().await;
    let line = r#"{"id":"a","schema":"Person","properties":{"name":["Zoltrian Quenfelder"]}}"#;
    let ids = async |order: BatchOrder| {
        let (_, lines) = run(&door, order, Cursor::new(line)).await;
        lines[0].results.iter().map(|hit| hit.id.clone()).collect::<Vec<_>>()
    };
    let list = |name: &str| vec![name.to_owned()];
    let usual = BatchOrder::default;
    assert_eq!(ids(BatchOrder { limit: Some(1), ..usual() }).await.len(), 1);
    assert_eq!(ids(BatchOrder { include: list("other_list"), ..usual() }).await, ["other-7"]);
    assert_eq!(ids(BatchOrder { exclude: list("other_list"), ..usual() }).await, ["demo-p1"]);
    let (done, _) = run(&door, BatchOrder { include: list("x"), ..usual() }, Cursor::new("")).await;
    assert_eq!(done.unwrap_err().code, "no-such-dataset");
    let (done, lines) = run(&door, usual(), Cursor::new("")).await;
    assert_eq!((done.unwrap().queries, lines.len()), (0, 0));
}

/// Lines without end, each different, that stop after so many.
struct Many {
    left: u64,
    line: Cursor<Vec<u8>>,
}

impl Read for Many {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.line.read(buffer)?;
        if count > 0 || self.left == 0 {
            return Ok(count);
        }
        self.left -= 1;
        let at = self.left;
        let line = format!(
            "{{\"id\":{at},\"schema\":\"Vessel\",\"properties\":{{\"name\":\"Tern {at}\"}}}}\n"
        );
        self.line = Cursor::new(line.into_bytes());
        self.line.read(buffer)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn long_batches_keep_their_order() {
    let node = Served::usual().await;
    let input = Many { left: 20_000, line: Cursor::new(Vec::new()) };
    let (done, lines) = run(&node.door().await, BatchOrder::default(), input).await;
    assert_eq!(done.unwrap().queries, 20_000);
    let in_order = lines.iter().zip((0..20_000_u64).rev()).all(|(line, at)| line.id == at);
    assert!(in_order && lines.len() == 20_000);
}

/// An input that breaks.
struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::Error::other("the disk is gone"))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_input_that_breaks_is_an_error() {
    let dir = home().await;
    let door = open(dir.path()).await;
    assert!(run(&door, BatchOrder::default(), Broken).await.0.is_err());
    drop(door);
    let node = Served::with(dir, |_| {}).await;
    assert!(run(&node.door().await, BatchOrder::default(), Broken).await.0.is_err());
}
