//! `kill -9` at any moment: what was acknowledged is there, and proved.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use comity_audit::{Checkpoint, Event};
use comity_model::Timestamp;
use comity_store::{AuditLog, LogFilter, LogOptions};

use super::made_up::{DAY, NOW, options, read};

/// Small files, so that new ones are begun while it is killed.
fn small() -> LogOptions {
    LogOptions { file_bytes_max: 60_000, ..options() }
}

/// Appends from several tasks until it is killed. Run by the test below in a process of its own;
/// by itself it has nothing to do.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn append_for_ever() {
    let Some(home) = std::env::var_os("COMITY_TEST_LOG") else { return };
    let log = Arc::new(AuditLog::open(home.as_ref(), small()).unwrap());
    let first = i64::try_from(log.anchor().size).unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for lane in 0..8 {
        let log = Arc::clone(&log);
        tasks.spawn(async move {
            for number in 0.. {
                let number = first + number * 8 + lane;
                // A month passes every thousand events.
                let time = Timestamp(NOW + number * 30 * DAY / 1_000);
                let event = Event { time, ..read(number) };
                let request = event.request.request_id.clone();
                let receipt = log.append(event).await.unwrap();
                let mut out = std::io::stdout().lock();
                writeln!(out, "\nacked {} {request}", receipt.seq).unwrap();
                out.flush().unwrap();
            }
        });
    }
    tasks.join_all().await;
}

fn start(home: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "log::killing::append_for_ever", "--nocapture"])
        .env("COMITY_TEST_LOG", home)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Kills the process a while after its first acknowledgement, and returns all of them.
fn kill_after(mut child: Child, wait: Duration) -> Vec<(u64, String)> {
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let acked = |line: String| {
        let (seq, request) = line.strip_prefix("acked ")?.split_once(' ')?;
        Some((seq.parse().ok()?, request.to_owned()))
    };
    let first = lines.by_ref().find_map(|line| acked(line.unwrap())).expect("it appends");
    // It goes on while nobody reads, as long as the pipe has room.
    std::thread::sleep(wait);
    child.kill().unwrap();
    child.wait().unwrap();
    std::iter::once(first).chain(lines.map_while(Result::ok).filter_map(acked)).collect()
}

#[tokio::test]
async fn what_was_acknowledged_survives_kill_9() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    // Milliseconds from a fixed seed: another moment each round, the same ones each run.
    let (mut seed, mut size) = (0x2545_f491_u32, 0);
    for round in 0..8 {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let acked = kill_after(start(home), Duration::from_millis(u64::from(seed >> 16) % 80));

        let log = AuditLog::open(home, small()).unwrap();
        let now = log.anchor().size;
        let last = acked.iter().map(|(seq, _)| *seq).max().unwrap();
        assert!(last < now && size <= now, "round {round}: acknowledged {last}, found {now}");
        size = now;
        assert_eq!(log.check().await.unwrap(), [""; 0]);
        let state = Checkpoint::open(&log.checkpoint().unwrap(), log.key()).unwrap();
        assert_eq!(state.size, size);
        for (seq, request) in acked {
            let one = LogFilter { before: Some(seq + 1), ..LogFilter::default() };
            let event = log.events(one, 1).await.unwrap().remove(0);
            assert_eq!(event.leaf.seq, seq);
            assert_eq!(event.request.get().unwrap().request_id, request);
            assert!(event.concerned[0].get().is_some());
        }
    }
}
