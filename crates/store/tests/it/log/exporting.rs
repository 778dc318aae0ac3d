//! What leaves the node can be verified without it.

use comity_audit::export::{VerifyOptions, verify};
use comity_audit::tile::unbundle;
use comity_audit::{Checkpoint, Hash};
use comity_store::{AuditLog, LogExport, LogFilter, LogOptions};

use super::made_up::{Shared, append_all, open, options, read};

#[tokio::test]
async fn an_export_opens_what_was_asked_for_and_holds() {
    let home = tempfile::tempdir().unwrap();
    let small = LogOptions { file_bytes_max: 50_000, ..options() };
    let log = AuditLog::open(home.path(), small).unwrap();
    let refused = log.export(LogExport::default(), Box::new(Shared::default())).await.unwrap_err();
    assert_eq!(refused.code(), "audit-malformed", "there is nothing yet");
    append_all(&log, (0..600).map(read)).await;
    let key = Some(log.key().clone());
    let options = VerifyOptions { key, since: Vec::new() };
    let export = async |wanted: LogExport| {
        let out = Shared::default();
        let note = log.export(wanted, Box::new(out.clone())).await.unwrap();
        let state = Checkpoint::open(&note, log.key()).unwrap();
        let verdict = verify(out.bytes().as_slice(), &options).unwrap();
        assert!(verdict.holds(), "{verdict:?}");
        assert_eq!(verdict.checkpoint.as_ref(), Some(&state));
        let text = String::from_utf8(out.bytes().clone()).unwrap();
        (verdict.leaves, verdict.opened, text)
    };
    let (leaves, opened, text) = export(LogExport::default()).await;
    assert_eq!((leaves, opened), (600, 0));
    assert!(!text.contains("officer-1"));
    let open = Some(LogFilter::default());
    let (leaves, opened, text) = export(LogExport { open, ..LogExport::default() }).await;
    assert_eq!((leaves, opened), (600, 1_200));
    assert!(text.contains("officer-1"));
    let open = Some(LogFilter { actor: Some("officer-1".to_owned()), ..LogFilter::default() });
    let range = LogExport { first: Some(300), end: Some(500), open, mark: None };
    let (leaves, opened, text) = export(range).await;
    assert_eq!((leaves, opened), (500 - 256, 2 * 67));
    assert!(text.contains("officer-1") && !text.contains("officer-2"));
    for (first, end) in [(600, 600), (0, 601), (300, 200)] {
        let range = LogExport { first: Some(first), end: Some(end), open: None, mark: None };
        let refused = log.export(range, Box::new(Shared::default())).await.unwrap_err();
        assert_eq!(refused.code(), "audit-malformed");
    }
}

#[tokio::test]
async fn tiles_and_bundles_are_those_of_the_leaves() {
    let home = tempfile::tempdir().unwrap();
    let log = open(home.path());
    append_all(&log, (0..300).map(read)).await;
    let Checkpoint { size, root, .. } =
        Checkpoint::open(&log.checkpoint().unwrap(), log.key()).unwrap();
    let mut hashes = Vec::new();
    for index in 0..2 {
        let bundle = log.entries(index, size).await.unwrap().unwrap();
        let tile: Vec<u8> =
            unbundle(&bundle).unwrap().iter().flat_map(|leaf| Hash::leaf(leaf).0).collect();
        assert_eq!(log.tile(0, index, size).await.unwrap().unwrap(), tile);
        hashes.extend(tile);
    }
    assert_eq!(hashes.len(), 300 * 32);
    let one = log.tile(1, 0, size).await.unwrap().unwrap();
    let (first, _) = hashes.as_chunks::<32>();
    let first: Vec<Hash> = first[..256].iter().map(|hash| Hash(*hash)).collect();
    assert_eq!(one, comity_audit::tile::fold(&first).0);
    assert_eq!(log.tile(0, 0, 40).await.unwrap().unwrap().len(), 40 * 32, "a partial tile of then");
    assert_eq!(log.tile(0, 2, size).await.unwrap(), None);
    assert_eq!(log.entries(2, size).await.unwrap(), None);
    assert_eq!(log.root(size).await.unwrap(), root);
    assert_eq!(log.root(size + 1).await.unwrap_err().code(), "log-rolled-back");
}
