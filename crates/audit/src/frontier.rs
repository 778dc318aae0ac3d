use crate::Hash;

/// The right edge of a tree: what is needed to add leaves and to know the root, and no more.
/// It holds one hash for each bit of the tree's size.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    /// The roots of the complete subtrees, the largest first.
    nodes: Vec<Hash>,
}

impl Frontier {
    /// The edge of an empty tree.
    #[must_use]
    pub fn new() -> Frontier {
        Frontier::default()
    }

    /// The edge of a tree of this size; `None` if these are not as many hashes as it has.
    #[must_use]
    pub fn of(size: u64, nodes: Vec<Hash>) -> Option<Frontier> {
        (nodes.len() == size.count_ones() as usize).then_some(Frontier { size, nodes })
    }

    /// How many leaves the tree has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The roots of the complete subtrees, the largest first.
    #[must_use]
    pub fn nodes(&self) -> &[Hash] {
        &self.nodes
    }

    /// Adds a leaf by its hash. `made` is told each hash that stands in a tile, with its level:
    /// the leaf's own at level 0, and that of each tile that became full at the level above it.
    pub fn push(&mut self, leaf: Hash, made: impl FnMut(u8, Hash)) {
        self.push_subtree(0, leaf, made);
    }

    /// Adds a complete subtree of 2^height leaves by its root; false, and nothing is added, if
    /// the tree's size has no place for one.
    pub fn push_subtree(&mut self, height: u8, root: Hash, mut made: impl FnMut(u8, Hash)) -> bool {
        let Some(leaves) = 1_u64.checked_shl(u32::from(height)) else { return false };
        let Some(size) = self.size.checked_add(leaves) else { return false };
        if !self.size.is_multiple_of(leaves) {
            return false;
        }
        let (mut node, mut height) = (root, height);
        made_tile(height, node, &mut made);
        while self.size >> height & 1 == 1 {
            let Some(left) = self.nodes.pop() else { break };
            node = Hash::node(&left, &node);
            height += 1;
            made_tile(height, node, &mut made);
        }
        self.nodes.push(node);
        self.size = size;
        true
    }

    /// The tree's root.
    #[must_use]
    pub fn root(&self) -> Hash {
        let mut nodes = self.nodes.iter().rev();
        let Some(last) = nodes.next() else { return Hash::empty() };
        nodes.fold(*last, |right, left| Hash::node(left, &right))
    }
}

fn made_tile(height: u8, node: Hash, made: &mut impl FnMut(u8, Hash)) {
    if height.is_multiple_of(8) {
        made(height / 8, node);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The leaves and roots that implementations of RFC 6962 test themselves with.
    const LEAVES: [&str; 8] = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ];
    const ROOTS: [&str; 9] = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    #[test]
    fn the_known_trees_have_their_known_roots() {
        let mut frontier = Frontier::new();
        assert_eq!(frontier.root().to_string(), ROOTS[0]);
        for (leaf, root) in LEAVES.iter().zip(&ROOTS[1..]) {
            let leaf = crate::hex::decode(leaf).unwrap();
            frontier.push(Hash::leaf(&leaf), |_, _| ());
            assert_eq!(frontier.root().to_string(), *root);
            assert_eq!(frontier.nodes().len(), frontier.size().count_ones() as usize);
        }
    }

    #[test]
    fn full_tiles_are_told_at_the_level_above() {
        let mut frontier = Frontier::new();
        let mut told = Vec::new();
        for number in 0..600_u32 {
            frontier.push(Hash::leaf(&number.to_be_bytes()), |level, _| told.push(level));
        }
        assert_eq!(told.iter().filter(|level| **level == 0).count(), 600);
        assert_eq!(told.iter().filter(|level| **level == 1).count(), 2);
        assert_eq!(told[256], 1, "right after the leaf that filled the tile");
    }

    #[test]
    fn a_subtree_has_its_place_or_none() {
        let mut one_by_one = Frontier::new();
        let mut at_once = Frontier::new();
        let hashes: Vec<Hash> = (0..4_u8).map(|byte| Hash::leaf(&[byte])).collect();
        hashes.iter().for_each(|hash| one_by_one.push(*hash, |_, _| ()));
        assert!(at_once.push_subtree(2, one_by_one.root(), |_, _| ()));
        assert_eq!(at_once, one_by_one);
        at_once.push(hashes[0], |_, _| ());
        assert!(!at_once.push_subtree(1, hashes[0], |_, _| ()), "5 leaves have no place for 2");
        assert!(!at_once.push_subtree(64, hashes[0], |_, _| ()));
        assert!(Frontier::of(3, vec![hashes[0]]).is_none());
    }
}
