//! Who is named in a text: read a chunk, look for the names of all held records, tell the mentions.

mod lexicon;
mod told;

use std::io::{Read, Write};

use comity_api::Fault;
use comity_api::local::{ReadLine, ReadOrder, ReadSummary};
use comity_audit::Concerned;
use comity_policy::Action;
use comity_reading::limits::THRESHOLD_DEFAULT;
use comity_reading::{Mention, Reader};
use rustc_hash::FxHashSet;

use self::lexicon::lexicon;
use self::told::told;
use super::law::{Granted, Told};
use super::loaded::Loaded;
use super::node::Node;
use crate::limits::READ_CHUNK_BYTES;
use crate::{Context, ServerError};

impl Node {
    /// Tells who is named in a text, one line a mention, in the order in which they stand there.
    /// Blocks; memory does not grow with the text.
    pub(crate) fn read(
        &self,
        ctx: &Context,
        loaded: &Loaded,
        order: &ReadOrder,
        mut input: Box<dyn Read + Send>,
        output: &mut (dyn Write + Send),
    ) -> Result<ReadSummary, ServerError> {
        let asking = tokio::runtime::Handle::current();
        let granted = asking.block_on(self.may(ctx, Action::Search))?;
        let threshold = threshold(order.threshold)?;
        let lexicon = lexicon(&granted.sight, loaded, order)?;
        let mut reader = Reader::new(&lexicon, threshold);
        let mut desk = Desk::new(output);
        let mut buffer = vec![0; READ_CHUNK_BYTES];
        loop {
            let count = match input.read(&mut buffer) {
                Err(err) if err.kind() == std::io::ErrorKind::Interrupted => continue,
                other => other.map_err(ServerError::io("input"))?,
            };
            if count == 0 {
                break;
            }
            desk.summary.bytes += count as u64;
            reader.feed(buffer.get(..count).unwrap_or_default(), |mention| desk.take(&mention));
            self.note_named(&granted, &mut desk, &asking)?;
            desk.hand_over(reader.settled())?;
        }
        reader.finish(|mention| desk.take(&mention));
        self.note_named(&granted, &mut desk, &asking)?;
        desk.hand_over(desk.summary.bytes)?;
        let mut summary = desk.summary;
        summary.records = desk.records.len() as u64;
        summary.names = lexicon.name_count() as u64;
        summary.left_out = lexicon.left_out() as u64;
        Ok(summary)
    }
}

impl Node {
    /// Accounts for the records that wait to be named, before they are.
    fn note_named(
        &self,
        granted: &Granted,
        desk: &mut Desk<'_>,
        asking: &tokio::runtime::Handle,
    ) -> Result<(), ServerError> {
        let named = std::mem::take(&mut desk.named);
        if named.is_empty() {
            return Ok(());
        }
        let concerned = named.into_iter().map(|(dataset, id)| Concerned {
            subject: format!("{dataset}/{id}"),
            shown: vec!["caption".to_owned()],
            ..Concerned::default()
        });
        let told = Told::about(concerned.collect());
        asking.block_on(self.note(self.read_event(granted, told)))
    }
}

/// The score from which mentions are told.
fn threshold(asked: Option<f64>) -> Result<f32, Fault> {
    let Some(asked) = asked else { return Ok(THRESHOLD_DEFAULT) };
    if !(0.0..=1.0).contains(&asked) {
        let message = format!("`threshold` is `{asked}`, which does not lie between 0 and 1");
        return Err(Fault::invalid("threshold", message));
    }
    #[expect(clippy::cast_possible_truncation, reason = "scores have a few digits")]
    Ok(asked as f32)
}

/// Lines that wait to be written, and what they come to.
struct Desk<'o> {
    output: &'o mut (dyn Write + Send),
    lines: Vec<ReadLine>,
    settled: u64,
    summary: ReadSummary,
    /// The records that were named.
    records: FxHashSet<(String, String)>,
    /// Those of them of whose naming nothing is logged yet.
    named: Vec<(String, String)>,
}

impl<'o> Desk<'o> {
    fn new(output: &'o mut (dyn Write + Send)) -> Desk<'o> {
        Desk {
            output,
            lines: Vec::new(),
            settled: 0,
            summary: ReadSummary::default(),
            records: FxHashSet::default(),
            named: Vec::new(),
        }
    }

    fn take(&mut self, mention: &Mention<'_>) {
        let Some(told) = told(mention) else { return };
        let record = &told.record;
        let key = (record.dataset.clone(), record.id.clone());
        if !self.named.contains(&key) {
            self.named.push(key);
        }
        let (dataset, id) = match &record.canonical {
            Some(canonical) => (String::new(), canonical.clone()),
            None => (record.dataset.clone(), record.id.clone()),
        };
        self.records.insert((dataset, id));
        self.summary.mentions += 1;
        self.lines.push(ReadLine::Mention(Box::new(told)));
    }

    /// Writes what waits, and how far all mentions are told.
    fn hand_over(&mut self, settled: u64) -> Result<(), ServerError> {
        if settled > self.settled {
            self.settled = settled;
            self.lines.push(ReadLine::Settled(settled));
        }
        for line in self.lines.drain(..) {
            let mut text =
                serde_json::to_vec(&line).map_err(|err| Fault::internal(err.to_string()))?;
            text.push(b'\n');
            self.output.write_all(&text).map_err(ServerError::io("output"))?;
        }
        self.output.flush().map_err(ServerError::io("output"))
    }
}
