//! A delta between two editions of FollowTheMoney entities, one change a line, as OpenSanctions
//! publishes them:
//!
//! ```json
//! {"op": "ADD", "entity": {"id": "v-1", "schema": "Vessel", "properties": {"name": ["TERN"]}}}
//! {"op": "DEL", "entity": {"id": "v-2"}}
//! ```
//!
//! `ADD` and `MOD` carry the whole entity, `DEL` its id. An id stands in one line of a file. What
//! the reader of whole exports would leave out is left out here, too, so that a whole export with
//! its deltas comes to what the next whole export is; anything else that is not understood refuses
//! the file: a change that was passed over would be wrong from then on.
//!
//! Source: <https://www.opensanctions.org/faq/80/bulk-deltas/>.

use comity_model::{DeltaStep, RecordId};
use serde::Deserialize;
use serde_json::Value;

use crate::limits::LINE_BYTES_MAX;
use crate::output::Output;
use crate::read::{FileText, Reader};
use crate::{FormatError, Options};

use super::line::{Entity, Line, is_blank, parsed, read_line};
use super::{FtmReader, NOTHING_KEPT};

pub(crate) struct FtmDeltaReader {
    entities: FtmReader,
    added: u64,
    modified: u64,
    removed: u64,
}

#[derive(Deserialize)]
struct Change {
    op: Option<Value>,
    entity: Option<Entity>,
}

/// Whether a text begins as a delta does.
pub(crate) fn looks_like(text: &str) -> bool {
    let keys = text.trim_start().strip_prefix('{').map(str::trim_start);
    ["\"op\"", "\"entity\""].iter().any(|key| keys.is_some_and(|keys| keys.starts_with(key)))
}

impl FtmDeltaReader {
    pub(crate) fn new(options: &Options) -> FtmDeltaReader {
        let entities = FtmReader::new(options);
        FtmDeltaReader { entities, added: 0, modified: 0, removed: 0 }
    }

    /// Takes one line; the error says what is wrong with it.
    fn change(
        &mut self,
        change: Change,
        place: &str,
        output: &mut Output<'_>,
    ) -> Result<(), FormatError> {
        let wrong = |reason: &str| FormatError::Refused {
            file: output.file().to_owned(),
            reason: format!("{place}: {reason}"),
        };
        let entity = change.entity.ok_or_else(|| wrong("it has no `entity`"))?;
        let id = entity.id().ok_or_else(|| wrong("its entity has no `id`"))?;
        let id = RecordId::new(&id).map_err(|error| wrong(&error.to_string()))?;
        if output.has(&id) {
            return Err(wrong(&format!("`{id}` was changed before")));
        }
        let op = change.op.as_ref().and_then(Value::as_str).unwrap_or_default();
        let step = match op {
            "DEL" => {
                self.removed += 1;
                return output.step(DeltaStep::Remove(id));
            }
            "ADD" => DeltaStep::Add,
            "MOD" => DeltaStep::Modify,
            _ => return Err(wrong(&format!("`{op}` is not ADD, MOD or DEL"))),
        };
        if entity.has_entities_inside() {
            return Err(wrong("an entity stands inside another, as in no delta"));
        }
        let record = self.entities.record(&entity, place, output).map(|(record, _)| record);
        match (record, op) {
            (Some(record), _) if !record.statements().is_empty() => {
                *(if op == "ADD" { &mut self.added } else { &mut self.modified }) += 1;
                output.step(step(record))
            }
            (nothing, op) => {
                if nothing.is_some() {
                    output.skip(place, NOTHING_KEPT);
                }
                if op == "MOD" { output.step(DeltaStep::Drop(id)) } else { Ok(()) }
            }
        }
    }
}

impl Reader for FtmDeltaReader {
    fn file(
        &mut self,
        name: &str,
        text: &mut FileText<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), FormatError> {
        // Deltas of several editions, one after the other, change the same records again.
        output.forget_ids();
        let mut buffer = Vec::new();
        loop {
            let place = format!("line {}", text.line());
            let found = read_line(text, &mut buffer).map_err(|e| FormatError::of_io(name, &e))?;
            let ended = match found {
                Line::End => return Ok(()),
                Line::TooLong => {
                    let (file, limit) = (name.to_owned(), format!("{LINE_BYTES_MAX} bytes"));
                    return Err(FormatError::TooLarge { file, what: "a line", limit });
                }
                Line::Whole { ended } => ended,
            };
            if is_blank(&buffer) {
                continue;
            }
            let file = || name.to_owned();
            let change = parsed::<Change>(&buffer).map_err(|reason| match ended {
                true => FormatError::Damaged { file: file(), reason: format!("{place}: {reason}") },
                false => {
                    let reason = format!("{place}, the last: {reason}");
                    FormatError::CutOff { file: file(), reason }
                }
            })?;
            self.change(change, &place, output)?;
        }
    }

    fn finish(self: Box<Self>, output: &mut Output<'_>) -> Result<(), FormatError> {
        let FtmDeltaReader { added, modified, removed, .. } = *self;
        output.note(format_args!("a delta: {added} added, {modified} modified, {removed} removed"));
        Ok(())
    }
}

#[cfg(test)]
mod tests;
