//! Verifies an export of an audit log, without the node and without its secrets: what the program
//! `comity-verify` does, for every command that wants it. It alone in this crate opens files.

use std::fs::File;
use std::io::{BufReader, Read as _, Write};

use crate::export::{Known, SinceVerdict, Verdict, VerifyOptions, first_difference, verify};
use crate::limits::NOTE_BYTES_MAX;
use crate::{AuditError, VerifierKey};

const USAGE: &str = "\
usage: comity-verify FILE [--key KEY] [--since CHECKPOINT]... [--witness KEY]...

Verifies an export of an audit log: every leaf, what it commits to, the root and the signatures.

  --key KEY           the log's public key, from elsewhere; without it the export's own is believed
  --since CHECKPOINT  a file with an earlier checkpoint of the log, or with an earlier export of
                      it, that the log must continue
  --witness KEY       the public key of a witness: a checkpoint that it cosigned is believed

exit code: 0 it holds, 1 it does not, 2 usage, 4 a file cannot be read";

const EXIT_USAGE: u8 = 2;
const EXIT_INPUT: u8 = 4;

/// What was asked for.
#[derive(Debug, Default)]
struct Request {
    file: String,
    key: Option<VerifierKey>,
    since: Vec<String>,
    witnesses: Vec<VerifierKey>,
}

/// Why there is no verdict.
enum Trouble {
    Usage(String),
    Input(String),
}

/// Does what the arguments ask for; what was found goes to `out`, words to `err`. Gives the exit
/// code: 0 it holds, 1 it does not, 2 usage, 4 a file cannot be read.
pub fn run(args: &[String], out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    if args.iter().any(|arg| arg == "--help" || arg == "-h") {
        // Nobody is left to tell if this fails.
        let _ = writeln!(out, "{USAGE}");
        return 0;
    }
    let (code, why) = match parse(args).and_then(|request| check(&request, out, err)) {
        Ok(holds) => return u8::from(!holds),
        Err(Trouble::Usage(why)) => (EXIT_USAGE, format!("{why}\n\n{USAGE}")),
        Err(Trouble::Input(why)) => (EXIT_INPUT, why),
    };
    let _ = writeln!(err, "error: {why}");
    code
}

fn parse(args: &[String]) -> Result<Request, Trouble> {
    let mut request = Request::default();
    let mut args = args.iter();
    let usage = |why: String| Trouble::Usage(why);
    while let Some(arg) = args.next() {
        let mut value =
            || args.next().cloned().ok_or_else(|| usage(format!("`{arg}` needs a value")));
        let key = |text: String| {
            VerifierKey::parse(&text).map_err(|error| usage(format!("`{text}`: {error}")))
        };
        match arg.as_str() {
            "--key" => request.key = Some(key(value()?)?),
            "--since" => request.since.push(value()?),
            "--witness" => request.witnesses.push(key(value()?)?),
            other if other.starts_with('-') => {
                return Err(usage(format!("unknown flag `{other}`")));
            }
            file if request.file.is_empty() => file.clone_into(&mut request.file),
            more => return Err(usage(format!("one file at a time, not `{more}` too"))),
        }
    }
    if request.file.is_empty() { Err(usage("no file".to_owned())) } else { Ok(request) }
}

/// Prints what was found; whether the export holds.
fn check(request: &Request, out: &mut dyn Write, err: &mut dyn Write) -> Result<bool, Trouble> {
    // The key is known only when the export was read, so earlier states are read after it.
    let options = VerifyOptions { key: request.key.clone(), since: Vec::new() };
    let first = verdict(&request.file, &options)?;
    show(&request.file, &first, request.key.is_some(), out, err);
    let Some(key) = first.key.clone().filter(|_| first.fault.is_none()) else { return Ok(false) };
    let mut holds = true;
    for file in &request.since {
        holds &= since(request, file, &key, out)?;
    }
    Ok(holds)
}

/// Compares the export with one earlier state.
fn since(
    request: &Request,
    file: &str,
    key: &VerifierKey,
    out: &mut dyn Write,
) -> Result<bool, Trouble> {
    let mut note = String::new();
    let limit = NOTE_BYTES_MAX as u64;
    let read = open(file)?.take(limit).read_to_string(&mut note);
    let known = match read.map_err(AuditError::from) {
        Ok(_) => Known::open(&note, key, &request.witnesses),
        Err(error) => Err(error),
    };
    let known = match known {
        Ok(known) => known,
        Err(error) => return since_export(request, file, key, &error, out),
    };
    let options = VerifyOptions { key: Some(key.clone()), since: vec![known] };
    let verdict = verdict(&request.file, &options)?;
    for (size, verdict) in &verdict.since {
        let _ = writeln!(out, "{file}: {size} leaves: {verdict}");
    }
    Ok(verdict.holds())
}

/// Compares the export with an earlier one, which tells the leaf itself.
fn since_export(
    request: &Request,
    file: &str,
    key: &VerifierKey,
    no_note: &AuditError,
    out: &mut dyn Write,
) -> Result<bool, Trouble> {
    let options = VerifyOptions { key: Some(key.clone()), since: Vec::new() };
    let earlier = verdict(file, &options)?;
    let Some(checkpoint) = earlier.checkpoint.clone().filter(|_| earlier.holds()) else {
        let why = earlier.fault.map_or(String::new(), |fault| format!(", nor an export: {fault}"));
        return Err(Trouble::Input(format!("`{file}` is no checkpoint: {no_note}{why}")));
    };
    let known = Known { size: checkpoint.size, root: checkpoint.root };
    let options = VerifyOptions { key: Some(key.clone()), since: vec![known] };
    let verdict = verdict(&request.file, &options)?;
    for (size, found) in &verdict.since {
        let _ = writeln!(out, "{file}: {size} leaves: {found}");
        if matches!(found, SinceVerdict::Forked { .. }) {
            let leaf = first_difference(open(&request.file)?, open(file)?);
            if let Some(leaf) = leaf.map_err(|error| input(file, &error))? {
                let _ = writeln!(out, "{file}: leaf {leaf} is the first that differs");
            }
        }
    }
    Ok(verdict.holds())
}

fn show(file: &str, verdict: &Verdict, demanded: bool, out: &mut dyn Write, err: &mut dyn Write) {
    if let Some(key) = &verdict.key {
        let from = if demanded { "as demanded" } else { "as the export itself says" };
        let _ = writeln!(err, "signed by {key}, {from}");
    }
    if let Some(mark) = verdict.mark.as_ref().filter(|_| verdict.fault.is_none()) {
        let plain: String = mark.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let _ = writeln!(out, "{file}: {plain}");
    }
    // Nobody is left to tell if this fails.
    let _ = match (&verdict.fault, &verdict.checkpoint) {
        (Some(fault), _) => writeln!(out, "{file}: does not hold: {fault}"),
        (None, Some(state)) => writeln!(
            out,
            "{file}: holds: {} leaves verified, {} parts opened, {} leaves expired; \
             {} has {} leaves, root {}",
            verdict.leaves,
            verdict.opened,
            verdict.expired,
            state.origin,
            state.size,
            state.root.to_base64()
        ),
        (None, None) => writeln!(out, "{file}: does not hold: it is empty"),
    };
}

fn verdict(file: &str, options: &VerifyOptions) -> Result<Verdict, Trouble> {
    verify(open(file)?, options).map_err(|error| input(file, &error))
}

fn open(file: &str) -> Result<BufReader<File>, Trouble> {
    let opened = File::open(file).map_err(|error| input(file, &AuditError::from(error)))?;
    Ok(BufReader::with_capacity(256 * 1024, opened))
}

fn input(file: &str, error: &AuditError) -> Trouble {
    let cause = std::error::Error::source(error).map_or(String::new(), |why| format!(": {why}"));
    Trouble::Input(format!("`{file}`: {error}{cause}"))
}
