//! One designation as groups of values, whether it came in rows or as an element.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::text::tidy;
use crate::xml::Element;

use super::columns::{Column, Group};

/// Values that belong together, such as the parts of one name.
pub(super) type Values = Vec<(Column, String)>;

#[derive(Default)]
pub(super) struct Designation {
    groups: Vec<(Group, Values)>,
    /// What no column is known for.
    pub(super) notes: Vec<String>,
    /// Digests of both: rows repeat all that they have in common.
    seen: HashSet<u64>,
}

/// The element whose children only repeat `SanctionsImposed`, one by one.
const REPEATED: &str = "SanctionsImposedIndicators";

impl Designation {
    pub(super) fn of_row(
        columns: &[Option<Column>],
        header: &[String],
        fields: &[String],
    ) -> Designation {
        let mut designation = Designation::default();
        let mut cells = Vec::new();
        for ((column, name), field) in columns.iter().zip(header).zip(fields) {
            match column {
                Some(column) => cells.push((*column, field.as_str())),
                None => designation.note(name, field),
            }
        }
        designation.add(cells);
        designation
    }

    pub(super) fn of_element(element: &Element) -> Designation {
        let mut designation = Designation::default();
        designation.walk(element);
        designation
    }

    /// The texts inside one element belong together; so do those of each element inside it.
    fn walk(&mut self, element: &Element) {
        let mut cells = Vec::new();
        for child in &element.children {
            if child.name == REPEATED {
            } else if !child.children.is_empty() {
                self.walk(child);
            } else if let Some(column) = Column::named(&child.name) {
                cells.push((column, child.text.as_str()));
            } else {
                self.note(&child.name, &child.text);
            }
        }
        self.add(cells);
    }

    fn note(&mut self, name: &str, text: &str) {
        let text = tidy(text);
        if !text.is_empty() {
            self.push_note(format!("{}: {text}", tidy(name)));
        }
    }

    fn add(&mut self, cells: Vec<(Column, &str)>) {
        let mut groups: Vec<(Group, Values)> = Vec::new();
        for (column, text) in cells {
            let text = tidy(text);
            let group = column.group();
            if text.is_empty() {
                continue;
            }
            match groups.iter_mut().find(|(known, _)| *known == group && group != Group::Single) {
                Some((_, values)) => values.push((column, text)),
                None => groups.push((group, vec![(column, text)])),
            }
        }
        groups.into_iter().for_each(|group| self.push(group));
    }

    fn push(&mut self, group: (Group, Values)) {
        if self.is_new(&group) {
            self.groups.push(group);
        }
    }

    fn push_note(&mut self, note: String) {
        if self.is_new(&note) {
            self.notes.push(note);
        }
    }

    fn is_new(&mut self, said: &impl Hash) -> bool {
        let mut hasher = DefaultHasher::new();
        said.hash(&mut hasher);
        self.seen.insert(hasher.finish())
    }

    /// Takes over what another row says.
    pub(super) fn merge(&mut self, other: Designation) {
        other.groups.into_iter().for_each(|group| self.push(group));
        other.notes.into_iter().for_each(|note| self.push_note(note));
    }

    /// The publisher's key of the party.
    pub(super) fn key(&self) -> Option<String> {
        let key = self.first(Column::UniqueId).or_else(|| self.first(Column::GroupId));
        key.map(str::to_owned)
    }

    /// All groups of one kind.
    pub(super) fn all(&self, group: Group) -> impl Iterator<Item = &Values> {
        self.groups.iter().filter(move |(known, _)| *known == group).map(|(_, values)| values)
    }

    /// All values of a column that stands alone.
    pub(super) fn values(&self, column: Column) -> impl Iterator<Item = &str> {
        self.all(Group::Single)
            .flatten()
            .filter(move |(known, _)| *known == column)
            .map(|(_, text)| text.as_str())
    }

    pub(super) fn first(&self, column: Column) -> Option<&str> {
        self.values(column).next()
    }
}

/// The first value of a column in a group; empty if there is none.
pub(super) fn value(values: &Values, column: Column) -> &str {
    let found = values.iter().find(|(known, _)| *known == column);
    found.map(|(_, text)| text.as_str()).unwrap_or_default()
}
