//! Made-up records in any number, from a seed.

use anyhow::{Context, Result};
use comity_model::{Marking, Origin, Record, RecordId, Schema};

/// One word in so many is one that no record had before: lists that grow bring new names.
const NEW_WORD_EVERY: u64 = 12;

/// Records whose names are put together from the words of the benchmark's records, as common and
/// as rare as they are there, and from new words that are spelled as those are.
pub(super) struct Fillers<'r> {
    schemata: Vec<Schema>,
    /// Words of names, by place in the name.
    words: [Vec<&'r str>; 4],
    countries: Vec<&'r str>,
    origin: Origin,
    made: usize,
    state: u64,
}

impl<'r> Fillers<'r> {
    pub(super) fn over(records: &'r [Record]) -> Result<Fillers<'r>> {
        let mut words: [Vec<&str>; 4] = Default::default();
        for name in records.iter().flat_map(|record| record.values("name")) {
            for (place, word) in words.iter_mut().zip(name.split_whitespace()) {
                place.push(word);
            }
        }
        anyhow::ensure!(words.iter().all(|place| !place.is_empty()), "the benchmark has no names");
        Ok(Fillers {
            schemata: records.iter().map(Record::schema).collect(),
            words,
            countries: records.iter().flat_map(|record| record.values("country")).collect(),
            origin: Origin::new("benchmark", "benchmark", Marking::default())?,
            made: 0,
            state: 0x5eed,
        })
    }

    /// The next record: two names, a date for a person, a country, a topic.
    pub(super) fn next(&mut self) -> Result<Record> {
        let id = RecordId::new(format!("filler-{}", self.made))?;
        self.made += 1;
        let schema = pick(self.random(), &self.schemata).context("no schema")?;
        let mut record = Record::new(id, schema);
        for property in ["name", "alias"] {
            let name = self.name()?;
            record.add(property, &name, &self.origin)?;
        }
        if schema.is_a("Person") {
            let day = self.random();
            let date = format!("{}-{:02}-{:02}", 1935 + day % 70, 1 + day % 12, 1 + day % 28);
            record.add("birthDate", &date, &self.origin)?;
        }
        if let Some(country) = pick(self.random(), &self.countries) {
            record.add("country", country, &self.origin)?;
        }
        record.add("topics", "sanction", &self.origin)?;
        Ok(record)
    }

    fn name(&mut self) -> Result<String> {
        let len = 2 + usize::from(self.random() % 10 < 6) + usize::from(self.random() % 10 < 3);
        let mut name = String::new();
        for place in 0..len.min(self.words.len()) {
            if !name.is_empty() {
                name.push(' ');
            }
            if self.random().is_multiple_of(NEW_WORD_EVERY) {
                self.new_word(place, &mut name);
            } else {
                let random = self.random();
                let words = self.words.get(place).context("no such place")?;
                name.push_str(pick(random, words).context("no words")?);
            }
        }
        Ok(name)
    }

    /// The beginning of one word and the end of another.
    fn new_word(&mut self, place: usize, name: &mut String) {
        let (first, second) = (self.random(), self.random());
        let words = self.words.get(place).map_or(&[][..], Vec::as_slice);
        let (Some(head), Some(tail)) = (pick(first, words), pick(second, words)) else { return };
        let letters = head.chars().count();
        name.extend(head.chars().take(letters.div_ceil(2)));
        let letters = tail.chars().count();
        name.extend(tail.chars().skip(letters / 2).flat_map(char::to_lowercase));
    }

    /// SplitMix64.
    fn random(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) >> 1
    }
}

fn pick<T: Copy>(random: u64, from: &[T]) -> Option<T> {
    let at = usize::try_from(random).unwrap_or_default() % from.len().max(1);
    from.get(at).copied()
}
