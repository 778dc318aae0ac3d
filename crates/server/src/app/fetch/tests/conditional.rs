use comity_api::local::FetchOrder;

use super::bench::{Bench, NEW, OLD, order};
use super::server::{Act, Server, reply};

const MARKS: [(&str, &str); 2] =
    [("etag", "\"one\""), ("last-modified", "Sun, 06 Nov 1994 08:49:37 GMT")];

fn asks_conditionally(request: &str) -> bool {
    request.contains("if-none-match: \"one\"\r\n")
        && request.contains("if-modified-since: sun, 06 nov 1994 08:49:37 gmt\r\n")
}

#[tokio::test]
async fn what_has_not_changed_is_not_imported() {
    let bench = Bench::new().await;
    let server = Server::start([
        reply("200 OK", &MARKS, OLD),
        Act::Send(b"HTTP/1.1 304 Not Modified\r\n\r\n".to_vec()),
        reply("200 OK", &[("etag", "\"two\"")], OLD),
        reply("200 OK", &[("etag", "\"two\"")], NEW),
    ])
    .await;
    let url = server.url("/");
    let first = bench.fetch_url(&url).await.unwrap();
    let again = bench.fetch_url(&url).await.unwrap();
    assert_eq!((again.is_changed, again.import, again.files), (false, None, first.files));
    // The bytes are the same, whatever the mark says.
    assert!(!bench.fetch_url(&url).await.unwrap().is_changed);
    assert_eq!(bench.stands().await, (1, 1));
    assert!(bench.fetch_url(&url).await.unwrap().is_changed);
    assert_eq!(bench.stands().await, (2, 2));
    let asked = server.requests();
    let conditional: Vec<bool> = asked.iter().map(|head| asks_conditionally(head)).collect();
    assert_eq!(conditional, [false, true, true, false]);
    assert!(asked[3].contains("if-none-match: \"two\"\r\n"), "{}", asked[3]);
    assert!(bench.is_clean());
}

#[tokio::test]
async fn marks_outlive_the_process() {
    let bench = Bench::new().await;
    let server = Server::start([
        reply("200 OK", &MARKS, OLD),
        Act::Send(b"HTTP/1.1 304 Not Modified\r\n\r\n".to_vec()),
    ])
    .await;
    bench.fetch_url(&server.url("/")).await.unwrap();
    let bench = bench.reopened().await;
    bench.set(|_| {}, Vec::new());
    assert!(!bench.fetch_url(&server.url("/")).await.unwrap().is_changed);
    assert!(asks_conditionally(&server.requests()[1]));
}

#[tokio::test]
async fn marks_of_what_does_not_stand_are_not_used() {
    let bench = Bench::new().await;
    let server = Server::start([reply("200 OK", &MARKS, OLD)]).await;
    let url = server.url("/");
    bench.fetch_url(&url).await.unwrap();
    // Somebody imports another file by hand; the marks are not that one's.
    bench.import_by_hand(NEW).await;
    assert!(bench.fetch_url(&url).await.unwrap().is_changed);
    // Another address, another way to read it, or the wish to have it anyway.
    assert!(!bench.fetch_url(&server.url("/other")).await.unwrap().is_changed);
    let mut marked = order(&[&server.url("/other")]);
    marked.import.marking = Some("TLP:AMBER".to_owned());
    assert!(bench.fetch(marked.clone()).await.unwrap().is_changed);
    let forced = FetchOrder { is_forced: true, ..marked };
    assert!(bench.fetch(forced).await.unwrap().is_changed);
    assert!(!server.requests().iter().any(|head| head.contains("if-none-match")));
    assert_eq!(bench.stands().await, (5, 1));
    // A dataset that was removed and comes again.
    bench.node.remove("list").await.unwrap();
    assert!(bench.fetch_url(&url).await.unwrap().is_changed);
    assert!(!server.requests().iter().any(|head| head.contains("if-none-match")));
}

#[tokio::test]
async fn a_file_imported_by_hand_is_known_by_its_bytes() {
    let bench = Bench::with_list().await;
    let server = Server::start([reply("200 OK", &[], OLD)]).await;
    assert!(!bench.fetch_url(&server.url("/")).await.unwrap().is_changed);
    // What its marking was nobody remembers, so another one is another version.
    let bench = Bench::with_list().await;
    let mut marked = order(&[&server.url("/")]);
    marked.import.marking = Some("TLP:AMBER".to_owned());
    assert!(bench.fetch(marked).await.unwrap().is_changed);
}

#[tokio::test]
async fn a_publication_is_imported_whole() {
    let bench = Bench::new().await;
    let second =
        "{\"id\":\"v-9\",\"schema\":\"Vessel\",\"properties\":{\"name\":[\"GREY KITE\"]}}\n";
    let unchanged = Act::Send(b"HTTP/1.1 304 Not Modified\r\n\r\n".to_vec());
    let old = reply("200 OK", &MARKS, OLD);
    let one = Server::start([old.clone(), unchanged.clone(), unchanged, old]).await;
    let two = Server::start([
        reply("200 OK", &[], second),
        reply("404 No", &[], ""),
        reply("200 OK", &[], second.replace("v-9", "v-8")),
    ])
    .await;
    let both = order(&[&one.url("/a"), &two.url("/b")]);
    bench.fetch(both.clone()).await.unwrap();
    assert_eq!(bench.stands().await, (1, 2));
    // One file is as it was and the other is not there: nothing changes.
    assert_eq!(bench.fetch(both.clone()).await.unwrap_err().code(), "download-status");
    assert_eq!(bench.stands().await, (1, 2));
    // The first is asked for again without its mark when the second has changed.
    assert!(bench.fetch(both).await.unwrap().is_changed);
    assert_eq!(bench.stands().await, (2, 2));
    let asked: Vec<bool> = one.requests().iter().map(|head| asks_conditionally(head)).collect();
    assert_eq!(asked, [false, true, true, false]);
    assert!(bench.is_clean());
}
