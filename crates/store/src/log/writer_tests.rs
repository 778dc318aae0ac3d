use std::collections::VecDeque;
use std::io;

use comity_audit::{AuditError, Event, Kind, NodeKeys};
use comity_model::Timestamp;

use super::*;
use crate::log::medium::Medium;
use crate::log::open::open;
use crate::log::options::LogChance;

struct Fixed;

impl LogChance for Fixed {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), AuditError> {
        bytes.fill(7);
        Ok(())
    }
}

/// A disk that does one of these at each append and sync, and then works.
#[derive(Default)]
struct Failing {
    file: Option<std::fs::File>,
    appends: VecDeque<io::ErrorKind>,
    syncs: VecDeque<io::ErrorKind>,
    cuts: VecDeque<io::ErrorKind>,
}

impl Medium for Failing {
    fn append(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        let file = self.file.as_mut().unwrap();
        match self.appends.pop_front() {
            // A full disk takes what it can.
            Some(kind) => {
                file.append(at, &bytes[..bytes.len() / 2])?;
                Err(kind.into())
            }
            None => file.append(at, bytes),
        }
    }

    fn sync(&mut self) -> io::Result<()> {
        self.syncs.pop_front().map_or(Ok(()), |kind| Err(kind.into()))
    }

    fn cut(&mut self, at: u64) -> io::Result<()> {
        match self.cuts.pop_front() {
            Some(kind) => Err(kind.into()),
            None => self.file.as_mut().unwrap().cut(at),
        }
    }
}

fn options() -> LogOptions {
    LogOptions::new("node.example/audit", Arc::new(NodeKeys::new(&[7; 32])), Arc::new(Fixed))
}

fn event() -> Box<Prepared> {
    let event = Event::new(Kind::Read, "screen", Timestamp(1_795_343_312));
    Box::new(Prepared::new(event, &mut |bytes| Fixed.fill(bytes)).unwrap())
}

/// A log of one event on a disk that fails from then on.
fn failing(home: &std::path::Path, disk: Failing) -> (Writer, std::fs::File) {
    let (mut writer, lock) = open(home, options()).unwrap();
    writer.append_one(event()).unwrap();
    let file = std::fs::OpenOptions::new().write(true).open(&writer.journal.path).unwrap();
    writer.journal.set_medium(Box::new(Failing { file: Some(file), ..disk }));
    (writer, lock)
}

fn size(home: &std::path::Path) -> u64 {
    let (writer, _lock) = open(home, options()).unwrap();
    writer.frontier.size()
}

#[test]
fn a_full_disk_refuses_and_nothing_half_written_counts() {
    let home = tempfile::tempdir().unwrap();
    let full = io::ErrorKind::StorageFull;
    // The second event finds neither room to be made ahead nor room for itself.
    let disk = Failing { appends: [full, full, full].into(), ..Failing::default() };
    let (mut writer, lock) = failing(home.path(), disk);
    for _ in 0..2 {
        let refused = writer.append_one(event()).unwrap_err();
        assert!(matches!(refused, StoreError::DiskFull), "{refused}");
        let length = std::fs::metadata(&writer.journal.path).unwrap().len();
        assert_eq!(length, writer.journal.bytes, "what was half written is cut off");
        assert_eq!(writer.head().size, 1);
    }
    // There is room again.
    assert_eq!(writer.append_one(event()).unwrap().seq, 1);
    drop((writer, lock));
    assert_eq!(size(home.path()), 2);
}

#[test]
fn all_who_wait_for_a_batch_are_told_that_it_failed() {
    let home = tempfile::tempdir().unwrap();
    let disk = Failing { appends: [io::ErrorKind::StorageFull].into(), ..Failing::default() };
    let (mut writer, _lock) = failing(home.path(), disk);
    let (told, answers) = std::sync::mpsc::channel();
    let waiting = (0..3).map(|_| {
        let told = told.clone();
        let tell: Told = Box::new(move |result| told.send(result).unwrap());
        (event(), tell)
    });
    writer.append(waiting.collect());
    let codes: Vec<&str> = answers.try_iter().map(|answer| answer.unwrap_err().code()).collect();
    assert_eq!(codes, ["disk-full"; 3]);
}

#[test]
fn after_a_sync_that_failed_nothing_is_taken() {
    let home = tempfile::tempdir().unwrap();
    let disk = Failing { syncs: [io::ErrorKind::Other].into(), ..Failing::default() };
    let (mut writer, lock) = failing(home.path(), disk);
    assert_eq!(writer.append_one(event()).unwrap_err().code(), "io");
    assert_eq!(writer.append_one(event()).unwrap_err().code(), "log-stopped");
    assert_eq!(writer.head().size, 1);
    drop((writer, lock));
    assert_eq!(size(home.path()), 1, "opened again, the log goes on");
}

#[test]
fn a_half_written_batch_that_cannot_be_cut_off_stops_the_log() {
    let home = tempfile::tempdir().unwrap();
    let disk = Failing {
        appends: [io::ErrorKind::StorageFull].into(),
        cuts: [io::ErrorKind::Other].into(),
        ..Failing::default()
    };
    let (mut writer, lock) = failing(home.path(), disk);
    assert_eq!(writer.append_one(event()).unwrap_err().code(), "disk-full");
    assert_eq!(writer.append_one(event()).unwrap_err().code(), "log-stopped");
    drop((writer, lock));
    assert_eq!(size(home.path()), 1);
}

#[test]
fn owners_of_keys_that_were_lost_are_restored_from_the_entries() {
    let home = tempfile::tempdir().unwrap();
    let (mut writer, lock) = open(home.path(), options()).unwrap();
    let mut about = Event::new(Kind::Read, "screen", Timestamp(1_795_343_312));
    let subject = "list/v-1".to_owned();
    about.concerned = vec![comity_audit::Concerned { subject, ..Default::default() }];
    let about = Prepared::new(about, &mut |bytes| Fixed.fill(bytes)).unwrap();
    writer.append_one(Box::new(about)).unwrap();
    drop((writer, lock));
    // The power failed before the file of owners was on disk.
    std::fs::write(home.path().join("2026-11.owners"), []).unwrap();
    let (mut writer, _lock) = open(home.path(), options()).unwrap();
    writer.append_one(event()).unwrap();
    assert_eq!(writer.vault.destroy_subject("list/v-1").unwrap(), 1);
    assert_eq!(writer.vault.destroy_subject("list/v-1").unwrap(), 0);
}

#[test]
fn a_clock_that_is_a_moment_behind_begins_no_file() {
    let home = tempfile::tempdir().unwrap();
    let (mut writer, _lock) = open(home.path(), options()).unwrap();
    let files = |time: &str, writer: &mut Writer| {
        let event = Event::new(Kind::Read, "screen", Timestamp::parse(time).unwrap());
        let event = Prepared::new(event, &mut |bytes| Fixed.fill(bytes)).unwrap();
        writer.append_one(Box::new(event)).unwrap();
        writer.head().files.len()
    };
    assert_eq!(files("2026-11-30T23:59:59", &mut writer), 1);
    assert_eq!(files("2026-12-01T00:00:01", &mut writer), 2);
    assert_eq!(files("2026-11-30T23:59:58", &mut writer), 2, "a moment late");
    assert_eq!(files("2026-11-30T22:00:00", &mut writer), 3, "the clock was put back");
    assert_eq!(files("2031-01-01", &mut writer), 4);
}
