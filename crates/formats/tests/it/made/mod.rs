//! Made-up parties, written in each of OFAC's editions: what is read must be the same.

mod advanced;
mod csv;
mod xml;

pub(crate) use advanced::advanced;
pub(crate) use csv::csv;
pub(crate) use xml::{classic, enhanced};

use crate::mutate::Chance;

pub(crate) struct Made {
    pub(crate) uid: usize,
    pub(crate) kind: Kind,
    pub(crate) name: Name,
    pub(crate) aliases: Vec<Alias>,
    pub(crate) born: Option<Born>,
    pub(crate) documents: Vec<Document>,
    pub(crate) address: Option<[&'static str; 5]>,
    pub(crate) programs: Vec<&'static str>,
    /// The uid of another party.
    pub(crate) linked: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Person,
    Entity,
    Vessel,
}

impl Kind {
    pub(crate) fn pick<T: Copy>(self, person: T, entity: T, vessel: T) -> T {
        match self {
            Kind::Person => person,
            Kind::Entity => entity,
            Kind::Vessel => vessel,
        }
    }
}

/// Family name, or the name of a thing, and given names.
pub(crate) struct Name(pub(crate) String, pub(crate) &'static str);

impl Name {
    /// `LAST, First`.
    pub(crate) fn full(&self) -> String {
        let last = self.0.to_uppercase();
        if self.1.is_empty() { last } else { format!("{last}, {}", self.1) }
    }
}

pub(crate) struct Alias {
    pub(crate) id: usize,
    pub(crate) name: Name,
    pub(crate) is_former: bool,
    pub(crate) is_weak: bool,
}

/// A birth in words, and the days that it may have been.
#[derive(Clone, Copy)]
pub(crate) struct Born {
    pub(crate) words: &'static str,
    pub(crate) first: [u16; 3],
    pub(crate) last: [u16; 3],
    pub(crate) is_about: bool,
}

pub(crate) struct Document {
    pub(crate) label: &'static str,
    pub(crate) number: String,
    pub(crate) country: &'static str,
    pub(crate) issued: Option<Born>,
}

const YEAR: Born =
    Born { words: "1951", first: [1951, 1, 1], last: [1951, 12, 31], is_about: false };
const DAY: Born =
    Born { words: "02 Feb 1980", first: [1980, 2, 2], last: [1980, 2, 2], is_about: false };
const ABOUT: Born =
    Born { words: "circa 1960", first: [1960, 1, 1], last: [1960, 12, 31], is_about: true };
const LAST: [&str; 6] = ["Tevor", "Bril Orsk", "Varn & Sons", "al-Keld", "O'Mirra", "Sund"];
const FIRST: [&str; 4] = ["Anso", "Milu Tarn", "Rekka", "Ivo"];
const PROGRAMS: [&str; 3] = ["FREE", "SEA-EO1", "TERN2"];
const ADDRESSES: [[&str; 5]; 4] = [
    ["1 Quay, Pier 2", "Port Varn", "Keld", "77001", "Malta"],
    ["", "Orsk", "", "", "Fiji"],
    ["P.O. Box 7", "Sund", "", "A-7", ""],
    ["", "", "", "", "Peru"],
];
const LABELS: [[&str; 2]; 3] = [
    ["Passport", "National ID No."],
    ["Tax ID No.", "Registration Number"],
    ["Vessel Registration Identification", "Registration ID"],
];

/// The same parties for the same seed.
pub(crate) fn parties(count: usize, seed: u64) -> Vec<Made> {
    let mut chance = Chance(seed);
    (1..=count).map(|uid| party(uid, count, &mut chance)).collect()
}

fn party(uid: usize, count: usize, chance: &mut Chance) -> Made {
    let kind = [Kind::Person, Kind::Entity, Kind::Vessel][uid % 3];
    let chosen = |chance: &mut Chance| match kind {
        Kind::Person => {
            Name(LAST[chance.below(LAST.len())].to_owned(), FIRST[chance.below(FIRST.len())])
        }
        _ => Name(format!("{} {}", LAST[chance.below(LAST.len())], chance.below(1_000_000)), ""),
    };
    let alias = |n: usize, chance: &mut Chance| Alias {
        id: uid * 10 + n,
        name: chosen(chance),
        is_former: chance.below(3) == 0,
        is_weak: chance.below(3) == 0,
    };
    let document = |n: usize, chance: &mut Chance| Document {
        label: kind.pick(LABELS[0], LABELS[1], LABELS[2])[n],
        number: match (kind, n) {
            (Kind::Vessel, 0) => "IMO 9074729".to_owned(),
            _ => format!("A{}", chance.below(1_000_000)),
        },
        country: if kind == Kind::Vessel { "" } else { ["Malta", "Peru"][chance.below(2)] },
        issued: (kind == Kind::Person && chance.below(2) == 0).then_some(DAY),
    };
    Made {
        uid,
        kind,
        name: chosen(chance),
        aliases: (0..chance.below(4)).map(|n| alias(n, chance)).collect(),
        born: (kind == Kind::Person).then(|| [YEAR, DAY, ABOUT][chance.below(3)]),
        documents: (0..chance.below(3)).map(|n| document(n, chance)).collect(),
        address: (chance.below(2) == 0).then(|| ADDRESSES[chance.below(ADDRESSES.len())]),
        programs: PROGRAMS[chance.below(2)..].to_vec(),
        // The names of things have numbers, so that a name finds one party.
        linked: Some(1 + chance.below(count)).filter(|other| other % 3 != 0 && *other != uid),
    }
}

/// Text as XML writes it.
pub(crate) fn xml_text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('\'', "&apos;")
}

/// An element with text, or nothing where there is no text.
pub(crate) fn tag(name: &str, text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    format!("<{name}>{}</{name}>", xml_text(text))
}
