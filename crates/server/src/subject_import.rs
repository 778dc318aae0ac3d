use std::io::Read;

use comity_api::local::{SubjectOrder, SubjectSummary};
use comity_api::v1::SubjectBatch;
use comity_api::{Fault, FaultKind};

use crate::app::subjects::SubjectReader;
use crate::{Door, Progress, ServerError};

impl Door {
    /// Registers the subjects of a file, line by line. One that cannot be kept does not keep the
    /// others out.
    ///
    /// # Errors
    /// If the input cannot be read, or the node fails.
    pub async fn import_subjects(
        &self,
        order: SubjectOrder,
        input: Box<dyn Read + Send>,
        mut progress: Progress,
    ) -> Result<SubjectSummary, Fault> {
        let register = order.register.clone();
        let mut reader = aside(move || SubjectReader::new(input, &order)).await?;
        loop {
            let (read, batch) = aside(move || {
                let batch = reader.next_batch()?;
                Ok((reader, batch))
            })
            .await?;
            reader = read;
            let Some(batch) = batch else { return Ok(reader.finish()) };
            self.register(&register, batch, &mut reader).await?;
            progress(reader.count());
        }
    }

    /// Registers a batch; where one of its subjects is refused, one after another.
    async fn register(
        &self,
        register: &str,
        batch: SubjectBatch,
        reader: &mut SubjectReader,
    ) -> Result<(), Fault> {
        match self.put_subjects(register, batch.clone()).await {
            Ok(kept) => {
                reader.kept(&kept);
                return Ok(());
            }
            Err(fault) if !is_about_one(&fault) => return Err(fault),
            Err(_) => {}
        }
        for spec in batch.subjects {
            let id = spec.id.clone().unwrap_or_default();
            let alone = SubjectBatch { subjects: vec![spec] };
            match self.put_subjects(register, alone).await {
                Ok(kept) => reader.kept(&kept),
                Err(fault) if is_about_one(&fault) => {
                    // Its place in a batch of one says nothing.
                    let place = format!("subject 1 (`{id}`): ");
                    let said = fault.message.strip_prefix(&place).unwrap_or(&fault.message);
                    reader.failed(format!("`{id}`: {said}"));
                }
                Err(fault) => return Err(fault),
            }
        }
        Ok(())
    }
}

/// Whether a refusal is about one subject and not about all of them.
fn is_about_one(fault: &Fault) -> bool {
    let kinds = [FaultKind::Invalid, FaultKind::Forbidden, FaultKind::Conflict];
    let about_all = ["too-many-subjects", "reserved-name"];
    kinds.contains(&fault.kind) && !about_all.contains(&fault.code.as_str())
}

/// Reads where blocking is allowed.
async fn aside<T: Send + 'static>(
    read: impl FnOnce() -> Result<T, ServerError> + Send + 'static,
) -> Result<T, Fault> {
    let done = tokio::task::spawn_blocking(read).await.map_err(ServerError::from);
    done.and_then(|done| done).map_err(|err| err.to_fault())
}
