//! `cargo xtask soak`: a node under mixed load while its lists are imported anew every few
//! seconds. Nothing may fail, nothing may grow, and every answer must come from one edition.

mod client;
mod editions;
mod load;
mod node;
mod report;
mod truth;
mod upkeep;
mod usage;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::clock;
use crate::command::{cargo, target_directory};

use editions::Editions;
use load::Load;
use node::Node;
use truth::Truth;
use upkeep::Upkeep;
use usage::Usage;

/// How long a soak takes unless stated, in minutes.
const MINUTES_DEFAULT: u64 = 60;
/// Shorter than this, the quarters of a run say nothing, in seconds.
const SECONDS_MIN: u64 = 30;
/// Clients that ask at the same time, each over a connection that it keeps.
const CLIENTS: usize = 4;

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
struct Request {
    length: Duration,
    /// The program; unless stated it is built.
    binary: Option<PathBuf>,
}

/// Soaks a node; false if anything was not as it must be.
pub(crate) fn run(args: &[&str]) -> Result<bool> {
    let Request { length, binary } = parse(args)?;
    let target = target_directory()?;
    let binary = match binary {
        Some(binary) => binary,
        None => {
            let words = ["build", "--release", "--locked", "--package", "comity"];
            if !cargo(&words).status()?.success() {
                return Ok(false);
            }
            target.join("release").join("comity")
        }
    };
    let folder = target.join(format!("soak-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let outcome = soak(&binary, &folder, length);
    match &outcome {
        Ok(true) => std::fs::remove_dir_all(&folder)?,
        _ => println!("what the node kept is left in {}", folder.display()),
    }
    outcome
}

fn parse(args: &[&str]) -> Result<Request> {
    let number = |text: &str| text.parse::<u64>().with_context(|| format!("`{text}`"));
    let (mut seconds, mut binary) = (MINUTES_DEFAULT * 60, None);
    for pair in args.chunks(2) {
        match pair {
            ["--minutes", minutes] => seconds = number(minutes)?.saturating_mul(60),
            ["--seconds", text] => seconds = number(text)?,
            ["--binary", path] => binary = Some(PathBuf::from(path)),
            _ => bail!("usage: cargo xtask soak [--minutes N | --seconds N] [--binary PATH]"),
        }
    }
    if seconds < SECONDS_MIN {
        bail!("a soak takes at least {SECONDS_MIN} seconds");
    }
    Ok(Request { length: Duration::from_secs(seconds), binary })
}

fn soak(binary: &Path, folder: &Path, length: Duration) -> Result<bool> {
    let truth = Truth::default();
    let editions = Editions::new(folder);
    let home = folder.join("home");
    let mut upkeep = Upkeep::new(binary, &home, editions, &truth);
    upkeep.begin()?;
    let mut node = Node::start(binary, &home)?;
    println!("soaking for {} s at 127.0.0.1:{}", length.as_secs(), node.port);

    let begun = clock::now();
    let is_over = AtomicBool::new(false);
    let (truth, is_over) = (&truth, &is_over);
    let (port, process) = (node.port, node.id());
    let (loads, usage, upkeep) = thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|number| scope.spawn(move || Load::new(port, number, truth).run(is_over)))
            .collect();
        let watched = scope.spawn(|| Usage::watch(process, &home, is_over));
        let kept = scope.spawn(|| upkeep.run(is_over));
        while begun.elapsed() < length {
            thread::sleep(Duration::from_millis(200));
        }
        is_over.store(true, Ordering::Release);
        let loads: Vec<_> = clients.into_iter().map(thread::ScopedJoinHandle::join).collect();
        (loads, watched.join(), kept.join())
    });
    let mut loads_done = Vec::new();
    for load in loads {
        loads_done.push(load.map_err(|_| anyhow::anyhow!("a client came to an end"))??);
    }
    let usage = usage.map_err(|_| anyhow::anyhow!("nobody watched the node"))?;
    let upkeep = upkeep.map_err(|_| anyhow::anyhow!("nobody imported"))?;
    let stopped = node.stop();
    let faults = report::faults(truth, &loads_done, &usage, &upkeep, stopped);
    print!("{}", report::table(&loads_done, &usage, &upkeep, begun.elapsed()));
    for fault in &faults {
        println!("FAULT: {fault}");
    }
    println!("{}", if faults.is_empty() { "soak: passed" } else { "soak: FAILED" });
    Ok(faults.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_length_is_stated_in_minutes_or_seconds() {
        let seconds = |args: &[&str]| parse(args).unwrap().length.as_secs();
        assert_eq!(seconds(&[]), 3_600);
        assert_eq!(seconds(&["--minutes", "2"]), 120);
        assert_eq!(seconds(&["--binary", "b", "--seconds", "45"]), 45);
        for wrong in [&["--seconds", "3"][..], &["--minutes", "soon"], &["--hours", "1"]] {
            assert!(parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
