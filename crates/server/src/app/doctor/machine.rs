use std::fs;
use std::path::Path;

use comity_api::local::DoctorCheck;

use super::{bad, good};
use crate::app::figures::{index_bytes, store_bytes};
use crate::limits::{
    CLOCK_SECONDS_MAX, CONNECTIONS_MAX, DISK_BYTES_MIN, FILES_BESIDE_CONNECTIONS,
    LEFTOVER_SECONDS_MIN,
};
use crate::metrics::Process;

/// What is true of the machine and of the home's files. Each check decides over it alone.
#[derive(Debug, Clone, Default)]
pub(super) struct Machine {
    /// What went wrong when a file was written into the home.
    pub(super) write_failed: Option<String>,
    /// When that file was written, as the file system says, in seconds since 1970.
    pub(super) written_at: Option<i64>,
    pub(super) disk_free_bytes: Option<u64>,
    pub(super) memory_free_bytes: Option<u64>,
    pub(super) store_bytes: u64,
    pub(super) index_bytes: u64,
    pub(super) files_max: Option<u64>,
    /// Files and folders of the home that others than its owner may enter, read or write.
    pub(super) open_to_others: Vec<String>,
    /// Files that only a process that was killed leaves behind, and since when they lie there.
    pub(super) leftovers: Vec<(String, i64)>,
}

/// Files that exist only while something is under way.
const PASSING: [&str; 4] = ["comity.db.new", "comity.db.scrub", "index.bin.new", "comity.sock.d"];
/// Files that name people.
const PRIVATE: [&str; 5] = ["comity.db", "comity.db-wal", "index.bin", "lock", "spool"];

impl Machine {
    /// Looks at the home and the machine; blocks.
    pub(super) fn look(home: &Path) -> Machine {
        let tried = try_write(home);
        Machine {
            written_at: tried.as_ref().ok().copied().flatten(),
            write_failed: tried.err().map(|err| err.to_string()),
            disk_free_bytes: disk_free_bytes(home),
            memory_free_bytes: memory_free_bytes(),
            store_bytes: store_bytes(home),
            index_bytes: index_bytes(home),
            files_max: Process::open_files_max().1,
            open_to_others: open_to_others(home),
            leftovers: PASSING
                .into_iter()
                .filter_map(|name| Some((name.to_owned(), modified_at(&home.join(name))?)))
                .collect(),
        }
    }

    /// All checks that need nothing but this and the time.
    pub(super) fn checks(&self, now: i64) -> Vec<DoctorCheck> {
        vec![
            self.disk(),
            self.permissions(),
            self.memory(),
            self.files(),
            self.clock(now),
            self.leftovers(now),
        ]
    }

    fn disk(&self) -> DoctorCheck {
        if let Some(err) = &self.write_failed {
            let hint = "free some space and check who owns the directory";
            return bad("disk", &format!("the home cannot be written: {err}"), Some(hint));
        }
        // An import adds to the store, a new index lies beside the old one, an erasure copies all.
        let needed = self.store_bytes.saturating_add(self.index_bytes).max(DISK_BYTES_MIN);
        match self.disk_free_bytes {
            Some(free) if free < needed => {
                let detail = format!("{} are free, imports may need {}", size(free), size(needed));
                bad("disk", &detail, Some("free some space, or erase old versions"))
            }
            Some(free) => good("disk", format!("the home can be written, {} are free", size(free))),
            None => good("disk", "the home can be written".to_owned()),
        }
    }

    fn permissions(&self) -> DoctorCheck {
        if self.open_to_others.is_empty() {
            return good("permissions", "the home is its owner's alone".to_owned());
        }
        let detail = format!("others can use {}", self.open_to_others.join(", "));
        bad("permissions", &detail, Some("`chmod -R go= HOME`: the lists and tokens name people"))
    }

    fn memory(&self) -> DoctorCheck {
        let Some(free) = self.memory_free_bytes else {
            return good("memory", "this system does not say what is free".to_owned());
        };
        // After an import the new index is made while the old one still answers.
        let needed = self.index_bytes.saturating_mul(2);
        let detail = format!("{} are free, a new index may need {}", size(free), size(needed));
        if free < needed {
            return bad("memory", &detail, Some("give the node more memory, or remove datasets"));
        }
        good("memory", detail)
    }

    fn files(&self) -> DoctorCheck {
        let needed = CONNECTIONS_MAX as u64 + FILES_BESIDE_CONNECTIONS;
        match self.files_max {
            Some(most) if most < needed => {
                let detail = format!("{most} files may be open, {needed} may be needed");
                let hint = "raise `LimitNOFILE` of the service, or lower `--connections-max`";
                bad("open files", &detail, Some(hint))
            }
            Some(most) => good("open files", format!("{most} may be open")),
            None => good("open files", "without a limit that is known".to_owned()),
        }
    }

    fn clock(&self, now: i64) -> DoctorCheck {
        match self.written_at {
            Some(written) if (written - now).abs() > CLOCK_SECONDS_MAX => {
                let apart = (written - now).abs();
                let detail = format!("the file system's clock and this one are {apart} s apart");
                bad("clock", &detail, Some("let both follow the same time server"))
            }
            _ => good("clock", "it agrees with the file system".to_owned()),
        }
    }

    fn leftovers(&self, now: i64) -> DoctorCheck {
        // What is under way at this moment is no leftover.
        let old = self.leftovers.iter().filter(|(_, at)| now - at >= LEFTOVER_SECONDS_MIN);
        let names: Vec<&str> = old.map(|(name, _)| name.as_str()).collect();
        if names.is_empty() {
            return good("leftovers", "nothing lies about from a run that was killed".to_owned());
        }
        let detail = format!("a run that was killed left {}", names.join(", "));
        bad("leftovers", &detail, Some("stop the node and remove them; all else is kept"))
    }
}

fn try_write(home: &Path) -> std::io::Result<Option<i64>> {
    let path = home.join(".doctor");
    let tried = fs::write(&path, b"comity")
        .and_then(|()| fs::File::open(&path))
        .and_then(|file| file.sync_all());
    let at = modified_at(&path);
    fs::remove_file(&path).and(tried).map(|()| at)
}

/// When a file was last written, in seconds since 1970.
fn modified_at(path: &Path) -> Option<i64> {
    let since = fs::metadata(path).ok()?.modified().ok()?;
    let since = since.duration_since(std::time::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}

fn disk_free_bytes(home: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(home).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// What the machine could give, and what the process's own group still may take.
fn memory_free_bytes() -> Option<u64> {
    let machine = fs::read_to_string("/proc/meminfo").ok()?;
    let kib: u64 = machine
        .lines()
        .find_map(|line| line.strip_prefix("MemAvailable:"))?
        .split_whitespace()
        .next()?
        .parse()
        .ok()?;
    let number = |name: &str| -> Option<u64> {
        fs::read_to_string(Path::new("/sys/fs/cgroup").join(name)).ok()?.trim().parse().ok()
    };
    let group = number("memory.max")
        .zip(number("memory.current"))
        .map_or(u64::MAX, |(most, current)| most.saturating_sub(current));
    Some(kib.saturating_mul(1024).min(group))
}

fn open_to_others(home: &Path) -> Vec<String> {
    use std::os::unix::fs::PermissionsExt as _;
    let allows = |path: &Path, what: u32| {
        fs::metadata(path).is_ok_and(|about| about.permissions().mode() & what != 0)
    };
    // Whoever cannot enter the home reaches nothing in it; to list it tells nothing.
    if !allows(home, 0o033) {
        return Vec::new();
    }
    let inside = PRIVATE.into_iter().filter(|name| allows(&home.join(name), 0o077));
    let whole = allows(home, 0o022).then_some("the home");
    whole.into_iter().chain(inside).map(str::to_owned).collect()
}

/// A size in words.
#[expect(clippy::cast_precision_loss, reason = "one digit after the point is shown")]
pub(super) fn size(bytes: u64) -> String {
    let mut value = bytes as f64 / 1024.0;
    for unit in ["KiB", "MiB", "GiB"] {
        if value < 1024.0 {
            return format!("{value:.1} {unit}");
        }
        value /= 1024.0;
    }
    format!("{value:.1} TiB")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn sound() -> Machine {
        Machine {
            written_at: Some(NOW),
            disk_free_bytes: Some(1 << 40),
            memory_free_bytes: Some(1 << 34),
            store_bytes: 1 << 30,
            index_bytes: 1 << 30,
            files_max: Some(65_536),
            ..Machine::default()
        }
    }

    #[track_caller]
    fn finds(machine: &Machine, name: &str, words: &str) {
        let checks = machine.checks(NOW);
        let failed: Vec<_> = checks.iter().filter(|check| !check.ok).collect();
        assert_eq!(failed.len(), 1, "{failed:?}");
        assert_eq!(failed[0].name, name);
        assert!(failed[0].detail.contains(words), "{:?}", failed[0]);
        assert!(failed[0].hint.is_some(), "every finding says what to do");
    }

    #[test]
    fn a_sound_machine_passes_and_each_fault_is_found() {
        assert!(sound().checks(NOW).iter().all(|check| check.ok));
        let full = Machine { disk_free_bytes: Some(1 << 30), ..sound() };
        finds(&full, "disk", "1.0 GiB are free");
        let denied = Machine { write_failed: Some("no space".to_owned()), ..sound() };
        finds(&denied, "disk", "no space");
        let open = Machine { open_to_others: vec!["the home".to_owned()], ..sound() };
        finds(&open, "permissions", "others can use the home");
        let small = Machine { memory_free_bytes: Some(1 << 30), ..sound() };
        finds(&small, "memory", "1.0 GiB are free, a new index may need 2.0 GiB");
        let few = Machine { files_max: Some(1_024), ..sound() };
        finds(&few, "open files", "1024 files");
        let apart = Machine { written_at: Some(NOW - 3_600), ..sound() };
        finds(&apart, "clock", "3600 s apart");
        let killed = Machine { leftovers: vec![("index.bin.new".to_owned(), 0)], ..sound() };
        finds(&killed, "leftovers", "index.bin.new");
    }

    #[test]
    fn what_is_being_written_now_is_no_leftover() {
        let building = Machine { leftovers: vec![("index.bin.new".to_owned(), NOW)], ..sound() };
        assert!(building.checks(NOW).iter().all(|check| check.ok));
    }

    #[test]
    fn what_others_can_use_is_found() {
        use std::os::unix::fs::PermissionsExt as _;
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("comity.db");
        fs::write(&file, "").unwrap();
        for (home_mode, file_mode, found) in [
            (0o700, 0o644, &[][..]),
            (0o755, 0o600, &[][..]),
            (0o755, 0o640, &["comity.db"][..]),
            (0o770, 0o600, &["the home"][..]),
            (0o777, 0o666, &["the home", "comity.db"][..]),
        ] {
            fs::set_permissions(home.path(), fs::Permissions::from_mode(home_mode)).unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(file_mode)).unwrap();
            assert_eq!(Machine::look(home.path()).open_to_others, found, "{home_mode:o}");
        }
    }

    #[test]
    fn sizes_are_told_in_their_unit() {
        assert_eq!(size(0), "0.0 KiB");
        assert_eq!(size(1_536), "1.5 KiB");
        assert_eq!(size(3 << 30), "3.0 GiB");
        assert_eq!(size(u64::MAX), "16777216.0 TiB");
    }
}
