//! Where the demo plays: a home and a folder of lists that go when it ends.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::desk;
use crate::failure::{Exit, Failure};
use crate::shell::Shell;

/// The places of one play. Dropping it removes what is not to be kept.
pub(super) struct Stage {
    pub(super) home: PathBuf,
    pub(super) lists: PathBuf,
    /// Where the homes of several parties lie.
    pub(super) parties: PathBuf,
    /// Whether the home stays.
    is_kept: bool,
    _folder: TempDir,
}

impl Stage {
    /// A home of its own; or the one that was named, if there is nothing yet.
    pub(super) fn build(home: Option<&Path>) -> Result<Stage, Failure> {
        let folder = tempfile::Builder::new()
            .prefix("comity-demo-")
            .tempdir()
            .map_err(|err| Failure::new(Exit::Refused, format!("no folder for the demo: {err}")))?;
        let lists = folder.path().join("lists");
        let parties = folder.path().join("parties");
        let Some(home) = home else {
            let home = folder.path().join("home");
            return Ok(Stage { home, lists, parties, is_kept: false, _folder: folder });
        };
        if home.exists() {
            let message = format!("`{}` exists: the demo makes a home of its own", home.display());
            return Err(Failure::new(Exit::Refused, message)
                .with_hint("leave `--home` out, or name a place where nothing is yet"));
        }
        let home = std::path::absolute(home)
            .map_err(|err| Failure::usage(format!("`{}`: {err}", home.display())))?;
        Ok(Stage { home, lists, parties, is_kept: true, _folder: folder })
    }

    /// What to try while the node is up.
    pub(super) fn farewell(&self, address: SocketAddr, shell: &Shell) -> Result<(), Failure> {
        let comity =
            format!("{} --home {}", quoted(&program()), quoted(&self.home.to_string_lossy()));
        let heading = shell.paint.strong("NOW YOU");
        let stays = if self.is_kept { "Its home stays." } else { "Its home goes with it." };
        shell.show(&format!(
            "\n{heading}\nThe node stays up at http://{address}, and its lists lie in\n\
             {lists}. In another terminal:\n\n\
             {comity} datasets\n\
             {comity} screen \"{typo}\"\n\
             {comity} screen \"{native}\" --schema Person\n\
             {comity} show {own}\n\
             curl -s http://{address}/v1/records/{own}\n\
             curl -s http://{address}/v1/screen -H 'content-type: application/json' \\\n  \
             -d '{{\"query\": {{\"schema\": \"Person\", \"properties\": \
             {{\"name\": [\"{typo}\"]}}}}}}'\n\n\
             Ctrl-C stops the node. {stays}\n",
            lists = self.lists.display(),
            typo = desk::TYPO,
            native = desk::CYRILLIC,
            own = desk::OWN_RECORD,
        ))
    }
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-".contains(c);
    if word.chars().all(is_plain) { word.to_owned() } else { format!("'{word}'") }
}

/// The program as it can be called from here.
fn program() -> String {
    let here = std::env::current_dir().ok();
    let path = std::env::current_exe().ok();
    let from_here = path.zip(here).and_then(|(path, here)| {
        path.strip_prefix(here).ok().map(|path| path.display().to_string())
    });
    from_here.unwrap_or_else(|| "comity".to_owned())
}
