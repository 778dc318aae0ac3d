//! Three parties, and everything that goes wrong between them, by a seed: requests and answers that
//! are lost, envelopes that come twice, links that are cut, nodes that end and start again, days
//! that pass. Whatever happened, once it is over everybody holds what they should and nothing else.
//!
//! `COMITY_SEEDS=200 cargo test simulation` plays more; a failing seed is named, and plays again.

use std::collections::{BTreeMap, BTreeSet};

use comity_api::local::PartyCall;

use super::coalition::{Coalition, bytes_under, context, import, person, records};

/// Seeds that are played unless more are asked for.
const SEEDS_USUAL: u64 = 6;
/// What happens in one play.
const STEPS: usize = 25;
/// Persons that there are.
const PERSONS: usize = 12;

/// Numbers that look like chance and follow from a seed (SplitMix64).
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }
}

/// What the originator holds, as the play knows it.
#[derive(Default)]
struct World {
    /// By id: the name, and whether it may be shared.
    held: BTreeMap<String, (String, bool)>,
    recalled: BTreeSet<String>,
    /// Names that nobody but the originator may hold any more.
    gone: BTreeSet<String>,
    edition: u64,
}

impl World {
    /// Another edition of the list: each person is gone, a minor, or an adult, perhaps under
    /// another name.
    fn change(&mut self, dice: &mut Dice) -> String {
        self.edition += 1;
        let mut lines = person("keeper", "Always There", "1970-01-05");
        for number in 0..PERSONS {
            let id = format!("p-{number}");
            let before = self.held.remove(&id);
            let said = match (dice.below(6), before) {
                (0, _) => None,
                (1, before) => before.map(|(name, _)| (name, false)),
                (2, _) | (_, None) => {
                    Some((format!("Person{number} Edition{}", self.edition), true))
                }
                (_, kept) => kept,
            };
            if let Some((name, is_adult)) = said {
                let born = if is_adult { "1970-01-05" } else { "2020-01-05" };
                lines += &person(&id, &name, born);
                self.held.insert(id, (name, is_adult));
            }
        }
        lines
    }

    /// What a partner is to hold: id and name.
    fn shared(&self) -> BTreeMap<String, String> {
        let seen = self
            .held
            .iter()
            .filter(|(id, (_, is_adult))| *is_adult && !self.recalled.contains(*id));
        let seen = seen.map(|(id, (name, _))| (id.clone(), name.clone()));
        seen.chain([("keeper".to_owned(), "Always There".to_owned())]).collect()
    }
}

async fn play(seed: u64) -> String {
    let mut dice = Dice(seed);
    let parties = ["freedonia", "sylvania", "ruritania"];
    let mut coalition = Coalition::of(&parties).await;
    coalition.link("freedonia", "sylvania").await;
    coalition.link("sylvania", "ruritania").await;
    let mut world = World::default();
    let lines = world.change(&mut dice);
    import(coalition.node("freedonia"), "wanted", "TLP:GREEN", &lines).await;
    coalition.share("freedonia", "wanted", "sylvania").await;
    coalition.settle().await;
    coalition.share("sylvania", "freedonia.wanted", "ruritania").await;
    coalition.misbehave(seed);
    let mut faults = BTreeMap::new();
    for _ in 0..STEPS {
        let what = match dice.below(8) {
            0 | 1 => {
                let lines = world.change(&mut dice);
                import(coalition.node("freedonia"), "wanted", "TLP:GREEN", &lines).await;
                "edition"
            }
            2 => {
                let id = format!("p-{}", dice.below(PERSONS as u64));
                let record = format!("wanted/{id}");
                let node = coalition.node("freedonia");
                let recall = PartyCall::Recall { record, reason: "a mistake".to_owned() };
                if node.answer_party(&context(node), recall).await.is_ok() {
                    world.gone.extend(world.held.get(&id).map(|(name, _)| name.clone()));
                    world.recalled.insert(id);
                }
                "recall"
            }
            3 => {
                coalition.cut("freedonia", "sylvania");
                "cut"
            }
            4 => {
                coalition.heal();
                "heal"
            }
            5 => {
                let party = parties[usize::try_from(dice.below(3)).unwrap()];
                coalition.restart(party).await;
                "restart"
            }
            6 => {
                coalition.pass_hours(i64::try_from(dice.below(30)).unwrap());
                "time"
            }
            _ => {
                coalition.round().await;
                "round"
            }
        };
        *faults.entry(what).or_insert(0) += 1;
    }
    coalition.behave();
    coalition.heal();
    coalition.settle().await;
    let expected = world.shared();
    for (party, dataset) in
        [("sylvania", "freedonia.wanted"), ("ruritania", "sylvania.freedonia.wanted")]
    {
        let node = coalition.node(party);
        assert_eq!(records(node, dataset).await, expected, "seed {seed}: {party}");
        assert_eq!(node.store.check().await.unwrap(), [""; 0], "seed {seed}: {party}");
        for name in &world.gone {
            let found = bytes_under(coalition.members[party].home.path(), name);
            assert!(found.is_empty(), "seed {seed}: {party} still holds {name}: {found:?}");
        }
    }
    let owed = coalition.node("freedonia").store.taken_back(true, 100).await.unwrap();
    assert!(owed.is_empty(), "seed {seed}: receipts are missing: {owed:?}");
    let lost = coalition.losses();
    format!("seed {seed}: {faults:?}, {lost:?}; 5 invariants at 2 holders")
}

#[tokio::test]
async fn simulation() {
    let asked = std::env::var("COMITY_SEEDS").ok().and_then(|text| text.parse().ok());
    let first = std::env::var("COMITY_SEED").ok().and_then(|text| text.parse().ok());
    let seeds = match first {
        Some(seed) => seed..seed + 1,
        None => 0..asked.unwrap_or(SEEDS_USUAL),
    };
    for seed in seeds {
        println!("{}", play(seed).await);
    }
}
