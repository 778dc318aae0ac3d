//! Subjects from a file: read here, line by line, and handed over in batches.

use std::io::Read;

use comity_api::local::{BatchOrder, SubjectOrder, SubjectSummary};
use comity_api::v1::{Example, SubjectBatch, SubjectSpec, SubjectsKept};
use serde_json::Value;

use super::spec::check_register;
use crate::ServerError;
use crate::app::batch::{Lines, SubjectLine, lines};
use crate::limits::{SUBJECT_BATCH_BYTES_MAX, SUBJECT_BATCH_MAX, SUBJECT_FAILURES_MAX};

/// Reads subjects from an input. Blocks.
pub(crate) struct SubjectReader {
    lines: Box<dyn Lines>,
    usual: SubjectSpec,
    summary: SubjectSummary,
}

impl SubjectReader {
    /// Finds out how the input is written.
    pub(crate) fn new(
        input: Box<dyn Read + Send>,
        order: &SubjectOrder,
    ) -> Result<SubjectReader, ServerError> {
        check_register(&order.register)?;
        let batch = BatchOrder {
            format: order.format,
            schema: order.schema.clone(),
            ..BatchOrder::default()
        };
        let (usual, summary) = (order.usual.clone(), SubjectSummary::default());
        Ok(SubjectReader { lines: lines(input, &batch)?, usual, summary })
    }

    /// The next subjects, as many as one batch takes; none at the end.
    pub(crate) fn next_batch(&mut self) -> Result<Option<SubjectBatch>, ServerError> {
        let mut batch = SubjectBatch::default();
        let mut bytes = 0_usize;
        while batch.subjects.len() < SUBJECT_BATCH_MAX && bytes < SUBJECT_BATCH_BYTES_MAX {
            let Some((line, size)) = self.lines.next_line()? else { break };
            bytes = bytes.saturating_add(size);
            match self.spec(line.subject()) {
                Ok(spec) => batch.subjects.push(spec),
                Err(reason) => self.failed(reason),
            }
        }
        Ok((!batch.subjects.is_empty()).then_some(batch))
    }

    fn spec(&self, read: Result<SubjectLine, String>) -> Result<SubjectSpec, String> {
        let line = read?;
        let id = match &line.id {
            Value::String(id) => id.clone(),
            Value::Number(id) => id.to_string(),
            _ => return Err("a subject has no `id`".to_owned()),
        };
        let usual = &self.usual;
        Ok(SubjectSpec {
            id: Some(id),
            query: Example { schema: line.schema, properties: line.properties },
            expires: line.expires.or_else(|| usual.expires.clone()),
            case: line.case.or_else(|| usual.case.clone()),
            ..usual.clone()
        })
    }

    /// Notes a batch that was kept.
    pub(crate) fn kept(&mut self, kept: &SubjectsKept) {
        self.summary.kept += kept.kept as u64;
        self.summary.with_hits += kept.with_hits as u64;
        for name in &kept.ignored {
            let note = format!(
                "`{name}` is not compared where the schema has no such property or \
                                the value does not fit it"
            );
            if !self.summary.notes.contains(&note) {
                self.summary.notes.push(note);
            }
        }
    }

    /// Notes a subject that was not kept.
    pub(crate) fn failed(&mut self, reason: String) {
        self.summary.failed += 1;
        if self.summary.failures.len() < SUBJECT_FAILURES_MAX {
            self.summary.failures.push(reason);
        }
    }

    /// What it came to.
    pub(crate) fn finish(mut self) -> SubjectSummary {
        self.summary.notes.extend(self.lines.notes(&["expires", "case"]));
        self.summary
    }

    /// How many lines were read.
    pub(crate) fn count(&self) -> u64 {
        self.summary.kept + self.summary.failed
    }
}
