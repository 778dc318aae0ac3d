//! Names and aliases.

use crate::party::Party;
use crate::text::{join, strip_prefix_any_case, tidy};
use crate::xml::Element;

const PARTS: [&str; 4] = ["FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"];

/// Adds the primary name, the name in its original script and all aliases.
pub(super) fn add(party: &mut Party, element: &Element) {
    // The schema's default `na` stands where an exporter filled an absent part.
    let parts: Vec<String> = PARTS
        .iter()
        .map(|part| tidy(element.text_of(part)))
        .filter(|part| !part.is_empty() && part != "na")
        .collect();
    let name = join(parts.iter().map(String::as_str), " ");
    party.add("name", &name);
    for script in element.all("NAME_ORIGINAL_SCRIPT") {
        party.add("name", &script.text);
    }
    if party.is_a("Person") {
        add_parts(party, &parts);
    }
    for piece in pieces(&name).into_iter().filter(|piece| *piece != name) {
        party.add_rewritten("alias", &piece, &name);
    }
    let aliases = ["INDIVIDUAL_ALIAS", "ENTITY_ALIAS"];
    for alias in aliases.iter().flat_map(|name| element.all(name)) {
        add_alias(party, alias);
    }
}

/// The list numbers the parts instead of naming them; the last of several is the family name.
fn add_parts(party: &mut Party, parts: &[String]) {
    let Some((last, rest)) = parts.split_last() else { return };
    if rest.is_empty() {
        return;
    }
    for (part, property) in rest.iter().zip(["firstName", "secondName", "middleName"]) {
        party.add(property, part);
    }
    party.add("lastName", last);
}

/// Adds one alias with what is said about it. Most elements without a name are simply empty.
fn add_alias(party: &mut Party, alias: &Element) {
    let name = tidy(alias.text_of("ALIAS_NAME"));
    let note = alias.text_of("NOTE");
    let quality = alias.text_of("QUALITY");
    let property = match quality.to_ascii_lowercase().as_str() {
        "low" => "weakAlias",
        "f.k.a." | "fka" => "previousName",
        _ => "alias",
    };
    party.add(property, &name);
    for piece in pieces(&name).into_iter().filter(|piece| *piece != name) {
        party.add_rewritten(property, &piece, &name);
    }
    if let Some((script, language)) = original_script(note) {
        party.add_in(property, script, language);
    }
    if !note.is_empty() {
        let about = if name.is_empty() { "alias".to_owned() } else { format!("alias `{name}`") };
        party.note(&format!("{about}: {note}"));
    }
}

/// The names inside one that lists several: `A; B`, and `A (B; C)` or `A (Б)`, where what stands
/// in brackets is other spellings. The whole stays as it is listed; these are what people give.
fn pieces(name: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    for piece in split_outside_brackets(name) {
        match last_brackets(piece.trim()) {
            Some((base, inside)) if inside.contains(';') || !has_latin(inside) => {
                pieces.push(base);
                pieces.extend(inside.split(';'));
            }
            _ => pieces.push(piece),
        }
    }
    let bare = pieces.into_iter().map(|piece| tidy(piece.trim().trim_end_matches(SCRIPT_MARK)));
    bare.filter(|piece| !piece.is_empty()).collect()
}

/// What the list writes behind a spelling in another script.
const SCRIPT_MARK: &str = "(original script)";

/// What stands before and inside the brackets at the end of a text.
fn last_brackets(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_suffix(')')?;
    let mut depth = 1_usize;
    for (at, c) in inner.char_indices().rev() {
        match c {
            ')' => depth += 1,
            '(' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let (base, bracket) = inner.split_at_checked(at)?;
            return Some((base, bracket.strip_prefix('(')?));
        }
    }
    None
}

fn split_outside_brackets(text: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    text.split(|c| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ';' && depth == 0
    })
    .collect()
}

fn has_latin(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_alphabetic())
}

/// The name in its own script where a note gives it, with its language where the note says so.
fn original_script(note: &str) -> Option<(&str, Option<&'static str>)> {
    let introductions = [("original script:", None), ("in arabic:", Some("ara"))];
    let of = |(words, language): (&str, Option<&'static str>)| {
        let at = note.char_indices().map(|(at, _)| note.get(at..).unwrap_or_default());
        let script = at.filter_map(|rest| strip_prefix_any_case(rest, words)).next()?;
        let script = script.split(['.', ';', '(']).next().unwrap_or(script).trim();
        (!script.is_empty() && !has_latin(script)).then_some((script, language))
    };
    introductions.into_iter().find_map(of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_names_in_one_are_taken_apart() {
        assert_eq!(pieces("Tern; Terne"), ["Tern", "Terne"]);
        assert_eq!(
            pieces("Tern Front (the Front; Jabhat T)"),
            ["Tern Front", "the Front", "Jabhat T"]
        );
        assert_eq!(pieces("Tern (Крачка)"), ["Tern", "Крачка"]);
        assert_eq!(pieces("Tern Trading (TT)"), ["Tern Trading (TT)"]);
        assert_eq!(pieces("Tern"), ["Tern"]);
    }

    #[test]
    fn notes_give_the_original_script() {
        assert_eq!(original_script("original script: Крачка"), Some(("Крачка", None)));
        assert_eq!(original_script("Formerly so. In Arabic: خرشنة."), Some(("خرشنة", Some("ara"))));
        assert_eq!(original_script("original script: unknown"), None);
        assert_eq!(original_script("nom de guerre"), None);
    }
}
