//! Names: `Name 1` to `Name 5` and, last, the family name or only name, `Name 6`.

use crate::party::Party;
use crate::text::join;

use super::columns::{Column, Group};
use super::designation::{Designation, Values, value};

/// Adds the names; whether there was any.
pub(super) fn add(party: &mut Party, designation: &Designation) -> bool {
    let names: Vec<(&Values, String)> = designation
        .all(Group::Name)
        .map(|values| {
            // The tables put the column of `Name 6` first; it is said last.
            let parts = (1..=6).map(|n| value(values, Column::Name(n)));
            (values, join(parts, " "))
        })
        .filter(|(_, name)| !name.is_empty())
        .collect();
    let has_primary = names.iter().any(|(values, _)| property_of(values) == "name");
    for (at, (values, name)) in names.iter().enumerate() {
        // Where none is marked as the primary one, it is the first.
        let property = if at == 0 && !has_primary { "name" } else { property_of(values) };
        party.add(property, name);
        if property == "name" && party.is_a("Person") {
            add_parts(party, values);
        }
    }
    !names.is_empty()
}

fn add_parts(party: &mut Party, values: &Values) {
    let middle = join((3..=5).map(|n| value(values, Column::Name(n))), " ");
    party.add("firstName", value(values, Column::Name(1)));
    party.add("secondName", value(values, Column::Name(2)));
    party.add("middleName", &middle);
    party.add("lastName", value(values, Column::Name(6)));
}

/// What a name is, by its type and, where given, its strength.
fn property_of(values: &Values) -> &'static str {
    let kind = value(values, Column::NameType).to_ascii_lowercase();
    let is_weak = value(values, Column::AliasStrength).to_ascii_lowercase().starts_with("low");
    match kind.as_str() {
        "primary name" | "prime alias" => "name",
        _ if is_weak => "weakAlias",
        "fka" | "f.k.a" | "f.k.a." => "previousName",
        _ => "alias",
    }
}
