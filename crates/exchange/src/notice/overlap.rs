use std::collections::BTreeMap;
use std::fmt;

use comity_model::{PartyId, Timestamp};
use serde::{Deserialize, Serialize};

use super::sphere::meeting;
use super::{Notice, NoticeRef, OverlapWord, Position};

/// Two notices of two parties that announce the same place for the same time.
///
/// Both parties are shown it, and say that they have seen it and how it is settled. Which of them
/// gives way is for people to agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overlap {
    /// The two versions, sorted.
    pub between: [NoticeRef; 2],
    /// From when on both hold.
    #[serde(with = "crate::wire::text")]
    pub begins: Timestamp,
    /// Until when both hold.
    #[serde(with = "crate::wire::text")]
    pub ends: Timestamp,
    /// A place that lies in both areas; not the only one.
    pub place: Position,
    /// When it was found here.
    #[serde(with = "crate::wire::text")]
    pub found: Timestamp,
    /// Why it is one no longer; none if it is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ended: Option<OverlapEnd>,
    #[serde(with = "crate::by_party")]
    said: BTreeMap<PartyId, Said>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Said {
    /// When it was first said to be seen.
    #[serde(with = "crate::wire::text")]
    seen: Timestamp,
    /// When the note was made, and the note.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    note: Option<Noted>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Noted {
    #[serde(with = "crate::wire::text")]
    made: Timestamp,
    text: String,
}

/// Why two notices no longer overlap in these versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OverlapEnd {
    /// One of them was updated: if they still overlap, that is another overlap.
    Updated,
    /// One of them was cancelled.
    Cancelled,
}

/// How far the two parties have come with an overlap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OverlapState {
    /// Nobody has said a word.
    New,
    /// These have seen it, and not both of the two say that it is settled.
    Seen {
        /// Who has seen it.
        by: Vec<PartyId>,
    },
    /// Both parties say that it is settled, and how.
    Settled {
        /// What each of them says.
        notes: Vec<(PartyId, String)>,
    },
}

impl Overlap {
    /// Whether two notices of two parties overlap. The same two give the same answer whichever
    /// comes first.
    #[must_use]
    pub fn of(one: &Notice, other: &Notice, found: Timestamp) -> Option<Overlap> {
        let (one, other) = if one.id <= other.id { (one, other) } else { (other, one) };
        // What is announced for an exercise or a test does not meet what is meant.
        if one.id.by == other.id.by || one.says.status != other.says.status {
            return None;
        }
        let begins = one.says.begins.max(other.says.begins);
        let ends = one.says.ends.min(other.says.ends);
        if begins >= ends {
            return None;
        }
        let place = meeting(&one.says.area.shape()?, &other.says.area.shape()?)?;
        let between = [one.reference(), other.reference()];
        Some(Overlap { between, begins, ends, place, found, ended: None, said: BTreeMap::new() })
    }

    /// How far the two parties have come with it.
    #[must_use]
    pub fn state(&self) -> OverlapState {
        if self.said.is_empty() {
            return OverlapState::New;
        }
        let notes = self.said.iter().filter_map(|(by, said)| {
            said.note.as_ref().map(|noted| (by.clone(), noted.text.clone()))
        });
        let notes: Vec<_> = notes.collect();
        if self.parties().into_iter().all(|party| notes.iter().any(|(by, _)| by == party)) {
            return OverlapState::Settled { notes };
        }
        OverlapState::Seen { by: self.said.keys().cloned().collect() }
    }

    /// The two parties.
    #[must_use]
    pub fn parties(&self) -> [&PartyId; 2] {
        let [one, other] = &self.between;
        [&one.id.by, &other.id.by]
    }

    /// Which of the two notices is this party's, and which the other's.
    #[must_use]
    pub fn seen_by(&self, party: &PartyId) -> Option<(&NoticeRef, &NoticeRef)> {
        let [one, other] = &self.between;
        match party {
            _ if one.id.by == *party => Some((one, other)),
            _ if other.id.by == *party => Some((other, one)),
            _ => None,
        }
    }

    /// Records what one of the two says; false if it was said before.
    pub(super) fn say(&mut self, by: &PartyId, word: &OverlapWord) -> bool {
        let before = self.said.get(by).cloned();
        let new = Said { seen: word.made, note: None };
        let said = self.said.entry(by.clone()).or_insert(new);
        said.seen = said.seen.min(word.made);
        if let Some(text) = &word.note
            && said.note.as_ref().is_none_or(|noted| noted.made < word.made)
        {
            said.note = Some(Noted { made: word.made, text: text.clone() });
        }
        before.as_ref() != Some(said)
    }
}

/// In plain words.
impl fmt::Display for Overlap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [one, other] = &self.between;
        let (begins, ends, place) = (self.begins, self.ends, self.place.words());
        let (one, other) = (&one.id, &other.id);
        write!(f, "{one} and {other} overlap from {begins}Z until {ends}Z, among others at {place}")
    }
}
