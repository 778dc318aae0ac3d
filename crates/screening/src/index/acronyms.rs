//! Names by their acronyms.

use comity_names::{NameKind, acronyms};

use super::build::name_kind;
use super::lookup::{Space, hash};
use super::snapshot::{Snapshot, get};

/// By what the name of an organisation is found if its acronym is asked.
pub(super) fn acronym_keys(name: &str, kind: NameKind) -> impl Iterator<Item = u32> {
    let acronyms = if kind == NameKind::Other { acronyms(name) } else { Vec::new() };
    acronyms.into_iter().map(|acronym| hash(Space::Acronym, acronym.as_bytes()))
}

impl Snapshot {
    /// The names whose words have these initials; a hash may bring others too.
    pub(crate) fn names_by_acronym(&self, acronym: &str) -> &[u32] {
        self.acronym_lookup.get(hash(Space::Acronym, acronym.as_bytes()))
    }

    /// Whether the words of a listed name have these initials.
    pub(crate) fn has_acronym(&self, name: u32, acronym: &str) -> bool {
        let record = get(&self.names.record, name);
        let is_other = self.schema_of(record).map(name_kind) == Some(NameKind::Other);
        is_other && acronyms(self.name_text(name)).iter().any(|known| known == acronym)
    }
}
