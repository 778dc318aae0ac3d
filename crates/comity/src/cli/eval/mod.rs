//! `comity eval`: how good is the matcher?

mod table;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use comity_server::{EvalFiles, EvalOrder, Evaluation, ImportFile, evaluate};
use indicatif::ProgressBar;

use super::import::file_name;
use crate::cli::progress::{bytes_bar, watched};
use crate::failure::{Exit, Failure};
use crate::shell::{Shell, open, plain};

/// Measure the matcher with labelled queries: how many right records alert at which rate of alerts
///
/// Needs no home: the index is made in memory, from the files that `comity import` reads. Queries
/// are JSON lines or CSV, packed (.gz) or not, with `schema`, `name`, and where known `set`, `dob`
/// or other properties; those of `--positives` name with `id` the record that has to be found.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The lists that are searched; files of one publication are joined by commas
    #[arg(long, value_name = "FILE", num_args = 1.., required = true)]
    index: Vec<String>,
    /// Queries whose record is in the index
    #[arg(long, value_name = "FILE")]
    positives: PathBuf,
    /// Queries about others: what alerts of them is a false alarm
    #[arg(long, value_name = "FILE")]
    negatives: PathBuf,
    /// Also write report.json, scores.csv, recall.svg and calibration.svg into this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Also measure alerts from this score on; may be repeated
    #[arg(long, value_name = "SCORE", allow_negative_numbers = true, value_parser = share)]
    threshold: Vec<f64>,
    /// Candidates below this score and every threshold are not looked at; 0.05 unless stated
    #[arg(long, value_name = "SCORE", allow_negative_numbers = true, value_parser = share)]
    cutoff: Option<f64>,
    /// Another weight for a feature, such as `date_match=0.5`; may be repeated
    #[arg(long, value_name = "FEATURE=WEIGHT", value_parser = weight)]
    weight: Vec<(String, f64)>,
    /// Resamples that the 95 % intervals rest on; 1000 unless stated, 0 for no intervals
    #[arg(long, value_name = "N")]
    resamples: Option<usize>,
    /// The seed that the resamples are drawn with; 1 unless stated
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Queries that are also answered by scoring every name; 100 unless stated
    #[arg(long, value_name = "N")]
    candidate_recall: Option<usize>,
    /// Also measure calibration as if this share of the pairs were right, such as 0.01
    #[arg(long, value_name = "SHARE", allow_negative_numbers = true, value_parser = share)]
    prior: Option<f64>,
    /// Leave out lines that cannot be read; otherwise they end it
    #[arg(long)]
    skip_bad_lines: bool,
    /// Write the report as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    let order = order(&args);
    let (files, bar) = files(&args)?;
    if let Some(folder) = &args.out {
        // Before minutes of work are done that cannot be kept.
        fs::create_dir_all(folder).map_err(|err| unwritten(folder, &err))?;
    }
    let shown = bar.clone();
    let step = Box::new(move |words| shown.set_message(words)) as comity_server::Step;
    let work = move || evaluate(files, &order, &step);
    let done = tokio::task::spawn_blocking(work).await;
    bar.finish_and_clear();
    let done = done.map_err(|err| Failure::new(Exit::Refused, err.to_string()))?;
    let evaluation = done.map_err(|err| Failure::from(err.to_fault()))?;
    if let Some(folder) = &args.out {
        keep(&evaluation, folder)?;
    }
    if args.json {
        shell.show_json(&evaluation.report)?;
    } else {
        shell.show(&table::text(&evaluation.report, shell.paint))?;
    }
    Ok(told(&evaluation, args.out.as_deref(), shell))
}

fn order(args: &Args) -> EvalOrder {
    let usual = EvalOrder::default();
    EvalOrder {
        thresholds: args.threshold.clone(),
        cutoff: args.cutoff.unwrap_or(usual.cutoff),
        weights: args.weight.iter().cloned().collect::<BTreeMap<_, _>>(),
        resamples: args.resamples.unwrap_or(usual.resamples),
        seed: args.seed.unwrap_or(usual.seed),
        candidate_sample: args.candidate_recall.unwrap_or(usual.candidate_sample),
        prior: args.prior,
        skips_bad_lines: args.skip_bad_lines,
    }
}

/// Opens all files before anything else happens.
fn files(args: &Args) -> Result<(EvalFiles, ProgressBar), Failure> {
    let mut total = 0;
    let mut opened = |path: &Path| -> Result<_, Failure> {
        let (bytes, length) = open(path)?;
        total += length.unwrap_or(0);
        Ok((file_name(path), bytes))
    };
    let publication = |files: &String, opened: &mut dyn FnMut(&Path) -> Result<_, Failure>| {
        files.split(',').map(|file| opened(Path::new(file))).collect::<Result<Vec<_>, Failure>>()
    };
    let index = args.index.iter().map(|files| publication(files, &mut opened));
    let index: Vec<Vec<_>> = index.collect::<Result<_, Failure>>()?;
    let (positives, negatives) = (opened(&args.positives)?, opened(&args.negatives)?);
    let bar = bytes_bar(Some(total), "reading");
    let file = |(name, bytes)| ImportFile { name, bytes: watched(bytes, &bar) };
    let files = EvalFiles {
        index: index.into_iter().map(|files| files.into_iter().map(file).collect()).collect(),
        positives: file(positives),
        negatives: file(negatives),
    };
    Ok((files, bar))
}

fn keep(evaluation: &Evaluation, folder: &Path) -> Result<(), Failure> {
    for document in evaluation.documents() {
        let path = folder.join(document.name);
        fs::write(&path, document.text).map_err(|err| unwritten(&path, &err))?;
    }
    Ok(())
}

fn unwritten(path: &Path, source: &std::io::Error) -> Failure {
    Failure::new(Exit::Refused, format!("cannot write `{}`: {source}", path.display()))
}

/// Says what stands in no table, and whether all lines were measured.
fn told(evaluation: &Evaluation, folder: Option<&Path>, shell: &Shell) -> Exit {
    let report = &evaluation.report;
    for note in &report.notes {
        shell.say(&format!("note: {}", plain(note)));
    }
    if report.unknown_ids > 0 {
        let first: Vec<String> =
            report.first_unknown_ids.iter().map(|id| format!("`{}`", plain(id))).collect();
        let more = report.unknown_ids - first.len() as u64;
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        shell.say(&format!(
            "{} positives were left out, because no record of the index has their id: {}{more}",
            report.unknown_ids,
            first.join(", ")
        ));
    }
    if report.bad_lines > 0 {
        shell.say(&format!("{} lines could not be read and were left out", report.bad_lines));
    }
    if let Some(folder) = folder {
        shell.say(&format!(
            "report.json, scores.csv, recall.svg and calibration.svg are in {}",
            folder.display()
        ));
    }
    let is_whole = report.unknown_ids == 0 && report.bad_lines == 0;
    if is_whole { Exit::Done } else { Exit::SomeLines }
}

fn share(text: &str) -> Result<f64, String> {
    let share: f64 = text.parse().map_err(|_| "it is not a number".to_owned())?;
    if (0.0..=1.0).contains(&share) { Ok(share) } else { Err("it is not between 0 and 1".into()) }
}

fn weight(text: &str) -> Result<(String, f64), String> {
    let parts = text.split_once('=').ok_or("it is not of the form `FEATURE=WEIGHT`")?;
    let weight = parts.1.parse().map_err(|_| format!("`{}` is not a number", parts.1))?;
    Ok((parts.0.to_owned(), weight))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_have_a_feature_and_a_number() {
        assert_eq!(weight("date_match=-0.5"), Ok(("date_match".to_owned(), -0.5)));
        for text in ["date_match", "date_match=", "date_match=much"] {
            assert!(weight(text).is_err(), "{text}");
        }
    }
}
