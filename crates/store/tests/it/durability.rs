//! `kill -9` at any moment: what was acknowledged is there, whole, and nothing else is.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use comity_model::{Record, Timestamp};
use comity_store::{ImportReport, SqliteStore, Store};

use crate::made_up::{begin, dataset, listing, vessel};
use crate::new_store;

/// Records in each version, of which half are listings.
const RECORDS: i64 = 1_500;

/// The content of one version: every record says which one it is of, so halves would show.
fn version(number: i64) -> impl Iterator<Item = Record> {
    (0..RECORDS / 2).flat_map(move |at| {
        // One in three changes from version to version.
        let name = if at % 3 == 0 { format!("TERN {number}") } else { "TERN".to_owned() };
        [vessel(&format!("v-{at}"), &name), listing(&format!("l-{number}-{at}"), "v-1")]
    })
}

/// Imports one version after the other until it is killed. Run by the test below in a process of
/// its own; by itself it has nothing to do.
#[tokio::test]
async fn import_for_ever() {
    let Some(home) = std::env::var_os("COMITY_TEST_HOME") else { return };
    let store = SqliteStore::open(home.as_ref()).unwrap();
    let kept = store.versions(&dataset("list")).await.unwrap();
    let first = kept.last().map_or(1, |version| version.imported_at.0 + 1);
    for number in first.. {
        let mut import = begin(&store, "list", number).await;
        version(number).for_each(|record| import.put(record).unwrap());
        import.commit(ImportReport::default(), Timestamp(number)).unwrap();
        // Some erasures, so that these are cut off, too.
        if number % 5 == 0 {
            store.erase_versions(&dataset("list"), 3).await.unwrap();
        }
        let mut out = std::io::stdout().lock();
        writeln!(out, "\nacked {number}").unwrap();
        out.flush().unwrap();
    }
}

fn start(home: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "durability::import_for_ever", "--nocapture"])
        .env("COMITY_TEST_HOME", home)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Lets the process go on for a while after its first acknowledgement, kills it, and returns the
/// last version that it acknowledged.
fn kill_after(mut child: Child, wait: Duration) -> i64 {
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let acked = |line: String| line.strip_prefix("acked ").and_then(|n| n.parse::<i64>().ok());
    let first = lines.by_ref().find_map(|line| acked(line.unwrap())).expect("it imports");
    std::thread::sleep(wait);
    child.kill().unwrap();
    child.wait().unwrap();
    // What it said before it died lies in the pipe.
    lines.map_while(Result::ok).filter_map(acked).last().unwrap_or(first)
}

#[tokio::test]
async fn what_was_acknowledged_survives_kill_9() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    drop(new_store(folder.path()));
    // Milliseconds from a fixed seed: another moment each round, the same ones each run.
    let mut seed = 0x2545_f491_u32;
    for _ in 0..8 {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let acked = kill_after(start(&home), Duration::from_millis(u64::from(seed >> 16) % 150));

        let store = SqliteStore::open(&home).unwrap();
        assert_eq!(store.check().await.unwrap(), [""; 0]);
        let kept = store.versions(&dataset("list")).await.unwrap();
        let current = kept.last().unwrap().clone();
        // One more may be on disk than its process lived to acknowledge.
        let number = current.imported_at.0;
        assert!(number == acked || number == acked + 1, "acknowledged {acked}, found {number}");
        let times: Vec<i64> = kept.iter().map(|version| version.imported_at.0).collect();
        let all = (number + 1 - i64::try_from(times.len()).unwrap()..=number).collect::<Vec<_>>();
        assert_eq!(times, all, "no version is missing");
        let counts = current.counts;
        assert_eq!(counts.records + counts.related, RECORDS.unsigned_abs());

        let (send, seen) = std::sync::mpsc::channel();
        let visitor = Box::new(move |stored: comity_store::Stored| {
            let record = stored.record;
            let is_of_version = match record.id().as_str().strip_prefix("l-") {
                Some(rest) => rest.starts_with(&format!("{number}-")),
                None => record.caption() == "TERN" || record.caption() == format!("TERN {number}"),
            };
            send.send(is_of_version).unwrap();
            Ok(())
        });
        assert_eq!(store.scan(visitor).await.unwrap(), [current]);
        let seen: Vec<bool> = seen.iter().collect();
        assert_eq!(seen.len(), usize::try_from(RECORDS).unwrap());
        assert!(seen.iter().all(|whole| *whole), "no record of another version");
    }
}
