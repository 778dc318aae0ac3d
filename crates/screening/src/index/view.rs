use comity_model::Marking;
use comity_names::class_weight;

use super::snapshot::{Snapshot, get, to_u32};
use super::weight::{Kinds, Weight};

/// What one actor may see of a snapshot: a set of markings, and how much each token tells among
/// the records that they show.
///
/// A token's weight counts only records in the view, so that a score gives no hint of others.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// A bit a marking.
    bits: Vec<u64>,
    /// A bit a record: whether any of it is shown.
    records: Vec<u64>,
    /// How much each token of the vocabulary tells; zero for what stands in no visible name.
    weights: Vec<f32>,
    /// How much the words of each name tell together.
    name_weights: Vec<Weight>,
    /// Records that are shown.
    count: u32,
}

/// How rare a word is counts up to one record in so many. In a smaller list every word looks rare,
/// and would tell too much; in a larger one a word as common tells as much as in a list of this
/// size, so that scores do not move as the list grows.
const RECORDS: f32 = 20_000.0;
/// What the most common token still tells.
const WEIGHT_MIN: f32 = 0.3;

impl View {
    pub(crate) fn over(snapshot: &Snapshot, may_see: impl Fn(&Marking) -> bool) -> View {
        let mut bits = vec![0; snapshot.markings.len().div_ceil(64)];
        for (at, marking) in snapshot.markings.iter().enumerate() {
            if may_see(marking) {
                set(&mut bits, at);
            }
        }
        let (records, weights, name_weights) = Default::default();
        let mut view = View { bits, records, weights, name_weights, count: 0 };
        let count = snapshot.record_count();
        let mut records = vec![0; count.div_ceil(64)];
        for record in 0..to_u32(count) {
            let named = snapshot
                .names_of(record)
                .any(|name| view.shows(get(&snapshot.names.marking, name)));
            if named || snapshot.features_of(record, &view).next().is_some() {
                set(&mut records, record as usize);
                view.count += 1;
            }
        }
        view.records = records;
        let tokens = 0..to_u32(snapshot.tokens.len());
        view.weights = tokens.map(|token| view.weigh(snapshot, token)).collect();
        let weight = |name| match view.shows(get(&snapshot.names.marking, name)) {
            true => {
                let kinds = snapshot.schema_of(get(&snapshot.names.record, name));
                let kinds = kinds.map(Kinds::of).unwrap_or_default();
                view.weigh_name(snapshot.tokens_of(name), kinds)
            }
            false => Weight(f32::INFINITY),
        };
        view.name_weights = (0..to_u32(snapshot.name_count())).map(weight).collect();
        view
    }

    fn weigh(&self, snapshot: &Snapshot, token: u32) -> f32 {
        let count = snapshot.tokens.count(token, |marking| self.shows(marking));
        if count == 0 {
            return 0.0;
        }
        class_weight(snapshot.tokens.class(token)) * self.rarity(count)
    }

    /// How much a word tells that stands in so many records of the view, [`WEIGHT_MIN`] to 1.
    #[expect(clippy::cast_precision_loss, reason = "a rounded logarithm is as good")]
    pub(crate) fn rarity(&self, count: u32) -> f32 {
        let all = (self.count as f32).max(RECORDS);
        let rarity = ((all + 1.0) / (count as f32 + 1.0)).ln() / (RECORDS + 1.0).ln();
        WEIGHT_MIN + (1.0 - WEIGHT_MIN) * rarity.clamp(0.0, 1.0)
    }

    /// Whether a marking is in the view.
    pub(crate) fn shows(&self, marking: u16) -> bool {
        has(&self.bits, usize::from(marking))
    }

    /// Whether any of a record is in the view.
    pub(crate) fn shows_record(&self, record: u32) -> bool {
        has(&self.records, record as usize)
    }

    /// How much a token tells in the view; zero if it stands in no visible name.
    pub(crate) fn weight(&self, token: u32) -> f32 {
        get(&self.weights, token)
    }

    fn weigh_name(&self, tokens: &[u32], kinds: Kinds) -> Weight {
        let weight: f32 = tokens.iter().map(|token| self.weight(*token)).sum();
        let mut places = tokens.iter().enumerate();
        let repeats =
            places.any(|(at, token)| tokens.iter().skip(at + 1).any(|other| other == token));
        Weight::new(weight, tokens.len(), repeats, kinds)
    }

    /// What is known of the words of a name together.
    #[inline]
    pub(crate) fn name_weight(&self, name: u32) -> Weight {
        get(&self.name_weights, name)
    }

    /// How many records the view shows.
    #[must_use]
    pub fn record_count(&self) -> u32 {
        self.count
    }
}

fn set(bits: &mut [u64], at: usize) {
    if let Some(word) = bits.get_mut(at / 64) {
        *word |= 1 << (at % 64);
    }
}

fn has(bits: &[u64], at: usize) -> bool {
    bits.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
}
