//! `comity policy test`: whether a policy does what its scenarios demand.

use std::fmt::Write as _;
use std::path::PathBuf;

use comity_policy::{Scenario, read_scenarios};

use super::folder;
use crate::failure::{Exit, Failure};
use crate::shell::{Shell, plain};

/// Play the scenarios of a policy: what the law demands in one situation, told so that a lawyer
/// can read it
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The policy's folder, whose scenarios lie in `scenarios`; the policy that ships unless stated
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Show what each scenario says
    #[arg(long)]
    read: bool,
}

pub(super) fn run(args: &Args, shell: &Shell) -> Result<Exit, Failure> {
    let law = folder::law(args.folder.as_deref(), shell)?;
    let mut scenarios: Vec<Scenario> = Vec::new();
    let mut faults = 0;
    for file in folder::read(args.folder.as_deref())?.scenarios {
        match read_scenarios(&file.name, &file.text) {
            Ok(read) => scenarios.extend(read),
            Err(found) => {
                found.iter().for_each(|fault| shell.say(&plain(&fault.to_string())));
                faults += found.len();
            }
        }
    }
    if faults > 0 {
        return Err(Failure::new(Exit::Unmet, "the scenarios cannot be read"));
    }
    if scenarios.is_empty() {
        return Err(Failure::new(Exit::Unmet, "there are no scenarios")
            .with_hint("write some into `scenarios/*.toml` beside the rules"));
    }
    let mut out = String::new();
    let mut failed = 0;
    for scenario in &scenarios {
        let wrong = scenario.play(&law);
        let mark = if wrong.is_empty() { "holds" } else { "FAILS" };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{mark}  {:4} {}", plain(&scenario.duty), plain(&scenario.title));
        if args.read {
            let told = [("Given", &scenario.given), ("When", &scenario.when)];
            for (word, text) in told.into_iter().chain([("Then", &scenario.then)]) {
                let _ = writeln!(out, "         {word}: {}", plain(text));
            }
        }
        for what in &wrong {
            let place = format!("{}:{}", scenario.file, scenario.line);
            let _ = writeln!(out, "         {}: {}", plain(&place), plain(what));
        }
        failed += usize::from(!wrong.is_empty());
    }
    shell.show(&out)?;
    let questions: usize = scenarios.iter().map(Scenario::questions).sum();
    shell.say(&format!(
        "{} scenarios with {questions} questions, {failed} failed.",
        scenarios.len()
    ));
    Ok(if failed == 0 { Exit::Done } else { Exit::Unmet })
}
