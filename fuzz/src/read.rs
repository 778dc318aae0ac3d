//! A text of any bytes, from chunks to mentions.

use std::sync::LazyLock;

use comity_model::{ModelError, Schema};
use comity_reading::{Lexicon, LexiconBuilder, Marker, Mode, ReadRecord, Reader, unmark};

/// Made-up names that a text may or may not come near.
const LIST: [(&str, &str); 6] = [
    ("Vessel", "NORDIC TERN"),
    ("Company", "Brightwater Shipping Company Limited"),
    ("Person", "Abd al-Rahim Tarkani"),
    ("Person", "Мирослава Залевская"),
    ("Organization", "BRF"),
    ("Organization", "张伟"),
];

static LEXICONS: LazyLock<Option<[Lexicon; 2]>> =
    LazyLock::new(|| Some([lexicon(Mode::Exact).ok()?, lexicon(Mode::Tolerant).ok()?]));

fn lexicon(mode: Mode) -> Result<Lexicon, ModelError> {
    let mut names = LexiconBuilder::new(mode);
    for (schema, name) in LIST {
        names.record(ReadRecord {
            id: name.to_owned(),
            dataset: "list".to_owned(),
            schema: Schema::named(schema)?,
            caption: name.to_owned(),
            group: None,
        });
        names.name(name, false);
    }
    Ok(names.finish())
}

/// Every text is read; spans hold what is told, chunks change nothing, and the marked text gives
/// the text back.
pub fn read_text(data: &[u8]) {
    for lexicon in LEXICONS.iter().flatten() {
        let (whole, marked) = read(lexicon, data, data.len().max(1));
        assert_eq!(read(lexicon, data, 3).0, whole, "chunks change nothing");
        assert_eq!(unmark(&marked), data, "the text can be had back");
    }
}

fn read(lexicon: &Lexicon, data: &[u8], chunk: usize) -> (Vec<(u64, u64, String)>, Vec<u8>) {
    let (mut marker, mut marked, mut told) = (Marker::new(), Vec::new(), Vec::new());
    let mut reader = Reader::new(lexicon, 0.5);
    let mut keep = |mention: comity_reading::Mention<'_>| {
        let span = mention.start as usize..mention.end as usize;
        assert_eq!(mention.text, &data[span], "the span holds what is told");
        assert!((0.5..=1.0).contains(&mention.score()));
        let id = mention.best().map_or(String::new(), |best| best.record.id.clone());
        told.push((mention.start, mention.end, id));
    };
    data.chunks(chunk).for_each(|chunk| reader.feed(chunk, &mut keep));
    reader.finish(&mut keep);
    marker.feed(data);
    told.iter().for_each(|(start, end, id)| marker.mark(*start, *end, id));
    marker.write(data.len() as u64, &mut marked);
    (told, marked)
}
