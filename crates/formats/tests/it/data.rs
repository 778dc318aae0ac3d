//! The shared folder of real lists, which may be absent.

use std::path::PathBuf;

fn folder() -> PathBuf {
    match std::env::var_os("COMITY_TEST_DATA") {
        Some(folder) => PathBuf::from(folder),
        None => PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
    }
}

/// A file's bytes; where the folder is absent, says so and returns `None`.
pub(crate) fn file(test: &str, path: &str) -> Option<Vec<u8>> {
    let folder = folder();
    if !folder.is_dir() {
        eprintln!("SKIPPED: {test} needs the shared data folder");
        return None;
    }
    Some(std::fs::read(folder.join(path)).unwrap_or_else(|error| panic!("{path}: {error}")))
}

/// The paths of the files in a folder that end so, sorted.
pub(crate) fn list(test: &str, path: &str, ending: &str) -> Vec<String> {
    let folder = folder();
    if !folder.is_dir() {
        eprintln!("SKIPPED: {test} needs the shared data folder");
        return Vec::new();
    }
    let entries = std::fs::read_dir(folder.join(path)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut paths: Vec<String> =
        names.filter(|name| name.ends_with(ending)).map(|name| format!("{path}/{name}")).collect();
    paths.sort();
    paths
}

/// Unpacks a `.gz` without this crate.
pub(crate) fn gunzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Read;
    let mut out = Vec::new();
    flate2::read::GzDecoder::new(bytes).read_to_end(&mut out).unwrap();
    out
}
