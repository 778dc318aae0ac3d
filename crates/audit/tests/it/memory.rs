//! A log in memory, of made-up events.

use comity_audit::export::{ExportEntry, ExportPart, ExportRange, export};
use comity_audit::{
    AuditError, Checkpoint, Concerned, Event, Frontier, Hash, Kind, NodeKeys, Opened, Prepared,
    Request, Signer, Tiles,
};
use comity_model::Timestamp;

pub(super) const ORIGIN: &str = "node.example/audit";

pub(super) fn signer() -> Signer {
    NodeKeys::new(&[7; 32]).signer(ORIGIN).unwrap()
}

#[derive(Default)]
pub(super) struct Memory {
    pub(super) frontier: Frontier,
    levels: Vec<Vec<Hash>>,
    events: Vec<(Vec<u8>, Prepared)>,
}

impl Memory {
    /// A log of so many events. Another `seed` gives other ones.
    pub(super) fn of(count: u64, seed: u8) -> Memory {
        let mut log = Memory::default();
        (0..count).for_each(|_| log.add(seed));
        log
    }

    pub(super) fn add(&mut self, seed: u8) {
        let seq = self.frontier.size();
        let concerned =
            Concerned { subject: format!("list/v-{}", seq % 5), ..Concerned::default() };
        let request = Request { actor: format!("officer-{seed}"), ..Request::default() };
        let time = Timestamp(1_795_343_312 + i64::try_from(seq).unwrap());
        let event = Event::new(Kind::Read, "screen", time);
        let event = Event { request, concerned: vec![concerned], ..event };
        let mut dice = seq.wrapping_mul(31).wrapping_add(u64::from(seed));
        let prepared = Prepared::new(event, &mut |bytes| {
            for byte in bytes {
                dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                *byte = dice.to_be_bytes()[0];
            }
            Ok(())
        });
        let prepared = prepared.unwrap();
        let leaf = prepared.leaf(seq).encode().unwrap();
        let levels = &mut self.levels;
        self.frontier.push(Hash::leaf(&leaf), |level, hash| {
            let level = usize::from(level);
            levels.resize(levels.len().max(level + 1), Vec::new());
            levels[level].push(hash);
        });
        self.events.push((leaf, prepared));
    }

    pub(super) fn size(&self) -> u64 {
        self.frontier.size()
    }

    pub(super) fn hash(&self, seq: u64) -> Hash {
        Hash::leaf(&self.events[usize::try_from(seq).unwrap()].0)
    }

    pub(super) fn checkpoint(&self) -> String {
        let (size, root) = (self.size(), self.frontier.root());
        let origin = ORIGIN.to_owned();
        Checkpoint { origin, size, root }.sign(&signer()).unwrap().to_string()
    }

    /// The export of a range. Every third event shows what it says, one in seven
    /// has expired.
    pub(super) fn export(&self, first: u64, end: u64) -> Vec<u8> {
        let mut out = Vec::new();
        let range = ExportRange { checkpoint: self.checkpoint(), first, end, mark: None };
        export(&mut out, self, &range, &signer(), &mut |seq| Ok(self.entry(seq))).unwrap();
        out
    }

    fn entry(&self, seq: u64) -> Option<ExportEntry> {
        if seq % 7 == 5 {
            return None;
        }
        let (leaf, prepared) = &self.events[usize::try_from(seq).unwrap()];
        let parts = prepared.parts.iter().map(|part| ExportPart {
            commitment: part.commitment,
            opened: seq
                .is_multiple_of(3)
                .then(|| Opened { salt: part.salt, plain: part.plain.clone() }),
        });
        Some(ExportEntry { leaf: leaf.clone(), parts: parts.collect() })
    }
}

impl Tiles for Memory {
    type Error = AuditError;

    fn hashes(&self, level: u8, first: u64, count: usize) -> Result<Vec<Hash>, AuditError> {
        let first = usize::try_from(first).unwrap();
        Ok(self
            .levels
            .get(usize::from(level))
            .map_or(&[][..], |all| &all[first..first + count])
            .to_vec())
    }
}
