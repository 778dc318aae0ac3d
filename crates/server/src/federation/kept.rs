//! The party's own authority on disk: one file, for its owner alone, with key and certificate.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use comity_model::PartyId;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use zeroize::Zeroizing;

use super::{Authority, FederationError};
use crate::limits::AUTHORITY_FILE_BYTES_MAX;
use crate::{Around, ServerError};

const FOLDER: &str = "federation";
const FILE: &str = "authority.pem";

impl Authority {
    /// The authority of a home; makes one if there is none yet.
    ///
    /// # Errors
    /// If there is one that cannot be used, or a new one cannot be kept.
    pub(crate) fn of_home(
        home: &Path,
        party: &PartyId,
        around: &Around,
    ) -> Result<Authority, ServerError> {
        if let Some(kept) = Authority::read(home, party)? {
            return Ok(kept);
        }
        let made = Authority::make(party, &*around.chance, around.clock.now())?;
        made.keep(home)?;
        Ok(made)
    }

    /// The authority that a home keeps.
    ///
    /// # Errors
    /// If its file cannot be read, or could be read by others.
    pub(crate) fn read(home: &Path, party: &PartyId) -> Result<Option<Authority>, ServerError> {
        let path = place(home);
        let mut file = match File::open(&path) {
            Err(err) if err.kind() == ErrorKind::NotFound => return Ok(None),
            opened => opened.map_err(ServerError::io(&path))?,
        };
        if file.metadata().map_err(ServerError::io(&path))?.mode() & 0o077 != 0 {
            return Err(FederationError::Exposed { path: path.display().to_string() }.into());
        }
        let mut pem = Zeroizing::new(Vec::new());
        let mut limited = (&mut file).take(AUTHORITY_FILE_BYTES_MAX);
        limited.read_to_end(&mut pem).map_err(ServerError::io(&path))?;
        let wrong = |reason: String| FederationError::Authority {
            path: path.display().to_string(),
            party: party.clone(),
            reason,
        };
        let certificate = CertificateDer::from_pem_slice(&pem)
            .map_err(|err| wrong(format!("no certificate ({err})")))?;
        let key = PrivatePkcs8KeyDer::from_pem_slice(&pem)
            .map_err(|err| wrong(format!("no private key ({err})")))?;
        let again = Authority::again(party, &key, certificate);
        Ok(Some(again.map_err(|err| wrong(err.to_string()))?))
    }

    /// Keeps it in the home, durably, in the place of one that may be there.
    ///
    /// # Errors
    /// If it cannot be written; what was there stays then.
    pub(crate) fn keep(&self, home: &Path) -> Result<(), ServerError> {
        let path = place(home);
        let folder = home.join(FOLDER);
        let made = DirBuilder::new().recursive(true).mode(0o700).create(&folder);
        made.map_err(ServerError::io(&folder))?;
        let unfinished = path.with_extension("new");
        match std::fs::remove_file(&unfinished) {
            Err(err) if err.kind() != ErrorKind::NotFound => {
                return Err(ServerError::io(&unfinished)(err));
            }
            _ => {}
        }
        let write = || {
            let text = Zeroizing::new(self.pem());
            let mut private = OpenOptions::new();
            let mut file = private.write(true).create_new(true).mode(0o600).open(&unfinished)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            std::fs::rename(&unfinished, &path)?;
            File::open(&folder)?.sync_all()?;
            File::open(home)?.sync_all()
        };
        write().map_err(ServerError::io(&path))
    }
}

fn place(home: &Path) -> PathBuf {
    home.join(FOLDER).join(FILE)
}
