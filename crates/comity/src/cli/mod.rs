//! The command line: one tree, one file a command.

mod alert;
mod approval;
mod ask;
mod audit;
mod backup;
mod completions;
mod config;
mod datasets;
mod demo;
mod diff;
mod doctor;
mod erase;
mod eval;
mod fetch;
mod hit;
mod import;
mod init;
mod notice;
mod obliged;
mod party;
mod policy;
mod probe;
mod progress;
mod read;
#[cfg(test)]
mod reference;
mod remove;
mod restore;
mod rights;
mod same_as;
mod screen;
mod search;
mod serve;
mod share;
mod show;
mod subject;
mod token;
mod update;
mod user;
mod webhook;
mod why;

pub(crate) use screen::table::{check_digits, why};
pub(crate) use serve::listen_failure;
pub(crate) use why::Why;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::failure::{Exit, Failure};
use crate::logging::{self, LogFormat};
use crate::shell::Shell;

/// What the help says at its end.
const EXIT_CODES: &str = "Exit codes:
  0  done
  1  a check failed, or nothing matched where that is the question
  2  the command line is wrong
  3  refused: the node cannot or will not do it
  4  the input cannot be read
  5  some lines of a batch failed; the others are answered

Answers go to stdout, words to stderr.";

/// Screens people, organisations, vessels, aircraft and documents against official lists and a
/// party's own alerts.
#[derive(Debug, Parser)]
#[command(name = "comity", version, max_term_width = 100, after_help = EXIT_CODES)]
#[command(subcommand_required = true, arg_required_else_help = true)]
struct Cli {
    /// The node's directory; unless stated COMITY_HOME, or the platform's place for data
    #[arg(long, global = true, value_name = "DIR")]
    home: Option<PathBuf>,
    /// The configuration; unless stated COMITY_CONFIG, or `comity.toml` in the home
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// What is logged to stderr: a level (`info`) or targets with levels
    #[arg(long, global = true, value_name = "FILTER", env = "COMITY_LOG", hide_env_values = true)]
    log: Option<String>,
    #[command(flatten)]
    why: Why,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Args),
    Import(Box<import::Args>),
    Fetch(Box<fetch::Args>),
    Update(update::Args),
    Datasets(datasets::Args),
    Diff(diff::Args),
    Screen(Box<screen::Args>),
    Search(search::Args),
    Read(read::Args),
    Show(show::Args),
    SameAs(same_as::Args),
    Subject(Box<subject::Args>),
    Alert(Box<alert::Args>),
    Hit(Box<hit::Args>),
    Party(Box<party::Args>),
    Share(share::Args),
    Ask(Box<ask::Args>),
    Notice(Box<notice::Args>),
    Approval(approval::Args),
    Serve(serve::Args),
    Probe(probe::Args),
    Audit(audit::Args),
    Token(token::Args),
    User(user::Args),
    Webhook(webhook::Args),
    Erase(erase::Args),
    Remove(remove::Args),
    Backup(backup::Args),
    Restore(restore::Args),
    Policy(policy::Args),
    Doctor(doctor::Args),
    Config(config::Args),
    Eval(Box<eval::Args>),
    Demo(demo::Args),
    Completions(completions::Args),
}

/// Reads the arguments, runs the command, tells what went wrong.
pub(crate) fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(err) => return usage(&err),
    };
    let shell = Shell::new(cli.home.clone(), cli.config.clone(), cli.why.clone());
    let exit = match run(cli, &shell) {
        Ok(exit) => exit,
        Err(Failure::PipeClosed) => Exit::Done,
        Err(Failure::Told { exit, message, hint }) => {
            shell.say(&format!("error: {message}"));
            if let Some(hint) = hint {
                shell.say(&format!("hint: {hint}"));
            }
            exit
        }
    };
    ExitCode::from(exit as u8)
}

/// Help and version are answers; anything else that clap says is a wrong command line.
fn usage(err: &clap::Error) -> ExitCode {
    // Nobody is left to tell if this fails, and `comity --help | head` is no error.
    let _ = err.print();
    let exit = if err.use_stderr() { Exit::Usage } else { Exit::Done };
    let _ = std::io::stdout().flush();
    ExitCode::from(exit as u8)
}

fn run(mut cli: Cli, shell: &Shell) -> Result<Exit, Failure> {
    match &mut cli.command {
        Command::Serve(args) => {
            args.take_handed()?;
            let mut layers = shell.layers()?;
            args.over(&mut layers);
            let log = layers.config.log;
            logging::begin(cli.log.as_deref(), log.filter.as_str(), log.format)?;
        }
        _ => logging::begin(cli.log.as_deref(), "warn", LogFormat::Text)?,
    }
    let runtime = tokio::runtime::Runtime::new()
        .map_err(|err| Failure::new(Exit::Refused, format!("no threads can be started: {err}")))?;
    let exit = runtime.block_on(dispatch(cli.command, shell));
    // A thread may still wait for stdin, whose end nobody needs any more.
    runtime.shutdown_background();
    exit
}

async fn dispatch(command: Command, shell: &Shell) -> Result<Exit, Failure> {
    match command {
        Command::Init(args) => init::run(args, shell).await,
        Command::Import(args) => import::run(*args, shell).await,
        Command::Fetch(args) => fetch::run(*args, shell).await,
        Command::Update(args) => update::run(args, shell).await,
        Command::Datasets(args) => datasets::run(args, shell).await,
        Command::Diff(args) => diff::run(args, shell).await,
        Command::Screen(args) => screen::run(*args, shell).await,
        Command::Search(args) => search::run(args, shell).await,
        Command::Read(args) => read::run(args, shell).await,
        Command::Show(args) => show::run(args, shell).await,
        Command::SameAs(args) => same_as::run(args, shell).await,
        Command::Subject(args) => subject::run(*args, shell).await,
        Command::Alert(args) => alert::run(*args, shell).await,
        Command::Hit(args) => hit::run(*args, shell).await,
        Command::Approval(args) => approval::run(args, shell).await,
        Command::Webhook(args) => webhook::run(args, shell).await,
        Command::Party(args) => party::run(*args, shell).await,
        Command::Share(args) => share::run(args, shell).await,
        Command::Ask(args) => ask::run(*args, shell).await,
        Command::Notice(args) => notice::run(*args, shell).await,
        Command::Serve(args) => serve::run(args, shell).await,
        Command::Probe(args) => probe::run(&args, shell).await,
        Command::Audit(args) => audit::run(args, shell).await,
        Command::Token(args) => token::run(args, shell).await,
        Command::User(args) => user::run(args, shell).await,
        Command::Erase(args) => erase::run(args, shell).await,
        Command::Remove(args) => remove::run(args, shell).await,
        Command::Backup(args) => backup::run(args, shell).await,
        Command::Restore(args) => restore::run(args, shell).await,
        Command::Policy(args) => policy::run(args, shell).await,
        Command::Doctor(args) => doctor::run(args, shell).await,
        Command::Config(args) => config::run(args, shell).await,
        Command::Eval(args) => eval::run(*args, shell).await,
        Command::Demo(args) => demo::run(args, shell).await,
        Command::Completions(args) => completions::run(&args, shell),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_tree_is_consistent() {
        Cli::command().debug_assert();
    }
}
