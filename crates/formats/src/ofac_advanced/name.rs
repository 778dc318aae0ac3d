//! Names, which are given in parts.

use super::reference::References;
use crate::ofac::{Alias, Entry, alias_property};
use crate::text::join;
use crate::xml::Element;

/// Adds the names of one identity. The first Latin form of the primary alias of the primary
/// identity is the party's name.
pub(super) fn add(entry: &mut Entry, identity: &Element, references: &References) {
    let groups: Vec<&Element> = identity
        .all("NamePartGroups")
        .flat_map(|groups| groups.all("MasterNamePartGroup"))
        .flat_map(|master| master.all("NamePartGroup"))
        .collect();
    for alias in identity.all("Alias") {
        let is_primary =
            alias.attribute("Primary") == "true" && identity.attribute("Primary") != "false";
        let is_weak = alias.attribute("LowQuality") == "true";
        let kind = references.text("AliasType", alias, "AliasTypeID");
        let property = if is_primary { "name" } else { alias_property(kind, is_weak) };
        let mut remark = join([alias.text_of("Comment"), identity.text_of("Comment")], ", ");
        if identity.attribute("False") == "true" {
            remark = join([remark.as_str(), "false identity"], ", ");
        }
        for documented in alias.all("DocumentedName") {
            let (name, is_latin) = full_name(documented, &groups, references);
            if name.is_empty() {
            } else if is_primary && is_latin && entry.name.is_empty() {
                entry.name = name;
            } else {
                let remark = join([remark.as_str(), documented.text_of("Comment")], ", ");
                entry.aliases.push(Alias { property, name, remark });
            }
        }
    }
}

/// `LAST, First Middle`, the family name and the names of things in capitals as in OFAC's other
/// editions; and whether it is in Latin script.
fn full_name(documented: &Element, groups: &[&Element], references: &References) -> (String, bool) {
    let (mut last, mut others) = (Vec::new(), Vec::new());
    let mut is_latin = true;
    for value in documented.all("DocumentedNamePart").flat_map(|part| part.all("NamePartValue")) {
        let group = value.attribute("NamePartGroupID");
        let group = groups.iter().find(|known| known.attribute("ID") == group);
        let kind = group.map(|group| references.text("NamePartType", group, "NamePartTypeID"));
        let text = value.text.trim();
        let script = references.value("Script", value.attribute("ScriptID"));
        is_latin &= script.is_none_or(|script| {
            script.attribute("ScriptCode") == "Latn" || script.text.trim() == "Latin"
        });
        match kind.unwrap_or_default() {
            "First Name" | "Middle Name" | "Patronymic" | "Matronymic" | "Maiden Name" => {
                others.push(text.to_owned());
            }
            _ => last.push(text.to_uppercase()),
        }
    }
    (join([last.join(" ").as_str(), &others.join(" ")], ", "), is_latin)
}
