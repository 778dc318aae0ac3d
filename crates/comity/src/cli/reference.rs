//! The reference page of the command line, made from the tree itself.

use std::fmt::Write as _;
use std::path::Path;

use clap::{Arg, ArgAction, Command, CommandFactory};

use super::{Cli, EXIT_CODES};

/// The page from the root of the repository.
const PAGE: &str = "docs/reference/cli.md";

/// With `COMITY_GENERATE=1` this writes the page; otherwise the page must be as it would be.
#[test]
fn reference_page_is_generated() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(PAGE);
    let page = page();
    if std::env::var_os("COMITY_GENERATE").is_some_and(|value| value == "1") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &page).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(kept == page, "{PAGE} is old: `cargo xtask generate` writes it anew");
}

fn page() -> String {
    let mut root = Cli::command();
    root.build();
    let mut out = String::from(
        "# Command line\n\nThis page is made from the program by `cargo xtask generate`.\n\n",
    );
    let _ = writeln!(out, "{}\n", about(&root));
    let _ = writeln!(out, "```text\n{EXIT_CODES}\n```\n\n## Options of every command\n");
    options(&mut out, root.get_arguments().filter(|arg| arg.is_global_set()));
    for command in root.get_subcommands().filter(|command| command.get_name() != "help") {
        section(&mut out, command, "comity", 2);
    }
    out
}

fn section(out: &mut String, command: &Command, parent: &str, level: usize) {
    let name = format!("{parent} {}", command.get_name());
    let _ = writeln!(out, "\n{} `{name}`\n", "#".repeat(level));
    let _ = writeln!(out, "{}\n", about(command));
    let usage = command.clone().render_usage().to_string();
    let words = usage.trim_start_matches("Usage:").split_whitespace().collect::<Vec<_>>();
    let shown = words.join(" ");
    let shown = if shown.starts_with("comity") { shown } else { format!("{parent} {shown}") };
    let _ = writeln!(out, "```text\n{shown}\n```\n");
    options(out, command.get_arguments().filter(|arg| !arg.is_global_set()));
    for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
        section(out, inner, &name, level + 1);
    }
}

fn about(command: &Command) -> String {
    let text = command.get_long_about().or_else(|| command.get_about());
    let text = text.map(ToString::to_string).unwrap_or_default();
    let lines = text.lines().map(sentence).collect::<Vec<_>>();
    lines.join("\n")
}

fn options<'a>(out: &mut String, args: impl Iterator<Item = &'a Arg>) {
    let mut rows = String::new();
    for arg in args.filter(|arg| arg.get_id() != "help" && arg.get_id() != "version") {
        let _ = writeln!(rows, "| {} | {} |", spelling(arg), meaning(arg));
    }
    if !rows.is_empty() {
        let _ = write!(out, "| argument | meaning |\n|---|---|\n{rows}");
    }
}

fn spelling(arg: &Arg) -> String {
    let names = arg.get_value_names().unwrap_or_default();
    let value = names.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let takes_value = matches!(arg.get_action(), ArgAction::Set | ArgAction::Append);
    match arg.get_long() {
        Some(long) if takes_value => format!("`--{long} {value}`"),
        Some(long) => format!("`--{long}`"),
        None => format!("`{value}`"),
    }
}

fn meaning(arg: &Arg) -> String {
    let help = arg.get_long_help().or_else(|| arg.get_help());
    let mut text = sentence(&help.map(ToString::to_string).unwrap_or_default()).replace('\n', " ");
    let values = arg.get_possible_values();
    let choices: Vec<String> =
        values.iter().map(|value| format!("`{}`", value.get_name())).collect();
    let is_flag = !matches!(arg.get_action(), ArgAction::Set | ArgAction::Append);
    if !choices.is_empty() && !is_flag {
        let _ = write!(text, " One of {}.", choices.join(", "));
    }
    let defaults: Vec<String> =
        arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
    if !defaults.is_empty() && !is_flag {
        let _ = write!(text, " Usually `{}`.", defaults.join(", "));
    }
    if let Some(variable) = arg.get_env() {
        let _ = write!(text, " Environment: `{}`.", variable.to_string_lossy());
    }
    text.replace('|', "\\|")
}

/// Help texts end without a full stop, sentences with one.
fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() || text.ends_with(['.', ':', '!', '?']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}
