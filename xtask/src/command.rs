//! Running other programs: from the root of the workspace, without standard input, up to a
//! deadline.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};

use crate::clock;

/// How often a running program is asked whether it has ended, in milliseconds.
const POLL_MS: u64 = 50;

/// How a program ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// Whether it ended by itself and with success.
    pub(crate) success: bool,
    /// What it wrote, line by line, both streams; empty unless it was listened to.
    pub(crate) lines: Vec<String>,
    /// Why it failed, in words; empty on success.
    pub(crate) reason: String,
}

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// A program to be run from the root of the workspace, without standard input.
pub(crate) fn program(name: impl Into<OsString>, args: &[&str]) -> Command {
    let mut command = Command::new(name.into());
    command.args(args).current_dir(root()).stdin(Stdio::null());
    command
}

/// The `cargo` that runs this tool, with arguments.
pub(crate) fn cargo(args: &[&str]) -> Command {
    let name = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = program(name, args);
    // A test compares generated files; only `generate` writes them.
    command.env_remove("COMITY_GENERATE").env("INSTA_UPDATE", "no");
    command
}

/// What a short command prints on standard output, trimmed; an error if it fails.
pub(crate) fn output(mut command: Command) -> Result<String> {
    let shown = shown(&command);
    let output =
        command.stderr(Stdio::null()).output().with_context(|| format!("cannot run `{shown}`"))?;
    if !output.status.success() {
        bail!("`{shown}` failed: {}", output.status);
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether a short command runs with success.
pub(crate) fn succeeds(command: Command) -> bool {
    output(command).is_ok()
}

/// Where cargo builds to.
pub(crate) fn target_directory() -> Result<PathBuf> {
    let metadata = metadata()?;
    let path = metadata.get("target_directory").and_then(serde_json::Value::as_str);
    path.map(PathBuf::from).ok_or_else(|| anyhow!("`cargo metadata` names no target directory"))
}

/// The members of the workspace as `cargo metadata` describes them.
pub(crate) fn metadata() -> Result<serde_json::Value> {
    let text = output(cargo(&["metadata", "--no-deps", "--format-version", "1"]))?;
    serde_json::from_str(&text).context("cannot read what `cargo metadata` prints")
}

/// Runs a program with this tool's own output streams until it ends or the deadline comes.
pub(crate) fn watch(mut command: Command, deadline: Instant) -> Result<Ended> {
    let shown = shown(&command);
    let mut child = command.spawn().with_context(|| format!("cannot run `{shown}`"))?;
    loop {
        if let Some(ended) = poll(&mut child, Vec::new(), &shown)? {
            return Ok(ended);
        }
        if clock::now() >= deadline {
            return Ok(stop(&mut child, Vec::new(), &shown));
        }
        thread::sleep(Duration::from_millis(POLL_MS));
    }
}

/// Runs a program as [`watch`] does, and keeps what it writes while passing it on.
pub(crate) fn listen(mut command: Command, deadline: Instant) -> Result<Ended> {
    let shown = shown(&command);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("cannot run `{shown}`"))?;
    let (sender, receiver) = channel();
    if let Some(stream) = child.stdout.take() {
        pass_on(stream, std::io::stdout(), sender.clone());
    }
    if let Some(stream) = child.stderr.take() {
        pass_on(stream, std::io::stderr(), sender);
    }
    let mut lines = Vec::new();
    loop {
        match receiver.recv_timeout(Duration::from_millis(POLL_MS)) {
            Ok(line) => lines.push(line),
            // Both streams are closed: what remains is to collect the exit status.
            Err(RecvTimeoutError::Disconnected) => thread::sleep(Duration::from_millis(POLL_MS)),
            Err(RecvTimeoutError::Timeout) => {}
        }
        if clock::now() >= deadline {
            return Ok(stop(&mut child, lines, &shown));
        }
        if child.try_wait()?.is_some() {
            // A grandchild may hold the streams open: take what is there, and wait no longer.
            while let Ok(line) = receiver.recv_timeout(Duration::from_millis(POLL_MS)) {
                lines.push(line);
            }
            break;
        }
    }
    poll(&mut child, lines, &shown)?.ok_or_else(|| anyhow!("`{shown}` did not end"))
}

/// A command line as a person would type it.
pub(crate) fn shown(command: &Command) -> String {
    let name = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let mut words = vec![name.to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|arg| arg.to_string_lossy().into_owned()));
    words.join(" ")
}

fn poll(child: &mut Child, lines: Vec<String>, shown: &str) -> Result<Option<Ended>> {
    let Some(status) = child.try_wait()? else { return Ok(None) };
    let success = status.success();
    let reason = if success { String::new() } else { format!("`{shown}` ended with {status}") };
    Ok(Some(Ended { success, lines, reason }))
}

fn stop(child: &mut Child, lines: Vec<String>, shown: &str) -> Ended {
    // It may have ended on its own in this very moment, and then there is nothing to stop.
    drop(child.kill());
    drop(child.wait());
    Ended { success: false, lines, reason: format!("`{shown}` was stopped at the time limit") }
}

fn pass_on(
    stream: impl Read + Send + 'static,
    mut out: impl Write + Send + 'static,
    to: Sender<String>,
) {
    thread::spawn(move || {
        let mut reader = BufReader::new(stream);
        let mut bytes = Vec::new();
        while matches!(reader.read_until(b'\n', &mut bytes), Ok(1..)) {
            let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
            bytes.clear();
            // Neither a closed terminal nor a listener that has left may stop the program.
            drop(writeln!(out, "{line}"));
            drop(to.send(line));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn soon(seconds: u64) -> Instant {
        clock::now() + Duration::from_secs(seconds)
    }

    #[test]
    fn both_streams_are_kept() {
        let command = program("sh", &["-c", "echo one; echo two >&2"]);
        let mut ended = listen(command, soon(60)).unwrap();
        ended.lines.sort();
        assert!(ended.success);
        assert_eq!(ended.lines, ["one", "two"]);
    }

    #[test]
    fn a_failure_says_what_failed() {
        let ended = listen(program("sh", &["-c", "exit 3"]), soon(60)).unwrap();
        assert!(!ended.success);
        assert!(ended.reason.contains("exit status: 3"), "{}", ended.reason);
    }

    #[test]
    fn a_program_that_does_not_end_is_stopped() {
        let past = clock::now();
        for ended in [
            listen(program("sleep", &["600"]), past).unwrap(),
            watch(program("sleep", &["600"]), past).unwrap(),
        ] {
            assert!(!ended.success);
            assert!(ended.reason.contains("time limit"), "{}", ended.reason);
        }
    }

    #[test]
    fn a_program_that_is_not_there_is_an_error() {
        assert!(watch(program("no-such-program-here", &[]), soon(1)).is_err());
    }
}
