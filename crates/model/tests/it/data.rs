//! Where the shared data are.

use std::path::PathBuf;

/// A file of the shared data as text; `None`, said aloud, where the folder is absent.
#[expect(clippy::expect_used, reason = "a test may end here")]
pub(crate) fn read(test: &str, path: &str) -> Option<String> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let folder = std::env::var_os("COMITY_TEST_DATA").map_or(beside.into(), PathBuf::from);
    if !folder.is_dir() {
        eprintln!("SKIPPED: {test} needs the shared data folder");
        return None;
    }
    let bytes = std::fs::read(folder.join(path)).expect("the folder has the file");
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
