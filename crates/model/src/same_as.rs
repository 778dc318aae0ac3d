use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::{DatasetName, RecordId, StatementId, Timestamp};

/// A record in its dataset: the store's key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordRef {
    /// The dataset.
    pub dataset: DatasetName,
    /// The record's id there.
    pub id: RecordId,
}

impl fmt::Display for RecordRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.dataset, self.id)
    }
}

/// What a person decided about two records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// They are one.
    Same,
    /// They are two.
    Different,
}

/// A person's decision about two records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SameAs {
    /// One record.
    pub left: RecordRef,
    /// The other.
    pub right: RecordRef,
    /// What was decided.
    pub judgement: Judgement,
    /// Who decided.
    pub decided_by: String,
    /// When.
    pub decided_at: Timestamp,
    /// Why, in words.
    pub reason: String,
}

/// The groups that all decisions together make, each with a canonical id.
///
/// The canonical id follows from the group's earliest decision alone, so every node that holds the
/// same decisions gives the same id, and a group that grows keeps its own. When two groups become
/// one, the older id stays and the younger one redirects to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Groups {
    canonical: BTreeMap<RecordRef, RecordId>,
    members: BTreeMap<RecordId, Vec<RecordRef>>,
    retired: BTreeMap<RecordId, RecordId>,
    /// Canonical ids in the order of the decisions that made them.
    born: Vec<RecordId>,
}

impl Groups {
    /// Forms the groups. Of several decisions about one pair the last in order counts.
    #[must_use]
    pub fn form(decisions: &[SameAs]) -> Groups {
        let mut latest: BTreeMap<(&RecordRef, &RecordRef), (usize, Judgement)> = BTreeMap::new();
        for (at, decision) in decisions.iter().enumerate() {
            let pair = ordered(&decision.left, &decision.right);
            // The place of the first decision is kept: the canonical id hangs on it.
            latest
                .entry(pair)
                .and_modify(|known| known.1 = decision.judgement)
                .or_insert((at, decision.judgement));
        }
        let mut pairs: Vec<_> = latest
            .into_iter()
            .filter(|(_, (_, judgement))| *judgement == Judgement::Same)
            .map(|(pair, (at, _))| (at, pair))
            .collect();
        pairs.sort_unstable_by_key(|(at, _)| *at);

        let mut groups = Groups::default();
        for (_, (left, right)) in pairs {
            groups.join(left, right);
        }
        groups
    }

    fn join(&mut self, left: &RecordRef, right: &RecordRef) {
        let known_left = self.canonical.get(left).cloned();
        let known_right = self.canonical.get(right).cloned();
        let keep = match (known_left, known_right) {
            (Some(keep), None) | (None, Some(keep)) => keep,
            (None, None) => {
                let id = canonical_id(left, right);
                self.born.push(id.clone());
                id
            }
            (Some(one), Some(two)) if one == two => return,
            (Some(one), Some(two)) => {
                let older = self.born.iter().find(|id| **id == one || **id == two).cloned();
                let (keep, other) =
                    if older.as_ref() == Some(&two) { (two, one) } else { (one, two) };
                self.absorb(&keep, &other);
                return;
            }
        };
        for record in [left, right] {
            if self.canonical.insert(record.clone(), keep.clone()).is_none() {
                self.members.entry(keep.clone()).or_default().push(record.clone());
            }
        }
    }

    /// Moves the members of one group into another, whose id stays.
    fn absorb(&mut self, keep: &RecordId, other: &RecordId) {
        let moved = self.members.remove(other).unwrap_or_default();
        for record in &moved {
            self.canonical.insert(record.clone(), keep.clone());
        }
        self.members.entry(keep.clone()).or_default().extend(moved);
        self.retired.values_mut().filter(|to| *to == other).for_each(|to| *to = keep.clone());
        self.retired.insert(other.clone(), keep.clone());
    }

    /// The canonical id of a record that is in a group.
    #[must_use]
    pub fn canonical(&self, record: &RecordRef) -> Option<&RecordId> {
        self.canonical.get(record)
    }

    /// The members of a group, by its canonical id.
    #[must_use]
    pub fn members(&self, canonical: &str) -> &[RecordRef] {
        let id = RecordId::new(canonical).ok();
        id.and_then(|id| self.members.get(&id)).map_or(&[], Vec::as_slice)
    }

    /// The canonical id that a retired canonical id redirects to.
    #[must_use]
    pub fn redirect(&self, retired: &str) -> Option<&RecordId> {
        self.retired.get(&RecordId::new(retired).ok()?)
    }

    /// All groups: canonical id and members.
    pub fn iter(&self) -> impl Iterator<Item = (&RecordId, &[RecordRef])> {
        self.members.iter().map(|(id, members)| (id, members.as_slice()))
    }

    /// All ids by which a group is or was known, other than its canonical one.
    #[must_use]
    pub fn referents(&self, canonical: &RecordId) -> Vec<RecordId> {
        let members = self.members.get(canonical).into_iter().flatten().map(|member| &member.id);
        let retired = self.retired.iter().filter(|(_, to)| *to == canonical).map(|(from, _)| from);
        let ids: BTreeSet<&RecordId> = members.chain(retired).collect();
        ids.into_iter().cloned().collect()
    }
}

fn ordered<'r>(left: &'r RecordRef, right: &'r RecordRef) -> (&'r RecordRef, &'r RecordRef) {
    if left <= right { (left, right) } else { (right, left) }
}

fn canonical_id(left: &RecordRef, right: &RecordRef) -> RecordId {
    let (first, second) = ordered(left, right);
    let hash = StatementId::of(&[
        first.dataset.as_str(),
        first.id.as_str(),
        second.dataset.as_str(),
        second.id.as_str(),
    ]);
    let id = format!("cm-{hash}");
    RecordId::new(&id).unwrap_or_else(|_| first.id.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decision(left: &str, right: &str, judgement: Judgement, at: i64) -> SameAs {
        let record = |id: &str| RecordRef {
            dataset: DatasetName::new("list").unwrap(),
            id: RecordId::new(id).unwrap(),
        };
        SameAs {
            left: record(left),
            right: record(right),
            judgement,
            decided_by: "analyst".to_owned(),
            decided_at: Timestamp(at),
            reason: String::new(),
        }
    }

    #[test]
    fn groups_grow_merge_and_come_apart() {
        let mut decisions =
            vec![decision("c", "d", Judgement::Same, 1), decision("a", "b", Judgement::Same, 2)];
        let apart = Groups::form(&decisions);
        let old = apart.canonical(&decisions[0].left).unwrap().clone();
        let young = apart.canonical(&decisions[1].left).unwrap().clone();
        assert_ne!(old, young);

        decisions.push(decision("b", "c", Judgement::Same, 3));
        let joined = Groups::form(&decisions);
        for record in [&decisions[0].left, &decisions[1].right] {
            assert_eq!(joined.canonical(record), Some(&old), "the older id stays");
        }
        assert_eq!(joined.redirect(young.as_str()), Some(&old));
        assert_eq!(joined.members(old.as_str()).len(), 4);
        assert_eq!(joined.referents(&old).len(), 5);

        decisions.push(decision("c", "b", Judgement::Different, 4));
        assert_eq!(Groups::form(&decisions), apart);
    }
}
