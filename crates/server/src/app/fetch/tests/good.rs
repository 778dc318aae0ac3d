use comity_api::local::{FetchFile, FetchOrder};

use super::super::ProxyChoice;
use super::bench::{Bench, NEW, OLD, order};
use super::server::{Act, Server, raw, reply};
use crate::Node;
use crate::app::fetch::landing::{Landing, create};
use crate::app::fetch::sums::sha256_of;

#[tokio::test]
async fn a_file_is_downloaded_and_imported() {
    let bench = Bench::new().await;
    let server = Server::start([reply("200 OK", &[], NEW)]).await;
    let outcome = bench.fetch_url(&server.url("/lists/new.json")).await.unwrap();
    let import = outcome.import.unwrap();
    assert_eq!((outcome.is_changed, import.records), (true, 2));
    assert_eq!((import.files[0].name.as_str(), &outcome.files), ("new.json", &import.files));
    assert_eq!(import.files[0].sha256, sha256_of(NEW));
    let asked = &server.requests()[0];
    let version = concat!("user-agent: comity/", env!("CARGO_PKG_VERSION"), "\r\n");
    assert!(asked.starts_with("get /lists/new.json http/1.1\r\n"), "{asked}");
    assert!(asked.contains(version) && asked.contains("accept-encoding: identity\r\n"), "{asked}");
    assert!(bench.is_clean());
}

#[tokio::test]
async fn a_packed_file_is_unpacked() {
    use std::io::Write as _;
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(NEW.as_bytes()).unwrap();
    let packed = packer.finish().unwrap();
    for headers in [&[][..], &[("content-encoding", "gzip")]] {
        let bench = Bench::new().await;
        let server = Server::start([reply("200 OK", headers, &packed)]).await;
        bench.fetch_url(&server.url("/new.json.gz")).await.unwrap();
        assert_eq!(bench.stands().await, (1, 2));
    }
}

#[tokio::test]
async fn a_failure_that_passes_is_waited_for() {
    let half = raw("200 OK", &[("content-length", "5000")], OLD);
    for first in [
        reply("500 Oh No", &[], ""),
        reply("503 Busy", &[("retry-after", "0")], ""),
        Act::Reset(half.clone()),
        Act::Send(half),
        Act::Hang,
    ] {
        let bench = Bench::with_list().await;
        let server = Server::start([first, reply("200 OK", &[], NEW)]).await;
        assert!(bench.fetch_url(&server.url("/")).await.unwrap().is_changed);
        assert_eq!((server.requests().len(), bench.stands().await), (2, (2, 2)));
        assert!(bench.is_clean());
    }
}

#[tokio::test]
async fn a_checksum_must_be_the_file_s() {
    let bench = Bench::with_list().await;
    let server = Server::start([reply("200 OK", &[], NEW)]).await;
    let with = |sum: &str| {
        let file = FetchFile { url: server.url("/"), sha256: Some(sum.to_owned()) };
        FetchOrder { files: vec![file], ..order(&[]) }
    };
    let failed = bench.fetch(with(&sha256_of(OLD))).await.unwrap_err();
    assert_eq!(failed.code(), "checksum");
    assert!(failed.chain().contains(&sha256_of(NEW)), "{}", failed.chain());
    assert_eq!((bench.stands().await, bench.is_clean()), ((1, 1), true));
    assert_eq!(bench.fetch(with("abc")).await.unwrap_err().code(), "sha256");
    bench.fetch(with(&sha256_of(NEW).to_uppercase())).await.unwrap();
    assert_eq!(bench.stands().await, (2, 2));
}

#[tokio::test]
async fn an_order_that_makes_no_sense_is_refused() {
    let bench = Bench::with_list().await;
    let source = |name: &str| FetchOrder { source: Some(name.to_owned()), ..order(&[]) };
    let both = FetchOrder { files: order(&["http://lists.example/"]).files, ..source("un_sc") };
    for (order, code) in [
        (order(&[]), "file-count"),
        (order(&["http://a.example/"; 33]), "file-count"),
        (order(&["file:///etc/passwd"]), "address"),
        (order(&["http://lists.example/?token={token}"]), "no-token"),
        (source("nothing"), "no-such-source"),
        (source("eu_fsf"), "no-token"),
        (both, "source-and-files"),
    ] {
        assert_eq!(bench.fetch(order).await.unwrap_err().code(), code);
    }
    let mut unnamed = order(&["http://lists.example/"]);
    unnamed.import.dataset = "Not A Name".to_owned();
    assert_eq!(bench.fetch(unnamed).await.unwrap_err().code(), "invalid-id");
    assert_eq!((bench.stands().await, bench.is_clean()), ((1, 1), true));
}

#[tokio::test]
async fn a_token_goes_into_its_place() {
    let bench = Bench::new().await;
    let server = Server::start([reply("200 OK", &[], NEW)]).await;
    let mut asked = order(&[&server.url("/content?token={token}&x=1")]);
    asked.token = Some("Open Sesame".to_owned());
    bench.fetch(asked).await.unwrap();
    assert!(server.requests()[0].starts_with("get /content?token=open+sesame&x=1 http/1.1"));
}

#[tokio::test]
async fn a_proxy_is_asked_where_one_is_named() {
    let bench = Bench::new().await;
    let proxy = Server::start([reply("200 OK", &[], NEW)]).await;
    let direct = Server::start([reply("200 OK", &[], OLD)]).await;
    let named = ProxyChoice::Named { url: proxy.url(""), except: "127.0.0.0/8".to_owned() };
    bench.set(|options| options.proxy = named, Vec::new());
    bench.fetch_url("http://lists.example/new.json").await.unwrap();
    assert!(proxy.requests()[0].starts_with("get http://lists.example/new.json http/1.1"));
    bench.fetch_url(&direct.url("/old.json")).await.unwrap();
    assert_eq!((proxy.requests().len(), direct.requests().len()), (1, 1));
    let wrong = ProxyChoice::Named { url: "no proxy".to_owned(), except: String::new() };
    bench.set(|options| options.proxy = wrong, Vec::new());
    let failed = bench.fetch_url("http://lists.example/").await.unwrap_err();
    assert_eq!(failed.code(), "download-setup");
}

#[tokio::test]
async fn certificates_that_are_none_are_refused() {
    let bench = Bench::new().await;
    let file = bench.dir.path().join("ca.pem");
    std::fs::write(&file, "no certificate").unwrap();
    bench.set(|options| options.ca_file = Some(file), Vec::new());
    let failed = bench.fetch_url("https://lists.example/").await.unwrap_err();
    assert_eq!(failed.code(), "download-setup", "{}", failed.chain());
    let missing = bench.dir.path().join("missing.pem");
    bench.set(|options| options.ca_file = Some(missing), Vec::new());
    assert_eq!(bench.fetch_url("https://lists.example/").await.unwrap_err().code(), "io");
}

#[tokio::test]
async fn what_an_earlier_process_left_is_removed() {
    let bench = Bench::with_list().await;
    let left = bench.dir.path().join("downloads").join("7");
    std::fs::create_dir_all(&left).unwrap();
    std::fs::write(left.join("0"), NEW).unwrap();
    let bench = bench.reopened().await;
    assert!(bench.is_clean());
    assert_eq!(bench.stands().await, (1, 1));
    // Only who owns the home may do so.
    std::fs::create_dir_all(&left).unwrap();
    assert!(Node::open(bench.dir.path(), crate::Around::system()).is_err());
    assert!(left.is_dir());
}

#[tokio::test]
async fn a_download_that_is_given_up_leaves_nothing() {
    let bench = Bench::with_list().await;
    let server = Server::start([Act::Hang]).await;
    let (url, waits) = (server.url("/"), std::time::Duration::from_millis(100));
    assert!(tokio::time::timeout(waits, bench.fetch_url(&url)).await.is_err());
    assert!(bench.is_clean());
    assert_eq!(bench.stands().await, (1, 1));
}

#[test]
#[cfg(unix)]
fn nobody_else_can_read_what_lands() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let landing = Landing::new(dir.path(), 3).unwrap();
    create(&landing.place(0)).unwrap();
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&landing.place(0)), 0o600);
    assert_eq!(mode(landing.place(0).parent().unwrap()), 0o700);
    drop(landing);
    assert!(!dir.path().join("downloads").join("3").exists());
}
