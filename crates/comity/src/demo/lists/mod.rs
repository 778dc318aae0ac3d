//! The demo's lists, each in a format that is in use.

mod ftm;
mod ofac;
mod own;
mod un;

use std::io;
use std::path::{Path, PathBuf};

use super::cast;
use super::crowd::{Crowd, Sizes};
use super::party::{Listed, Party};

/// The same lists on every run.
const SEED: u64 = 20_261_122;
/// The numbers of the crowd on each list begin here; those of the cast, at 1.
const CROWD_FIRST: u32 = 1_000;
/// Parties besides the cast, list by list.
const UN: Sizes = Sizes { persons: 418, companies: 130, vessels: 0, airplanes: 0 };
const OFAC: Sizes = Sizes { persons: 327, companies: 199, vessels: 111, airplanes: 60 };
const FTM: Sizes = Sizes { persons: 317, companies: 160, vessels: 80, airplanes: 40 };
const OWN: Sizes = Sizes { persons: 138, companies: 0, vessels: 10, airplanes: 0 };

/// A list that was written, and what importing it must come to.
#[derive(Debug, Clone)]
pub(super) struct List {
    /// The dataset that it becomes.
    pub(super) dataset: &'static str,
    /// Its title.
    pub(super) title: &'static str,
    /// The format's name.
    pub(super) format: &'static str,
    /// The files, in the order in which they are read.
    pub(super) files: Vec<PathBuf>,
    /// For a plain CSV: what its columns mean.
    pub(super) mapping: Option<PathBuf>,
    /// Who may see it.
    pub(super) marking: &'static str,
    /// Listed parties.
    pub(super) records: u64,
    /// Rows that are broken on purpose.
    pub(super) broken: u64,
}

/// The parties of every list.
#[derive(Debug)]
pub(super) struct Parties {
    pub(super) un: Vec<Listed>,
    pub(super) ofac: Vec<Listed>,
    pub(super) ftm: Vec<Listed>,
    pub(super) own: Vec<Listed>,
}

impl Parties {
    /// Makes them up: the same on every run.
    pub(super) fn make_up() -> Parties {
        let mut crowd = Crowd::new(SEED);
        let mut list = |cast: Vec<Party>, sizes| {
            let mut listed: Vec<Listed> =
                (1..).zip(cast).map(|(key, party)| Listed { key, party }).collect();
            listed.extend(crowd.list(sizes, CROWD_FIRST));
            listed
        };
        Parties {
            un: list(cast::un(), UN),
            ofac: list(cast::ofac(), OFAC),
            ftm: list(cast::ftm(), FTM),
            own: list(cast::own(), OWN),
        }
    }
}

/// Writes all lists into a folder.
///
/// # Errors
/// If a file cannot be written.
pub(super) fn write(folder: &Path, parties: &Parties) -> io::Result<Vec<List>> {
    std::fs::create_dir_all(folder)?;
    let put = |name: &str, text: &str| -> io::Result<PathBuf> {
        let path = folder.join(name);
        std::fs::write(&path, text)?;
        Ok(path)
    };
    let [sdn, alt, add] = ofac::write(&parties.ofac);
    let count = |listed: &[Listed]| listed.len() as u64;
    Ok(vec![
        List {
            dataset: "demo_un",
            title: "A consolidated list in the UN's XML",
            format: "un_xml",
            files: vec![put("un_consolidated.xml", &un::write(&parties.un))?],
            mapping: None,
            marking: "TLP:CLEAR",
            records: count(&parties.un),
            broken: 0,
        },
        List {
            dataset: "demo_ofac",
            title: "A sanctions list in OFAC's three CSV files",
            format: "ofac_csv",
            files: vec![put("sdn.csv", &sdn)?, put("alt.csv", &alt)?, put("add.csv", &add)?],
            mapping: None,
            marking: "TLP:CLEAR",
            records: count(&parties.ofac),
            broken: 0,
        },
        List {
            dataset: "demo_ftm",
            title: "A collection in FollowTheMoney's JSON lines",
            format: "ftm_json",
            files: vec![put("collection.ftm.json", &ftm::write(&parties.ftm))?],
            mapping: None,
            marking: "TLP:CLEAR",
            records: count(&parties.ftm),
            broken: ftm::BROKEN,
        },
        List {
            dataset: "demo_own",
            title: "The party's own alerts, a table with a mapping",
            format: "csv",
            files: vec![put("own_alerts.csv", &own::write(&parties.own))?],
            mapping: Some(put("own_alerts.toml", own::MAPPING)?),
            marking: "TLP:GREEN",
            records: count(&parties.own),
            broken: own::BROKEN,
        },
    ])
}

/// The country's name, as lists write it.
fn country_name(code: &str) -> &'static str {
    comity_model::Country::of(code).map_or("", |country| country.name)
}

#[cfg(test)]
mod tests;
