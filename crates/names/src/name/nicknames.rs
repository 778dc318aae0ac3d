//! Familiar forms of given names: `Bill` is a William, `Sasha` an Aleksandr or an Aleksandra.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// How alike a name and a familiar form of it count.
const FAMILIAR_SIMILARITY: f32 = 0.75;
/// How alike two familiar forms of one name count.
const BOTH_FAMILIAR_SIMILARITY: f32 = 0.65;

/// A name's part in a group of forms.
#[derive(Clone, Copy)]
struct Member {
    group: usize,
    is_familiar: bool,
}

#[derive(Default)]
struct Nicknames {
    by_form: FxHashMap<&'static str, Vec<Member>>,
    groups: Vec<Vec<&'static str>>,
}

/// Each line: the spellings of a name, a colon, its familiar forms.
static NICKNAMES: LazyLock<Nicknames> = LazyLock::new(|| {
    let mut nicknames = Nicknames::default();
    for line in include_str!("../../resources/nicknames.txt").lines() {
        let Some((names, familiar)) = line.split_once(':').filter(|_| !line.starts_with('#'))
        else {
            continue;
        };
        let group = nicknames.groups.len();
        let names = names.split_whitespace().map(|name| (name, false));
        let familiar = familiar.split_whitespace().map(|name| (name, true));
        let mut forms = Vec::new();
        for (form, is_familiar) in names.chain(familiar) {
            nicknames.by_form.entry(form).or_default().push(Member { group, is_familiar });
            forms.push(form);
        }
        nicknames.groups.push(forms);
    }
    nicknames
});

/// The forms of all names of which this is one, familiar or not; some come more than once.
pub fn nicknames(form: &str) -> impl Iterator<Item = &'static str> {
    let members = NICKNAMES.by_form.get(form).map_or(&[][..], Vec::as_slice).iter();
    let groups = members.filter_map(|member| NICKNAMES.groups.get(member.group));
    groups.flatten().copied().filter(move |other| nickname_similarity(form, other).is_some())
}

/// How alike two forms of one name count, of which one is familiar at least; `None` if they are
/// not.
#[must_use]
pub fn nickname_similarity(left: &str, right: &str) -> Option<f32> {
    if left == right {
        return None;
    }
    let (left, right) = (NICKNAMES.by_form.get(left)?, NICKNAMES.by_form.get(right)?);
    let pairs = left.iter().flat_map(|one| right.iter().map(move |other| (one, other)));
    let shared = pairs.filter(|(one, other)| one.group == other.group);
    let similarities =
        shared.filter_map(|(one, other)| match (one.is_familiar, other.is_familiar) {
            (true, true) => Some(BOTH_FAMILIAR_SIMILARITY),
            (false, false) => None,
            _ => Some(FAMILIAR_SIMILARITY),
        });
    similarities.reduce(f32::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn familiar_forms_are_related_to_their_names_both_ways() {
        for (left, right, expect) in [
            ("bill", "william", Some(FAMILIAR_SIMILARITY)),
            ("sasha", "oleksandr", Some(FAMILIAR_SIMILARITY)),
            ("sasha", "aleksandra", Some(FAMILIAR_SIMILARITY)),
            ("pepe", "jose", Some(FAMILIAR_SIMILARITY)),
            ("bob", "rob", Some(BOTH_FAMILIAR_SIMILARITY)),
            ("aleksandr", "alexander", None),
            ("bill", "robert", None),
            ("bill", "bill", None),
        ] {
            assert_eq!(nickname_similarity(left, right), expect, "{left} {right}");
            assert_eq!(nickname_similarity(right, left), expect, "{right} {left}");
            assert_eq!(nicknames(left).any(|other| other == right), expect.is_some());
        }
    }

    #[test]
    fn forms_are_as_names_are_read() {
        for form in NICKNAMES.by_form.keys() {
            let tokens = crate::analyze(form, crate::NameKind::Person);
            let [token] = tokens.as_slice() else { panic!("{form}") };
            assert_eq!(token.text, *form);
        }
    }
}
