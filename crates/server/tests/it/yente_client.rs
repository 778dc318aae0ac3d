//! The yente client from PyPI, unmodified, against the node.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Served, home, token_order};

/// The version of the client that the compatible routes are made for.
const CLIENT: &str = "yente-client==0.2.0";

/// A Python that has the client: made once in the build folder, with the system's own `pip`.
fn python() -> Option<PathBuf> {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("yente-client-0.2.0");
    let python = dir.join("bin/python");
    let has_client = |python: &Path| {
        let asked = Command::new(python).args(["-c", "import yente_client"]).output();
        asked.is_ok_and(|done| done.status.success())
    };
    if has_client(&python) {
        return Some(python);
    }
    let made = Command::new("python3").args(["-m", "venv"]).arg(&dir).output().ok()?;
    if !made.status.success() {
        return None;
    }
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", CLIENT];
    Command::new(&python).args(pip).output().ok()?;
    has_client(&python).then_some(python)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_yente_client_works_unmodified() {
    let Some(python) = tokio::task::spawn_blocking(python).await.unwrap() else {
        eprintln!("SKIPPED: the_yente_client_works_unmodified needs python3 and {CLIENT}");
        return;
    };
    let node = Served::with(home().await, |options| options.require_token = true).await;
    let token = node.door().await.create_token(token_order("yente client", "red")).await.unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/drive_yente_client.py");
    let base = format!("http://{}", node.address);
    let run = move || Command::new(python).arg(script).arg(base).arg(token.secret).output();
    let done = tokio::task::spawn_blocking(run).await.unwrap().unwrap();
    let told = String::from_utf8_lossy(&done.stdout);
    let errors = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{told}{errors}");
}
