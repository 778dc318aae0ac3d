use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, BufWriter, Read as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use comity_api::Fault;
use comity_api::v1::LogQuery;
use comity_audit::Kind;
use comity_policy::Action;
use comity_store::LogExport;

use super::Told;
use super::show::filter;
use crate::app::node::Node;
use crate::{Context, ServerError};

impl Node {
    /// Writes the log to a new file that anybody can verify, and gives the checkpoint that it
    /// belongs to. What events say is in it only of those that are asked for; the leaves of all
    /// others stand there all the same.
    pub(crate) async fn export_log(
        &self,
        ctx: &Context,
        to: &str,
        open: Option<&LogQuery>,
    ) -> Result<String, ServerError> {
        let granted = self.may(ctx, Action::ExportLog).await?;
        let path = Path::new(to);
        if !path.is_absolute() {
            let message = format!("`{to}` is not an absolute path");
            return Err(Fault::invalid("path-not-absolute", message).into());
        }
        let open = open.map(filter).transpose()?;
        let told = Told::default().with("file", to);
        self.note_act(&granted, Kind::LogRead, told).await?;
        let path: PathBuf = path.to_owned();
        let mut options = OpenOptions::new();
        // A file that is there is never overwritten, and others do not read what it says.
        options.write(true).create_new(true).mode(0o600);
        let file = options.open(&path).map_err(ServerError::io(&path))?;
        let wanted = LogExport { first: None, end: None, open };
        let out = Box::new(BufWriter::new(file));
        let exported = self.log().await?.export(wanted, out).await;
        if exported.is_err() {
            // Half an export must not be taken for one.
            let _ = std::fs::remove_file(&path);
        }
        exported?;
        let signed = tokio::task::spawn_blocking(move || checkpoint(&path)).await?;
        Ok(signed?)
    }
}

/// The signed checkpoint that an export begins with: its second line.
fn checkpoint(path: &Path) -> Result<String, Fault> {
    let unread = |why: String| Fault::internal(format!("an export cannot be read again: {why}"));
    let file = File::open(path).map_err(|err| unread(err.to_string()))?;
    let mut lines = BufReader::new(file.take(CHECKPOINT_BYTES_MAX)).lines().skip(1);
    let line = lines.next().and_then(Result::ok).unwrap_or_default();
    let text = line.split_once(' ').map(|(_, text)| text).unwrap_or_default();
    let said: serde_json::Value =
        serde_json::from_str(text).map_err(|err| unread(err.to_string()))?;
    let note = said.get("checkpoint").and_then(serde_json::Value::as_str);
    note.map(str::to_owned).ok_or_else(|| unread("it has no checkpoint".to_owned()))
}

/// How far the checkpoint of an export is looked for, in bytes.
const CHECKPOINT_BYTES_MAX: u64 = 64 * 1024;
