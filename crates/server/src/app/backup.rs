use std::path::Path;

use comity_api::Fault;

use super::node::Node;
use crate::ServerError;

impl Node {
    /// Writes a consistent copy of everything to a new file, while others read and write.
    pub(super) async fn backup(&self, to: &str) -> Result<(), ServerError> {
        let path = Path::new(to);
        if !path.is_absolute() {
            let message = format!("`{to}` is not an absolute path");
            return Err(Fault::invalid("path-not-absolute", message).into());
        }
        Ok(self.store.backup(path).await?)
    }
}
