//! The many parties that nobody at the desk asks for.

use std::collections::HashSet;

use super::culture::{CULTURES, Culture, FullName};
use super::dice::Dice;
use super::numbers;
use super::party::{Airplane, Company, Day, Listed, Party, Person, Vessel};

/// How many parties of each kind a list has besides the cast.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sizes {
    pub(super) persons: u32,
    pub(super) companies: u32,
    pub(super) vessels: u32,
    pub(super) airplanes: u32,
}

/// Makes up parties. No two have the same name.
pub(super) struct Crowd {
    dice: Dice,
    taken: HashSet<String>,
}

impl Crowd {
    pub(super) fn new(seed: u64) -> Crowd {
        Crowd { dice: Dice::new(seed), taken: HashSet::new() }
    }

    /// The parties of one list; their keys go on from the first one.
    pub(super) fn list(&mut self, sizes: Sizes, first_key: u32) -> Vec<Listed> {
        let mut parties = Vec::new();
        parties.extend((0..sizes.persons).map(|_| Party::Person(self.person())));
        parties.extend((0..sizes.companies).map(|_| Party::Company(self.company())));
        parties.extend((0..sizes.vessels).map(|_| Party::Vessel(self.vessel())));
        parties.extend((0..sizes.airplanes).map(|_| Party::Airplane(self.airplane())));
        (first_key..).zip(parties).map(|(key, party)| Listed { key, party }).collect()
    }

    fn culture(&mut self) -> &'static Culture {
        let at = self.dice.between(0, CULTURES.len() as u32 - 1) as usize;
        let [first, ..] = &CULTURES;
        CULTURES.get(at).unwrap_or(first)
    }

    /// Tries until the name is new; the tables hold many more names than are asked for.
    fn unused<T>(&mut self, make: impl Fn(&mut Crowd) -> (String, T)) -> T {
        const TRIES_MAX: usize = 1_000;
        let mut made = make(self);
        for _ in 0..TRIES_MAX {
            if self.taken.insert(made.0.clone()) {
                break;
            }
            made = make(self);
        }
        made.1
    }

    /// A person.
    pub(super) fn person(&mut self) -> Person {
        let female = self.dice.once_in(3);
        let (name, culture) = self.unused(|crowd| {
            let culture = crowd.culture();
            let name = crowd.full_name(culture, female);
            (name.latin(), (name, culture))
        });
        let aliases = (0..self.dice.between(0, 2)).map(|_| respelt(&mut self.dice, &name.latin()));
        let aliases: Vec<String> = aliases.filter(|alias| *alias != name.latin()).collect();
        Person {
            aliases,
            nickname: if self.dice.once_in(8) { self.nickname() } else { String::new() },
            birth: self.birthday(),
            female,
            country: culture.country,
            passport: if self.dice.once_in(2) {
                numbers::passport(&mut self.dice)
            } else {
                String::new()
            },
            name,
        }
    }

    /// Cultures with few family names have two given names, so that there are enough of them.
    fn full_name(&mut self, culture: &Culture, female: bool) -> FullName {
        let mut name = culture.person(&mut self.dice, female);
        if name.given.len() + name.family.len() < 12 {
            let (second, second_native) = culture.word(&mut self.dice);
            name.given = format!("{} {second}", name.given);
            if !name.native.is_empty() {
                name.native = format!("{} {second_native}", name.native);
            }
        }
        name
    }

    fn nickname(&mut self) -> String {
        const KINDS: [&str; 6] = ["Quiet", "Tall", "Old", "Lame", "Blue", "Late"];
        const NOUNS: [&str; 6] = ["Ferryman", "Cooper", "Lantern", "Heron", "Piper", "Miller"];
        format!("The {} {}", self.dice.pick(&KINDS), self.dice.pick(&NOUNS))
    }

    fn birthday(&mut self) -> Day {
        Day::new(self.dice.between(1942, 2004), self.dice.between(1, 12), self.dice.between(1, 28))
    }

    fn company(&mut self) -> Company {
        const TRADES: [&str; 10] = [
            "Trading",
            "Marine Services",
            "Metals",
            "Logistics",
            "Holding",
            "Electronics",
            "Shipping",
            "Commodities",
            "Airfreight",
            "Engineering",
        ];
        const FORMS: [&str; 9] =
            ["LLC", "Ltd", "GmbH", "S.A.", "OOO", "AG", "B.V.", "S.r.l.", "Pte. Ltd."];
        let (name, native, country) = self.unused(|crowd| {
            let culture = crowd.culture();
            let (first, first_native) = culture.word(&mut crowd.dice);
            let (second, second_native) = culture.word(&mut crowd.dice);
            let trade = crowd.dice.pick(&TRADES);
            let name =
                format!("{first}{} {trade} {}", second.to_lowercase(), crowd.dice.pick(&FORMS));
            let native = format!("{first_native}{second_native}").to_lowercase();
            let native = if native.is_ascii() { String::new() } else { native };
            (name.clone(), (name, native, culture.country))
        });
        let with_lei = self.dice.once_in(2);
        let lei = if with_lei { numbers::lei(&mut self.dice) } else { String::new() };
        Company { name, native, alias: String::new(), country, lei }
    }

    fn vessel(&mut self) -> Vessel {
        let name = self.ship_name();
        let former = (0..self.dice.between(0, 2)).map(|_| self.ship_name()).collect();
        let flag = self.culture().country;
        Vessel {
            name,
            former,
            imo: numbers::imo(&mut self.dice),
            call_sign: numbers::call_sign(&mut self.dice),
            flag,
            built: self.dice.between(1985, 2022),
        }
    }

    fn ship_name(&mut self) -> String {
        const KINDS: [&str; 8] =
            ["Pearl", "Star", "Dawn", "Trader", "Spirit", "Carrier", "Breeze", "Fortune"];
        self.unused(|crowd| {
            let culture = crowd.culture();
            let (word, _) = culture.word(&mut crowd.dice);
            let name = format!("{word} {}", crowd.dice.pick(&KINDS)).to_uppercase();
            (name.clone(), name)
        })
    }

    fn airplane(&mut self) -> Airplane {
        const MODELS: [&str; 3] = ["TC-4 Freighter", "Condor 200", "Skylark 7"];
        let registration = self.unused(|crowd| {
            let letter = |dice: &mut Dice| char::from_u32(dice.between(65, 90)).unwrap_or('A');
            let tail: String = (0..3).map(|_| letter(&mut crowd.dice)).collect();
            let registration = format!("XQ-{tail}");
            (registration.clone(), registration)
        });
        Airplane {
            registration,
            serial: self.dice.between(10_000, 99_999),
            model: self.dice.pick(&MODELS),
            built: self.dice.between(1980, 2020),
        }
    }
}

/// The name in another spelling: as somebody hears or types it.
pub(super) fn respelt(dice: &mut Dice, name: &str) -> String {
    const SOUNDS: [(&str, &str); 10] = [
        ("k", "c"),
        ("i", "y"),
        ("ou", "u"),
        ("u", "ou"),
        ("z", "s"),
        ("v", "w"),
        ("ei", "ai"),
        ("th", "t"),
        ("a", "e"),
        ("l", "ll"),
    ];
    let (from, to) = dice.pick(&SOUNDS);
    name.replacen(from, to, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_parties_and_no_name_twice() {
        let sizes = Sizes { persons: 900, companies: 300, vessels: 150, airplanes: 80 };
        let names = |seed| -> Vec<String> {
            let list = Crowd::new(seed).list(sizes, 1);
            list.iter().filter_map(|listed| listed.party.names().into_iter().next()).collect()
        };
        let first = names(1);
        assert_eq!(first, names(1));
        assert_ne!(first, names(2));
        let distinct: HashSet<&String> = first.iter().collect();
        assert_eq!(distinct.len(), 1_430);
    }
}
