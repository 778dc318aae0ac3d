use comity_api::local::ImportOrder;

use super::super::address::Address;
use super::super::kept::{Kept, KeptFile};
use super::super::landing::Landing;
use super::super::publication::Publication;
use super::super::sums::sha256_of;
use super::super::transfer::Transfer;
use super::super::{Fetching, Known};
use super::bench::{Bench, NEW};
use super::server::{Server, reply};
use crate::ServerError;

/// The SHA-1 of the new list.
fn sha1() -> String {
    let mut sums = super::super::sums::Sums::default();
    sums.add(NEW.as_bytes());
    sums.finish().1
}

fn index(url: &str, checksum: &str) -> String {
    format!(
        "{{\"resources\": [{{\"name\": \"entities.ftm.json\", \"url\": \"{url}\", \
         \"checksum\": \"{checksum}\"}}]}}"
    )
}

/// Lands what an index leads to; `known` are the files of the current version.
async fn land(
    bench: &Bench,
    server: &Server,
    known: Vec<KeptFile>,
) -> Result<Option<Vec<KeptFile>>, ServerError> {
    let options = bench.node.updates.options();
    let named = Address::parse(&server.url("/index.json")).unwrap();
    let import = ImportOrder { dataset: "list".to_owned(), ..ImportOrder::default() };
    let mut fetching = Fetching {
        publication: Publication::listed(named, "entities.ftm.json", import),
        known: Known { files: known, is_read_alike: true },
        transfer: Transfer::new(&options.downloads, &bench.node.around)?,
        landing: Landing::new(bench.dir.path(), bench.node.next_serial())?,
    };
    fetching.land().await
}

#[tokio::test]
async fn an_index_leads_to_its_file_and_vouches_for_it() {
    let bench = Bench::new().await;
    let server = Server::start([
        reply("200 OK", &[], index("data/e.json", &sha1())),
        reply("200 OK", &[], NEW),
    ])
    .await;
    let landed = land(&bench, &server, Vec::new()).await.unwrap().unwrap();
    assert_eq!(landed[0].sha256, sha256_of(NEW));
    assert_eq!(landed[0].listed, Some(sha1()));
    assert!(server.requests()[1].starts_with("get /data/e.json"));
    // What the index says is what there is already need not be downloaded.
    let server = Server::start([reply("200 OK", &[], index("data/e.json", &sha1()))]).await;
    assert_eq!(land(&bench, &server, landed.clone()).await.unwrap(), None);
    assert_eq!(server.requests().len(), 1);
    let kept = Kept { files: landed, ..Kept::default() };
    let text = serde_json::to_string(&kept).unwrap();
    assert_eq!(serde_json::from_str::<Kept>(&text).unwrap(), kept);
}

#[tokio::test]
async fn a_file_that_its_index_does_not_vouch_for_is_refused() {
    let bench = Bench::with_list().await;
    let server = Server::start([
        reply("200 OK", &[], index("e.json", &"0".repeat(40))),
        reply("200 OK", &[], NEW),
    ])
    .await;
    let failed = land(&bench, &server, Vec::new()).await.err().unwrap();
    assert_eq!(failed.code(), "checksum");
    assert!(failed.chain().contains(&sha1()), "{}", failed.chain());
    let server = Server::start([
        reply("200 OK", &[], index("e.json", &format!("sha256:{}", sha256_of("other")))),
        reply("200 OK", &[], NEW),
    ])
    .await;
    assert_eq!(land(&bench, &server, Vec::new()).await.err().unwrap().code(), "checksum");
    for (text, code) in [
        ("{".to_owned(), "source-index"),
        ("<html>".to_owned(), "not-a-list"),
        (index("file:///etc/passwd", ""), "source-index"),
        ("{\"resources\": []}".to_owned(), "source-index"),
    ] {
        let server = Server::start([reply("200 OK", &[], text)]).await;
        assert_eq!(land(&bench, &server, Vec::new()).await.err().unwrap().code(), code);
    }
    assert_eq!((bench.stands().await, bench.is_clean()), ((1, 1), true));
}
