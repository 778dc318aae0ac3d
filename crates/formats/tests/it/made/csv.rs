//! The primary, alias and address files.

use super::{Alias, Made};

fn field(text: &str) -> String {
    if text.is_empty() { "-0- ".to_owned() } else { format!("\"{text}\"") }
}

fn remarks(made: &Made, all: &[Made]) -> String {
    let mut items = Vec::new();
    items.extend(made.born.map(|born| format!("DOB {}", born.words)));
    for document in &made.documents {
        let mut item = format!("{} {}", document.label, document.number);
        if !document.country.is_empty() {
            item += &format!(" ({})", document.country);
        }
        if let Some(issued) = document.issued {
            item += &format!(" issued {}", issued.words);
        }
        items.push(item);
    }
    for alias in made.aliases.iter().filter(|alias| alias.is_weak) {
        let kind = if alias.is_former { "f.k.a." } else { "a.k.a." };
        items.push(format!("{kind} '{}'", alias.name.full()));
    }
    if let Some(other) = made.linked {
        items.push(format!("Linked To: {}", all[other - 1].name.full()));
    }
    if items.is_empty() { String::new() } else { items.join("; ") + "." }
}

/// The three files.
pub(crate) fn csv(all: &[Made]) -> [String; 3] {
    let mut files = [String::new(), String::new(), String::new()];
    for made in all {
        let row = [
            made.uid.to_string(),
            field(&made.name.full()),
            field(made.kind.pick("individual", "", "vessel")),
            field(&made.programs.join("] [")),
            field(""),
            field(made.kind.pick("", "", "XX9TN")),
            field(""),
            field(made.kind.pick("", "", "12,345")),
            field(""),
            field(made.kind.pick("", "", "Malta")),
            field(""),
            field(&remarks(made, all)),
        ];
        files[0] += &(row.join(",") + "\r\n");
        for Alias { id, name, is_former, .. } in made.aliases.iter().filter(|a| !a.is_weak) {
            let kind = if *is_former { "fka" } else { "aka" };
            let (uid, name) = (made.uid, field(&name.full()));
            files[1] += &format!("{uid},{id},\"{kind}\",{name},-0- \r\n");
        }
        if let Some([street, city, state, code, country]) = made.address {
            let place = [city, state].iter().filter(|t| !t.is_empty()).copied().collect::<Vec<_>>();
            let place = format!("{} {code}", place.join(", "));
            let place = [street, place.trim(), country].map(field).join(",");
            files[2] += &format!("{},{},{place},-0- \r\n", made.uid, made.uid * 10);
        }
    }
    files.map(|file| file + "\x1a")
}
