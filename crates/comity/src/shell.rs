//! What every command has: the home, the clock, and the two streams it writes to.

use std::env;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use comity_server::{Around, Door};
use serde::Serialize;

use crate::cli::Why;
use crate::config::{self, Layers};
use crate::failure::Failure;
use crate::home;

/// The surroundings of one command.
pub(crate) struct Shell {
    /// The home as the arguments name it.
    pub(crate) home: Option<PathBuf>,
    /// The configuration file as the arguments name it.
    config: Option<PathBuf>,
    /// Why the command is given.
    why: Why,
    /// Time and chance.
    pub(crate) around: Around,
    /// How stdout is written.
    pub(crate) paint: Paint,
}

impl Shell {
    /// The surroundings of this process.
    pub(crate) fn new(home: Option<PathBuf>, config: Option<PathBuf>, why: Why) -> Shell {
        let paint = Paint { on: io::stdout().is_terminal() && colour_wanted() };
        Shell { home, config, why, around: Around::system(), paint }
    }

    /// The home's path.
    pub(crate) fn home(&self) -> Result<PathBuf, Failure> {
        home::locate(self.home.as_deref(), |name| env::var_os(name))
    }

    /// The configuration, without a command's own flags.
    pub(crate) fn layers(&self) -> Result<Layers, Failure> {
        self.layers_of(None)
    }

    /// The same from a file that a command names itself.
    pub(crate) fn layers_of(&self, file: Option<PathBuf>) -> Result<Layers, Failure> {
        let stated = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
        let named = file.or_else(|| self.config.clone());
        let named = named.or_else(|| stated(config::VARIABLE).map(PathBuf::from));
        // Without a home there can be no file in it; whoever needs the home says so.
        let home = self.home().ok();
        let text = |name: &str| stated(name).map(|value| value.to_string_lossy().into_owned());
        Layers::read(config::place(named, home.as_deref()), text)
    }

    /// The way to the home's data.
    pub(crate) async fn door(&self) -> Result<Door, Failure> {
        let reason = self.why.reason()?;
        let door = Door::open(&self.home()?, self.around.clone()).await?.asking(reason);
        if let Some(node) = door.node() {
            node.set_update_options(self.layers()?.config.updates());
        }
        Ok(door)
    }

    /// Purpose and legal basis as the command line states them; both must be there.
    pub(crate) fn stated(&self) -> Result<(Option<String>, Option<String>), Failure> {
        let reason = self.why.reason()?;
        match (reason.purpose, reason.legal_basis) {
            (Some(purpose), Some(basis)) => {
                Ok((Some(purpose.to_string()), Some(basis.to_string())))
            }
            _ => Err(Failure::usage("there is no purpose and legal basis to fix")
                .with_hint("say `--purpose` and `--legal-basis`")),
        }
    }

    /// Writes an answer to stdout.
    pub(crate) fn show(&self, text: &str) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|e| Failure::output(&e))
    }

    /// Writes an answer for programs to stdout.
    pub(crate) fn show_json(&self, value: &impl Serialize) -> Result<(), Failure> {
        let mut out = io::BufWriter::new(io::stdout().lock());
        serde_json::to_writer_pretty(&mut out, value)
            .map_err(|err| Failure::output(&err.into()))?;
        out.write_all(b"\n").and_then(|()| out.flush()).map_err(|err| Failure::output(&err))
    }

    /// Writes words to stderr.
    pub(crate) fn say(&self, text: &str) {
        // There is nobody left to tell if this fails.
        let _ = writeln!(io::stderr().lock(), "{text}");
    }
}

/// Opens a file to read; `-` is stdin.
pub(crate) fn open(path: &Path) -> Result<(Box<dyn io::Read + Send>, Option<u64>), Failure> {
    if path.as_os_str() == "-" {
        return Ok((Box::new(io::stdin()), None));
    }
    let failed = |err: io::Error| Failure::input(path, &err);
    let file = std::fs::File::open(path).map_err(failed)?;
    let about = file.metadata().map_err(failed)?;
    if about.is_dir() {
        return Err(Failure::input(path, &io::ErrorKind::IsADirectory.into()));
    }
    Ok((Box::new(file), about.is_file().then_some(about.len())))
}

/// A short text as it may stand in a terminal: other people's records may hold anything.
pub(crate) fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// Whether colour is wanted (<https://no-color.org>).
pub(crate) fn colour_wanted() -> bool {
    let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    !is_set("NO_COLOR") && env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// Emphasis on a terminal. It never carries meaning alone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paint {
    on: bool,
}

impl Paint {
    /// Plain text.
    #[cfg(test)]
    pub(crate) const OFF: Paint = Paint { on: false };

    /// For what needs a person's attention.
    pub(crate) fn alarm(self, text: &str) -> String {
        self.coded("1;31", text)
    }

    /// For what stands out.
    pub(crate) fn strong(self, text: &str) -> String {
        self.coded("1", text)
    }

    /// For what stands back.
    pub(crate) fn faint(self, text: &str) -> String {
        self.coded("2", text)
    }

    fn coded(self, code: &str, text: &str) -> String {
        if self.on { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_cannot_steer_the_terminal() {
        assert_eq!(plain("a\u{1b}[31mb\u{7}"), "a\u{fffd}[31mb\u{fffd}");
    }

    #[test]
    fn words_stay_without_colour() {
        assert_eq!(Paint::OFF.alarm("ALERT"), "ALERT");
        assert_eq!(Paint { on: true }.alarm("ALERT"), "\u{1b}[1;31mALERT\u{1b}[0m");
    }
}
