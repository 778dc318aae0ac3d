//! Where readers put what they read: records to the sink, the rest into the report.

use std::collections::HashSet;
use std::fmt::Display;
use std::hash::{DefaultHasher, Hash, Hasher};

use comity_model::{Counts, DeltaStep, Origin, Record, RecordId, Schema};

use crate::limits::{NOTES_MAX, REASON_CHARS_MAX, RECORDS_MAX, SKIPPED_KEPT_MAX};
use crate::{FormatError, Options, SinkStopped, Skipped};

/// The caller's function that takes what was read; a whole list adds all its records.
pub(crate) type Sink<'s> = dyn FnMut(DeltaStep) -> Result<(), SinkStopped> + 's;

pub(crate) struct Output<'s> {
    pub(crate) counts: Counts,
    pub(crate) skipped: Vec<Skipped>,
    pub(crate) notes: Vec<String>,
    origin: Origin,
    file: String,
    /// The ids that were used, as [`digest`]s.
    ids: HashSet<u128>,
    sink: &'s mut Sink<'s>,
}

impl<'s> Output<'s> {
    pub(crate) fn new(options: &Options, sink: &'s mut Sink<'s>) -> Output<'s> {
        let origin =
            Origin::of(options.dataset.clone(), options.party.clone(), options.marking.clone());
        Output {
            counts: Counts::default(),
            skipped: Vec::new(),
            notes: Vec::new(),
            origin,
            file: String::new(),
            ids: HashSet::new(),
            sink,
        }
    }

    /// Names the file that the next skipped places lie in.
    pub(crate) fn begin_file(&mut self, file: &str) {
        file.clone_into(&mut self.file);
    }

    /// The origin of the statements of this publication.
    pub(crate) fn origin(&self) -> Origin {
        self.origin.clone()
    }

    /// Begins anew with what ids were used.
    pub(crate) fn forget_ids(&mut self) {
        self.ids.clear();
    }

    /// The file that is read.
    pub(crate) fn file(&self) -> &str {
        &self.file
    }

    /// Whether a record of that id was handed over before.
    pub(crate) fn has(&self, id: &RecordId) -> bool {
        self.ids.contains(&digest(id))
    }

    /// Hands a record over. An id that was used before is skipped: the store keeps one record
    /// under it, and which one must not depend on luck.
    pub(crate) fn emit(&mut self, record: Record, place: &str) -> Result<(), FormatError> {
        if !self.is_unused(record.id(), place) {
            return Ok(());
        }
        self.step(DeltaStep::Add(record))
    }

    /// Hands a step over. Of a delta the caller makes sure that its id is not used twice.
    pub(crate) fn step(&mut self, step: DeltaStep) -> Result<(), FormatError> {
        let (id, schema) = match &step {
            DeltaStep::Add(record) | DeltaStep::Modify(record) => {
                (record.id(), Some(record.schema()))
            }
            DeltaStep::Remove(id) | DeltaStep::Drop(id) => (id, None),
        };
        self.ids.insert(digest(id));
        if self.ids.len() > RECORDS_MAX {
            return Err(FormatError::TooLarge {
                file: self.file.clone(),
                what: "the number of records",
                limit: format!("{RECORDS_MAX} records"),
            });
        }
        match schema.map(Schema::is_related) {
            Some(true) => self.counts.related += 1,
            Some(false) => self.counts.records += 1,
            None => {}
        }
        (self.sink)(step).map_err(FormatError::Sink)
    }

    /// The id of a record that is to be made; what cannot be one, or was used before, is skipped.
    pub(crate) fn new_id(&mut self, id: &str, place: impl Display) -> Option<RecordId> {
        match RecordId::new(id) {
            Ok(id) => self.is_unused(&id, place).then_some(id),
            Err(error) => {
                self.skip(place, error);
                None
            }
        }
    }

    /// Whether no record was handed over under this id; otherwise its place is skipped.
    pub(crate) fn is_unused(&mut self, id: &RecordId, place: impl Display) -> bool {
        let is_unused = !self.has(id);
        if !is_unused {
            self.skip(place, format_args!("the id `{id}` was used before"));
        }
        is_unused
    }

    /// Counts something that was left out, and keeps the first ones for the report.
    pub(crate) fn skip(&mut self, place: impl Display, reason: impl Display) {
        self.counts.skipped += 1;
        if self.skipped.len() < SKIPPED_KEPT_MAX {
            self.skipped.push(Skipped {
                file: self.file.clone(),
                place: short(place),
                reason: short(reason),
            });
        }
    }

    /// As [`Output::skip`], for a file that is not the current one.
    pub(crate) fn skip_in(&mut self, file: &str, place: impl Display, reason: impl Display) {
        let current = std::mem::replace(&mut self.file, file.to_owned());
        self.skip(place, reason);
        self.file = current;
    }

    /// Remarks on the publication as a whole.
    pub(crate) fn note(&mut self, text: impl Display) {
        if self.notes.len() < NOTES_MAX {
            self.notes.push(short(text));
        }
    }
}

/// What is remembered of an id: long lists have millions. Two ids that share 128 bits are not to be
/// expected in the lifetime of any list.
fn digest(id: &RecordId) -> u128 {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, id.as_str()).hash(&mut hasher);
        u128::from(hasher.finish())
    };
    half(0) << 64 | half(1)
}

/// A text as it may stand in a report: short and without control characters.
fn short(text: impl Display) -> String {
    let text = text.to_string();
    let mut chars = text.chars();
    let mut out: String = chars
        .by_ref()
        .take(REASON_CHARS_MAX)
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect();
    if chars.next().is_some() {
        out.push('…');
    }
    out
}
