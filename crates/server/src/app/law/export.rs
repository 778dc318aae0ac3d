use std::fs::OpenOptions;
use std::io::BufWriter;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use comity_api::Fault;
use comity_api::v1::{LogCopy, LogQuery};
use comity_audit::Kind;
use comity_policy::{Action, Released};
use comity_store::LogExport;

use super::show::{filter, wanted};
use super::{Matter, Told};
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
    ) -> Result<Released<LogCopy>, ServerError> {
        let all = LogQuery::default();
        let what = if open.is_some() { "the log in a file, opened" } else { "the log in a file" };
        let wanted = wanted(what, open.unwrap_or(&all))?;
        let wanted = wanted.about(open.and_then(|query| query.subject.clone()));
        let granted = self.may_about(ctx, Action::ExportLog, Matter::of(wanted)).await?;
        let path = Path::new(to);
        if !path.is_absolute() {
            let message = format!("`{to}` is not an absolute path");
            return Err(Fault::invalid("path-not-absolute", message).into());
        }
        let open = open.map(filter).transpose()?;
        let watermark = granted.watermark();
        let mark = watermark.as_ref().map(|mark| mark.text.clone());
        let told = Told::default().with("file", to);
        self.note_act(&granted, Kind::LogRead, told).await?;
        let mut options = OpenOptions::new();
        // A file that is there is never overwritten, and others do not read what it says.
        options.write(true).create_new(true).mode(0o600);
        let file = options.open(path).map_err(ServerError::io(path))?;
        let wanted = LogExport { first: None, end: None, open, mark };
        let out = Box::new(BufWriter::new(file));
        let exported = self.log().await?.export(wanted, out).await;
        if exported.is_err() {
            // Half an export must not be taken for one.
            let _ = std::fs::remove_file(path);
        }
        let copy = LogCopy { checkpoint: exported?, obligations: granted.obligations(), watermark };
        Ok(granted.accounted(copy))
    }
}
