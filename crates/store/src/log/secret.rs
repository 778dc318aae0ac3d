use std::io::Write as _;
use std::path::{Path, PathBuf};

use comity_audit::NodeKeys;
use zeroize::Zeroizing;

use super::files::{self, io};
use super::journal::{self, damaged};
use super::options::LogChance;
use crate::StoreError;

/// Where a home keeps the secret of its log, unless the operator keeps it elsewhere.
#[must_use]
pub fn log_secret_path(home: &Path) -> PathBuf {
    home.join("log.secret")
}

/// The keys of a home's log, from the secret in a file: 64 hex digits. The file is made, for its
/// owner alone, if the home has no log yet.
///
/// # Errors
/// If the secret of a log that is there is missing, is not one, or cannot be read or written.
pub fn log_keys(
    home: &Path,
    secret: &Path,
    chance: &dyn LogChance,
) -> Result<NodeKeys, StoreError> {
    let text = match std::fs::read_to_string(secret) {
        Ok(text) => Zeroizing::new(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return make(home, secret, chance);
        }
        Err(error) => return Err(io(secret)(error)),
    };
    let bytes = comity_audit::Hash::from_hex(text.trim());
    let bytes = bytes.map_err(|_| {
        damaged(format!("`{}` does not hold a secret of 64 hex digits", secret.display()))
    })?;
    Ok(NodeKeys::new(&Zeroizing::new(bytes.0)))
}

fn make(home: &Path, secret: &Path, chance: &dyn LogChance) -> Result<NodeKeys, StoreError> {
    let folder = files::folder(home);
    if folder.is_dir() && !journal::list(&folder)?.is_empty() {
        // Another secret would open nothing, and would sign what is not this log's.
        return Err(damaged(format!("its secret `{}` is missing", secret.display())));
    }
    let mut bytes = Zeroizing::new([0; 32]);
    chance.fill(&mut *bytes)?;
    let text = Zeroizing::new(format!("{}\n", comity_audit::Hash(*bytes)));
    let mut file = files::create_new(secret)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    written.map_err(io(secret))?;
    if let Some(folder) = secret.parent() {
        files::sync_folder(folder)?;
    }
    Ok(NodeKeys::new(&bytes))
}
