//! Homes that released versions made: every later version opens and reads them.
//!
//! A new migration comes with a new fixture: bump `NEWEST`, run
//! `COMITY_WRITE_FIXTURE=1 cargo nextest run -p comity-store fixture::write`, commit the new file, and
//! never touch the older ones. Where the new schema holds something new, add it to `fill` and
//! check for it in `read` from that version on.

use std::ops::ControlFlow;
use std::path::PathBuf;

use comity_model::{Judgement, SameAs, Timestamp};
use comity_store::{
    AccountStore, AlertStore, ApprovalStore, Between, CaseStore, Change, OwedStore, PartnerStore,
    PolicyStore, RightsStore, SqliteStore, Store, SubjectStore, WebhookStore,
};

use crate::made_up::{dataset, import, listing, one, record, times, vessel};
use crate::new_store;
use crate::suite::accounts::{account, token};
use crate::suite::alerts::{alert, term};
use crate::suite::approvals::{LIMITS, asked};
use crate::suite::cases::case;
use crate::suite::disputes::dispute;
use crate::suite::owed::owed;
use crate::suite::partners::{partner, share};
use crate::suite::policies::policy;
use crate::suite::redresses::redress;
use crate::suite::restrictions::{of, restriction};
use crate::suite::subjects::subject;
use crate::suite::webhooks::webhook;

const NEWEST: u32 = 6;

fn file(version: u32) -> PathBuf {
    let fixtures = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests").join("fixtures");
    fixtures.join(format!("v{version:04}")).join("comity.db")
}

async fn fill(store: &SqliteStore) {
    let company = || record("Company", "fl-2", &[("name", "Tern Shipping Ltd")]);
    let rows = vec![vessel("fl-1", "NORDIC TERN"), listing("fl-1-l", "fl-1"), company()];
    import(store, "freedonia_list", 1_000, rows).await;
    let renamed = record("Vessel", "fl-1", &[("name", "NORDIC TERN"), ("name", "北のアジサシ")]);
    import(store, "freedonia_list", 2_000, [renamed, listing("fl-1-l", "fl-1")]).await;
    import(store, "sylvania_list", 3_000, [vessel("sl-7", "NORDIC TERN")]).await;
    let decision = SameAs {
        left: of("freedonia_list", "fl-1"),
        right: of("sylvania_list", "sl-7"),
        judgement: Judgement::Same,
        decided_by: "desk 4".to_owned(),
        decided_at: Timestamp(4_000),
        reason: "the same hull number".to_owned(),
    };
    store.decide(&decision).await.unwrap();
    store.add_token(&token("gate", 7)).await.unwrap();
    store.add_account(&account("rivera", Some(1_000))).await.unwrap();
    store.set_setting("party", "freedonia").await.unwrap();
    store.put_subjects(vec![subject("s-1", "{}")], Timestamp(6_000), 9).await.unwrap();
    store.add_webhook(&webhook("desk")).await.unwrap();
    store.issue_alert(alert("missing-person"), term(500, 900), 9).await.unwrap();
    store.open_case(case("asked", "fl-1", "said"), Timestamp(7_000), 9).await.unwrap();
    store.ask_approval(asked(1, "rivera"), LIMITS).await.unwrap();
    store.owe(vec![owed("sylvania")]).await.unwrap();
    store.adopt_policy(policy(1, Some("[]"))).await.unwrap();
    store.restrict(restriction("sylvania_list", "sl-7"), 9).await.unwrap();
    store.dispute(dispute("fl-1"), 9).await.unwrap();
    store.issue_redress(redress(7, &["fl-1"]), 9).await.unwrap();
    store.keep_partner(&partner("sylvania")).await.unwrap();
    store.add_share(share("sylvania", "freedonia_list")).await.unwrap();
}

async fn read(store: &SqliteStore, version: u32) {
    assert_eq!(store.check().await.unwrap(), [""; 0]);
    let datasets = store.datasets().await.unwrap();
    let names: Vec<_> = datasets.iter().map(|dataset| dataset.current.version.as_str()).collect();
    assert_eq!(names, ["19700101003320-2", "19700101005000-1"]);
    let kept = store.versions(&dataset("freedonia_list")).await.unwrap();
    let versions: Vec<String> = kept.into_iter().map(|kept| kept.version).collect();
    assert_eq!(versions.len(), 2);
    let tern = one(store, "fl-1").await;
    assert_eq!(times(&tern), [("NORDIC TERN", 1_000, 2_000), ("北のアジサシ", 2_000, 2_000)]);
    assert!(store.records("fl-2").await.unwrap().is_empty());
    let list = dataset("freedonia_list");
    assert_eq!(store.referring(&list, "fl-1", 10).await.unwrap().len(), 1);
    assert_eq!(store.report(&list).await.unwrap().unwrap().format, "made_up");
    assert_eq!(store.decisions().await.unwrap()[0].decided_at, Timestamp(4_000));
    assert_eq!(store.tokens().await.unwrap()[0].hash, [7; 32]);
    assert_eq!(store.setting("party").await.unwrap().as_deref(), Some("freedonia"));
    assert_eq!(store.generation().await.unwrap(), 4 + u64::from(version >= 6));
    let (one, two) = (versions[0].clone(), versions[1].clone());
    let (send, changed) = std::sync::mpsc::channel();
    let visitor = Box::new(move |change: Change| {
        send.send(change).unwrap();
        Ok(ControlFlow::Continue(()))
    });
    store
        .changes(Between { dataset: list, from: one, to: two, after: None }, visitor)
        .await
        .unwrap();
    assert_eq!(changed.iter().count(), 2);
    let since_subjects = usize::from(version >= 2);
    let subjects = store.subjects(None, None, 9, Timestamp(6_000)).await.unwrap();
    assert_eq!(subjects.len(), since_subjects);
    assert_eq!(store.webhooks().await.unwrap().len(), since_subjects);
    let since_accounts = usize::from(version >= 4);
    assert_eq!(store.accounts().await.unwrap().len(), since_accounts);
    let fixed = store.tokens().await.unwrap()[0].purpose.is_some();
    assert_eq!(fixed, version >= 4, "an older token says no purpose");
    let since_alerts = version >= 3;
    assert_eq!(store.alert(1).await.unwrap().is_some(), since_alerts);
    assert_eq!(store.case(1).await.unwrap().is_some(), since_alerts);
    let since_approvals = version >= 5;
    assert_eq!(store.approval(1).await.unwrap().is_some(), since_approvals);
    assert_eq!(store.owed(0, 9, true).await.unwrap().len(), usize::from(since_approvals));
    assert_eq!(store.policy().await.unwrap().is_some(), since_approvals);
    let since_rights = (version >= 6).then(|| of("sylvania_list", "sl-7"));
    assert_eq!(store.restricted().await.unwrap(), since_rights.iter().cloned().collect());
    assert_eq!(store.redress_of(&[7; 32]).await.unwrap().is_some(), since_rights.is_some());
    let disputed = [of("list", "fl-1")].into();
    let disputes = store.disputes_about(disputed).await.unwrap();
    assert_eq!(disputes.len(), usize::from(since_rights.is_some()));
    let since_exchange = usize::from(version >= 6);
    assert_eq!(store.partners().await.unwrap().len(), since_exchange);
    assert_eq!(store.shares().await.unwrap().len(), since_exchange);
}

#[tokio::test]
async fn homes_of_all_versions_are_read() {
    for version in 1..=NEWEST {
        let folder = tempfile::tempdir().unwrap();
        std::fs::copy(file(version), folder.path().join("comity.db")).unwrap();
        let store = SqliteStore::open(folder.path()).unwrap();
        read(&store, version).await;
        // And written: the next import finds the states that the old version made.
        let key = one(&store, "sl-7").await.key;
        import(&store, "sylvania_list", 6_000, [vessel("sl-7", "NORDIC TERN")]).await;
        assert_eq!(one(&store, "sl-7").await.key, key);
    }
}

/// Writes the newest version's fixture when it is asked to.
#[tokio::test]
async fn write() {
    if std::env::var_os("COMITY_WRITE_FIXTURE").is_none() {
        return;
    }
    assert!(!file(NEWEST).exists(), "a fixture is never changed");
    let folder = tempfile::tempdir().unwrap();
    let store = new_store(folder.path());
    fill(&store).await;
    read(&store, NEWEST).await;
    std::fs::create_dir_all(file(NEWEST).parent().unwrap()).unwrap();
    store.backup(&file(NEWEST)).await.unwrap();
}
