//! `cargo xtask bench`: measures Comity beside what other programs reach.
//!
//! What is measured is built only when it is measured, optimised as it ships: the command starts
//! this tool again with the feature `bench`.

#[cfg(feature = "bench")]
mod asker;
#[cfg(feature = "bench")]
mod audit;
#[cfg(feature = "bench")]
mod benchmark;
#[cfg(feature = "bench")]
mod composed;
#[cfg(feature = "bench")]
mod crosslist;
#[cfg(feature = "bench")]
mod figure;
#[cfg(feature = "bench")]
mod fillers;
#[cfg(feature = "bench")]
mod firms;
#[cfg(feature = "bench")]
mod hard_negatives;
#[cfg(feature = "bench")]
mod http;
#[cfg(feature = "bench")]
mod machine;
#[cfg(feature = "bench")]
mod policy;
#[cfg(feature = "bench")]
mod prose;
#[cfg(feature = "bench")]
mod quality;
#[cfg(feature = "bench")]
mod rates;
#[cfg(feature = "bench")]
mod read;
#[cfg(feature = "bench")]
mod report;
#[cfg(feature = "bench")]
mod scale;
#[cfg(feature = "bench")]
mod scale_node;
#[cfg(feature = "bench")]
mod silver;
#[cfg(feature = "bench")]
mod speed;

use anyhow::{Result, bail};

/// What can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// How many right records are found at a fixed share of false alerts.
    Quality,
    /// What one query, a start and a request cost.
    Speed,
    /// How those costs grow with the number of records.
    Scale,
    /// How fast texts are read, and what is found in them.
    Read,
    /// How many decisions the policy makes in a second.
    Policy,
    /// How many events the audit log takes, and what that adds to an answer.
    Audit,
}

impl Kind {
    const ALL: [Kind; 6] =
        [Kind::Quality, Kind::Speed, Kind::Scale, Kind::Read, Kind::Policy, Kind::Audit];
}

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
struct Request {
    kinds: Vec<Kind>,
    json: bool,
    scale: Scale,
    /// How long the large log is.
    leaves: u64,
}

/// How the growth curve is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Scale {
    /// How far it goes.
    records_max: usize,
    /// Whether a whole node is measured too, where it reaches that far.
    node: bool,
    /// So many of the slowest queries are told at each size, with what they took.
    slowest: usize,
}

/// The log of the bench is one of a busy node's year; it takes some gigabytes of disk.
const LEAVES_DEFAULT: u64 = 10_000_000;

/// The growth curve goes to a million records unless more are asked for: more take minutes, and
/// gigabytes.
const RECORDS_MAX_DEFAULT: usize = 1_000_000;

/// Measures what the arguments name; false if something could not be measured.
pub(crate) fn run(args: &[&str]) -> Result<bool> {
    let request = parse(args)?;
    #[cfg(feature = "bench")]
    return measure(&request);
    #[cfg(not(feature = "bench"))]
    return optimised("bench", args, request.json);
}

fn parse(args: &[&str]) -> Result<Request> {
    let scale = Scale { records_max: RECORDS_MAX_DEFAULT, node: true, slowest: 0 };
    let mut request = Request { kinds: Vec::new(), json: false, scale, leaves: LEAVES_DEFAULT };
    let number = |text: &str| text.parse().map_err(|_| anyhow::anyhow!("`{text}` is no number"));
    for arg in args {
        match arg.split_once('=').unwrap_or((arg, "")) {
            ("--records", text) => request.scale.records_max = number(text)?,
            ("--slowest", text) => request.scale.slowest = number(text)?,
            ("--leaves", text) => {
                request.leaves =
                    text.parse().map_err(|_| anyhow::anyhow!("`{text}` is no number"))?;
            }
            _ => parse_word(arg, &mut request)?,
        }
    }
    if request.kinds.is_empty() {
        request.kinds = Kind::ALL.to_vec();
    }
    Ok(request)
}

fn parse_word(word: &str, request: &mut Request) -> Result<()> {
    match word {
        "quality" => request.kinds.push(Kind::Quality),
        "speed" => request.kinds.push(Kind::Speed),
        "scale" => request.kinds.push(Kind::Scale),
        "read" => request.kinds.push(Kind::Read),
        "policy" => request.kinds.push(Kind::Policy),
        "audit" => request.kinds.push(Kind::Audit),
        "--json" => request.json = true,
        "--engine" => request.scale.node = false,
        other => bail!(
            "`{other}` is not a bench: quality, speed, scale, read, policy, audit, \
             --records=N, --engine, \
             --slowest=N, --leaves=N or --json"
        ),
    }
    Ok(())
}

/// Starts a command of this tool again, built optimised and with what it measures.
#[cfg(not(feature = "bench"))]
pub(crate) fn optimised(command: &str, args: &[&str], quiet: bool) -> Result<bool> {
    let mut words = vec!["run", "--release", "--locked", "--package", "xtask"];
    if quiet {
        words.push("--quiet");
    }
    words.extend(["--features", "bench", "--", command]);
    words.extend(args);
    Ok(crate::command::cargo(&words).status()?.success())
}

#[cfg(feature = "bench")]
fn measure(request: &Request) -> Result<bool> {
    let context = machine::context();
    if !request.json {
        print!("{}", report::heading(&context));
    }
    let mut complete = true;
    for kind in &request.kinds {
        let figures = match kind {
            Kind::Quality => quality::figures(),
            Kind::Speed => speed::figures(),
            Kind::Scale => scale::figures(&request.scale),
            Kind::Read => read::figures(),
            Kind::Policy => policy::figures(),
            Kind::Audit => audit::figures(request.leaves),
        };
        match figures {
            Ok(figures) if request.json => print!("{}", report::lines(&figures, &context)),
            Ok(figures) => print!("\n{}", report::table(&figures)),
            Err(error) => {
                eprintln!("error: {kind:?}: {error:#}");
                complete = false;
            }
        }
    }
    Ok(complete)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_means_all() {
        assert_eq!(parse(&[]).unwrap().kinds, Kind::ALL);
        let request = parse(&["--json", "speed"]).unwrap();
        assert_eq!((request.kinds, request.json), (vec![Kind::Speed], true));
        let scale = parse(&["--records=7", "--engine", "--slowest=3"]).unwrap().scale;
        assert_eq!(scale, Scale { records_max: 7, node: false, slowest: 3 });
        assert!(parse(&["--records=many"]).is_err());
        assert_eq!(parse(&["audit", "--leaves=8"]).unwrap().leaves, 8);
    }

    #[test]
    fn a_bench_that_is_not_there_is_an_error() {
        assert!(parse(&["sped"]).unwrap_err().to_string().contains("`sped`"));
    }
}
