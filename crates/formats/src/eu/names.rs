//! Names, and what is said beside them: gender, title, office.

use crate::parts::language;
use crate::party::Party;
use crate::text::join;
use crate::xml::Element;

use super::details::add_remarks;

/// Adds all names; whether there was any.
pub(super) fn add(party: &mut Party, element: &Element) -> bool {
    let mut names = 0_usize;
    let mut strong = 0_usize;
    for alias in element.all("nameAlias") {
        let [first, middle, last, whole] =
            ["firstName", "middleName", "lastName", "wholeName"].map(|part| alias.attribute(part));
        let joined = join([first, middle, last], " ");
        let name = if whole.is_empty() { joined.as_str() } else { whole };
        if !name.is_empty() {
            // The attribute may be absent; only an explicit no makes a name weak.
            let is_weak = matches!(alias.attribute("strong"), "false" | "0");
            let property = match (is_weak, strong) {
                (true, _) => "weakAlias",
                (false, 0) => "name",
                (false, _) => "alias",
            };
            let code = match alias.attribute("nameLanguage") {
                // ISO 639 withdrew the code of Moldavian, which is Romanian.
                "MO" => language("ro"),
                code => language(code),
            };
            party.add_in(property, name, code.as_deref());
            names += 1;
            strong += usize::from(!is_weak);
            if party.is_a("Person") && !is_weak {
                party.add_in("firstName", first, code.as_deref());
                party.add_in("middleName", middle, code.as_deref());
                party.add_in("lastName", last, code.as_deref());
            }
        }
        beside(party, alias);
        add_remarks(party, alias, &format!("name `{name}`"));
    }
    names > 0
}

fn beside(party: &mut Party, alias: &Element) {
    let [gender, title, office] = ["gender", "title", "function"].map(|name| alias.attribute(name));
    if party.is_a("Person") {
        // The schema has `?` for unknown.
        party.add("gender", gender.trim_matches('?'));
        party.add("title", title);
        party.add("position", office);
    } else {
        party.note(title);
        party.note(office);
    }
}
