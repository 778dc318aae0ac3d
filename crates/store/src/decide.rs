//! Whether a decision about two records fits those that stand.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use comity_model::{Judgement, RecordRef, SameAs};

use crate::StoreError;

type Pair<'d> = (&'d RecordRef, &'d RecordRef);

/// Refuses a decision that contradicts others. One about the very same pair is no contradiction:
/// the later one takes the earlier one back.
pub(crate) fn check(decisions: &[SameAs], new: &SameAs) -> Result<(), StoreError> {
    if new.left == new.right {
        return Err(StoreError::Conflict(format!("`{}` is one record, not two", new.left)));
    }
    let mut latest: BTreeMap<Pair<'_>, Judgement> = BTreeMap::new();
    for decision in decisions {
        latest.insert(ordered(&decision.left, &decision.right), decision.judgement);
    }
    latest.remove(&ordered(&new.left, &new.right));

    let mut neighbours: BTreeMap<&RecordRef, Vec<&RecordRef>> = BTreeMap::new();
    for ((left, right), _) in latest.iter().filter(|row| *row.1 == Judgement::Same) {
        neighbours.entry(left).or_default().push(right);
        neighbours.entry(right).or_default().push(left);
    }
    match new.judgement {
        Judgement::Different => check_apart(&neighbours, new),
        Judgement::Same => check_joined(&neighbours, &latest, new),
    }
}

fn check_apart(
    neighbours: &BTreeMap<&RecordRef, Vec<&RecordRef>>,
    new: &SameAs,
) -> Result<(), StoreError> {
    let reached = reach(neighbours, &new.left);
    if !reached.contains_key(&new.right) {
        return Ok(());
    }
    let mut path = vec![format!("`{}`", new.right)];
    let mut at = &new.right;
    while let Some(from) = reached.get(at).copied().flatten() {
        path.push(format!("`{from}`"));
        at = from;
    }
    path.reverse();
    Err(StoreError::Conflict(format!(
        "`{}` and `{}` are joined through other decisions: {}; take one of those back first",
        new.left,
        new.right,
        path.join(" = "),
    )))
}

fn check_joined(
    neighbours: &BTreeMap<&RecordRef, Vec<&RecordRef>>,
    latest: &BTreeMap<Pair<'_>, Judgement>,
    new: &SameAs,
) -> Result<(), StoreError> {
    let left = reach(neighbours, &new.left);
    let right = reach(neighbours, &new.right);
    let group: BTreeSet<&RecordRef> = left.into_keys().chain(right.into_keys()).collect();
    let apart = latest.iter().find(|((one, two), judgement)| {
        **judgement == Judgement::Different && group.contains(one) && group.contains(two)
    });
    match apart {
        None => Ok(()),
        Some(((one, two), _)) => Err(StoreError::Conflict(format!(
            "`{one}` and `{two}` were decided to be different, and `{}` = `{}` would make them \
             one; take that back first",
            new.left, new.right,
        ))),
    }
}

/// All records that decisions join with `start`, each with the one through which it was reached.
fn reach<'d>(
    neighbours: &BTreeMap<&'d RecordRef, Vec<&'d RecordRef>>,
    start: &'d RecordRef,
) -> BTreeMap<&'d RecordRef, Option<&'d RecordRef>> {
    let mut reached = BTreeMap::from([(start, None)]);
    let mut queue = VecDeque::from([start]);
    while let Some(at) = queue.pop_front() {
        for next in neighbours.get(at).into_iter().flatten() {
            if !reached.contains_key(next) {
                reached.insert(next, Some(at));
                queue.push_back(next);
            }
        }
    }
    reached
}

fn ordered<'d>(left: &'d RecordRef, right: &'d RecordRef) -> Pair<'d> {
    if left <= right { (left, right) } else { (right, left) }
}

#[cfg(test)]
mod tests {
    use comity_model::{DatasetName, RecordId, Timestamp};

    use super::*;

    fn decision(left: &str, right: &str, judgement: Judgement) -> SameAs {
        let record = |id: &str| RecordRef {
            dataset: DatasetName::new("list").unwrap(),
            id: RecordId::new(id).unwrap(),
        };
        SameAs {
            left: record(left),
            right: record(right),
            judgement,
            decided_by: "analyst".to_owned(),
            decided_at: Timestamp(0),
            reason: String::new(),
        }
    }

    #[test]
    fn contradictions_are_named() {
        use Judgement::{Different, Same};
        let stand = [
            decision("a", "b", Same),
            decision("b", "c", Same),
            decision("d", "e", Same),
            decision("a", "d", Different),
            decision("x", "y", Same),
            decision("y", "x", Different),
        ];
        let refused = |left, right, judgement| {
            check(&stand, &decision(left, right, judgement)).unwrap_err().to_string()
        };
        assert!(refused("a", "c", Different).contains("`list/a` = `list/b` = `list/c`"));
        assert!(refused("c", "e", Same).contains("`list/a` and `list/d`"));
        assert!(refused("a", "a", Same).contains("one record"));
        for (left, right, judgement) in [
            ("b", "a", Different),
            ("d", "a", Same),
            ("x", "y", Different),
            ("x", "y", Same),
            ("c", "f", Same),
            ("c", "f", Different),
            ("a", "c", Same),
        ] {
            let new = decision(left, right, judgement);
            assert!(check(&stand, &new).is_ok(), "{left} {right} {judgement:?}");
        }
    }
}
