//! Proofs, beside another implementation of the same tree.

use comity_audit::Hash;
use comity_audit::proof::{
    prove_consistency, prove_inclusion, root, verify_consistency, verify_inclusion,
};
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use proptest::prelude::*;
use sha2::Sha256;

use super::memory::Memory;

/// The tree of the first leaves of a log as the other implementation makes it.
fn oracle(leaves: &[Vec<u8>]) -> MemoryBackedTree<Sha256, Vec<u8>> {
    let mut tree = MemoryBackedTree::new();
    leaves.iter().for_each(|leaf| tree.push(leaf.clone()));
    tree
}

/// A tree over plain runs of bytes.
fn tree(leaves: &[Vec<u8>]) -> Plain {
    let mut plain = Plain::default();
    for leaf in leaves {
        let levels = &mut plain.levels;
        plain.frontier.push(Hash::leaf(leaf), |level, hash| {
            levels.resize(levels.len().max(usize::from(level) + 1), Vec::new());
            levels[usize::from(level)].push(hash);
        });
    }
    plain
}

#[derive(Default)]
struct Plain {
    frontier: comity_audit::Frontier,
    levels: Vec<Vec<Hash>>,
}

impl comity_audit::Tiles for Plain {
    type Error = comity_audit::AuditError;

    fn hashes(&self, level: u8, first: u64, count: usize) -> Result<Vec<Hash>, Self::Error> {
        let first = usize::try_from(first).unwrap();
        Ok(self.levels[usize::from(level)][first..first + count].to_vec())
    }
}

fn bytes(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn both_implementations_agree(count in 1_usize..700, at in any::<u64>(), salt in any::<u8>()) {
        let leaves: Vec<Vec<u8>> =
            (0..count).map(|number| vec![salt; number % 5 + usize::from(salt % 2)]
                .into_iter().chain(number.to_be_bytes()).collect()).collect();
        let (ours, theirs) = (tree(&leaves), oracle(&leaves));
        let size = count as u64;
        let their_root = theirs.root();
        prop_assert_eq!(&ours.frontier.root().0[..], their_root.as_bytes().as_slice());
        prop_assert_eq!(root(&ours, size).unwrap(), ours.frontier.root());

        let seq = at % size;
        let path = prove_inclusion(&ours, seq, size).unwrap();
        let proof = theirs.prove_inclusion(usize::try_from(seq).unwrap());
        prop_assert_eq!(bytes(&path), proof.as_bytes());
        let leaf = Hash::leaf(&leaves[usize::try_from(seq).unwrap()]);
        verify_inclusion(&leaf, seq, size, &ours.frontier.root(), &path).unwrap();

        let old = 1 + at % size;
        let old_root = root(&ours, old).unwrap();
        let path = prove_consistency(&ours, old, size).unwrap();
        verify_consistency((old, &old_root), (size, &ours.frontier.root()), &path).unwrap();
        if old < size {
            let proof = theirs.prove_consistency(usize::try_from(size - old).unwrap());
            prop_assert_eq!(bytes(&path), proof.as_bytes());
        }
    }
}

#[test]
fn a_proof_that_was_changed_in_anything_does_not_hold() {
    let log = Memory::of(300, 1);
    let (size, new) = (log.size(), log.frontier.root());
    for seq in [0, 1, 128, 255, 256, 298, 299] {
        let path = prove_inclusion(&log, seq, size).unwrap();
        let leaf = log.hash(seq);
        let holds = |leaf: &Hash, seq, size, path: &[Hash]| {
            verify_inclusion(leaf, seq, size, &new, path).is_ok()
        };
        assert!(holds(&leaf, seq, size, &path));
        assert!(!holds(&Hash([0; 32]), seq, size, &path));
        assert!(!holds(&leaf, seq ^ 1, size, &path));
        assert!(!holds(&leaf, size, size, &path));
        assert!(!holds(&leaf, seq, size, &path[1..]));
        assert!(!holds(&leaf, seq, size, &[path.as_slice(), &[leaf]].concat()));
        for at in 0..path.len() {
            let mut changed = path.clone();
            changed[at].0[5] ^= 1;
            assert!(!holds(&leaf, seq, size, &changed));
        }
    }
    for old in [1, 2, 3, 128, 200, 256, 299, 300] {
        let before = root(&log, old).unwrap();
        let path = prove_consistency(&log, old, size).unwrap();
        let holds = |old, before: &Hash, path: &[Hash]| {
            verify_consistency((old, before), (size, &new), path).is_ok()
        };
        assert!(holds(old, &before, &path), "{old}");
        assert!(!holds(old, &Hash([0; 32]), &path), "{old}");
        assert!(!holds(old, &before, &[path.as_slice(), &[new]].concat()), "{old}");
        for at in 0..path.len() {
            let mut changed = path.clone();
            changed[at].0[5] ^= 1;
            assert!(!holds(old, &before, &changed), "{old}");
        }
    }
    assert!(verify_consistency((0, &Hash::empty()), (size, &new), &[]).is_ok());
    assert!(verify_consistency((0, &new), (size, &new), &[]).is_err());
    assert!(verify_consistency((size + 1, &new), (size, &new), &[]).is_err());
    assert!(prove_inclusion(&log, size, size).is_err());
    assert!(prove_consistency(&log, size + 1, size).is_err());
}
