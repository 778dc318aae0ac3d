//! `comity import`: reads the files of one publication into a dataset.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use comity_api::local::{FetchFile, FetchOrder, ImportOrder, ImportOutcome};
use comity_server::ImportFile;
use indicatif::ProgressBar;

use crate::cli::fetch::{fetched, told};
use crate::cli::progress::{bytes_bar, watched};
use crate::failure::{Exit, Failure};
use crate::shell::{Paint, Shell, open, plain};

/// Skipped rows that are shown to a person; `--json` gives all that the report kept.
const SKIPPED_SHOWN: usize = 5;
/// Longest mapping that is read, in bytes.
const MAPPING_BYTES_MAX: u64 = 1024 * 1024;

/// Import the files of one publication as a new version of a dataset
///
/// `.gz` and `.zip` are read as they are. The import lands whole, or the old version stands.
/// What an address (http, https) holds is downloaded, and imported if it changed.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The files of the publication, or their addresses; `-` reads stdin
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Where the records land, such as `un_sc`
    #[arg(long, value_name = "NAME")]
    dataset: String,
    /// How the files are written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// For a plain CSV: a TOML file that says which column is which property
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Who may see the statements, such as `TLP:AMBER`; otherwise `TLP:CLEAR`
    #[arg(long, value_name = "TEXT")]
    marking: Option<String>,
    /// The dataset's title, for people
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// The id of the party that publishes it; otherwise the node's own
    #[arg(long, value_name = "ID")]
    publisher: Option<String>,
    /// The SHA-256 that a downloaded file must have, in the order of the addresses
    #[arg(long, value_name = "HEX")]
    sha256: Vec<String>,
    /// Import what was downloaded also if it has not changed
    #[arg(long)]
    force: bool,
    /// What the publisher calls this edition, such as `20261122102832-abc`
    #[arg(long, value_name = "EDITION")]
    edition: Option<String>,
    /// The files are a delta that starts from this edition, or version, of the dataset
    #[arg(long, value_name = "EDITION", requires = "edition", conflicts_with = "mapping")]
    base: Option<String>,
    /// Write the whole report as JSON
    #[arg(long)]
    json: bool,
}

/// The formats that can be named.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Format {
    /// Found out from the first bytes
    #[default]
    Auto,
    /// The consolidated list of the UN Security Council, XML
    UnXml,
    /// OFAC's CSV files: the SDN triple or the consolidated quartet
    OfacCsv,
    /// OFAC's lists in XML
    OfacXml,
    /// OFAC's lists in enhanced XML
    OfacEnhanced,
    /// OFAC's lists in advanced XML
    OfacAdvanced,
    /// The EU's financial sanctions files, XML (FSF 1.1)
    EuFsf,
    /// The UK Sanctions List, XML or CSV, or the retired ConList.csv
    UkSanctions,
    /// The US Consolidated Screening List, CSV
    UsCsl,
    /// FollowTheMoney entities, one JSON object a line
    FtmJson,
    /// What changed from one edition of FollowTheMoney entities to the next; needs `--base`
    FtmDelta,
    /// A party's own table, with a mapping or with property names as its header
    Csv,
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    let mapping = args.mapping.as_deref().map(read_mapping).transpose()?;
    let urls = args.paths.iter().filter(|path| is_address(path)).count();
    if urls != 0 && urls != args.paths.len() {
        return Err(Failure::usage("files and addresses cannot be one publication"));
    }
    if urls == 0 && (args.force || !args.sha256.is_empty()) {
        return Err(Failure::usage("`--sha256` and `--force` are for addresses"));
    }
    let order = ImportOrder {
        dataset: args.dataset,
        title: args.title,
        party: args.publisher,
        marking: args.marking,
        format: match args.format {
            Format::Auto => None,
            named => named.to_possible_value().map(|value| value.get_name().to_owned()),
        },
        mapping,
        edition: args.edition,
        base: args.base,
    };
    if urls != 0 {
        let fetch = FetchOrder {
            files: to_fetch(&args.paths, args.sha256)?,
            import: order,
            is_forced: args.force,
            ..FetchOrder::default()
        };
        let outcome = fetched(&shell.door().await?, fetch).await?;
        if args.json {
            shell.show_json(&outcome)?;
        } else {
            shell.show(&told(&outcome, shell.paint))?;
        }
        return Ok(Exit::Done);
    }
    let (files, bar) = open_all(&args.paths)?;
    let door = shell.door().await?;
    let outcome = door.import(order, files).await;
    bar.finish_and_clear();
    let outcome = outcome?;
    if args.json {
        shell.show_json(&outcome)?;
    } else {
        shell.show(&summary(&outcome, shell.paint))?;
    }
    Ok(Exit::Done)
}

/// Whether a word is an address and not a file.
fn is_address(path: &Path) -> bool {
    let text = path.to_string_lossy();
    let is = |scheme: &str| {
        let start = text.as_bytes().get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme.as_bytes()))
    };
    is("http://") || is("https://")
}

/// The files to download with their checksums: none, or one for each.
fn to_fetch(paths: &[PathBuf], sums: Vec<String>) -> Result<Vec<FetchFile>, Failure> {
    if !sums.is_empty() && sums.len() != paths.len() {
        return Err(Failure::usage("either no address has a `--sha256`, or each has one"));
    }
    let mut sums = sums.into_iter();
    let file = |path: &PathBuf| FetchFile {
        url: path.to_string_lossy().into_owned(),
        sha256: sums.next(),
    };
    Ok(paths.iter().map(file).collect())
}

fn read_mapping(path: &Path) -> Result<String, Failure> {
    use std::io::Read;
    let (file, _) = open(path)?;
    let mut text = String::new();
    let read = file.take(MAPPING_BYTES_MAX).read_to_string(&mut text);
    read.map_err(|err| Failure::input(path, &err))?;
    Ok(text)
}

/// Opens all files before anything else happens: a name that is wrong changes nothing.
fn open_all(paths: &[PathBuf]) -> Result<(Vec<ImportFile>, ProgressBar), Failure> {
    let opened: Vec<_> =
        paths.iter().map(|path| Ok((path, open(path)?))).collect::<Result<_, Failure>>()?;
    let total: Option<u64> = opened.iter().map(|(_, (_, length))| *length).sum();
    let bar = bytes_bar(total, "reading");
    let files = opened.into_iter().map(|(path, (bytes, _))| ImportFile {
        name: file_name(path),
        bytes: watched(bytes, &bar),
    });
    Ok((files.collect(), bar))
}

pub(super) fn file_name(path: &Path) -> String {
    if path.as_os_str() == "-" {
        return "stdin".to_owned();
    }
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// What an import came to, for people.
pub(super) fn summary(outcome: &ImportOutcome, paint: Paint) -> String {
    let ImportOutcome { dataset, version, format, records, related, skipped, .. } = outcome;
    let mut out = format!("{}  version {version}  read as {format}\n", paint.strong(dataset));
    // Writing to a string cannot fail.
    if let Some(edition) = &outcome.edition {
        let _ = writeln!(out, "  edition {}", plain(edition));
    }
    let _ = writeln!(out, "  {records} records, {related} related, {skipped} skipped");
    for row in outcome.skipped_rows.iter().take(SKIPPED_SHOWN) {
        let (file, place) = (plain(&row.file), plain(&row.place));
        let _ = writeln!(out, "  skipped  {file}, {place}: {}", plain(&row.reason));
    }
    let shown = outcome.skipped_rows.len().min(SKIPPED_SHOWN) as u64;
    if *skipped > shown {
        let more = skipped - shown;
        let _ = writeln!(out, "  … and {more} more; `--json` lists them");
    }
    for note in &outcome.notes {
        let _ = writeln!(out, "  note  {}", plain(note));
    }
    if let Some(reason) = &outcome.not_indexed {
        let _ = writeln!(out, "  kept, but not searched yet: {}", plain(reason));
    }
    out
}

#[cfg(test)]
mod tests {
    use comity_api::local::SkippedInfo;

    use super::*;

    #[test]
    fn formats_have_the_names_of_the_readers() {
        let names: Vec<String> = Format::value_variants()
            .iter()
            .filter_map(|format| Some(format.to_possible_value()?.get_name().to_owned()))
            .collect();
        let known = comity_formats::Format::ALL.map(|format| format.name().to_owned());
        assert_eq!(names.split_first(), Some((&"auto".to_owned(), known.as_slice())));
    }

    #[test]
    fn the_first_skipped_rows_are_shown() {
        let row = SkippedInfo {
            file: "a.csv".to_owned(),
            place: "line 7".to_owned(),
            reason: "it has no name".to_owned(),
        };
        let outcome = ImportOutcome {
            dataset: "own".to_owned(),
            version: "v".to_owned(),
            edition: None,
            imported_at: String::new(),
            format: "csv".to_owned(),
            records: 2,
            related: 1,
            skipped: 9,
            files: Vec::new(),
            skipped_rows: vec![row; 7],
            notes: Vec::new(),
            not_indexed: None,
        };
        let text = summary(&outcome, Paint::OFF);
        assert_eq!(text.matches("skipped  a.csv, line 7: it has no name").count(), 5);
        assert!(text.ends_with("  … and 4 more; `--json` lists them\n"), "{text}");
    }
}
