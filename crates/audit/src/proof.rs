//! Proofs that a leaf is in a tree, and that one tree is the beginning of another (RFC 9162,
//! section 2.1): made from tiles, and verified from nothing but themselves.

use crate::Hash;
use crate::error::{AuditError, malformed};
use crate::tile::{Tiles, fold};

/// The hashes that lead from a leaf to the root of a tree.
///
/// # Errors
/// If the tree has no such leaf, or hashes cannot be read.
pub fn prove_inclusion<T: Tiles>(tiles: &T, seq: u64, size: u64) -> Result<Vec<Hash>, T::Error> {
    if seq >= size {
        return Err(malformed("place in the tree", "the tree has fewer leaves").into());
    }
    let (mut start, mut end, mut path) = (0, size, Vec::new());
    while end - start > 1 {
        let middle = start + split(end - start);
        if seq < middle {
            path.push(root_of(tiles, middle, end)?);
            end = middle;
        } else {
            path.push(root_of(tiles, start, middle)?);
            start = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// The hashes that show that the tree of `old` leaves is the beginning of the one of `new`.
///
/// # Errors
/// If `old` is larger than `new`, or hashes cannot be read.
pub fn prove_consistency<T: Tiles>(tiles: &T, old: u64, new: u64) -> Result<Vec<Hash>, T::Error> {
    if old > new {
        return Err(malformed("size", "the older tree has more leaves").into());
    }
    if old == 0 || old == new {
        return Ok(Vec::new());
    }
    let (mut start, mut end, mut path, mut complete) = (0, new, Vec::new(), true);
    while old != end {
        let middle = start + split(end - start);
        if old <= middle {
            path.push(root_of(tiles, middle, end)?);
            end = middle;
        } else {
            path.push(root_of(tiles, start, middle)?);
            start = middle;
            complete = false;
        }
    }
    if !complete {
        path.push(root_of(tiles, start, end)?);
    }
    path.reverse();
    Ok(path)
}

/// The root of a tree of this size.
///
/// # Errors
/// If hashes cannot be read.
pub fn root<T: Tiles>(tiles: &T, size: u64) -> Result<Hash, T::Error> {
    if size == 0 { Ok(Hash::empty()) } else { root_of(tiles, 0, size) }
}

/// Verifies that a leaf is in a tree.
///
/// # Errors
/// [`AuditError::Unproven`] if the proof does not lead from the leaf to the root.
pub fn verify_inclusion(
    leaf: &Hash,
    seq: u64,
    size: u64,
    root: &Hash,
    path: &[Hash],
) -> Result<(), AuditError> {
    if seq >= size {
        return Err(AuditError::Unproven("the tree has no such leaf"));
    }
    let (mut at, mut last, mut node) = (seq, size - 1, *leaf);
    for step in path {
        if last == 0 {
            return Err(AuditError::Unproven("it is longer than the way to the root"));
        }
        if at & 1 == 1 || at == last {
            node = Hash::node(step, &node);
            while at & 1 == 0 && at != 0 {
                (at, last) = (at >> 1, last >> 1);
            }
        } else {
            node = Hash::node(&node, step);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    if last != 0 {
        Err(AuditError::Unproven("it is shorter than the way to the root"))
    } else if node != *root {
        Err(AuditError::Unproven("it leads to another root"))
    } else {
        Ok(())
    }
}

/// Verifies that the tree with the root `old_root` is the beginning of the one with `new_root`.
///
/// # Errors
/// [`AuditError::Unproven`] if the proof does not show it.
pub fn verify_consistency(
    (old, old_root): (u64, &Hash),
    (new, new_root): (u64, &Hash),
    path: &[Hash],
) -> Result<(), AuditError> {
    if old > new {
        return Err(AuditError::Unproven("the older tree has more leaves"));
    }
    if old == new || old == 0 {
        let same = if old == 0 { *old_root == Hash::empty() } else { old_root == new_root };
        let ok = path.is_empty() && same;
        return if ok { Ok(()) } else { Err(AuditError::Unproven("the roots differ")) };
    }
    // A tree of 2^n leaves is a node of the larger one, and its root is not repeated.
    let whole = old.is_power_of_two().then_some(old_root);
    let mut steps = whole.into_iter().chain(path);
    let first = *steps.next().ok_or(AuditError::Unproven("it is empty"))?;
    let (mut at, mut last) = (old - 1, new - 1);
    while at & 1 == 1 {
        (at, last) = (at >> 1, last >> 1);
    }
    let (mut older, mut newer) = (first, first);
    for step in steps {
        if last == 0 {
            return Err(AuditError::Unproven("it is longer than the way to the root"));
        }
        if at & 1 == 1 || at == last {
            older = Hash::node(step, &older);
            newer = Hash::node(step, &newer);
            while at & 1 == 0 && at != 0 {
                (at, last) = (at >> 1, last >> 1);
            }
        } else {
            newer = Hash::node(&newer, step);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    if last != 0 {
        Err(AuditError::Unproven("it is shorter than the way to the root"))
    } else if older != *old_root {
        Err(AuditError::Unproven("the older tree has another root"))
    } else if newer != *new_root {
        Err(AuditError::Unproven("the newer tree has another root"))
    } else {
        Ok(())
    }
}

/// The largest power of two below the number of leaves of a subtree, which is 2 or more.
fn split(leaves: u64) -> u64 {
    1 << (63 - (leaves - 1).leading_zeros())
}

/// The root over the leaves from `start` to `end`, where `start` is a place at which a subtree of
/// that size may begin.
fn root_of<T: Tiles>(tiles: &T, start: u64, end: u64) -> Result<Hash, T::Error> {
    let (mut at, mut roots) = (start, Vec::new());
    while at < end {
        let aligned = if at == 0 { 63 } else { at.trailing_zeros() };
        let height = aligned.min(63 - (end - at).leading_zeros());
        roots.push(node(tiles, height, at >> height)?);
        at += 1 << height;
    }
    let mut roots = roots.into_iter().rev();
    let last = roots.next().unwrap_or_else(Hash::empty);
    Ok(roots.fold(last, |right, left| Hash::node(&left, &right)))
}

/// The root of the subtree of 2^height leaves at an index.
fn node<T: Tiles>(tiles: &T, height: u32, index: u64) -> Result<Hash, T::Error> {
    let (level, bits) = (height / 8, height % 8);
    let hashes = tiles.hashes(u8::try_from(level).unwrap_or(8), index << bits, 1 << bits)?;
    Ok(fold(&hashes))
}
