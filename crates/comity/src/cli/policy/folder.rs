//! A policy's folder on disk.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use comity_api::local::DoctorCheck;
use comity_api::v1::PolicyInfo;
use comity_policy::limits::{FILE_BYTES_MAX, FILES_MAX};
use comity_policy::{Faults, Law, PolicyFile, shipped_files, shipped_scenarios};

use crate::failure::{Exit, Failure};
use crate::shell::{Shell, plain};

/// Where the scenarios lie in a policy's folder.
const SCENARIOS: &str = "scenarios";

/// The files of a policy, and its scenarios.
pub(super) struct Bundle {
    /// What to call it in words.
    pub(super) name: String,
    pub(super) files: Vec<PolicyFile>,
    pub(super) scenarios: Vec<PolicyFile>,
}

/// Reads a folder, or takes what ships.
pub(super) fn read(folder: Option<&Path>) -> Result<Bundle, Failure> {
    let Some(folder) = folder else {
        let (files, scenarios) = (shipped_files(), shipped_scenarios());
        return Ok(Bundle { name: "the policy that ships".to_owned(), files, scenarios });
    };
    let (mut files, mut scenarios) = (Vec::new(), Vec::new());
    for (name, path) in entries(folder)? {
        if path.is_dir() {
            if name != SCENARIOS {
                let message = format!("`{}` is a folder, which a policy has not", path.display());
                return Err(Failure::new(Exit::Input, message)
                    .with_hint("scenarios lie in `scenarios`, everything else beside it"));
            }
            for (name, path) in entries(&path)? {
                if name.ends_with(".toml") {
                    scenarios.push(text(format!("{SCENARIOS}/{name}"), &path)?);
                }
            }
        } else if !name.ends_with(".md") {
            files.push(text(name, &path)?);
        }
    }
    Ok(Bundle { name: format!("`{}`", folder.display()), files, scenarios })
}

/// Whether the folder that the configuration names is the policy in force.
pub(in crate::cli) fn check(folder: &Path, in_force: &PolicyInfo) -> DoctorCheck {
    let (ok, detail, hint) = match read(Some(folder)).map(|bundle| Law::load(bundle.files)) {
        Ok(Ok(law)) if super::check::hash(&law) == in_force.hash => {
            (true, format!("`{}` is the policy in force", folder.display()), None)
        }
        Ok(Ok(_)) => {
            let hint = "`comity policy adopt` puts it into force, with a supervisor's approval";
            (false, format!("`{}` is not the policy in force", folder.display()), Some(hint))
        }
        Ok(Err(faults)) => {
            let count = faults.iter().count();
            let hint = "`comity policy check DIR` names each";
            let detail = format!("`{}` cannot be a policy: {count} faults", folder.display());
            (false, detail, Some(hint))
        }
        Err(_) => (false, format!("the folder `{}` cannot be read", folder.display()), None),
    };
    let hint = hint.map(str::to_owned);
    DoctorCheck { name: "policy folder".to_owned(), ok, detail, hint }
}

/// The policy, for a command that needs one that holds.
pub(super) fn law(folder: Option<&Path>, shell: &Shell) -> Result<Law, Failure> {
    Law::load(read(folder)?.files).map_err(|faults| {
        tell(&faults, shell);
        Failure::new(Exit::Unmet, "the policy cannot be used")
    })
}

/// Each fault in its line.
pub(super) fn tell(faults: &Faults, shell: &Shell) {
    faults.iter().for_each(|fault| shell.say(&plain(&fault.to_string())));
}

/// What lies in a folder, by name; hidden files are none of a policy's.
fn entries(folder: &Path) -> Result<Vec<(String, PathBuf)>, Failure> {
    let failed = |error: io::Error| Failure::input(folder, &error);
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            entries.push((name, entry.path()));
        }
        if entries.len() > FILES_MAX {
            let message = format!("`{}` holds more than {FILES_MAX} files", folder.display());
            return Err(Failure::new(Exit::Input, message));
        }
    }
    entries.sort();
    Ok(entries)
}

/// One file, up to one byte more than a policy's file may have: the policy says what is too long.
fn text(name: String, path: &Path) -> Result<PolicyFile, Failure> {
    let failed = |error: io::Error| Failure::input(path, &error);
    let most = u64::try_from(FILE_BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    File::open(path).map_err(failed)?.take(most).read_to_end(&mut bytes).map_err(failed)?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(PolicyFile { name, text }),
        Err(_) => {
            let message = format!("`{}` is not text in UTF-8", path.display());
            Err(Failure::new(Exit::Input, message))
        }
    }
}
