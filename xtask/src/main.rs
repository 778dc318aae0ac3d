//! The developer's one door: set-up, tests, demo, bench and generated files.
//!
//! `cargo xtask` lists what it can do. Everything runs from the root of the workspace, without a
//! terminal and without standard input.

/// The allocator of the product, so that what is measured here is what ships.
#[cfg(feature = "bench")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod bench;
mod clock;
mod command;
mod demo;
mod generate;
#[cfg(feature = "bench")]
#[cfg(any(feature = "bench", test))]
mod holdout;
mod pages;
mod setup;
mod soak;
mod table;
mod test;
mod tidy;
#[cfg(feature = "bench")]
mod train;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  setup                               say which tools are here and which are missing
  test                                run every check and test; the last line counts them
  demo [--check]                      build `comity` and play the demo; --check ends by itself
  bench [quality|speed|scale|read|audit] [--json]
                                      measure, beside what other programs reach
  train                               learn the spelling tables of `crates/names` anew
  soak [--minutes N | --seconds N] [--binary PATH]
                                      load a node while its lists change; an hour unless stated
  generate                            write the generated files anew
  tidy                                check the rules of the house that no other tool checks";

/// The exit code for a command line that is not understood.
const EXIT_USAGE: u8 = 2;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["setup"] => setup::run(),
        ["test"] => test::run(),
        ["demo", rest @ ..] => demo::run(rest),
        ["bench", rest @ ..] => bench::run(rest),
        #[cfg(feature = "bench")]
        ["train", rest @ ..] => train::run(rest),
        #[cfg(not(feature = "bench"))]
        ["train", rest @ ..] => bench::optimised("train", rest, false),
        ["soak", rest @ ..] => soak::run(rest),
        ["generate"] => generate::run(),
        ["tidy"] => tidy::run(),
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(true)
        }
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(EXIT_USAGE);
        }
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
